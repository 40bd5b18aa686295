"""What is typed from a paper form: days, nights and blank times, rows that count, stray codes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.classifying import Badge, TubeScan
from samplepoint.domain.codes import CodeRule, TubeCode
from samplepoint.domain.documents import Document, DocumentType
from samplepoint.domain.outcomes import Notice
from samplepoint.domain.own_codes import Command
from samplepoint.domain.people import Person, Relation
from samplepoint.domain.rounds import RoundPlan
from samplepoint.errors import Refusal
from samplepoint.gui.models.paper_answer import Cell, Place, cell_of, on_the_page, place_on_form
from samplepoint.gui.models.paper_draft import FormDraft, RowDraft
from samplepoint.gui.models.paper_times import moments, read_day, read_time
from samplepoint.gui.models.stray_code import find_stray
from samplepoint.gui.models.typed_number import TypedNumber
from tests.gui.pages_ground import BADGE, NUMBER, TUBE, number_of

TODAY = date(2026, 1, 12)
PLAN = RoundPlan("R1", "轮", "点")
HALF_A_DAY = timedelta(hours=12)


def row(at: int = 0, name: str = "张伟", taken: str = "") -> RowDraft:
    made = RowDraft(TypedNumber(TODAY), name, time=taken)
    made.type_number(number_of(at))
    return made


def form(*rows: RowDraft) -> FormDraft:
    return FormDraft(TODAY, "F-07", TUBE, "01-12", list(rows))


# -- days and times ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("23:59", time(23, 59)),
        ("００：０５", time(0, 5)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, read: time) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ["", "9", "2400", "0960", "09:300", "٠٩٣٠", "noon", "-930"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_time(typed)
    assert refusal.value.code == "back_time_unreadable"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0112", TODAY),
        ("01-11", date(2026, 1, 11)),
        ("1231", date(2025, 12, 31)),
        ("0113", date(2025, 1, 13)),
        ("2026-01-10", date(2026, 1, 10)),
        ("20251230", date(2025, 12, 30)),
    ],
)
def test_a_day_without_year_is_the_last_such_day(typed: str, read: date) -> None:
    assert read_day(typed, TODAY) == read


def test_a_leap_day_is_found_in_the_year_that_had_it() -> None:
    assert read_day("0229", date(2025, 1, 5)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-01-13", "back_day_ahead"),
        ("1301", "back_day_unreadable"),
        ("", "back_day_unreadable"),
    ],
)
def test_what_is_no_day_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_day(typed, TODAY)
    assert refusal.value.code == code


@given(st.lists(st.times(), min_size=1, max_size=20))
def test_each_time_lies_within_half_a_day_of_the_row_above(times: list[time]) -> None:
    found = moments(TODAY, [f"{one:%H%M}" for one in times])
    known = [one for one in found if one is not None]
    assert [one.time() for one in known] == [one.replace(second=0, microsecond=0) for one in times]
    assert known[0].date() == TODAY
    assert all(abs(below - above) <= HALF_A_DAY for above, below in pairwise(known))


def test_a_blank_time_is_that_of_the_row_above_and_an_unreadable_one_is_none() -> None:
    start = datetime.combine(TODAY, time(23, 50))
    found = moments(TODAY, ["2350", "", "x", "0010", " "])
    after = start + timedelta(minutes=20)
    assert found == [start, start, None, after, after]
    assert moments(TODAY, ["", "0900"])[0] is None


# -- rows ----------------------------------------------------------------------------------------


def test_rows_struck_out_do_not_count_and_keep_their_places() -> None:
    struck = row(1)
    struck.clear()
    draft = form(row(0, taken="0930"), struck, row(2))
    assert [at for at, _row in draft.filled] == [1, 3]
    assert draft.problems(PLAN) == []
    written = draft.form()
    assert [one.taken_at.minute for one in written.rows] == [30, 30]
    assert [one.entry.number for one in written.rows] == [number_of(0), number_of(2)]


def test_a_form_has_the_rows_of_its_tube_and_none_less_than_are_filled() -> None:
    plan = RoundPlan("R1", "轮", "点", 10, tube_rules=(CodeRule("V#{3}", pool_size=3),))
    draft = form(*(row(at) for at in range(5)))
    assert draft.size(plan) == 10
    draft.tube = "v001"
    assert draft.size(plan) == 5
    draft.rows = draft.rows[:2]
    assert draft.size(plan) == 3


def test_the_first_time_a_tube_and_a_day_are_asked_for() -> None:
    draft = form(row(0), row(1, taken="0930"), row(2))
    draft.tube, draft.day = " ", "x"
    found = [(notice.values["row"], notice.code) for notice in draft.problems(PLAN)]
    assert found == [
        (0, "back_tube_missing"),
        (0, "back_day_unreadable"),
        (1, "back_time_missing"),
    ]


def test_a_number_left_out_is_missing_not_short() -> None:
    nobody = RowDraft(TypedNumber(TODAY), "张伟", time="0930")
    assert [notice.code for notice in form(nobody).problems(PLAN)] == ["document_number_missing"]


def test_the_rosters_name_of_a_parent_is_not_the_childs() -> None:
    known = row(0, name="")
    known.know(Person(Document(DocumentType.RESIDENT_ID, NUMBER, NUMBER), "张父", phone="1"))
    assert (known.name, known.phone) == ("张父", "1")
    known.relate(Relation.SON)
    assert known.name == ""


def test_what_a_card_told_is_forgotten_with_its_number() -> None:
    person = Person(Document(DocumentType.RESIDENT_ID, NUMBER, NUMBER), "张", address="西街 1 号")
    read = row(3)
    read.take(person)
    assert read.entry().address == "西街 1 号"
    read.type_number(number_of(4))
    assert read.entry().address == ""


# -- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("already_sampled", Cell.NUMBER),
        ("relation_needs_name", Cell.NAME),
        ("form_time_ahead", Cell.TIME),
        ("form_time_too_old", Cell.TIME),
        ("text_too_long", Cell.PHONE),
    ],
)
def test_each_problem_has_its_cell(code: str, cell: Cell) -> None:
    assert cell_of(Notice(code), row()) is cell


def test_hidden_characters_are_in_the_name_where_they_are() -> None:
    assert cell_of(Notice("text_hidden_characters"), row(name="王\u202e")) is Cell.NAME


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("tube_used", Place.TUBE),
        ("form_too_many", Place.ROWS),
        ("text_too_long", Place.FORM),
        ("back_day_ahead", Place.DAY),
    ],
)
def test_each_problem_of_the_form_has_its_field(code: str, place: Place) -> None:
    assert place_on_form(Notice(code)) is place


def test_rows_of_an_answer_are_those_of_the_page() -> None:
    told = [Notice("form_row_twice", {"row": 2, "other": 1}), Notice("tube_used", {"row": 0})]
    found = [dict(notice.values) for notice in on_the_page(told, [1, 4])]
    assert found == [{"row": 0}, {"row": 4, "other": 1}]


# -- stray codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept", "kind"),
    [
        (TUBE, "", TubeScan),
        (f"张伟{TUBE.lower()}", "张伟", TubeScan),
        (f"13800000000{NUMBER}", "13800000000", Document),
        (BADGE, "", Badge),
        (f"A{Command.CANCEL}", "A", Command),
    ],
)
def test_a_code_is_found_behind_what_stood_there(text: str, kept: str, kind: type) -> None:
    found = find_stray(text, PLAN, TODAY)
    assert found is not None
    assert found[0] == kept
    assert isinstance(found[1], kind)


@pytest.mark.parametrize(
    "text", ["", "张伟", "ZHANGWEI", "13800000000", "0930", "F-07", NUMBER[:-1], "٠٩٣٠"]
)
def test_what_a_hand_types_is_no_code(text: str) -> None:
    digits = RoundPlan("R1", "轮", "点", tube_rules=(CodeRule("#{11}"), CodeRule("*{8}")))
    for plan in (PLAN, digits):
        assert find_stray(text, plan, TODAY) is None


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_search(text: str) -> None:
    found = find_stray(text, PLAN, TODAY)
    assert found is None or text.startswith(found[0])


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=8))
def test_nothing_typed_breaks_the_form(number: str, name: str, taken: str) -> None:
    one = RowDraft(TypedNumber(TODAY), name, time=taken)
    one.type_number(number)
    draft = form(one)
    draft.tube = number
    assert draft.size(PLAN) == 10
    assert isinstance(draft.tube_code, str)
    assert draft.problems(PLAN) or draft.filled == [] or draft.form().tube == TubeCode(number)
