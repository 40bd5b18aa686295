"""From an empty folder to a book: who can open it, and what an interrupted start leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import CodeRule
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.staff import Role
from samplepoint.errors import Damage, Obstacle, Refusal
from samplepoint.services import opening
from samplepoint.services.opening import BookFiles, NewStaff, Opened, SignIn, Staffing
from samplepoint.services.station import Place, Station
from samplepoint.storage.key_slots import Cost

CLOCK = PracticeClock(datetime(2026, 1, 12, tzinfo=UTC))
PLAN = RoundPlan("R1", "第二轮", "西古城社区")
CHEAP = Cost(memory_kib=8, passes=1)
STAFF = (
    NewStaff("赵", Role.SUPERVISOR, "471100"),
    NewStaff("王", Role.REGISTRAR, "1234"),
    NewStaff("李", Role.PACKER),
)


@pytest.fixture
def files(tmp_path: Path) -> BookFiles:
    return BookFiles(tmp_path / "book.db", tmp_path / "keys.json")


def start(files: BookFiles, plan: RoundPlan = PLAN) -> Opened:
    return opening.start_book(files, plan, STAFF, CLOCK, practice=False, cost=CHEAP)


def test_a_started_book_opens_with_the_pin_of_each_who_has_one(files: BookFiles) -> None:
    start(files).book.close()
    for pin, name in (("471100", "赵"), ("1234", "王")):
        opened = opening.open_book(files, pin, CLOCK)
        assert opened.staff.name == name
        assert Station(opened.book).plan == PLAN
        opened.book.close()


def test_a_wrong_pin_opens_nothing(files: BookFiles) -> None:
    start(files).book.close()
    with pytest.raises(Refusal, match="pin_wrong"):
        opening.open_book(files, "9999", CLOCK)


def test_nothing_of_the_round_can_be_read_from_the_file(files: BookFiles) -> None:
    start(files).book.close()
    content = files.book.read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert "西古城社区".encode() not in content


def test_a_book_is_never_started_over_another(files: BookFiles) -> None:
    start(files).book.close()
    with pytest.raises(Obstacle, match="book_exists"):
        start(files)


def test_a_start_that_was_interrupted_is_made_anew(files: BookFiles) -> None:
    files.keys.write_text("{half", "utf-8")
    files.book.with_name("book.db.making").write_bytes(b"half")
    start(files).book.close()
    assert opening.open_book(files, "1234", CLOCK).staff.name == "王"


def test_the_key_file_of_another_book_opens_nothing(files: BookFiles, tmp_path: Path) -> None:
    start(files).book.close()
    other = BookFiles(tmp_path / "other.db", tmp_path / "other.json")
    start(other).book.close()
    digest = files.book.read_bytes()
    with pytest.raises(Damage, match="book_unreadable"):
        opening.open_book(BookFiles(files.book, other.keys), "1234", CLOCK)
    assert files.book.read_bytes() == digest


def test_a_round_needs_a_supervisor_with_a_pin(files: BookFiles) -> None:
    with pytest.raises(Refusal, match="staff_needs_supervisor"):
        opening.start_book(files, PLAN, STAFF[1:], CLOCK, practice=False, cost=CHEAP)


@pytest.mark.parametrize(
    ("tube", "box", "code"),
    [
        pytest.param("#{18}", "BX#{6}", "rule_like_document", id="tube like a citizen number"),
        pytest.param("#{8}", "BX#{6}", "rule_like_document", id="tube like a Taiwan permit"),
        pytest.param("T#{6}", "*{7}", "rules_overlap", id="box like a tube"),
    ],
)
def test_rules_under_which_a_scan_means_two_things_are_refused(
    files: BookFiles, tube: str, box: str, code: str
) -> None:
    rules = {"tube_rules": (CodeRule(tube),), "box_rules": (CodeRule(box),)}
    plan = RoundPlan("R1", "第二轮", "西古城社区", **rules)  # type: ignore[arg-type]  # both tuples
    with pytest.raises(Refusal, match=code):
        start(files, plan)


def test_a_badge_signs_in_until_its_owner_is_retired(files: BookFiles) -> None:
    opened = start(files)
    place = Place("A", opened.staff)
    staffing = Staffing(Station(opened.book), place, files.keys, opened.key)
    member, badge = staffing.enrol(NewStaff("钱", Role.REGISTRAR))
    sign_in = SignIn(files.keys)
    assert sign_in.by_badge(badge) == member
    staffing.retire(member.id)
    with pytest.raises(Refusal, match="badge_unknown"):
        sign_in.by_badge(badge)
    assert member.name not in [one.name for one in Station(opened.book).queries.staff()]
    opened.book.close()


def test_somebody_without_pin_or_badge_can_be_retired_too(files: BookFiles) -> None:
    opened = start(files)
    station = Station(opened.book)
    packer = next(one for one in station.queries.staff() if one.role is Role.PACKER)
    Staffing(station, Place("A", opened.staff), files.keys, opened.key).retire(packer.id)
    assert packer not in station.queries.staff()
    opened.book.close()
