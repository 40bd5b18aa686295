"""The people of a strip as files: the forms of a manifest, under a name that says strip.

Owns which columns a strip can fill; refuses to know how a form is written.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from samplepoint.domain.clock import local_time
from samplepoint.domain.documents import DocumentType, parse_document
from samplepoint.domain.masking import mask_name, mask_number
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.formats.manifest import TIME_FORM, BoxContent, Manifest, ManifestRow, TubeContent
from samplepoint.formats.strip_list import StripRow
from samplepoint.services.jobs import Reporter
from samplepoint.services.manifest_files import ExportedFile, FileKind, file_of
from samplepoint.services.manifest_making import words_of
from samplepoint.services.printing import Say
from samplepoint.services.station import Place, Station, demand
from samplepoint.services.stick import Destination
from samplepoint.services.stick_planning import Clash
from samplepoint.services.strip_evidence import EvidenceRow, RowState
from samplepoint.services.strip_reading import StripRead


def files_of(
    station: Station, read: StripRead, kinds: tuple[FileKind, ...], say: Say
) -> list[ExportedFile]:
    """Write the people of a strip in these forms; what a strip does not hold stays empty.

    Raises:
        Refusal: `too_many_rows`. Obstacle: what the disk says; `paper_font_absent`.
    """
    made = manifest_of(station, read, say)
    words = words_of(say)
    files = [file_of(kind, made, words, say) for kind in kinds]
    return [replace(file, name=_name(file, read)) for file in files]


def put_list(
    station: Station, place: Place, read: StripRead, to: Destination, say: Say, reporter: Reporter
) -> Outcome:
    """Write the whole list as CSV and JSON, nobody masked; answer how the place was left.

    Raises:
        Refusal: `supervisor_only`, and as `files_of`. Obstacle: as the door says.
    """
    demand(place, Deed.RUN_ROUND)
    to.check()
    made = files_of(station, read, (FileKind.CSV, FileKind.JSON), say)
    puts = to.put([(one.name, one.content) for one in made], reporter, Clash.NUMBER)
    return to.close(puts, reporter)


def manifest_of(station: Station, read: StripRead, say: Say) -> Manifest:
    """Return the manifest of a strip; its number is 0, since no export was made of the box."""
    content, today = read.content, station.book.today
    rows = [_row(n, row, read, say, today) for n, row in enumerate(content.rows, start=1)]
    oldest = min((row.taken_at for row in content.rows), default="")
    box = BoxContent(
        content.box,
        "",
        local_time(content.sealed_utc, content.offset_minutes).strftime(TIME_FORM),
        oldest,
        oldest,
        tuple(TubeContent(tube.code, tube.people) for tube in content.tubes),
        content.hash,
    )
    return Manifest(
        number=0,
        made_at=station.book.clock.now(),
        round_name=content.round_id,
        point=content.point,
        station=content.station,
        boxes=(box,),
        rows=rows,
        practice=content.is_practice,
    )


def as_lines(read: StripRead, *, masked: bool) -> dict[str, Any]:
    """Return a strip as plain values, in the form of `strip read --json`."""
    content, counts = read.content, read.evidence.count
    return {
        "box": content.box,
        "round": content.round_id,
        "station": content.station,
        "point": content.point,
        "sealing": content.sealing,
        "sealed_utc": content.sealed_utc,
        "practice": content.is_practice,
        "symbols": read.symbols,
        "tubes": len(content.tubes),
        "people": len(content.rows),
        "hash": content.hash,
        "as_sealed": read.is_as_sealed,
        "signature": str(read.signature or "good"),
        "signed_by": read.point,
        "book": str(read.sealing),
        **{str(state): counts(state) for state in RowState},
        "only_in_book": read.evidence.only_in_book,
        "rows": [_line(one, masked=masked) for one in read.evidence.rows],
    }


def _line(one: EvidenceRow, *, masked: bool) -> dict[str, Any]:
    said: dict[str, Any] = one.row._asdict()
    if masked:
        said["name"] = mask_name(one.row.name)
        for column in ("number", "identity", "phone"):
            said[column] = mask_number(said[column])
    return {**said, "state": str(one.state), "differs": list(one.differs)}


def _row(number: int, row: StripRow, read: StripRead, say: Say, today: date) -> ManifestRow:
    sex = _sex(row, today)
    return ManifestRow(
        row=str(number),
        point=read.content.point,
        tube=row.tube,
        doc_type=say(f"doc_type_{row.doc_type}"),
        number=row.number,
        name=row.name,
        relation=say(f"relation_{row.relation}"),
        sex=say(f"sex_{sex}") if sex else "",
        phone=row.phone,
        address="",
        community="",
        category="",
        remark=say("remark_temporary", number=row.identity) if not row.number else "",
        taken_at=row.taken_at,
        staff="",
        specimen="",
        box=read.content.box,
    )


def _sex(row: StripRow, today: date) -> str:
    """Return what the number tells of somebody's sex, "" where it tells nothing."""
    try:
        return str(parse_document(DocumentType(row.doc_type), row.number, today).sex or "")
    except (Refusal, ValueError):
        return ""


def _name(file: ExportedFile, read: StripRead) -> str:
    ending = file.name.rpartition(".")[2]
    return f"strip-{read.content.box}-{read.content.station}.{ending}"
