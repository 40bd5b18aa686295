"""Scripts of the handover: sheets with numbers, a courier, and nothing changes after."""

from __future__ import annotations

import pytest

from samplepoint.app.paths import resources
from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.own_codes import Command
from samplepoint.errors import Refusal
from samplepoint.services.box_papers import box_paper, handover_sheet_of
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.services.state import state
from samplepoint.storage import derivation
from samplepoint.storage.handover_queries import HandoverRow
from samplepoint.storage.schema import DERIVED
from samplepoint.wording import Wording
from tests.desk.boxing import bodies, pack_under, packs, status
from tests.desk.test_reboxing import reopens
from tests.desk.words import Words, box, tube

SEAL = str(Command.SEAL_BOX)
ENTRY = HandoverEntry("陈师傅", "4.5", "周", "两箱", "冀A12345")


def sealed(words: Words, boxes: int) -> None:
    """Seal boxes of one tube each, twenty minutes apart."""
    pack_under(words, boxes)
    for number in range(1, boxes + 1):
        words.scan(box(number))
        packs(words, number)
        words.accepts(SEAL)
        words.clock.jump(20 * 60)


def hands_over(words: Words, *boxes: int, entry: HandoverEntry = ENTRY) -> Outcome:
    codes = [BoxCode(box(number)) for number in boxes]
    return words.desk.perform(lambda at: words.desk.handing_over.hand_over(at, codes, entry))


def prepares(words: Words, *boxes: int) -> Outcome:
    codes = [BoxCode(box(number)) for number in boxes]
    return words.desk.perform(lambda at: words.desk.handing_over.prepare(at, codes))


def sheets(words: Words) -> dict[str, str]:
    return {row.id[-4:]: row.status for row in words.desk.handing_over.handovers()}


def newest(words: Words) -> HandoverRow:
    return words.desk.handing_over.handovers()[0]


def test_sealed_boxes_wait_until_a_courier_takes_them(at_desk: Words) -> None:
    sealed(at_desk, 3)
    ready = at_desk.desk.handing_over.ready()
    assert [one.sealing.box for one in ready] == [box(1), box(2), box(3)]
    assert [one.minutes_left for one in ready] == [180, 180, 180]
    answer = hands_over(at_desk, 1, 2)
    assert (answer.code, answer.values["tubes"], answer.values["people"]) == ("handed_over", 2, 6)
    assert [one.sealing.box for one in at_desk.desk.handing_over.ready()] == [box(3)]
    assert (status(at_desk, 1), status(at_desk, 3)) == ("handed", "sealed")


def test_the_fact_says_what_went_with_whom(at_desk: Words) -> None:
    sealed(at_desk, 2)
    hands_over(at_desk, 2, 1)
    fact = bodies(at_desk, Kind.HANDED_OVER)[0]
    assert [one["box"] for one in fact["boxes"]] == [box(1), box(2)]
    assert (fact["courier"], fact["temperature_c"], fact["received_by"]) == ("陈师傅", "4.5", "周")
    assert (fact["tubes"], fact["people"]) == (2, 6)
    assert fact["oldest_utc"] == "2026-01-12T00:00:00.000Z"
    assert fact["handover"] == f"H{at_desk.book.station_id}0001"


def test_a_box_is_handed_over_once(at_desk: Words) -> None:
    sealed(at_desk, 2)
    hands_over(at_desk, 1)
    before = at_desk.truth()
    assert hands_over(at_desk, 2, 1).code == "box_handed_over"
    assert prepares(at_desk, 1).code == "box_handed_over"
    assert at_desk.truth() == before


@pytest.mark.parametrize(
    ("number", "code"), [(2, "box_not_sealed"), (9, "box_unknown"), (0, "nothing_to_hand_over")]
)
def test_only_sealed_boxes_go(at_desk: Words, number: int, code: str) -> None:
    sealed(at_desk, 1)
    at_desk.accepts(box(2))
    assert hands_over(at_desk, *([number] if number else [])).code == code


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        pytest.param(HandoverEntry(" "), "courier_missing", id="nobody"),
        pytest.param(HandoverEntry("陈", "warm"), "temperature_unreadable", id="a word"),
        pytest.param(HandoverEntry("陈", "400"), "temperature_unreadable", id="too warm"),
        pytest.param(HandoverEntry("陈", "٤"), "temperature_unreadable", id="foreign digit"),
        pytest.param(HandoverEntry("陈\u202e"), "text_hidden_characters", id="bidi"),
        pytest.param(HandoverEntry("陈", remark="x" * 900), "text_too_long", id="long"),
    ],
)
def test_what_is_entered_is_checked_first(at_desk: Words, entry: HandoverEntry, code: str) -> None:
    sealed(at_desk, 1)
    assert hands_over(at_desk, 1, entry=entry).code == code
    assert status(at_desk) == "sealed"


@pytest.mark.parametrize(
    ("typed", "stored"), [("", ""), ("−2℃", "-2"), ("４，５", "4.5"), ("+6.0 °C", "6.0")]
)
def test_a_temperature_is_read_as_people_write_it(at_desk: Words, typed: str, stored: str) -> None:
    sealed(at_desk, 1)
    hands_over(at_desk, 1, entry=HandoverEntry("陈", typed))
    assert newest(at_desk).temperature_c == stored


def test_a_late_handover_is_said_not_forbidden(at_desk: Words) -> None:
    sealed(at_desk, 1)
    at_desk.clock.jump(4 * 3600)
    answer = hands_over(at_desk, 1)
    assert answer.is_accepted
    assert [notice.code for notice in answer.notices] == ["handed_over_late"]


def test_what_went_stays_sealed_for_every_other_reader(at_desk: Words) -> None:
    sealed(at_desk, 1)
    hands_over(at_desk, 1)
    assert state(at_desk.station)["boxes"][0]["status"] == "sealed"
    assert [one.code for one in at_desk.station.queries.sealed_boxes("R1")] == [box(1)]
    desk, code = at_desk.desk, TubeCode(tube(1))
    taken = desk.perform(lambda at: desk.packing.unpack_tube(at, code))
    assert taken.code == "box_handed_over"
    seal = desk.perform(lambda at: desk.packing.set_seal(at, BoxCode(box(1)), "SF9"))
    assert seal.code == "box_handed_over"


# -- sheets ---------------------------------------------------------------------------------------


def test_a_sheet_keeps_its_number_until_the_courier_comes(at_desk: Words) -> None:
    sealed(at_desk, 2)
    first = prepares(at_desk, 1, 2)
    again = prepares(at_desk, 2, 1)
    assert (again.code, again.values["handover"]) == (
        "handover_prepared_already",
        first.values["handover"],
    )
    assert hands_over(at_desk, 1, 2).values["handover"] == first.values["handover"]
    assert sheets(at_desk) == {"0001": "handed"}


def test_a_box_opened_again_makes_its_sheet_void_and_the_next_one_names_it(
    at_desk: Words,
) -> None:
    sealed(at_desk, 2)
    first = prepares(at_desk, 1, 2).values["handover"]
    at_desk.supervisor_comes()
    assert reopens(at_desk).values["sheets"] == first
    with pytest.raises(Refusal, match="handover_void"):
        handover_sheet_of(at_desk.station, str(first), Wording(resources() / "wording").say)
    at_desk.accepts(SEAL)
    second = prepares(at_desk, 1, 2)
    assert second.values["void"] == first
    assert sheets(at_desk) == {"0002": "prepared", "0001": "void"}
    void = handover_sheet_of(
        at_desk.station, str(second.values["handover"]), Wording(resources() / "wording").say
    ).void
    old = at_desk.desk.handing_over.queries.sealings(BoxCode(box(1)), "R1")[0]
    assert str(first) in void
    assert old.hash[:16].upper() in void


def test_another_choice_of_boxes_is_another_sheet(at_desk: Words) -> None:
    sealed(at_desk, 2)
    first = prepares(at_desk, 1).values["handover"]
    second = prepares(at_desk, 1, 2)
    assert second.values["void"] == first
    assert hands_over(at_desk, 2).is_accepted
    assert sheets(at_desk) == {"0003": "handed", "0002": "void", "0001": "void"}


def test_the_sheet_says_what_is_known_and_leaves_the_rest_to_write(at_desk: Words) -> None:
    sealed(at_desk, 2)
    say = Wording(resources() / "wording").say
    number = str(prepares(at_desk, 1, 2).values["handover"])
    blank = handover_sheet_of(at_desk.station, number, say)
    assert (blank.tubes, blank.people, blank.void) == (2, 6, "")
    assert (blank.oldest, blank.limit) == ("01-12 08:00", "01-12 12:00")
    assert (blank.courier, blank.left_at, blank.giver) == ("", "", "")
    hands_over(at_desk, 1, 2)
    full = handover_sheet_of(at_desk.station, number, say)
    assert (full.courier, full.temperature, full.left_at) == ("陈师傅", "4.5", "01-12 08:40")
    assert (full.receiver, full.contact) == ("周", "冀A12345")
    assert len({one.box_hash for one in full.boxes}) == 2


def test_the_label_of_a_box_names_the_sealing_that_is_void(at_desk: Words) -> None:
    sealed(at_desk, 1)
    say = Wording(resources() / "wording").say
    first = box_paper(at_desk.station, BoxCode(box(1)), say)
    assert (first.tubes, first.people, first.void) == (1, 3, "")
    at_desk.supervisor_comes()
    reopens(at_desk)
    with pytest.raises(Refusal, match="box_not_sealed"):
        box_paper(at_desk.station, BoxCode(box(1)), say)
    at_desk.accepts(SEAL)
    assert first.box_hash[:16].upper() in box_paper(at_desk.station, BoxCode(box(1)), say).void


def test_handovers_come_back_from_the_facts_alone(at_desk: Words) -> None:
    sealed(at_desk, 3)
    prepares(at_desk, 1, 2)
    at_desk.supervisor_comes()
    reopens(at_desk)
    at_desk.accepts(SEAL)
    hands_over(at_desk, 1, 2, 3)
    execute = at_desk.book.db.conn.execute
    before = [execute(f"SELECT * FROM {table}").fetchall() for table in DERIVED]
    derivation.rebuild(at_desk.book.db)
    assert [execute(f"SELECT * FROM {table}").fetchall() for table in DERIVED] == before


def test_a_number_that_nobody_gave_is_refused(at_desk: Words) -> None:
    sealed(at_desk, 1)
    with pytest.raises(Refusal, match="handover_unknown"):
        handover_sheet_of(at_desk.station, "H9", Wording(resources() / "wording").say)
