"""The lock: nobody else works here, and no scan is lost."""

from __future__ import annotations

from samplepoint.domain.outcomes import Verdict
from tests.desk.words import Words, badge, person, tube


def test_scans_while_locked_are_held_and_answered_after_the_badge(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    at_desk.accepts("SPCLOCK")
    assert at_desk.scan(person(1)).code == "locked_scan_held"
    assert at_desk.scan(person(2)).verdict is Verdict.NEEDS
    assert at_desk.people_in(1) == []
    assert at_desk.accepts(badge("R")).values["held"] == 2
    assert [outcome.code for outcome in at_desk.desk.release_held()] == ["person_bound"] * 2
    assert at_desk.people_in(1) == [person(1), person(2)]


def test_an_unknown_badge_does_not_unlock(at_desk: Words) -> None:
    at_desk.accepts("SPCLOCK")
    assert at_desk.scan("SPB" + "X" * 20).code == "badge_unknown"
    assert at_desk.desk.is_locked


def test_twenty_scans_are_held_and_the_next_is_refused(at_desk: Words) -> None:
    at_desk.accepts("SPCLOCK")
    for number in range(20):
        assert at_desk.scan(person(number)).verdict is Verdict.NEEDS
    assert at_desk.scan(person(99)).code == "locked_scans_full"


def test_a_supervisor_who_leaves_gives_the_desk_back(at_desk: Words) -> None:
    at_desk.accepts(badge("R"))
    at_desk.accepts(badge("S"))
    at_desk.desk.supervisor_leaves()
    assert at_desk.desk.place.staff.name == "王"
