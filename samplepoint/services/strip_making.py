"""Making a strip: the people of a sealed box, for the supervisor's eyes, on paper.

Owns what goes into a strip and when telephones are left out; refuses to know its form and layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from samplepoint.storage.travel_queries import TravelQueries

ONE_PAGE = 12
"""Symbols on one page; telephones are left out of a strip that needs more with them."""


@dataclass(frozen=True, slots=True)
class MadeStrips:
    """Printed strips: their PDF, and how many squares and people are on each box's."""

    pdf: bytes
    counts: tuple[tuple[BoxCode, int, int], ...]

    @property
    def name(self) -> str:
        """Return the name of the file."""
        first = self.counts[0][0]
        more = f"-and-{len(self.counts) - 1}" if len(self.counts) > 1 else ""
        return f"strip-{first}{more}.pdf"


def print_strips(station: Station, place: Place, boxes: Sequence[BoxCode], say: Say) -> MadeStrips:
    """Return the strips of sealed boxes as one PDF, and put each on record.

    Raises:
        Refusal: `not_yours`, `hub_missing`, `nothing_to_hand_over` for no box at all,
            `box_not_sealed`, `strip_too_long`.
        Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.sheet_frame import SheetFrame  # noqa: PLC0415  # PDF is slow
    from samplepoint.formats.strip_sheet import Strip, StripWords, strip_sheet  # noqa: PLC0415

    demand(place, Deed.PACK)
    readers = readers_of(station)
    contents = [listed(station, box) for box in boxes]
    if not contents:
        raise Refusal("nothing_to_hand_over")
    strips = [Strip(one.box, tuple(symbols_of(station, one, readers))) for one in contents]
    now = station.book.clock.now()
    frame = SheetFrame(
        say("strip_title"),
        say("strip_how"),
        where(station),
        say("strip_foot", at=f"{now:%Y-%m-%d %H:%M}"),
    )
    practice = practice_word(station, say) or None
    pdf = strip_sheet(StripWords(frame), strips, created_at=now, practice=practice)
    counts = tuple(
        (BoxCode(one.box), len(strip.frames), len(one.rows))
        for one, strip in zip(contents, strips, strict=True)
    )
    for box, squares, people in counts:
        told = {"count": squares, "people": people}
        put_on_record(station, place, {"sheet": "strip", "subject": str(box), **told})
    return MadeStrips(pdf, counts)


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
