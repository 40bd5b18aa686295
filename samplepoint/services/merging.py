"""Merging: packages from sticks and folders come together in one book, each with a verdict.

Owns what is told of each file and how much is committed at once; refuses to know whom to believe
(`believing`), how facts are joined (`storage.merging`) and the form of a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from samplepoint.domain.clock import minutes_between, utc_text
from samplepoint.domain.facts import Kind
from samplepoint.errors import Cancelled, Damage, Obstacle, Refusal, SamplepointError, Value
from samplepoint.formats.age_box import recipient_of
from samplepoint.formats.package import (
    OpenedPackage,
    decode_package,
    decrypt_package,
    open_package,
    verify_package,
)
from samplepoint.formats.package_lines import PackageFacts
from samplepoint.formats.package_manifest import LARGEST_MANIFEST, LARGEST_PAYLOAD
from samplepoint.services.believing import ONE_DAY_BELIEVED, Believing, Clocks
from samplepoint.services.jobs import Reporter
from samplepoint.services.opening_ahead import OpeningAhead
from samplepoint.services.package_covers import cover_of
from samplepoint.services.package_verdicts import FileVerdict, Verdict
from samplepoint.services.station import Place, Station
from samplepoint.storage import book_keys, erased_travel, reach
from samplepoint.storage.book import Book, Gesture
from samplepoint.storage.merging import (
    BegunAgainError,
    TakenIn,
    all_or_nothing,
    begun_again,
    take_in,
)
from samplepoint.storage.safe_file import folder_obstacle, free_path, write_safely
from samplepoint.storage.travel_queries import TravelQueries

Keep = Callable[[str, bytes], None]
"""What is done with the name and the content of a file for the quarantine."""

_MOST_BYTES = LARGEST_PAYLOAD + 2 * LARGEST_MANIFEST
"""More than any package has: what is longer is cut here and refused for its form."""

_AT_A_DESK = 1_000
"""Facts in one commit where a desk may wait for it."""
_AT_A_HUB = 400_000
"""Facts in one commit where none does: an index is then written once, not at every file."""

Guard = Callable[[Book], AbstractContextManager[None]]
"""What becomes of half a file when the other half cannot be taken in."""


@dataclass
class _Group:
    """Files of one commit, and the wish to stop after it."""

    told: list[FileVerdict] = field(default_factory=list)
    stopped: Cancelled | None = None


class Merging:
    """Takes packages into one book."""

    def __init__(self, station: Station, quarantine: Path, clocks: Clocks = Clocks.CHECKED) -> None:
        """Work on a station's book; what is not believed is copied into the quarantine."""
        self._believing = Believing(station.book, clocks)
        self._station = station
        self._book = station.book
        self._queries = TravelQueries(station.book)
        self._quarantine = quarantine
        self._identity = book_keys.read(station.book.db).age_identity
        self._recipient = recipient_of(self._identity)
        self._now_utc = utc_text(station.book.clock.now())
        self._ahead: OpeningAhead | None = None

    def merge(
        self, place: Place, files: Sequence[Path], reporter: Reporter | None = None
    ) -> Iterator[FileVerdict]:
        """Take files in, one after the other; each verdict comes after its commit.

        Any order and any repetition of files lead to the same state. A file is taken whole or not
        at all; where it ends in an error, so does it alone.

        Raises:
            Obstacle: what the disk of the book says; files whose verdict was told are stored.
            Cancelled: the same.
        """
        reporter = reporter or Reporter()
        done = 0
        keys = self._believing.raw_keys
        with closing(OpeningAhead(files, self._identity, keys)) as self._ahead:
            while done < len(files):
                group = self._take_group(place, files, done, reporter)
                done += len(group.told)
                yield from group.told
                if group.stopped:
                    raise group.stopped
        reporter.report("merging", len(files), len(files))

    def _take_group(
        self, place: Place, files: Sequence[Path], done: int, reporter: Reporter
    ) -> _Group:
        """Take as many files in as make one commit, each whole or not at all.

        Guarding every file costs a copy of each page that it touches. So all are taken without a
        guard first; in the rare case that one fails half-way, the group is begun again with it.
        """
        try:
            with self._station.gesture(place) as draft:
                return self._take_some(draft, files, done, reporter, begun_again)
        except BegunAgainError:
            with self._station.gesture(place) as draft:
                return self._take_some(draft, files, done, reporter, all_or_nothing)

    def _take_some(
        self, draft: Gesture, files: Sequence[Path], done: int, reporter: Reporter, guard: Guard
    ) -> _Group:
        group = _Group()
        most, facts = _AT_A_HUB if self._book.is_hub else _AT_A_DESK, 0
        while done + len(group.told) < len(files) and facts < most:
            try:
                reporter.report("merging", done + len(group.told), len(files))
            except Cancelled as cancelled:
                group.stopped = cancelled
                break
            group.told.append(self._take(draft, files[done + len(group.told)], guard))
            facts += group.told[-1].new
        return group

    def look(self, place: Place, files: Sequence[Path]) -> list[FileVerdict]:
        """Say what merging would say of these files, one by one, and change nothing."""
        return [self._look(place, path) for path in files]

    def _look(self, place: Place, path: Path) -> FileVerdict:
        try:
            with self._station.gesture(place) as draft:
                self._only_look(draft, path)
        except _LookedError as looked:
            return looked.verdict
        raise AssertionError(path.name)

    def _only_look(self, draft: Gesture, path: Path) -> NoReturn:
        """Take a file in, and undo it by the error that carries its verdict."""
        raise _LookedError(self._take(draft, path, all_or_nothing, _keep_nothing))

    def _take(
        self, draft: Gesture, path: Path, guard: Guard, keep: Keep | None = None
    ) -> FileVerdict:
        """Take one file in, and say what became of it."""
        if not self._book.is_hub and (others := self._for_others(path)):
            return others
        try:
            content = _read(path)
        except Obstacle as obstacle:
            return FileVerdict(path, Verdict.DAMAGED, "file_not_read", {"why": obstacle.code})
        try:
            return self._take_content(draft, path, content, guard)
        except (Refusal, Damage, Obstacle) as error:
            return self._turned_away(draft, path, content, error, keep or self._keep)

    def _take_content(
        self, draft: Gesture, path: Path, content: bytes, guard: Guard
    ) -> FileVerdict:
        before = self._queries.merged(hashlib.sha256(content).hexdigest())
        if before:
            return FileVerdict(
                path,
                self._without_news(before.station_id, before.number),
                "merge_known_file",
                {"at": before.merged_utc[:16]},
                before.station_id,
                self._believing.point_name(before.station_id),
                before.number,
                known=before.new + before.known,
                missing=tuple(reach.missing(self._book.db, before.station_id)),
            )
        opened = open_package(content)
        peer, key = self._believing.signer(opened)
        facts = self._ahead.facts(path, opened.sha256, key) if self._ahead else None
        if facts is None:
            facts = decode_package(decrypt_package(verify_package(opened, key), self._identity))
        self._believing.demand(peer, facts)
        with guard(self._book):
            taken = take_in(self._book, facts.facts)
            erased_travel.take_over(self._book.db, facts.erased)
        return self._told(draft, path, opened, facts, taken)

    def _for_others(self, path: Path) -> FileVerdict | None:
        """Return the verdict of a file that our supervisor's book sealed for other points only.

        Its cover says so, and is signed; whatever else a file is, None is returned, and opening
        it says what.
        """
        cover = cover_of(path)
        if cover is None or cover.untrusted.may_be_for(self._recipient):
            return None
        key = self._believing.hub_key(cover.untrusted.signer)
        if key is None:
            return None
        try:
            cover.verify(key)
        except (Refusal, Damage):
            return None
        head = cover.untrusted.head
        values: dict[str, Value] = {"point": head.point, "number": head.number}
        found = (path, Verdict.OTHERS, "merge_others", values)
        return FileVerdict(*found, head.station_id, head.point, head.number)

    # -- what is told --------------------------------------------------------------------------

    def _told(
        self,
        draft: Gesture,
        path: Path,
        opened: OpenedPackage,
        facts: PackageFacts,
        taken: TakenIn,
    ) -> FileVerdict:
        head = opened.untrusted.head
        verdict = self._verdict(head.station_id, head.number, taken)
        times = [line[3] for line in facts.facts]
        draft.record(
            Kind.PACKAGE_MERGED,
            {
                "sha256": opened.sha256,
                "station_id": head.station_id,
                "point": head.point,
                "number": head.number,
                "verdict": str(verdict),
                "new": taken.new,
                "known": taken.known,
                "made_at_utc": head.made_at_utc,
                "earliest_utc": min(times),
                "ahead_minutes": minutes_between(self._now_utc, max(times)),
            },
        )
        return FileVerdict(
            path,
            verdict,
            f"merge_{verdict}",
            {"point": head.point, "number": head.number},
            head.station_id,
            head.point,
            head.number,
            taken.new,
            taken.known,
            taken.people,
            taken.missing,
        )

    def _verdict(self, station: str, number: int, taken: TakenIn) -> Verdict:
        if taken.missing:
            return Verdict.GAP
        if taken.new:
            return Verdict.ACCEPT
        return self._without_news(station, number)

    def _without_news(self, station: str, number: int) -> Verdict:
        """Tell a file whose facts are all known from one that a newer one has made old."""
        is_older = number < self._queries.newest_number(station)
        return Verdict.OLDER if is_older else Verdict.DUPLICATE

    def _turned_away(
        self, draft: Gesture, path: Path, content: bytes, error: SamplepointError, keep: Keep
    ) -> FileVerdict:
        """Keep a copy of what may be believed one day, and say why it is not."""
        is_kept = error.code in ONE_DAY_BELIEVED and not isinstance(error, Damage)
        verdict = Verdict.QUARANTINE if is_kept else Verdict.DAMAGED
        if verdict is Verdict.QUARANTINE:
            keep(path.name, content)
            sha256 = hashlib.sha256(content).hexdigest()
            draft.record(Kind.PACKAGE_REFUSED, {"sha256": sha256, "why": error.code})
        values, (station, point, number) = dict(error.values), _claimed(content)
        said = (str(values.get("station", station)), str(values.get("point", point)), number)
        return FileVerdict(path, verdict, error.code, values, *said)

    def _keep(self, name: str, content: bytes) -> None:
        write_safely(free_path(self._quarantine, name, content), content)


class _LookedError(Exception):
    """Undoes what a look wrote; nobody outside sees it."""

    def __init__(self, verdict: FileVerdict) -> None:
        super().__init__()
        self.verdict = verdict


def _keep_nothing(_name: str, _content: bytes) -> None:
    """Leave a file where it is."""


def _claimed(content: bytes) -> tuple[str, str, int]:
    """Return which package a file says that it is: station, point, number; nobody proved it."""
    try:
        head = open_package(content).untrusted.head
    except SamplepointError:
        return "", "", 0
    return head.station_id, head.point, head.number


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise folder_obstacle(error, path.parent) from error
