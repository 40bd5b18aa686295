"""Findings as paper: which are on it, and the words of each; people masked.

Owns the choice and the record of the print; refuses to lay anything out.
"""

from __future__ import annotations

from samplepoint.domain.findings import Finding
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.finding_words import about, decided, lines
from samplepoint.services.findings import Findings
from samplepoint.services.label_printing import practice_word, put_on_record, where
from samplepoint.services.printing import Say
from samplepoint.services.station import Place, Station, demand

DECIDED = "decided"
"""The scope of findings that somebody has decided about; any other one means those that wait."""


def print_findings(
    station: Station, place: Place, say: Say, scope: str = "", only: str = ""
) -> bytes:
    """Return findings as PDF: those that wait, or with `DECIDED` the others; `only` of one kind.

    Raises:
        Refusal: `supervisor_only`, `findings_none_to_print`, `glyph_missing`.
        Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.findings_sheet import FindingBlock, findings_sheet  # noqa: PLC0415
    from samplepoint.formats.sheet_frame import SheetFrame  # noqa: PLC0415  # PDF is slow

    demand(place, Deed.CORRECT)
    is_decided = scope == DECIDED
    wanted = [
        one
        for one in Findings(station).every()
        if (one.decision is not None) is is_decided and only in ("", one.kind)
    ]
    if not wanted:
        raise Refusal("findings_none_to_print")
    now = station.book.clock.now()
    foot = f"{station.plan.point_name} · {now:%Y-%m-%d %H:%M}"
    sentence = say("findings_sheet_how", count=len(wanted))
    frame = SheetFrame(say("findings_title"), sentence, where(station), foot)
    staff_name = station.queries.staff_name
    blocks = [
        FindingBlock(_head(one, say), lines(one, say), decided(one, staff_name, say))
        for one in wanted
    ]
    practice = practice_word(station, say) or None
    made = findings_sheet(frame, blocks, created_at=now, practice=practice)
    put_on_record(station, place, {"sheet": "findings", "count": len(wanted)})
    return made


def _head(one: Finding, say: Say) -> str:
    parts = (say(f"finding_{one.kind}"), about(one), one.round_id)
    return " · ".join(part for part in parts if part)
