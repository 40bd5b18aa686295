"""Exporting: sealed boxes leave the book as numbered, recorded files that can be made again.

Owns numbers, records and names; refuses to know what a file looks like inside, where it goes (see
`delivering`), and languages (words are handed in).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from samplepoint import __version__
from samplepoint.domain.clock import offset_minutes, utc_text
from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Notice
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.formats.manifest import export_label
from samplepoint.services.jobs import Reporter
from samplepoint.services.manifest_files import ExportedFile, FileKind, file_of, notices_of
from samplepoint.services.manifest_making import ManifestMaker, language_of, words_of
from samplepoint.services.printing import Say
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.export_queries import ExportFact, ExportQueries


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to leave: these boxes in one manifest, in these forms."""

    boxes: tuple[BoxCode, ...]
    kinds: tuple[FileKind, ...] = tuple(FileKind)
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """One recorded export: its number, its files, and what the operator should know."""

    number: int
    files: tuple[ExportedFile, ...]
    people: int
    box_hash: str
    seals: Mapping[str, str]
    """The plastic seals as the manifest has them; one may be noted after the export."""
    notices: tuple[Notice, ...] = ()


def sealed_boxes(station: Station) -> list[BoxCode]:
    """Return the codes of all sealed boxes of the round.

    Raises:
        Refusal: `nothing_sealed`.
    """
    codes = [box.code for box in station.queries.sealed_boxes(station.plan.round_id)]
    if not codes:
        raise Refusal("nothing_sealed")
    return codes


def export(
    station: Station, place: Place, wanted: Wanted, say: Say, reporter: Reporter | None = None
) -> Export:
    """Make the files of a manifest and put the export on record, before any byte leaves.

    Raises:
        Refusal: `nothing_sealed`, `box_not_sealed`, `not_yours`, `too_many_rows`,
            `export_meanwhile` when another export took the number.
        Obstacle: what the disk says; `paper_font_absent`.
        Cancelled: the operator asked to stop; nothing is recorded.
    """
    demand(place, Deed.PACK)
    if not wanted.boxes:
        raise Refusal("nothing_sealed")
    now = station.book.clock.now()
    # What the record can say again: milliseconds and whole minutes of offset.
    moment = _moment(utc_text(now), offset_minutes(now))
    number = _next_number(station)
    maker = ManifestMaker(station, say)
    made = _make(maker, wanted, say, (number, moment), reporter or Reporter())
    with station.gesture(place) as draft:
        if _next_number(station) != number:
            raise Refusal("export_meanwhile")
        draft.record(Kind.EXPORT_MADE, _body(made, wanted, moment, language_of(say)))
    return made


def repeat(
    station: Station,
    place: Place,
    number: int,
    say_in: Callable[[str], Say],
    reporter: Reporter | None = None,
) -> Export:
    """Make the files of an earlier export again, byte for byte, and put that on record.

    Args:
        station: the book that made it.
        place: who asks.
        number: the export's number.
        say_in: gives the words of a language, by the code that the record names.
        reporter: told how far it is.

    Raises:
        Refusal: `export_unknown`; `export_differs` when a box was opened again since or another
            version of the program writes other bytes; `box_not_sealed`, `not_yours`.
    """
    demand(place, Deed.PACK)
    body = next((one.body for one in exports_made(station) if one.body["number"] == number), None)
    if body is None:
        raise Refusal("export_unknown", label=export_label(number))
    kinds = tuple(FileKind(file["kind"]) for file in body["files"])
    wanted = Wanted(tuple(map(BoxCode, body["boxes"])), kinds, masked=body["masked"])
    stamp = (number, _moment(body["made_at_utc"], body["offset_minutes"]))
    say = say_in(body["language"])
    maker = ManifestMaker(station, say, body["seals"])
    made = _make(maker, wanted, say, stamp, reporter or Reporter())
    if _sums(made) != body["files"]:
        raise Refusal("export_differs", label=export_label(number))
    with station.gesture(place) as draft:
        draft.record(Kind.EXPORT_REPEATED, {"number": number})
    return made


def exports(station: Station) -> list[dict[str, Any]]:
    """Return every file ever exported in the form of `state`, repeats not counted twice.

    `path` is the file's name: the folder it went to is not the book's business.
    """
    return [
        {
            "number": export_label(one.body["number"]),
            "kind": file["kind"],
            "path": file["name"],
            "columns": file["columns"],
            "scope": list(one.body["boxes"]),
            "masked": one.body["masked"],
            "made_at_utc": one.body["made_at_utc"],
            "sha256": file["sha256"],
        }
        for one in exports_made(station)
        for file in one.body["files"]
    ]


def manifests(station: Station, say: Say) -> Iterator[tuple[str, bytes]]:
    """Yield box code and CSV of every sealed box of the round, unrecorded: for rehearsals."""
    for box in station.queries.sealed_boxes(station.plan.round_id):
        wanted = Wanted((box.code,), (FileKind.CSV,))
        stamp = (0, station.book.clock.now())
        maker = ManifestMaker(station, say)
        yield box.code, _make(maker, wanted, say, stamp, Reporter()).files[0].content


def _make(
    maker: ManifestMaker,
    wanted: Wanted,
    say: Say,
    stamp: tuple[int, datetime],
    reporter: Reporter,
) -> Export:
    number, moment = stamp
    manifest = maker.manifest(wanted.boxes, number, moment, masked=wanted.masked)
    words = words_of(say)
    files = []
    for done, kind in enumerate(wanted.kinds):
        reporter.report("exporting", done, len(wanted.kinds))
        files.append(file_of(kind, manifest, words, say))
    reporter.report("exporting", len(files), len(files))
    notices = [Notice("box_differs_from_seal", {"box": box}) for box in maker.differing]
    if FileKind.PDF in wanted.kinds:
        notices += notices_of(manifest)
    seals = {box.code: box.seal for box in manifest.boxes if box.seal}
    people, digest = manifest.people, manifest.hash
    return Export(number, tuple(files), people, digest, seals, tuple(notices))


def _body(made: Export, wanted: Wanted, moment: datetime, language: str) -> dict[str, Any]:
    return {
        "number": made.number,
        "boxes": list(wanted.boxes),
        "people": made.people,
        "box_hash": made.box_hash,
        "seals": dict(made.seals),
        "masked": wanted.masked,
        "language": language,
        "made_at_utc": utc_text(moment),
        "offset_minutes": offset_minutes(moment),
        "program": __version__,
        "files": _sums(made),
    }


def _sums(made: Export) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(file.kind),
            "name": file.name,
            "columns": dict(file.columns),
            "sha256": hashlib.sha256(file.content).hexdigest(),
        }
        for file in made.files
    ]


def exports_made(station: Station) -> list[ExportFact]:
    """Return the record of every export, repeats not counted twice."""
    return [one for one in ExportQueries(station.book).exports() if not one.is_repeat]


def _next_number(station: Station) -> int:
    return 1 + max((one.body["number"] for one in exports_made(station)), default=0)


def _moment(at_utc: str, offset: int) -> datetime:
    return datetime.fromisoformat(at_utc).astimezone(timezone(timedelta(minutes=offset)))
