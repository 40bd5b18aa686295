"""How OpenCV is brought in: on a device's thread, once it is needed, and kept modest.

Owns its settings for the whole process; refuses to know what is done with it. Importing it takes
some 40 ms, 200 ms with numpy, so nothing on the way to the desk may do that at its own import.
"""

from __future__ import annotations

import os
import threading
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_SETTINGS = {
    # Seconds until a read of a camera that gives nothing comes back; 10 unless told, and a camera
    # cannot be closed from another thread meanwhile.
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "1",
    # With hardware transforms Media Foundation takes up to minutes to open some cameras
    # (opencv/opencv issue 17687).
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",
}
"""OpenCV reads them while it is being imported; what the environment says already stays."""


_IMPORTING = threading.Lock()


def start_process(process: BaseProcess) -> None:
    """Start a process, but not while another thread imports OpenCV.

    Until that import is done its folder stands in `sys.path`, which a process takes over from the
    one that starts it: it would find a `typing` there that is not Python's, and die of it.

    Raises:
        OSError, MemoryError: what the system says.
    """
    with _IMPORTING:
        process.start()


@cache
def opencv() -> ModuleType:
    """Import OpenCV with the house's settings; from any thread but the window's.

    Whatever imports OpenCV by itself is imported after this was called.

    It computes on the calling thread alone: two cores are shared with the window, and a pool of
    threads costs more than it gains on frames of this size.
    """
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    with _IMPORTING:
        import cv2  # noqa: PLC0415  # slow

    cv2.setNumThreads(1)
    # A camera that is away would otherwise fill the console, a line at every try.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    return cv2
