"""Findings: facts of several books that cannot all be right, both sides shown, a person decides.

Owns the order of looking, and the facts that a decision writes; refuses to decide by itself, and
to know what is looked for (`finding_looks`).
"""

from __future__ import annotations

from dataclasses import replace

from samplepoint.domain.facts import Kind
from samplepoint.domain.findings import Decision, Finding, FindingKind, Row, Ruling
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.finding_looks import VOID, FindingLooks
from samplepoint.services.jobs import Reporter
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.book import Gesture
from samplepoint.storage.finding_queries import FindingQueries


class Findings:
    """What cannot be right in one book, and what was decided about it."""

    def __init__(self, station: Station) -> None:
        """Look into a station's book."""
        self._station = station
        self._queries = FindingQueries(station.book)

    def every(self, reporter: Reporter | None = None) -> list[Finding]:
        """Return all findings, decided ones too: people, tubes, boxes, then stations.

        Raises:
            Cancelled: also in the middle of a statement, which takes seconds in a city.
        """
        reporter, step, steps = reporter or Reporter(), 0, len(FindingKind) + 1

        def tick() -> None:
            reporter.report("finding", step, steps)

        found: list[Finding] = []
        for look in FindingLooks(self._station.book, self._is_decided, tick).every:
            tick()
            found += look()
            step += 1
        decided = []
        for one in found:
            tick()
            decided.append(self._with_decision(one))
        reporter.report("finding", steps, steps)
        return decided

    def undecided(self, reporter: Reporter | None = None) -> list[Finding]:
        """Return the findings that nobody has decided about as they are now."""
        return [one for one in self.every(reporter) if one.decision is None]

    # -- deciding ------------------------------------------------------------------------------

    def _is_decided(self, finding: Finding) -> bool:
        return self._with_decision(finding).decision is not None

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
            places[nth] = {**wrong, "tube_status" if is_tube else "sample_status": VOID}
        return replace(finding, places=tuple(places))


def _sample_named(place: Row, reason: str) -> Row:
    return {
        "sample_station": place["station"],
        "sample_seq": place["seq"],
        "tube": place["tube"],
        "tube_station": place["tube_station"],
        "reason": reason,
    }
