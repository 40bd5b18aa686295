"""Covers of package files: whose a file is and for whom, without reading and opening all of it.

Owns how much of a file is read for it; refuses to believe what a cover says (see `merging`). A
supervisor's book writes a file for each hundred of its points, and trying a key on one takes a
quarter of a second.
"""

from __future__ import annotations

from pathlib import Path

from samplepoint.errors import SamplepointError
from samplepoint.formats.package import COVER_BYTES, Cover, read_cover


def cover_of(file: Path) -> Cover | None:
    """Return the cover of a file; None where it cannot be read: who opens it all says why."""
    try:
        with file.open("rb") as opened:
            return read_cover(opened.read(COVER_BYTES))
    except (OSError, SamplepointError):
        return None


def is_from_hub(file: Path) -> bool:
    """Tell whether a file says that a supervisor's book made it."""
    cover = cover_of(file)
    return cover is not None and cover.untrusted.head.role == "hub"
