"""Findings: facts of several books that cannot all be right, both sides shown, a person decides.

Owns the kinds of findings, what each place tells, and the facts that a decision writes; refuses
to decide by itself, and to know how findings are looked for at city scale (`finding_queries`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import Any

from samplepoint.domain.facts import Kind
from samplepoint.domain.peers import PeerStatus
from samplepoint.domain.people import Relation, fold_name
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.believing import FIRST_POSSIBLE_UTC
from samplepoint.services.jobs import Reporter
from samplepoint.services.state import person_id
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage import finding_queries
from samplepoint.storage.book import Gesture
from samplepoint.storage.finding_queries import FindingQueries
from samplepoint.storage.travel_queries import TravelQueries

_FAR_OFF_MINUTES = 15
_PLACE = ("station", "seq", "number", "first", "last")
"""Members that say which place it is, whatever becomes of what is there."""
_VOID = "void"
"""How a sample ended that a decision took out."""
Row = dict[str, Any]


class FindingKind(StrEnum):
    """What cannot be right."""

    PERSON_TWICE = "person_twice"
    TUBE_TWICE = "tube_twice"
    TUBE_TWO_BOXES = "tube_two_boxes"
    BOX_TWICE = "box_twice"
    STATION_NAME_TWICE = "station_name_twice"
    FACTS_MISSING = "facts_missing"
    CLOCK_OFF = "clock_off"


class Ruling(StrEnum):
    """What a person may decide."""

    ALL_RIGHT = "all_right"
    """Everything stays as it is: two swabs were taken, two laptops have one name."""
    KEEP_ONE = "keep_one"
    """One place is right; the samples or tubes of the others are voided."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by whom, when (UTC) and why."""

    ruling: Ruling
    reason: str
    staff_id: str
    at_utc: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that cannot be right: what it is about, and everything each side says.

    `key` names it together with kind and round: a person as `state` does, a tube or box by its
    code, a station by its name. A place always says `station` and `point`.
    """

    kind: FindingKind
    key: str
    round_id: str
    places: tuple[Row, ...]
    decision: Decision | None = None

    @property
    def digest(self) -> str:
        """Return what changes when another place turns up: a decision was not about that."""
        which = [[place[name] for name in _PLACE if name in place] for place in self.places]
        return hashlib.sha256(json.dumps(which).encode()).hexdigest()[:16]

    def to_object(self) -> Row:
        """Return it as the command line prints it."""
        decision = self.decision
        return {
            "kind": str(self.kind),
            "key": self.key,
            "round": self.round_id,
            "places": list(self.places),
            "decision": {
                "ruling": str(decision.ruling),
                "reason": decision.reason,
                "by": decision.staff_id,
                "at": decision.at_utc,
            }
            if decision
            else None,
        }


class Findings:
    """What cannot be right in one book, and what was decided about it."""

    def __init__(self, station: Station) -> None:
        """Look into a station's book."""
        self._station = station
        self._queries = FindingQueries(station.book)
        self._travel = TravelQueries(station.book)
        self._points: dict[str, str] = {}
        self._tick: Callable[[], None] = lambda: None

    def every(self, reporter: Reporter | None = None) -> list[Finding]:
        """Return all findings, decided ones too: people, tubes, boxes, then stations.

        Raises:
            Cancelled: also in the middle of a statement, which takes seconds in a city.
        """
        reporter = reporter or Reporter()
        looks = (self._people, self._tubes, self._boxes, self._names, self._gaps, self._clocks)
        found: list[Finding] = []
        steps = len(looks) + 1
        for nth, look in enumerate(looks):
            self._tick = partial(reporter.report, "finding", nth, steps)
            found += look()
        decided = []
        for one in found:
            reporter.report("finding", len(looks), steps)
            decided.append(self._with_decision(one))
        reporter.report("finding", steps, steps)
        return decided

    def undecided(self, reporter: Reporter | None = None) -> list[Finding]:
        """Return the findings that nobody has decided about as they are now."""
        return [one for one in self.every(reporter) if one.decision is None]

    # -- looking -------------------------------------------------------------------------------

    def _people(self) -> Iterator[Finding]:
        rows = self._rows(finding_queries.PEOPLE)
        for (_key, round_id), same in groupby(
            rows, lambda row: (row["person_key"], row["round_id"])
        ):
            people: dict[tuple[str, ...], list[Row]] = {}
            for row in same:
                people.setdefault(_identity(row), []).append(row)
            for places in people.values():
                yield from self._person(places, round_id)

    def _person(self, rows: Sequence[Row], round_id: str) -> Iterator[Finding]:
        """Yield what waits or was left as it is; else what was decided by voiding all but one."""
        standing = [row for row in rows if not row["how"]]
        if _are_apart(standing):
            yield self._person_twice(standing, round_id)
        elif _are_apart(before := [row for row in rows if row["how"] in ("", _VOID)]):
            settled = self._person_twice(before, round_id)
            if self._with_decision(settled).decision:
                yield settled

    def _person_twice(self, rows: Sequence[Row], round_id: str) -> Finding:
        places = tuple(self._sample_place(row) for row in rows)
        return Finding(FindingKind.PERSON_TWICE, person_id(rows[0]), round_id, places)

    def _sample_place(self, row: Row) -> Row:
        return {
            **self._where(row["station_id"]),
            "seq": row["seq"],
            "name": row["name"],
            "tube": row["tube"],
            "tube_station": row["owner"],
            "ordinal": row["ordinal"],
            "desk": row["desk"],
            "at": row["at_utc"],
            "offset_minutes": row["offset_minutes"],
            "sample_status": row["how"],
            "tube_status": row["status"] or "",
            "box": row["box"] or "",
        }

    def _tubes(self) -> Iterator[Finding]:
        rows = self._rows(finding_queries.TUBES)
        for code, same in groupby(rows, lambda row: str(row["code"])):
            places = tuple(self._tube_place(row) for row in same)
            if len(places) > 1:
                round_id = str(places[0]["round"])
                yield Finding(FindingKind.TUBE_TWICE, code, round_id, places)
                if len({(place["box"], place["station"]) for place in places if place["box"]}) > 1:
                    yield Finding(FindingKind.TUBE_TWO_BOXES, code, round_id, places)

    def _tube_place(self, row: Row) -> Row:
        return {
            **self._where(row["station_id"]),
            "round": row["round_id"],
            "desk": row["desk"],
            "at": row["opened_utc"],
            "people": row["people"],
            "tube_status": row["status"],
            "box": row["box"],
        }

    def _boxes(self) -> Iterator[Finding]:
        rows = self._rows(finding_queries.BOXES)
        for (code, round_id), same in groupby(rows, lambda row: (row["code"], row["round_id"])):
            places = tuple(
                {
                    **self._where(row["station_id"]),
                    "at": row["opened_utc"],
                    "tubes": row["tubes"],
                    "box_status": row["status"],
                }
                for row in same
            )
            if len(places) > 1:
                yield Finding(FindingKind.BOX_TWICE, code, round_id, places)

    def _names(self) -> Iterator[Finding]:
        peers = [one for one in self._travel.peers() if one.status is PeerStatus.ENROLLED]
        by_name = sorted(peers, key=lambda one: (fold_name(one.name), one.enrolled_utc))
        for _name, same in groupby(by_name, lambda one: fold_name(one.name)):
            places = tuple(
                {"station": one.station_id, "point": one.name, "at": one.enrolled_utc}
                for one in same
            )
            if len(places) > 1:
                yield Finding(FindingKind.STATION_NAME_TWICE, str(places[0]["point"]), "", places)

    def _gaps(self) -> Iterator[Finding]:
        for row in self._rows(finding_queries.GAPS):
            station = row["station_id"]
            place = {
                **self._where(station),
                "first": row["first_seq"],
                "last": row["last_seq"],
                "missing": [list(run) for run in self._queries.missing(station, row["first_seq"])],
            }
            yield Finding(FindingKind.FACTS_MISSING, station, "", (place,))

    def _clocks(self) -> Iterator[Finding]:
        values = {
            "origin": self._station.book.origin,
            "minutes": _FAR_OFF_MINUTES,
            "first_possible": FIRST_POSSIBLE_UTC,
        }
        for row in self._rows(finding_queries.CLOCKS, values):
            place = {
                **self._where(row["station_id"]),
                "number": row["number"],
                "at": row["made_utc"],
                "merged_at": row["merged_utc"],
                "earliest": row["earliest_utc"],
                "ahead_minutes": row["ahead_minutes"],
            }
            key = f"{row['station_id']} v{row['number']:03d}"
            yield Finding(FindingKind.CLOCK_OFF, key, "", (place,))

    def _rows(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        self._tick()
        return self._queries.rows(sql, values, self._tick)

    def _where(self, station: str) -> Row:
        if station not in self._points:
            self._points[station] = self._queries.point_name(station)
        return {"station": station, "point": self._points[station]}

    # -- deciding ------------------------------------------------------------------------------

    def _with_decision(self, finding: Finding) -> Finding:
        row = self._queries.decision(str(finding.kind), finding.key, finding.round_id)
        if row is None or row["places"] != finding.digest:
            return finding
        decision = Decision(
            Ruling(row["verdict"]), row["reason"], row["staff_id"], row["decided_utc"]
        )
        return Finding(finding.kind, finding.key, finding.round_id, finding.places, decision)

    def decide(
        self,
        place: Place,
        finding: Finding,
        ruling: Ruling,
        reason: str,
        kept: int | None = None,
    ) -> Finding:
        """Put a decision on record, and void what it finds wrong, in one gesture.

        `kept` is the place that is right, counted from 0, where one is kept. Sealed boxes stay as
        they were sealed: what is voided is voided by a new fact, and both versions stay.

        Raises:
            Refusal: `supervisor_only`, `reason_missing`, `finding_not_by_choice` where nothing
                can be voided, `finding_keep_which` where nobody said which place is right,
                `finding_place_unknown`.
        """
        demand(place, Deed.CORRECT)
        if not reason.strip():
            raise Refusal("reason_missing")
        with self._station.gesture(place) as draft:
            if ruling is Ruling.KEEP_ONE:
                finding = self._void_others(draft, finding, reason, kept)
            draft.record(
                Kind.FINDING_DECIDED,
                {
                    "kind": str(finding.kind),
                    "key": finding.key,
                    "round_id": finding.round_id,
                    "verdict": str(ruling),
                    "reason": reason,
                    "places": finding.digest,
                },
            )
        return self._with_decision(finding)

    def _void_others(
        self, draft: Gesture, finding: Finding, reason: str, kept: int | None
    ) -> Finding:
        """Void all places but one, and return the finding as it is then."""
        if finding.kind not in (FindingKind.PERSON_TWICE, FindingKind.TUBE_TWICE):
            raise Refusal("finding_not_by_choice")
        if kept is None:
            raise Refusal("finding_keep_which", places=len(finding.places))
        if not 0 <= kept < len(finding.places):
            raise Refusal("finding_place_unknown", places=len(finding.places))
        is_tube, places = finding.kind is FindingKind.TUBE_TWICE, list(finding.places)
        for nth, wrong in enumerate(finding.places):
            if nth == kept:
                continue
            if is_tube:
                body = {"tube": finding.key, "tube_station": wrong["station"], "reason": reason}
                draft.record(Kind.TUBE_VOIDED, body)
            else:
                draft.record(Kind.SAMPLE_VOIDED, _sample_named(wrong, reason))
            places[nth] = {**wrong, "tube_status" if is_tube else "sample_status": _VOID}
        return replace(finding, places=tuple(places))


def _are_apart(rows: Sequence[Row]) -> bool:
    return len({row["station_id"] for row in rows}) > 1


def _sample_named(place: Row, reason: str) -> Row:
    return {
        "sample_station": place["station"],
        "sample_seq": place["seq"],
        "tube": place["tube"],
        "tube_station": place["tube_station"],
        "reason": reason,
    }


def _identity(row: Row) -> tuple[str, ...]:
    """Return what makes two rows one person: never the number alone."""
    called = "" if row["relation"] == Relation.SELF else fold_name(row["name"])
    return row["doc_type"], row["doc_identity"], row["relation"], called


def count_by_kind(findings: Sequence[Finding]) -> dict[FindingKind, int]:
    """Return how many findings of each kind there are, kinds without any too."""
    return {kind: sum(one.kind is kind for one in findings) for kind in FindingKind}
