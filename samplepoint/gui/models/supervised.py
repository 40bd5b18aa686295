"""What a supervisor's field points at: a tube, or the tube of a person, and who is in it.

Owns the looking up; refuses to change anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from samplepoint.domain.codes import TubeCode, normalise
from samplepoint.domain.documents import recognise
from samplepoint.domain.people import Identity
from samplepoint.domain.samples import Sample
from samplepoint.errors import Refusal
from samplepoint.services.station import Station


class Correction(StrEnum):
    """What a supervisor may put right; `supervise_<value>` is its word."""

    REOPEN = "reopen"
    VOID = "void"
    MOVE = "move"
    DOCUMENT = "document"


class Reason(StrEnum):
    """The usual reasons; `reason_<value>` is its word, the value is what goes on record."""

    WRONG_TUBE = "wrong_tube"
    WRONG_PERSON = "wrong_person"
    DAMAGED = "damaged"
    CLOSED_TOO_EARLY = "closed_too_early"
    TYPED_WRONG = "typed_wrong"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Pointed:
    """What was found; `code` is the sentence that says so, `tube` is empty when nothing was."""

    code: str
    tube: str = ""
    status: str = ""
    people: int = 0
    capacity: int = 0
    box: str = ""
    samples: tuple[Sample, ...] = ()
    person: Sample | None = None


def point_at(station: Station, untrusted: str) -> Pointed:
    """Find the tube of a code, or of the person with a document number in this round."""
    code = normalise(untrusted)
    if not code:
        return Pointed("supervise_scan_tube")
    tube = station.plan.tube(code)
    if tube is not None:
        return _tube(station, tube)
    try:
        document = recognise(code, station.book.today)
    except Refusal as refusal:
        return Pointed(refusal.code)
    if document is None:
        return Pointed("supervise_not_found")
    identity = Identity(document.type, document.identity)
    sample = station.queries.find(identity, station.plan.round_id)
    if sample is None:
        return Pointed("supervise_not_found")
    return _tube(station, sample.tube, sample)


def recorded(reason: Reason, free_text: str) -> str:
    """Write a reason as it goes on record: the code, then what was added in free words.

    Raises:
        Refusal: `reason_missing` when another reason is not said in words.
    """
    added = " ".join(free_text.split())
    if reason is Reason.OTHER and not added:
        raise Refusal("reason_missing")
    return f"{reason}: {added}" if added else str(reason)


def _tube(station: Station, code: TubeCode, person: Sample | None = None) -> Pointed:
    row = station.queries.tube(code)
    if row is None:
        return Pointed("supervise_not_found")
    samples = tuple(station.queries.samples_in(code))
    return Pointed(
        "supervise_tube_boxed" if row.box else "supervise_tube",
        code,
        row.status,
        row.people,
        row.capacity,
        row.box,
        samples,
        person,
    )
