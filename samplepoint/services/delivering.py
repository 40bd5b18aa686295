"""Delivering: manifests made one after the other and put into a folder, and what went before.

Owns the order (a record before its files) and what is told when a folder gives up half-way;
refuses to know what is in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.outcomes import Notice
from samplepoint.errors import Obstacle
from samplepoint.formats.manifest import export_label
from samplepoint.services.exporting import (
    Export,
    Wanted,
    export,
    exports_made,
    prepare,
    repeat,
    store,
)
from samplepoint.services.jobs import Reporter
from samplepoint.services.manifest_files import ExportedFile
from samplepoint.services.printing import Say
from samplepoint.services.station import Place, Station
from samplepoint.storage.handover_queries import HandoverQueries


@dataclass(frozen=True, slots=True)
class Delivered:
    """One export whose files lie in a folder; `label` is its number as people write it: E0001."""

    label: str
    number: int
    people: int
    files: tuple[tuple[ExportedFile, Path], ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class SealedBox:
    """A box that may leave on a manifest, and the exports that hold it as it is sealed now."""

    code: BoxCode
    tubes: int
    people: int
    sealed_utc: str
    offset_minutes: int
    exports: tuple[int, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the numbers of its exports as people write them."""
        return tuple(map(export_label, self.exports))


def deliver(
    station: Station,
    place: Place,
    wanted: Sequence[Wanted],
    folder: Path,
    say: Say,
    reporter: Reporter | None = None,
) -> list[Delivered]:
    """Make these exports and put their files into a folder.

    Raises:
        Refusal: as `export` says; nothing is recorded for the export that was refused.
        Obstacle: as `prepare` says, before anything is recorded; `export_not_stored` when the
            folder failed later: the export keeps its number and can be made again.
        Cancelled: the operator asked to stop; the exports before are done.
    """
    reporter = reporter or Reporter()
    part = reporter.quiet()
    made = (export(station, place, one, say, part) for one in wanted)
    return _put(made, folder, reporter, len(wanted))


def deliver_again(
    station: Station,
    place: Place,
    numbers: Sequence[int],
    folder: Path,
    say_in: Callable[[str], Say],
    reporter: Reporter | None = None,
) -> list[Delivered]:
    """Make earlier exports again, byte for byte, and put their files into a folder.

    Raises:
        As `deliver` and `repeat` say.
    """
    reporter = reporter or Reporter()
    part = reporter.quiet()
    made = (repeat(station, place, number, say_in, part) for number in numbers)
    return _put(made, folder, reporter, len(numbers))


def boxes_to_deliver(station: Station) -> list[SealedBox]:
    """Return the sealed boxes of the round, by code, with what was exported of each."""
    queries = HandoverQueries(station.book)
    held: dict[str, list[tuple[int, str]]] = {}
    for one in exports_made(station):
        for box in one.body["boxes"]:
            held.setdefault(box, []).append((one.body["number"], one.body["made_at_utc"]))
    found = []
    for box in station.queries.sealed_boxes(station.plan.round_id):
        last = queries.sealings(box.code, station.plan.round_id)[-1]
        since = tuple(number for number, at in held.get(box.code, []) if at >= last.sealed_utc)
        found.append(
            SealedBox(
                box.code, last.tubes, last.people, last.sealed_utc, last.offset_minutes, since
            )
        )
    return found


def _put(made: Iterable[Export], folder: Path, reporter: Reporter, total: int) -> list[Delivered]:
    prepare(folder)
    done: list[Delivered] = []
    reporter.report("exporting", 0, total)
    for one in made:
        done.append(_stored(one, folder, len(done), total))
        reporter.report("exporting", len(done), total)
    return done


def _stored(made: Export, folder: Path, before: int, total: int) -> Delivered:
    label = export_label(made.number)
    try:
        files = tuple(_each_stored(made, folder))
    except Obstacle as obstacle:
        # Its number is in the book already: it is told, so that this export is made again.
        raise Obstacle(
            "export_not_stored",
            label=label,
            number=made.number,
            folder=str(folder),
            why=obstacle.code,
            stored=before,
            left=total - before - 1,
        ) from obstacle
    return Delivered(label, made.number, made.people, files, made.notices)


def _each_stored(made: Export, folder: Path) -> Iterator[tuple[ExportedFile, Path]]:
    for file in made.files:
        yield file, store(folder, file)
