"""What is known of boxes, brought into the form in which label and handover sheet take it.

Owns which sealing and which void paper is meant; refuses to draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samplepoint.domain.clock import local_time
from samplepoint.domain.codes import BoxCode
from samplepoint.errors import Refusal
from samplepoint.services.handing_over import limit_of
from samplepoint.services.label_printing import BoxPaper
from samplepoint.services.printing import Say
from samplepoint.services.station import Station
from samplepoint.storage import book_keys
from samplepoint.storage.handover_queries import HandoverQueries, HandoverRow, SealingRow

if TYPE_CHECKING:
    # Importing the PDF parts costs 0.4 s: never on the way to "ready to scan".
    from samplepoint.formats.handover_sheet import HandedBox, HandoverSheet

_SHORT_HASH = 16
"""As much of a hash as other paper shows of it."""


def box_paper(station: Station, code: BoxCode, say: Say) -> BoxPaper:
    """Return what stands on the label of a sealed box; a void sealing is named.

    Raises:
        Refusal: `box_not_sealed`.
    """
    box = station.queries.box(code, station.plan.round_id)
    if box is None or not box.is_sealed:
        raise Refusal("box_not_sealed", box=code)
    sealings = HandoverQueries(station.book).sealings(code, station.plan.round_id)
    last = sealings[-1]
    void = [_named(sealing) for sealing in sealings[:-1]]
    return BoxPaper(
        code,
        last.tubes,
        last.people,
        f"{local_time(last.sealed_utc, last.offset_minutes):%m-%d %H:%M}",
        last.hash,
        last.seal,
        say("label_void", sheet="、".join(void)) if void else "",
    )


def handover_sheet_of(station: Station, handover: str, say: Say) -> HandoverSheet:
    """Return the sheet of a prepared or done handover; what is not known yet is left to write.

    Older sheets and older sealings of its boxes are named as void.

    Raises:
        Refusal: `handover_unknown`; `handover_void` when a box was opened again since.
    """
    from samplepoint.formats.handover_sheet import HandoverSheet  # noqa: PLC0415  # PDF is slow

    queries = HandoverQueries(station.book)
    row = queries.handover(handover)
    if row is None:
        raise Refusal("handover_unknown", handover=handover)
    if row.status == "void":
        raise Refusal("handover_void", handover=handover)
    held, void = _sealings_of(station, queries, row)
    minutes = station.plan.oldest_limit_minutes
    oldest, limit = limit_of(row.oldest_utc, row.offset_minutes, minutes)
    left_at = local_time(row.handed_utc, row.offset_minutes) if row.handed_utc else None
    return HandoverSheet(
        row.id,
        tuple(_handed(station, sealing, minutes, say) for sealing in held),
        oldest,
        limit,
        say("label_void", sheet="、".join(void)) if void else "",
        row.courier,
        row.contact,
        row.temperature_c,
        f"{left_at:%m-%d %H:%M}" if left_at else "",
        station.queries.staff_name(row.staff_id) if left_at else "",
        row.received_by,
        row.remark,
    )


def _sealings_of(
    station: Station, queries: HandoverQueries, row: HandoverRow
) -> tuple[list[SealingRow], list[str]]:
    """Return the sealings that a handover speaks of, and what is void because of them."""
    held: list[SealingRow] = []
    sheets: set[str] = set()
    void: list[str] = []
    for code, nth in queries.content(row.id):
        sealings = queries.sealings(code, station.plan.round_id)
        held += [sealing for sealing in sealings if sealing.nth == nth]
        void += [_named(sealing) for sealing in sealings if sealing.nth < nth]
        sheets.update(queries.sheets_of(code, station.plan.round_id))
    return held, [*sorted(sheets - {row.id}), *void]


def _handed(station: Station, sealing: SealingRow, limit_minutes: int, say: Say) -> HandedBox:
    from samplepoint.formats.handover_sheet import HandedBox  # noqa: PLC0415  # PDF is slow

    oldest, limit = limit_of(sealing.oldest_utc, sealing.offset_minutes, limit_minutes)
    return HandedBox(
        sealing.box,
        sealing.tubes,
        sealing.people,
        oldest,
        limit[-5:],
        sealing.seal,
        sealing.hash,
        proof_of(station, sealing),
        _vouched(station, sealing, say),
    )


def proof_of(station: Station, sealing: SealingRow) -> str:
    """Return the signed proof of a sealing, "" for one of the first program, which hashed nothing.

    The same every time: it says when the box was sealed, not when it is printed.
    """
    from samplepoint.formats.box_proof import (  # noqa: PLC0415  # only paper needs it
        BoxProof,
        round_mark,
        signed_text,
        whole_seconds,
    )

    box = station.queries.box(sealing.box, station.plan.round_id)
    if box is None or not sealing.hash:
        return ""
    proof = BoxProof(
        sealing.box,
        round_mark(station.plan.round_id),
        box.station_id,
        sealing.nth,
        sealing.tubes,
        sealing.people,
        whole_seconds(sealing.sealed_utc),
        sealing.hash,
    )
    with station.book.gate:
        seed = book_keys.read(station.book.db).sign_seed
    return signed_text(proof, seed)


def _vouched(station: Station, sealing: SealingRow, say: Say) -> str:
    """Say who counted a box by hand and who scanned every tube of it again, "" for nobody."""
    name = station.queries.staff_name
    counted = say("sheet_counted", by=name(sealing.counted_by)) if sealing.counted_by else ""
    proved = say("sheet_proved", by=name(sealing.proved_by)) if sealing.proved_by else ""
    return " · ".join(part for part in (counted, proved) if part)


def _named(sealing: SealingRow) -> str:
    """Name a void sealing by what stands on its paper: box, seal number, head of the hash."""
    parts = (sealing.box, sealing.seal, sealing.hash[:_SHORT_HASH].upper())
    return " ".join(part for part in parts if part)
