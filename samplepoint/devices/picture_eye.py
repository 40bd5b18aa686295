"""Everything that can be read from a picture file: codes, a card, a machine-readable zone.

Owns the way of one file through all readers; refuses to know folders and printed forms. Codes are
read here, text in the reading process.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

from samplepoint.devices.code_cascade import CodeCascade
from samplepoint.devices.document_reader import DocumentSeen, read_document
from samplepoint.devices.frames import Pixels
from samplepoint.devices.ocr_process import OcrProcess
from samplepoint.devices.picture_files import read_picture
from samplepoint.domain.seen import PictureSeen
from samplepoint.errors import Obstacle, SamplepointError


class PictureEye:
    """Reads files one after the other. `reader` None: codes alone."""

    def __init__(self, today: Callable[[], date], reader: OcrProcess | None) -> None:
        """Start nothing yet; `today` bounds birth dates."""
        self._today = today
        self._reader = reader
        self._cascade = CodeCascade()

    @property
    def lacking(self) -> str:
        """The code of what is missing on this machine, "" for nothing; it reads all the same."""
        return self._cascade.problem

    def see(self, path: Path) -> PictureSeen:
        """Read a picture; one that cannot be read comes back with its problem."""
        try:
            picture = read_picture(path)
        except Obstacle as obstacle:
            return PictureSeen(problem=obstacle)
        pixels = picture.pixels
        if self._reader is not None:
            with suppress(Obstacle):  # the question says it again
                self._reader.warm()  # it loads its models while the codes are read
        codes = self._cascade.still(pixels)
        document, problem = self._document(pixels)
        zone = document.zone.seen if document.zone else None
        return PictureSeen(codes, document.card, zone, problem or document.problem, picture.notes)

    def _document(self, pixels: Pixels) -> tuple[DocumentSeen, SamplepointError | None]:
        if self._reader is None:
            return DocumentSeen(), None
        try:
            return self._reader.ask(partial(read_document, today=self._today()), pixels), None
        except SamplepointError as error:
            return DocumentSeen(), error

    def close(self) -> None:
        """End the reading process; may be called twice."""
        if self._reader is not None:
            self._reader.end()
