"""The people of a strip that was read back, and proofs that were checked, as rows and in full.

Owns columns, order and marks; people are masked here. Refuses to compare anything with the book.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from samplepoint.domain.masking import mask_name, mask_number
from samplepoint.domain.outcomes import Outcome
from samplepoint.gui.models.row_table import RowTable
from samplepoint.gui.shades import Shade, shade_of
from samplepoint.services.strip_evidence import EvidenceRow, RowState
from samplepoint.services.strip_reading import StripRead
from samplepoint.wording import Wording, group_code

SHADES: Final = {
    RowState.MISSING: Shade.REFUSED,
    RowState.DIFFERS: Shade.WARNING,
    RowState.ENDED: Shade.WARNING,
    RowState.ERASED: Shade.FULL,
    RowState.PRESENT: Shade.ACCEPTED,
}
"""How the book stands to somebody; whoever needs a person's eye comes first."""


class StripRows(RowTable[EvidenceRow]):
    """One row a person; name and number are masked."""

    COLUMNS: ClassVar = (
        *("strip_column_state", "strip_column_tube", "strip_column_number"),
        *("strip_column_name", "strip_column_taken"),
    )

    def cells(self, row: EvidenceRow) -> tuple[str, ...]:
        """Return how the book stands to somebody, the tube, who it is, when that was."""
        said = self._wording.say(f"strip_row_{row.state}")
        if row.differs:
            fields = (self._wording.say(f"strip_field_{name}") for name in row.differs)
            said = f"{said}: {', '.join(fields)}"
        return (
            said,
            group_code(row.row.tube),
            mask_number(row.row.number or row.row.identity),
            mask_name(row.row.name),
            row.row.taken_at,
        )

    def shade(self, row: EvidenceRow, column: int) -> Shade | None:
        """Mark how the book stands to somebody."""
        return None if column else SHADES[row.state]


class ProofRows(RowTable[Outcome]):
    """One row a proof, in the order in which they were shown."""

    COLUMNS: ClassVar = ("proof_column_answer", "proof_column_box", "proof_column_point")

    def cells(self, row: Outcome) -> tuple[str, ...]:
        """Return the verdict, the box, and whose proof it is."""
        values = row.values
        box = str(values.get("box", ""))
        return (
            self._wording.answer(row).head,
            group_code(box) if box else "–",
            str(values.get("point") or values.get("station") or "–"),
        )

    def shade(self, row: Outcome, column: int) -> Shade | None:
        """Mark the verdict."""
        return None if column else shade_of(row)


def in_order(rows: Iterable[EvidenceRow]) -> list[EvidenceRow]:
    """Return the people of a strip, those first whom somebody has to look at."""
    places = {state: place for place, state in enumerate(SHADES)}
    return sorted(rows, key=lambda one: places[one.state])


def strip_in_full(read: StripRead, wording: Wording) -> tuple[str, str, Shade]:
    """Return the big word of a strip, all that is known of it, a line each, and how it looks."""
    content, say = read.content, wording.say
    lines = [
        *(wording.notice(notice) for notice in read.notices),
        say("strip_about", point=content.point, station=content.station, sealing=content.sealing),
        say(
            "strip_about_counts",
            symbols=read.symbols,
            tubes=len(content.tubes),
            people=len(content.rows),
        ),
    ]
    if read.signature is None:
        lines.append(say("strip_about_signed", point=read.point))
    lines += [
        say("strip_about_row", state=say(f"strip_row_{state}"), count=read.evidence.count(state))
        for state in SHADES
        if read.evidence.count(state)
    ]
    lines.append(say("strip_about_evidence"))
    shade = Shade.WARNING if read.notices else Shade.ACCEPTED
    return say("strip_count_box", box=content.box), "\n".join(lines), shade


def proof_in_full(outcome: Outcome, wording: Wording) -> tuple[str, str, Shade]:
    """Return the big word of a checked proof, the rest of its sentence, and how it looks."""
    said = wording.answer(outcome)
    rest = "\n".join(part for part in (said.what, said.detail, said.now) if part)
    return said.head, rest, shade_of(outcome)
