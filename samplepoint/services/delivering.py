"""Delivering: manifests made one after the other and put where they go, and what went before.

Owns the order (a record before its files) and what is told when a stick gives up half-way;
refuses to know what is in a file, and how files get anywhere (see `stick`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.outcomes import Notice
from samplepoint.errors import Cancelled, Obstacle, Value
from samplepoint.formats.manifest import export_label
from samplepoint.services.exporting import (
    Export,
    Wanted,
    export,
    exports_made,
    repeat,
)
from samplepoint.services.jobs import Reporter
from samplepoint.services.manifest_files import ExportedFile
from samplepoint.services.printing import Say
from samplepoint.services.station import Place, Station
from samplepoint.services.stick import Destination
from samplepoint.services.stick_outcomes import FilePut, first_trouble
from samplepoint.services.stick_planning import Clash
from samplepoint.storage.handover_queries import HandoverQueries


@dataclass(frozen=True, slots=True)
class Delivered:
    """One export whose files arrived; `label` is its number as people write it: E0001."""

    label: str
    number: int
    people: int
    files: tuple[tuple[ExportedFile, Path], ...]
    puts: tuple[FilePut, ...]
    """What became of each file, all of them safe."""
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
    to: Destination,
    say: Say,
    reporter: Reporter | None = None,
) -> list[Delivered]:
    """Make these exports and put their files where they go.

    Raises:
        Refusal: as `export` says; nothing is recorded for the export that was refused.
        Obstacle: as `StickDoor.check` says, before anything is recorded; `export_not_stored` when
            the place failed later: the export keeps its number and can be made again.
        Cancelled: the operator asked to stop; the exports before are done.
    """
    reporter = reporter or Reporter()
    part = reporter.quiet()
    made = (export(station, place, one, say, part) for one in wanted)
    return _put(made, to, reporter, len(wanted))


def deliver_again(
    station: Station,
    place: Place,
    numbers: Sequence[int],
    to: Destination,
    say_in: Callable[[str], Say],
    reporter: Reporter | None = None,
) -> list[Delivered]:
    """Make earlier exports again, byte for byte, and put their files where they go.

    Raises:
        As `deliver` and `repeat` say.
    """
    reporter = reporter or Reporter()
    part = reporter.quiet()
    made = (repeat(station, place, number, say_in, part) for number in numbers)
    return _put(made, to, reporter, len(numbers))


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


def _put(
    made: Iterable[Export], to: Destination, reporter: Reporter, total: int
) -> list[Delivered]:
    to.check()
    done: list[Delivered] = []
    reporter.report("exporting", 0, total)
    for one in made:
        done.append(_stored(one, to, reporter, (len(done), total)))
        reporter.report("exporting", len(done), total)
    return done


def _stored(made: Export, to: Destination, reporter: Reporter, at: tuple[int, int]) -> Delivered:
    label, (before, total) = export_label(made.number), at
    files = [(file.name, file.content) for file in made.files]
    # Its number is in the book already: it is told, so that this export is made again.
    told: dict[str, Value] = {
        "label": label,
        "number": made.number,
        "folder": str(to.folder),
        "stored": before,
        "left": total - before - 1,
    }
    try:
        puts = to.put(files, reporter, Clash.NUMBER)
    except Cancelled as cancelled:
        raise Obstacle("export_not_stored", **told, why="stick_cancelled") from cancelled
    trouble = first_trouble(puts)
    if trouble is not None:
        raise Obstacle("export_not_stored", **{**trouble.values, **told, "why": trouble.code})
    paths = tuple((file, put.path) for file, put in zip(made.files, puts, strict=True) if put.path)
    return Delivered(label, made.number, made.people, paths, puts, made.notices)
