"""An eye for the desk, put together from cascade, vote, choice of stills and the reading process.

Owns what goes together; imports numpy, OpenCV and zxing: read it on a thread of its own, never on
the window's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from samplepoint.devices.camera import CameraSource
from samplepoint.devices.code_eye import looking_for
from samplepoint.devices.document_reader import DocumentSeen, read_document
from samplepoint.devices.eye_loop import CameraEye
from samplepoint.devices.eye_parts import EyeSettings, Telling, Wish
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.devices.frames import Frame, FrameSource, Pixels
from samplepoint.devices.ocr_process import OcrProcess
from samplepoint.devices.picture_files import read_picture
from samplepoint.devices.source_choice import Reel, SourceKind, SourceWanted
from samplepoint.devices.square_look import SquareLook
from samplepoint.devices.still_choice import StillChoice, has_print
from samplepoint.devices.video_file import VideoFile
from samplepoint.gui.adapters.eye_wiring import DocumentReader, EyeCalls, EyeParts

_LOOK_EVERY: Final = 5
"""Frames between two looks whether there is print in view: twice a second."""
_GONE_LOOKS: Final = 3
PACE: Final = Pace(times=6, empty_before=16, interval_s=0.1)
"""How a folder is shown at a desk: long enough for a still of a card, and for a code to have left
the picture before it may come again (see `code_vote`)."""
_MOST_FPS: Final = 10.0
"""Of a video: as often as a camera is looked through."""


class SceneChoice:
    """Chooses stills, and notices when what was printed has left the picture."""

    def __init__(self, on_gone: Callable[[], None]) -> None:
        """Begin with nothing in view."""
        self._choice = StillChoice()
        self._on_gone = on_gone
        self._frames = 0
        self._empty_looks = 0
        self._has_taken = False

    def offer(self, frame: Frame) -> Frame | None:
        """Look at the next frame; return a still worth reading, or None."""
        still = self._choice.offer(frame)
        if still is not None:
            self._has_taken, self._empty_looks = True, 0
        self._frames += 1
        if self._has_taken and self._frames % _LOOK_EVERY == 0:
            self._look_away(frame)
        return still

    def wish(self, wish: Wish, at_s: float) -> None:
        """Hear what is wanted of the next still."""
        if wish is Wish.UNREAD:
            self._choice.unread(at_s)
        else:
            self._choice.again()

    def _look_away(self, frame: Frame) -> None:
        self._empty_looks = 0 if has_print(frame.pixels) else self._empty_looks + 1
        if self._empty_looks >= _GONE_LOOKS:
            self._has_taken = False
            self._on_gone()


class ProcessReader:
    """Reads stills in the reading process."""

    def __init__(self, process: OcrProcess, today: Callable[[], date]) -> None:
        """Start nothing yet; `today` bounds birth dates."""
        self._process = process
        self._today = today

    def warm(self) -> None:
        """Start the process without waiting for it."""
        self._process.warm()

    def read(self, pixels: Pixels) -> DocumentSeen:
        """Read a still; see `OcrProcess.ask` for what it raises."""
        return self._process.ask(partial(read_document, today=self._today()), pixels)

    def end(self) -> None:
        """End the process."""
        self._process.end()


def make_eye(
    calls: EyeCalls,
    today: Callable[[], date],
    source: Callable[[], FrameSource] | None = None,
    reader: DocumentReader | None = None,
    settings: EyeSettings | None = None,
) -> EyeParts:
    """Make the eye of a desk; `source`, `reader` and `settings` are a rehearsal's or a test's."""
    telling = Telling(
        on_reading=calls.on_reading,
        on_refused=calls.on_refused,
        on_hint=calls.on_hint,
        on_preview=calls.on_preview,
        on_still=calls.on_still,
        on_squares=calls.squares.tell,
    )
    choice = SceneChoice(calls.on_gone)
    camera = source or (lambda: source_of(calls.wanted(), calls.reel()))
    looking = looking_for(calls.kind_of, choice.offer, choice.wish)
    looking = SquareLook(calls.squares.is_wanted, looking).looking
    eye = CameraEye(camera, looking, telling, calls.publish, settings)
    process = reader or ProcessReader(OcrProcess(lambda state: calls.on_reader(str(state))), today)
    return EyeParts(eye, process)


def source_of(wanted: SourceWanted, reel: Reel) -> FrameSource:
    """Make the source that was chosen, without opening it; files go on where `reel` says."""
    if wanted.kind is SourceKind.FOLDER:
        return PictureFolder(wanted.path, read_picture, PACE, reel=reel)
    if wanted.kind is SourceKind.VIDEO:
        return VideoFile(wanted.path, reel=reel, most_fps=_MOST_FPS)
    return CameraSource(wanted.camera)
