"""Putting files into one folder: the order of the steps for each of them.

Owns that order: arrive, look, measure, then write under another name, flush, read back, compare,
rename, settle. Refuses to know operating systems (ends are handed in) and to choose the folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

from samplepoint.services.jobs import Reporter
from samplepoint.services.stick_ends import StickEnds
from samplepoint.services.stick_landing import Landing, staging_name
from samplepoint.services.stick_outcomes import FilePut, PutEnd
from samplepoint.services.stick_planning import Clash, File, Planning, ToWrite

_FIRST_CHUNK = 64 * 1024
_LARGEST_CHUNK = 4 * 1024 * 1024
_QUICK_MS, _SLOW_MS = 100.0, 400.0


class Putting:
    """One call's way with its files. Used once."""

    def __init__(
        self, ends: StickEnds, landing: Landing, reporter: Reporter, now_ms: Callable[[], float]
    ) -> None:
        """Go to a landing; `now_ms` measures how large a piece may be."""
        self._ends, self._landing, self._reporter = ends, landing, reporter
        self._now_ms = now_ms
        self._moved = self._to_move = 0
        self._chunk = _FIRST_CHUNK
        self._ended: dict[int, FilePut] = {}

    def run(self, files: Sequence[File], clash: Clash) -> tuple[FilePut, ...]:
        """Put all files, each to its own end; a trouble that holds for all ends the rest.

        Raises:
            Cancelled: files that arrived stay, nothing else is left.
        """
        try:
            self._write_all(self._planned(files, clash))
        except OSError as error:
            at = next(at for at in range(len(files)) if at not in self._ended)
            self._ended[at] = self._landing.failed(files[at][0], error)
        return tuple(
            self._ended.get(at) or self._landing.end(name, PutEnd.NOT_BEGUN)
            for at, (name, _content) in enumerate(files)
        )

    def _planned(self, files: Sequence[File], clash: Clash) -> list[ToWrite]:
        room = self._landing.arrive()
        planning = Planning(self._ends, self._landing, clash)
        self._ended = planning.ended
        planning.look(files, self._reporter)
        planning.measure(room)
        return planning.to_write

    def _write_all(self, to_write: list[ToWrite]) -> None:
        # Every byte goes there and comes back.
        self._to_move = 2 * sum(len(one.content) for one in to_write)
        for one in to_write:
            self._ended[one.at] = put = self._write(one)
            if put.ends_all:
                return

    def _write(self, one: ToWrite) -> FilePut:
        landing = self._landing
        digest = hashlib.sha256(one.content)
        staged = landing.folder / staging_name(digest.hexdigest())
        try:
            landing.demand_same_volume()
            landing.without(staged)
            self._ends.write_new(staged, self._chunks(one.content), landing.readers)
            read = hashlib.sha256()
            way = self._ends.read_back(staged, lambda piece: self._take(piece, read.update))
            if read.digest() != digest.digest():
                landing.without(staged)
                return landing.end(one.asked, PutEnd.MISMATCH)
            landing.demand_same_volume()
            self._ends.rename(staged, landing.folder / one.name)
            self._ends.settle(landing.folder)
        except OSError as error:
            return landing.failed(one.asked, error, staged, len(one.content))
        except BaseException:
            landing.without(staged)
            raise
        return landing.end(one.asked, PutEnd.WRITTEN, path=landing.folder / one.name, way=way)

    def _chunks(self, content: bytes) -> Iterator[bytes]:
        """Give pieces as large as the stick takes in a moment: a slow one shows its progress."""
        at = 0
        while at < len(content):
            self._report()
            piece = content[at : at + self._chunk]
            began = self._now_ms()
            yield piece
            took = self._now_ms() - began
            if took < _QUICK_MS:
                self._chunk = min(_LARGEST_CHUNK, self._chunk * 2)
            elif took > _SLOW_MS:
                self._chunk = max(_FIRST_CHUNK, self._chunk // 2)
            at += len(piece)
            self._moved += len(piece)
        self._report()

    def _take(self, piece: memoryview, update: Callable[[memoryview], None]) -> None:
        update(piece)
        self._moved += len(piece)
        self._report()

    def _report(self) -> None:
        self._reporter.report("stick_moving", self._moved, self._to_move)
