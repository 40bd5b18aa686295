"""Making a strip: the people of a sealed box, for the supervisor's eyes, on paper.

Owns what goes into a strip and when telephones are left out; refuses to know its form and layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from samplepoint.domain.clock import local_time
from samplepoint.domain.codes import BoxCode
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.formats import strip_frames, strip_list, strip_seal
from samplepoint.formats.strip_list import TIME_FORM, StripList, StripRow, StripTube
from samplepoint.services.label_printing import practice_word, put_on_record, where
from samplepoint.services.printing import Say
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage import book_keys
from samplepoint.storage.export_queries import BoxedPerson, ExportQueries
from samplepoint.storage.handover_queries import HandoverQueries
from samplepoint.storage.safe_file import free_path, write_safely
from samplepoint.storage.travel_queries import TravelQueries

ONE_PAGE = 12
"""Symbols on one page; telephones are left out of a strip that needs more with them."""


@dataclass(frozen=True, slots=True)
class MadeStrip:
    """A printed strip: its PDF, and how many symbols and people are on it."""

    box: BoxCode
    pdf: bytes
    symbols: int
    people: int

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return f"strip-{self.box}.pdf"


def print_strip(
    station: Station, place: Place, box: BoxCode, recipients: Sequence[str], say: Say
) -> MadeStrip:
    """Return the strip of a sealed box as PDF, and put it on record.

    Args:
        station: whose box.
        place: who asks.
        box: its code.
        recipients: of age: the supervisor's book and the key in the safe.
        say: makes the words.

    Raises:
        Refusal: `not_yours`, `box_not_sealed`, `strip_too_long`, `age_recipient_wrong`.
        Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.sheet_frame import SheetFrame  # noqa: PLC0415  # PDF is slow
    from samplepoint.formats.strip_sheet import Strip, StripWords, strip_sheet  # noqa: PLC0415

    demand(place, Deed.PACK)
    content = listed(station, box)
    frames = symbols_of(station, content, recipients)
    now = station.book.clock.now()
    foot = say("strip_foot", people=len(content.rows), at=f"{now:%Y-%m-%d %H:%M}")
    frame = SheetFrame(say("strip_title"), say("strip_how"), where(station), foot)
    practice = practice_word(station, say) or None
    pdf = strip_sheet(
        StripWords(frame), Strip(box, tuple(frames)), created_at=now, practice=practice
    )
    counts = {"count": len(frames), "people": len(content.rows)}
    put_on_record(station, place, {"sheet": "strip", "subject": str(box), **counts})
    return MadeStrip(box, pdf, len(frames), len(content.rows))


def keep(folder: Path, made: MadeStrip) -> Path:
    """Put a strip into a folder that was prepared; no other file is ever overwritten.

    Raises:
        Obstacle: what the disk says; `no_free_name`.
    """
    path = free_path(folder, made.name, made.pdf)
    write_safely(path, made.pdf)
    return path


def readers_of(station: Station) -> tuple[str, ...]:
    """Return the age recipients of who may read a strip: the hub and the key in its safe.

    Raises:
        Refusal: `hub_missing`.
    """
    hub = TravelQueries(station.book).hub()
    if hub is None:
        raise Refusal("hub_missing")
    return tuple(filter(None, (hub.recipient, hub.recovery)))


def symbols_of(station: Station, content: StripList, recipients: Sequence[str]) -> list[bytes]:
    """Return the bytes of each symbol; telephones are in them where one page holds them all.

    Raises:
        Refusal: `strip_too_long`, `age_recipient_wrong`.
    """
    with station.book.gate:
        seed = book_keys.read(station.book.db).sign_seed
    if content.has_phones:
        frames = _cut(content, seed, recipients, with_phones=True)
        if len(frames) <= ONE_PAGE:
            return frames
    return _cut(content, seed, recipients, with_phones=False)


def _cut(
    content: StripList, seed: bytes, recipients: Sequence[str], *, with_phones: bool
) -> list[bytes]:
    text = strip_list.written(content, with_phones=with_phones)
    return strip_frames.cut(strip_seal.sealed(text, seed, tuple(recipients)), content.box)


def listed(station: Station, code: BoxCode) -> StripList:
    """Return the people of a sealed box as a strip has them, in the order of packing and swabs.

    Raises:
        Refusal: `box_not_sealed`.
    """
    round_id = station.plan.round_id
    box = station.queries.box(code, round_id)
    if box is None or not box.is_sealed:
        raise Refusal("box_not_sealed", box=code)
    people = ExportQueries(station.book).people_in(code, round_id)
    sealing = HandoverQueries(station.book).sealings(code, round_id)[-1]
    filled = [one for one in people if one.doc_type is not None]
    counts = dict.fromkeys((one.tube for one in people), 0)
    for one in filled:
        counts[one.tube] += 1
    return StripList(
        code,
        round_id,
        box.station_id,
        sealing.nth,
        sealing.sealed_utc,
        sealing.offset_minutes,
        station.plan.point_name,
        sealing.hash,
        tuple(StripTube(tube, count) for tube, count in counts.items()),
        tuple(map(_row, filled)),
        station.book.is_practice,
    )


def _row(one: BoxedPerson) -> StripRow:
    return StripRow(
        one.tube,
        str(one.doc_type),
        one.doc_number,
        one.doc_identity,
        one.name,
        one.relation,
        local_time(one.taken_at_utc, one.offset_minutes).strftime(TIME_FORM),
        one.phone,
    )
