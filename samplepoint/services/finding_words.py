"""A finding as people read it: what it is about, and each side line by line, masked unless asked.

Owns which member of a place is told, in which order, and how people are masked; refuses to look
for findings and to make sentences (`say` is handed in).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from samplepoint.domain.clock import local_time
from samplepoint.domain.findings import Finding, FindingKind
from samplepoint.domain.masking import mask_name, mask_number
from samplepoint.services.printing import Say

MEMBERS: Final = (
    *("point", "name", "desk", "tube", "ordinal", "people", "tubes"),
    *("sample_status", "tube_status"),
    *("box", "box_status", "number", "first", "last", "missing"),
    *("at", "earliest", "merged_at", "ahead_minutes"),
)
"""What a place may say, in the order in which it is read."""
_TIMES: Final = frozenset({"at", "earliest", "merged_at"})
_STATES: Final = frozenset({"sample_status", "tube_status", "box_status"})

Side = Mapping[str, str]
"""Member to what is written; the members of all sides of a finding are the same."""


class Names(StrEnum):
    """How people are written."""

    MASKED = "masked"
    WHOLE = "whole"


def heading(finding: Finding, names: Names) -> str:
    """Return what stands above the sides: `about`, without names that differ from side to side."""
    whole = about(finding, names)
    return whole.partition(" ")[0] if _names_differ(finding) else whole


def _names_differ(finding: Finding) -> bool:
    return len({place.get("name") for place in finding.places}) > 1


def about(finding: Finding, names: Names = Names.MASKED) -> str:
    """Return whom or what a finding is about: a number and every name, a code, a station."""
    if finding.kind is not FindingKind.PERSON_TWICE:
        return finding.key
    called = list(dict.fromkeys(str(place["name"]) for place in finding.places))
    number = finding.key.partition(":")[2].split(":")[0]
    if number in called:
        number = ""  # without a document the name itself stands in the key
    if names is Names.MASKED:
        called = list(dict.fromkeys(map(mask_name, called)))
        number = mask_number(number)
    return " ".join(part for part in (number, " / ".join(called)) if part)


def sides(finding: Finding, say: Say, names: Names = Names.MASKED) -> tuple[Side, ...]:
    """Return each place, member by member; one that no place knows is left out everywhere.

    A name is told by side only where the names differ: one number with two names may be two
    people, one of whom was mistyped.
    """
    told = [name for name in MEMBERS if any(_has(place, name) for place in finding.places)]
    if "name" in told and not _names_differ(finding):
        told.remove("name")

    def written(place: Mapping[str, Any], name: str) -> str:
        if not _has(place, name):
            return "–"
        if name == "name":
            shown = str(place[name]) if names is Names.WHOLE else mask_name(str(place[name]))
            # Masked they may look the same.
            return f"{shown} · {say('finding_names_differ')}"
        return _written(place, name, say)

    return tuple({name: written(place, name) for name in told} for place in finding.places)


def lines(finding: Finding, say: Say) -> tuple[str, ...]:
    """Return each place as one numbered line, masked."""
    return tuple(
        f"{nth}  "
        + " · ".join(
            value if name == "point" else f"{say(f'finding_member_{name}')} {value}"
            for name, value in side.items()
        )
        for nth, side in enumerate(sides(finding, say), start=1)
    )


def decided(finding: Finding, staff_name: Callable[[str], str], say: Say) -> str:
    """Return what was decided, why, by whom and when on this laptop's clock; empty if it waits."""
    decision = finding.decision
    if decision is None:
        return ""
    return say(
        "finding_decided_by",
        ruling=str(decision.ruling),
        reason=decision.reason,
        by=staff_name(decision.staff_id),
        at=_time(decision.at_utc, None),
    )


def differing(told: tuple[Side, ...]) -> frozenset[str]:
    """Return the members in which the sides say different things."""
    if not told:
        return frozenset()
    return frozenset(name for name in told[0] if len({side[name] for side in told}) > 1)


def _has(place: Mapping[str, Any], name: str) -> bool:
    return name == "point" or place.get(name) not in (None, "", [])


def _written(place: Mapping[str, Any], name: str, say: Say) -> str:
    if name == "point":
        point, station = str(place["point"]), str(place["station"])
        return f"{point} ({station})" if point else station
    value = place[name]
    if name in _TIMES:
        return _time(str(value), place.get("offset_minutes"))
    if name in _STATES:
        return say(f"finding_status_{value}")
    if name == "missing":
        return " · ".join(f"{first}–{last}" for _station, first, last in value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _time(at_utc: str, offset_minutes: object) -> str:
    if isinstance(offset_minutes, int):
        return f"{local_time(at_utc, offset_minutes):%Y-%m-%d %H:%M}"
    return f"{datetime.fromisoformat(at_utc).astimezone():%Y-%m-%d %H:%M}"
