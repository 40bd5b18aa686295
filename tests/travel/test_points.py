"""What a supervisor's book knows of its points, and what becomes of a quarantined file."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from samplepoint.domain.clock import utc_text
from samplepoint.domain.peers import PeerStatus
from samplepoint.errors import Refusal
from samplepoint.services import packaging
from samplepoint.services.believing import Clocks
from samplepoint.services.enrolling import Enrolling
from samplepoint.services.package_verdicts import Verdict
from samplepoint.services.points import PointState, points
from samplepoint.services.quarantine import Quarantine
from tests.desk.words import CHINA
from tests.travel.city import SUPERVISOR, Town


def state(town: Town, name: str) -> PointState:
    (found,) = [one for one in points(town.station) if one.peer.name == name]
    return found


def test_each_point_stands_with_its_people_and_its_last_package(town: Town) -> None:
    east, west = town.has_point("东门小学"), town.has_point("西门")
    east.words.fills(1, range(3))
    early = east.packs()
    east.words.fills(2, range(3, 5))
    town.clock.jump(60)
    town.merges(east.packs(), early)
    town.revokes(west, "笔记本丢失")
    found = state(town, "东门小学")
    assert found.last is not None
    assert (found.people, found.waits) == (5, False)
    assert (found.last.number, found.last.merged_utc[:16]) == (2, "2026-01-12T00:01")
    gone = state(town, "西门")
    assert (gone.people, gone.last, gone.peer.status) == (0, None, PeerStatus.REVOKED)


def test_a_missing_package_is_seen_at_its_point(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    east = town.has_point("东门小学")
    east.words.fills(1, range(3))
    monkeypatch.setattr(packaging, "MOST_FACTS", 4)
    first, second, *_rest = east.makes()
    town.merges(second.path)
    assert (state(town, "东门小学").waits, state(town, "东门小学").people) == (True, 0)
    town.merges(first.path)
    assert (state(town, "东门小学").waits, state(town, "东门小学").people) == (False, 3)


def test_a_stranger_leaves_the_quarantine_once_enrolled(town: Town) -> None:
    stranger = town.has_stranger("北站")
    stranger.words.fills(7, range(3))
    town.merges(stranger.packs())
    kept = Quarantine(town.station, town.quarantine)
    head = town.book.head
    (seen,) = kept.look(SUPERVISOR)
    assert (seen.verdict, seen.code) == (Verdict.QUARANTINE, "signer_unknown")
    assert town.book.head == head
    town.enrols(stranger)
    assert [one.verdict for one in kept.look(SUPERVISOR)] == [Verdict.ACCEPT]
    told = list(kept.merge(SUPERVISOR, kept.files()))
    assert [one.people for one in told] == [3]
    assert kept.files() == []


def test_a_file_taken_in_from_its_stick_meanwhile_waits_no_longer(town: Town) -> None:
    stranger, other = town.has_stranger("北站"), town.has_stranger("南站")
    file = stranger.packs()
    town.merges(file, other.packs())
    kept = Quarantine(town.station, town.quarantine)
    town.enrols(stranger)
    kept.let_go_of_known()
    assert len(kept.files()) == 2
    town.merges(file)
    kept.let_go_of_known()
    assert [(one.verdict, one.point) for one in kept.look(SUPERVISOR)] == [
        (Verdict.QUARANTINE, "南站")
    ]


def test_a_supervisors_file_that_is_over_is_not_adopted(town: Town) -> None:
    point = town.has_stranger("北站")
    here, there = Enrolling(town.station), Enrolling(point.words.station)
    here.make_recovery()
    tomorrow = utc_text(town.clock.now() + timedelta(days=1))
    hub = there.look(here.introduce_hub(SUPERVISOR, tomorrow).content)
    before = there.hub()
    point.words.clock.jump(2 * 86_400)
    with pytest.raises(Refusal, match="enrolment_past"):
        there.adopt_hub(SUPERVISOR, hub, lambda _recipient: None)
    assert there.hub() == before


def test_an_impossible_clock_is_believed_when_somebody_says_so(town: Town) -> None:
    point = town.has_point("南门")
    point.words.clock.set(datetime(1980, 1, 1, 0, 5, tzinfo=CHINA))
    point.words.fills(5, range(3))
    town.merges(point.packs())
    kept = Quarantine(town.station, town.quarantine)
    assert [one.verdict for one in kept.merge(SUPERVISOR, kept.files())] == [Verdict.QUARANTINE]
    assert len(kept.files()) == 1
    told = list(kept.merge(SUPERVISOR, kept.files(), Clocks.BELIEVED))
    assert [one.verdict for one in told] == [Verdict.ACCEPT]
    assert kept.files() == []


def test_no_folder_is_an_empty_quarantine(town: Town) -> None:
    assert Quarantine(town.station, town.folder / "nowhere").look(SUPERVISOR) == []
