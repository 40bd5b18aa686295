"""The people of a strip beside what the book has of them: evidence, never taken in silently.

Owns when a row counts as present; refuses to know pictures, keys and signatures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from samplepoint.domain.clock import local_time
from samplepoint.domain.people import Relation, fold_name
from samplepoint.formats.strip_list import TIME_FORM, StripList, StripRow
from samplepoint.storage.evidence_queries import BookSample, EvidenceQueries


class RowState(StrEnum):
    """How the book stands to one person of a strip."""

    PRESENT = "present"
    DIFFERS = "differs"
    """The same person is in the same tube, but something of them is written otherwise."""
    ENDED = "ended"
    """Was there, and was taken back, moved or corrected since."""
    MISSING = "missing"
    ERASED = "erased"
    """The people of the tube were erased after their time: nothing is left to compare with."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One person of a strip; `differs` names the columns that the book has otherwise."""

    row: StripRow
    state: RowState
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All people of a strip, and how many the book has in these tubes whom the strip lacks."""

    rows: tuple[EvidenceRow, ...]
    only_in_book: int

    def count(self, state: RowState) -> int:
        """Return how many people of the strip stand so."""
        return sum(one.state is state for one in self.rows)


def compare(content: StripList, queries: EvidenceQueries) -> Evidence:
    """Look up everybody of a strip in the book of its station, as far as it came here."""
    found = [
        sample
        for sample in queries.samples_in(tube.code for tube in content.tubes)
        if queries.are_one_book(sample.tube_station, content.station)
    ]
    rows = tuple(_compared(row, found) for row in content.rows)
    named = {
        _who(row.tube, row.doc_type, row.identity, row.relation, row.name) for row in content.rows
    }
    known = (one for one in found if not (one.ended or one.is_erased))
    rest = [one for one in known if _whom(one) not in named]
    return Evidence(rows, len(rest))


def _compared(row: StripRow, found: Sequence[BookSample]) -> EvidenceRow:
    same = [one for one in found if _whom(one) == _whose(row)]
    counting = next((one for one in same if not one.ended), None)
    if counting is None:
        return EvidenceRow(row, RowState.ENDED if same else _absence(row, found))
    differs = tuple(_differences(row, counting))
    return EvidenceRow(row, RowState.DIFFERS if differs else RowState.PRESENT, differs)


def _absence(row: StripRow, found: Iterable[BookSample]) -> RowState:
    is_erased = any(one.is_erased and one.tube == row.tube for one in found)
    return RowState.ERASED if is_erased else RowState.MISSING


def _differences(row: StripRow, sample: BookSample) -> Iterator[str]:
    taken_at = local_time(sample.taken_utc, sample.offset_minutes).strftime(TIME_FORM)
    if row.number != sample.doc_number:
        yield "number"
    if row.name != sample.name:
        yield "name"
    if row.taken_at != taken_at:
        yield "taken_at"


def _whose(row: StripRow) -> tuple[str, ...]:
    return _who(row.tube, row.doc_type, row.identity, row.relation, row.name)


def _whom(sample: BookSample) -> tuple[str, ...]:
    return _who(sample.tube, sample.doc_type, sample.doc_identity, sample.relation, sample.name)


def _who(tube: str, doc_type: str, identity: str, relation: str, name: str) -> tuple[str, ...]:
    """Return who somebody is, as the desk tells people apart (`domain.people.Identity`)."""
    folded = "" if relation == Relation.SELF else fold_name(name)
    return tube, doc_type, identity, relation, folded
