"""Erasing people after their time: what of a fact is about a person, and what stays without them.

Owns which members of a body can hold personal data and the body of `PersonsErased`; refuses to
know tables and dates. A fact keeps who did it, when, where, with which tube and box; a document's
type, a relation and codes stay for counting. What people type freely may name somebody and goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samplepoint.domain.facts import Kind

_OF_PERSON = (
    "doc_number",
    "doc_identity",
    "name",
    "sex",
    "birth_date",
    "phone",
    "address",
    "community",
    "category",
    "remark",
)

PERSONAL: Mapping[str, tuple[str, ...]] = {
    Kind.PERSON_BOUND: _OF_PERSON,
    Kind.PERSON_AWAITED: _OF_PERSON,
    Kind.PERSON_MOVED: ("reason",),
    Kind.DOCUMENT_CORRECTED: ("reason",),
    Kind.SAMPLE_VOIDED: ("reason",),
    Kind.TUBE_REOPENED: ("reason",),
    Kind.TUBE_VOIDED: ("reason",),
    Kind.BOX_REOPENED: ("reason",),
    Kind.BOX_SWAPPED: ("reason",),
    Kind.LABEL_REPRINTED: ("reason",),
    Kind.LABELS_SPOILED: ("reason",),
    Kind.HANDED_OVER: ("contact", "remark"),
    Kind.SCAN_REFUSED: ("shown",),
    Kind.SCAN_IGNORED: ("shown",),
    Kind.FINDING_DECIDED: ("reason",),
}
"""Members that are emptied, by kind. Courier and receiver signed for boxes: that is audit."""

_OF_FINDING = ("key", "places")
"""Of a person in two places the key is their number, and `places` a hash over their names."""


def without_person(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body as it stays: the same members, those about a person empty."""
    emptied = {name: "" for name in _members(kind, body) if name in body}
    return {**body, **emptied}


def _members(kind: str, body: Mapping[str, Any]) -> tuple[str, ...]:
    members = PERSONAL.get(kind, ())
    is_of_person = kind == Kind.FINDING_DECIDED and body.get("kind") == "person_twice"
    return (*members, *_OF_FINDING) if is_of_person else members


def holds_person(kind: str, body: Mapping[str, Any]) -> bool:
    """Tell whether anything of a body would be erased."""
    return any(body.get(name) for name in _members(kind, body))


@dataclass(frozen=True, slots=True)
class Window:
    """Facts of one station, by number, among which a `PersonsErased` erased."""

    station_id: str
    first: int
    last: int

    def covers(self, seq: int) -> bool:
        """Tell whether a number lies in it."""
        return self.first <= seq <= self.last


@dataclass(frozen=True, slots=True)
class Limit:
    """What was old enough: facts before a moment (UTC text), so many days before the deed.

    Facts of a time that had not come yet when it was done are as old as their round.
    """

    before_utc: str
    now_utc: str
    days: int

    def is_past(self, at_utc: str) -> bool:
        """Tell whether a fact of this time may be erased."""
        return at_utc < self.before_utc or at_utc > self.now_utc


@dataclass(frozen=True, slots=True)
class RoundPeople:
    """A round that still tells of people."""

    round_id: str
    name: str
    people: int
    """Samples with a person; those taken back count too."""
    others: int
    """Other facts that can tell of somebody: who waited, refused scans, reasons."""
    newest_utc: str
    """When the last of them was registered, to ten minutes; "" when that time is yet to come."""
    keep_days: int
    limit: Limit
    why_not: str
    """Code of what stands against erasing it, "" when it is due."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster, which is erased as a whole."""

    entries: int
    is_due: bool


def erased_body(
    limit: Limit,
    rounds: Iterable[str],
    windows: Sequence[Window],
    counts: Mapping[str, int],
) -> dict[str, Any]:
    """Return the body of a `PersonsErased` fact: what was old, where, and how much it was."""
    return {
        "limit_utc": limit.before_utc,
        "days": limit.days,
        "rounds": sorted(rounds),
        "windows": [[one.station_id, one.first, one.last] for one in windows],
        **counts,
    }


def windows_of(untrusted_body: Mapping[str, Any]) -> list[Window]:
    """Read the windows of a `PersonsErased` fact back; what is no window covers nothing."""
    found = []
    for one in untrusted_body.get("windows", ()):
        if isinstance(one, list) and len(one) == 3 and isinstance(one[0], str):
            first, last = one[1:]
            if type(first) is int and type(last) is int:
                found.append(Window(one[0], first, last))
    return found
