"""Scripts of cards shown to a camera: what is proved is taken, what is not is asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.own_codes import Command
from samplepoint.domain.seen import CardSeen, FieldSeen, FieldState, MrzKind, MrzSeen
from tests.desk.words import Words, person, tube


def green(value: str) -> FieldSeen:
    return FieldSeen(value, FieldState.GREEN, "", 0.99)


def amber(value: str, why: str = "field_unsure") -> FieldSeen:
    return FieldSeen(value, FieldState.AMBER, why, 0.6)


CARD = CardSeen(
    number=green(person(1)),
    name=green("王小明"),
    sex=green("男"),
    ethnicity=green("汉"),
    birth=green("1931-01-01"),
    address=green("河北省石家庄市长安区西古城"),
)
ZONE = MrzSeen(
    MrzKind.TD3, (), "P", "UTO", "UTO", "L898902C3", "1974-08-12", "2032-04-15", "F",
    "ERIKSSON", "ANNA MARIA", checks=True,
)  # fmt: skip
PASSPORT = PersonEntry(DocumentType.PASSPORT, "L898902C3", "ERIKSSON ANNA MARIA")


def shows(words: Words, card: CardSeen) -> Outcome:
    return words.desk.take_card(card)


@pytest.fixture
def with_tube(at_desk: Words) -> Words:
    at_desk.accepts(tube(1))
    return at_desk


def people(words: Words) -> list[str]:
    samples = words.station.queries.samples_in(TubeCode(tube(1)))
    return [sample.person.name for sample in samples]


def test_a_card_that_is_proved_is_bound_at_once_with_its_address(with_tube: Words) -> None:
    assert shows(with_tube, CARD).code == "person_bound"
    [sample] = with_tube.station.queries.samples_in(TubeCode(tube(1)))
    assert sample.person.name == "王小明"
    assert sample.person.address == "河北省石家庄市长安区西古城"
    assert "read_by_camera" in sample.person.flags


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, name=amber("王小明")),
        replace(CARD, number=amber(person(1), "number_read_once")),
        replace(CARD, sex=amber("女", "sex_disagrees")),
    ],
    ids=["name", "number", "sex"],
)
def test_what_is_not_proved_waits_for_a_person(with_tube: Words, card: CardSeen) -> None:
    asked = shows(with_tube, card)
    assert (asked.verdict, asked.code) == (Verdict.NEEDS, "card_confirm")
    assert people(with_tube) == []
    with_tube.accepts(Command.CONFIRM)
    assert people(with_tube) == ["王小明"]


def test_another_scan_forgets_the_question(with_tube: Words) -> None:
    shows(with_tube, replace(CARD, name=amber("王小明")))
    with_tube.accepts(person(2))
    assert with_tube.refuses(Command.CONFIRM).code == "nothing_to_confirm"
    assert len(people(with_tube)) == 1


def test_a_second_card_takes_the_place_of_the_first(with_tube: Words) -> None:
    shows(with_tube, replace(CARD, name=amber("王小明")))
    shows(with_tube, replace(CARD, number=green(person(2)), name=amber("李大成")))
    with_tube.accepts(Command.CONFIRM)
    assert people(with_tube) == ["李大成"]


def test_no_number_no_person(with_tube: Words) -> None:
    answer = shows(with_tube, replace(CARD, number=FieldSeen()))
    assert (answer.verdict, answer.code) == (Verdict.REFUSED, "card_number_unread")
    assert people(with_tube) == []


def test_an_unread_name_is_asked_for_and_cannot_be_confirmed_away(with_tube: Words) -> None:
    assert shows(with_tube, replace(CARD, name=FieldSeen())).code == "card_name_unread"
    assert with_tube.refuses(Command.CONFIRM).code == "nothing_to_confirm"
    assert people(with_tube) == []


def test_the_same_card_again_is_no_second_person(with_tube: Words) -> None:
    shows(with_tube, CARD)
    assert shows(with_tube, CARD).verdict is Verdict.IGNORED
    assert people(with_tube) == ["王小明"]


def test_a_number_with_a_wrong_check_digit_is_never_bound(with_tube: Words) -> None:
    number = person(1)[:-1] + ("0" if person(1)[-1] != "0" else "1")
    answer = shows(with_tube, replace(CARD, number=green(number)))
    assert answer.verdict is Verdict.REFUSED
    assert people(with_tube) == []


def test_a_passport_is_always_compared_by_eye(with_tube: Words) -> None:
    assert with_tube.desk.take_zone(ZONE, PASSPORT).code == "card_confirm"
    with_tube.accepts(Command.CONFIRM)
    assert people(with_tube) == ["ERIKSSON ANNA MARIA"]


def test_a_zone_with_a_wrong_check_digit_is_refused(with_tube: Words) -> None:
    wrong = replace(ZONE, checks=False)
    assert with_tube.desk.take_zone(wrong, PASSPORT).code == "zone_unproved"


def test_a_locked_desk_takes_no_card(with_tube: Words) -> None:
    with_tube.desk.lock()
    assert shows(with_tube, CARD).code == "locked_card"


def test_a_card_at_the_packing_place_is_named(with_tube: Words) -> None:
    with_tube.accepts(Command.PACK)
    assert shows(with_tube, CARD).code == "person_code_at_packing"
