"""The front door: no verb opens the window, a verb goes to the command line.

Owns the choice between the two faces, which never meet; the window is imported only when asked.
"""

from __future__ import annotations

import sys

from samplepoint.cli.context import WindowFace
from samplepoint.cli.main import run


def open_face() -> WindowFace:
    """Import Qt and return the window's face."""
    from samplepoint.gui.face import Face  # noqa: PLC0415  # a verb must not wait for Qt

    return Face()


def main() -> None:
    """Start the program with the words of the command line."""
    if getattr(sys, "frozen", False):
        # The reading process starts this very file again.
        import multiprocessing  # noqa: PLC0415  # 7 ms that a start from source need not pay

        multiprocessing.freeze_support()
    run(sys.argv[1:], open_face)


if __name__ == "__main__":
    main()
