"""Scripts of a paper form that is typed in when the laptop works again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.own_codes import Command
from samplepoint.domain.people import Relation
from samplepoint.domain.samples import Sample
from samplepoint.domain.staff import Role
from samplepoint.services.back_entry import PaperForm, PaperRow
from samplepoint.services.picture import picture
from tests.desk.boxing import bodies
from tests.desk.words import START, Words, person, tube

NIGHT = START.replace(hour=2, tzinfo=None)


def who(number: int, name: str = "张伟") -> PersonEntry:
    return PersonEntry(DocumentType.RESIDENT_ID, person(number), name)


def form(*entries: PersonEntry, code: str = "", number: str = "F-07") -> PaperForm:
    """Write a form: a swab a minute from two o'clock on."""
    rows = tuple(PaperRow(one, NIGHT + timedelta(minutes=n)) for n, one in enumerate(entries))
    return PaperForm(TubeCode(code or tube(50)), rows, number)


def enters(words: Words, written: PaperForm) -> Outcome:
    return words.desk.perform(lambda at: words.desk.back_entry.enter(at, written))


def refused_rows(words: Words, written: PaperForm) -> list[tuple[object, str]]:
    """Enter a form that must be refused whole; return row and code of each problem."""
    before = words.truth()
    outcome = enters(words, written)
    assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, "form_has_problems")
    assert words.truth() == before
    return [(notice.values["row"], notice.code) for notice in outcome.notices]


def samples(words: Words, number: int = 50) -> list[Sample]:
    return words.station.queries.samples_in(TubeCode(tube(number)))


def test_a_form_becomes_a_closed_tube_with_both_times(at_desk: Words) -> None:
    answer = enters(at_desk, form(who(1), who(2)))
    assert (answer.code, answer.values["people"]) == ("form_entered", 2)
    row = at_desk.station.queries.tube(TubeCode(tube(50)))
    assert row is not None
    assert (row.status, row.people, row.close_reason) == ("closed", 2, "short")
    assert (row.opened_utc, row.closed_utc) == (
        "2026-01-11T18:00:00.000Z",
        "2026-01-11T18:01:00.000Z",
    )
    first, second = samples(at_desk)
    assert first.taken_at_utc == "2026-01-11T18:00:00.000Z"
    assert first.at_utc == "2026-01-12T00:00:00.000Z"
    assert second.taken_at_utc == "2026-01-11T18:01:00.000Z"
    assert (first.ordinal, second.ordinal) == (1, 2)


def test_it_is_marked_as_entered_later_with_the_number_of_the_form(at_desk: Words) -> None:
    enters(at_desk, form(who(1)))
    sample = samples(at_desk)[0]
    assert ("back_entered" in sample.person.flags, sample.source) == (True, "paper")
    assert bodies(at_desk, Kind.FORM_ENTERED) == [{"form": "F-07", "tube": tube(50), "people": 1}]


def test_it_is_one_gesture(at_desk: Words) -> None:
    before = at_desk.book.head[0]
    enters(at_desk, form(who(1), who(2), who(3)))
    assert at_desk.book.head[0] == before + 6
    row = at_desk.station.queries.tube(TubeCode(tube(50)))
    assert row is not None
    assert row.close_reason == "full"


def test_every_row_that_is_wrong_is_named_and_nothing_is_stored(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    at_desk.accepts(person(7))
    wrong = PersonEntry(DocumentType.RESIDENT_ID, person(3)[:-1] + "A", "李")
    written = form(who(7), wrong, PersonEntry(DocumentType.NONE))
    assert refused_rows(at_desk, written) == [
        (1, "already_sampled"),
        (2, "id_characters"),
        (3, "name_missing"),
    ]


def test_the_problems_can_be_read_out(at_desk: Words) -> None:
    outcome = enters(at_desk, form(who(1), who(2), who(1), who(4)))
    assert [notice.code for notice in outcome.notices] == ["form_too_many", "form_row_twice"]
    assert outcome.notices[0].values["row"] == 0
    assert outcome.notices[1].values["other"] == 1


def test_a_tube_that_was_used_is_refused_with_its_desk(at_desk: Words) -> None:
    at_desk.fills(50, range(1, 4))
    assert refused_rows(at_desk, form(who(9))) == [(0, "tube_used")]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        pytest.param(form(), "form_empty", id="nobody"),
        pytest.param(form(who(1), code="X1"), "form_tube_shape", id="no tube code"),
        pytest.param(form(who(1), number="F\u202e"), "text_hidden_characters", id="bidi"),
    ],
)
def test_a_form_without_sense_is_refused(at_desk: Words, written: PaperForm, problem: str) -> None:
    assert refused_rows(at_desk, written) == [(0, problem)]


def test_a_time_that_is_yet_to_come_is_refused(at_desk: Words) -> None:
    late = PaperForm(TubeCode(tube(50)), (PaperRow(who(1), NIGHT + timedelta(days=1)),))
    assert refused_rows(at_desk, late) == [(1, "form_time_ahead")]


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(datetime(1, 1, 1, 2), id="before the first year of Greenwich"),  # noqa: DTZ001  # as written on paper
        pytest.param((START - timedelta(days=30, minutes=1)).replace(tzinfo=None), id="a month"),
        pytest.param(START - timedelta(days=365), id="last year"),
    ],
)
def test_a_time_long_ago_is_refused(at_desk: Words, moment: datetime) -> None:
    old = PaperForm(TubeCode(tube(50)), (PaperRow(who(1), moment),))
    assert refused_rows(at_desk, old) == [(1, "form_time_too_old")]


def test_a_form_of_thirty_days_ago_is_taken(at_desk: Words) -> None:
    rows = (PaperRow(who(1), START - timedelta(days=29, hours=23)),)
    assert enters(at_desk, PaperForm(TubeCode(tube(50)), rows)).is_accepted


def test_times_out_of_order_are_said_not_forbidden(at_desk: Words) -> None:
    rows = (PaperRow(who(1), NIGHT), PaperRow(who(2), NIGHT - timedelta(minutes=9)))
    answer = enters(at_desk, PaperForm(TubeCode(tube(50)), rows))
    assert [(one.code, one.values["row"]) for one in answer.notices] == [
        ("form_times_unordered", 2)
    ]


def test_who_waits_for_a_tube_is_not_entered_too(people_first: Words) -> None:
    people_first.accepts(person(1))
    assert refused_rows(people_first, form(who(1))) == [(1, "already_waiting")]


def test_two_people_without_documents_get_two_numbers(at_desk: Words) -> None:
    nobody = PersonEntry(DocumentType.NONE, name="无名")
    answer = enters(at_desk, form(nobody, nobody))
    assert answer.is_accepted
    numbers = {sample.person.document.identity for sample in samples(at_desk)}
    assert len(numbers) == 2


def test_a_child_goes_under_a_parents_number(at_desk: Words) -> None:
    child = PersonEntry(DocumentType.RESIDENT_ID, person(1), "小明", Relation.SON)
    assert enters(at_desk, form(who(1), child)).is_accepted


def test_the_tube_on_the_desk_stays_open_and_undo_stays_its_own(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    at_desk.accepts(person(20))
    enters(at_desk, form(who(1)))
    assert picture(at_desk.desk).tube == tube(1)
    undone = at_desk.accepts(str(Command.UNDO))
    assert undone.values["tube"] == tube(1)
    assert [sample.person.name for sample in samples(at_desk)] == ["张伟"]


def test_the_clock_of_the_oldest_sample_knows_the_true_time(at_desk: Words) -> None:
    enters(at_desk, form(who(1)))
    assert picture(at_desk.desk).counts.oldest_minutes == 6 * 60


def test_a_packer_does_not_enter_forms(at_desk: Words) -> None:
    at_desk.sit_down(Role.PACKER)
    assert enters(at_desk, form(who(1))).code == "not_yours"


def test_an_aware_time_is_taken_as_it_is(at_desk: Words) -> None:
    moment = datetime.fromisoformat("2026-01-12T01:00:00+09:00")
    enters(at_desk, PaperForm(TubeCode(tube(50)), (PaperRow(who(1), moment),)))
    assert samples(at_desk)[0].taken_at_utc == "2026-01-11T16:00:00.000Z"
