"""What is believed of a card: only what two looks gave alike and nothing contradicts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samplepoint.app.paths import resources
from samplepoint.domain.card_doubts import Doubt
from samplepoint.domain.card_number import holds
from samplepoint.domain.resident_card import GATE, CardRead, FieldRead, judge, unlabelled
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.seen import CardKind, CardSeen, FieldSeen, FieldState
from samplepoint.wording import Language, Wording
from tests.domain.inventing import TODAY, citizens

FIELDS = ("number", "name", "sex", "ethnicity", "birth", "address")


def number_of(area: str, born: str, sequence: str = "000") -> str:
    seventeen = f"{area}{born}{sequence}"
    return seventeen + check_digit(seventeen)


NUMBER = number_of("110101", "19900307")
PLACE = ((0.0, 0.0), (9.0, 0.0), (9.0, 3.0), (0.0, 3.0))


def read(text: str, weakest: float = 0.99) -> FieldRead:
    return FieldRead(text, weakest, PLACE if text else None)


def look(**other: FieldRead | str) -> CardRead:
    """Read a whole card, but for the fields that are given."""
    texts = {
        "number": NUMBER,
        "name": "李芳",
        "sex": "女",
        "ethnicity": "汉",
        "birth": "1990年3月7日",
        "address": "青山省绿水市石桥村7号",
    }
    fields = {name: read(text) for name, text in texts.items()}
    for name, value in other.items():
        fields[name] = read(value) if isinstance(value, str) else value
    return CardRead(**fields)


def seen(*looks: CardRead) -> CardSeen:
    return judge(looks, TODAY)


def stands(field: FieldSeen) -> tuple[str, FieldState, str]:
    return field.value, field.state, field.why


GREEN, AMBER, RED = FieldState.GREEN, FieldState.AMBER, FieldState.RED


def test_a_card_that_two_looks_read_alike_is_green_all_over() -> None:
    card = seen(look(), look())
    assert {name: stands(getattr(card, name)) for name in FIELDS} == {
        "number": (NUMBER, GREEN, ""),
        "name": ("李芳", GREEN, ""),
        "sex": ("女", GREEN, ""),
        "ethnicity": ("汉", GREEN, ""),
        "birth": ("1990-03-07", GREEN, ""),
        "address": ("青山省绿水市石桥村7号", GREEN, ""),
    }
    assert card.name.corners == PLACE


def test_one_look_alone_proves_nothing() -> None:
    card = seen(look())
    assert stands(card.number) == (NUMBER, AMBER, Doubt.NUMBER_READ_ONCE)
    assert stands(card.name) == ("李芳", AMBER, Doubt.READ_ONCE)
    assert stands(card.address)[1:] == (AMBER, Doubt.READ_ONCE)


@given(citizens(), citizens())
def test_two_right_numbers_are_never_decided_between(first: str, second: str) -> None:
    assume(first != second)
    number = seen(look(number=first), look(number=second)).number
    assert (number.state, number.why) == (RED, Doubt.NUMBER_CONFLICT)
    three = seen(look(number=first), look(number=second), look(number=first)).number
    assert stands(three) == (first, AMBER, Doubt.NUMBER_CONFLICT)


@given(st.lists(st.text("0123456789XOISB ", max_size=20), min_size=1, max_size=3))
def test_no_number_is_green_that_does_not_hold(texts: list[str]) -> None:
    number = seen(*(look(number=text) for text in texts)).number
    if number.state is GREEN:
        assert holds(number.value, TODAY)


def test_a_wrong_digit_makes_the_number_red_even_if_all_looks_agree() -> None:
    wrong = NUMBER[:9] + str((int(NUMBER[9]) + 1) % 10) + NUMBER[10:]
    card = seen(look(number=wrong), look(number=wrong))
    assert stands(card.number) == (wrong, RED, Doubt.NUMBER_CHECK)
    assert stands(card.birth)[1:] == (AMBER, Doubt.BIRTH_UNPROVED)
    assert stands(card.sex)[1:] == (AMBER, Doubt.SEX_UNPROVED)


def test_look_alikes_count_beside_a_second_reading_and_not_alone() -> None:
    alike = NUMBER.replace("0", "O", 1)
    assert stands(seen(look(number=alike), look()).number) == (NUMBER, GREEN, "")
    alone = seen(look(number=alike), look(number="")).number
    assert stands(alone) == (NUMBER, AMBER, Doubt.NUMBER_LOOK_ALIKES)


def test_a_number_below_the_gate_is_shown() -> None:
    weak = read(NUMBER, GATE - 0.01)
    number = seen(look(number=weak), look(number=weak)).number
    assert stands(number) == (NUMBER, AMBER, Doubt.UNSURE)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Doubt.NUMBER_NOT_READ),
        (NUMBER[:14], Doubt.NUMBER_PART),
        (NUMBER + "1", Doubt.NUMBER_PART),
    ],
)
def test_half_a_number_is_red(text: str, why: Doubt) -> None:
    number = seen(look(number=text), look(number=text)).number
    assert (number.state, number.why) == (RED, why)


@pytest.mark.parametrize("old", ["110101900307000", "CAN110090030700"])
def test_an_old_number_is_shown_for_confirmation(old: str) -> None:
    assert stands(seen(look(number=old), look(number=old)).number) == (old, AMBER, Doubt.NUMBER_OLD)
    assert seen(look(number=old), look(number="")).number.state is RED


def test_another_birth_date_in_print_casts_doubt_on_the_number() -> None:
    other = look(birth="1991年3月7日")
    card = seen(other, other)
    assert stands(card.number) == (NUMBER, AMBER, Doubt.NUMBER_DISAGREES)
    assert stands(card.birth) == ("1991-03-07", RED, Doubt.BIRTH_DISAGREES)


def test_another_sex_in_print_casts_doubt_on_the_number() -> None:
    card = seen(look(sex="男"), look(sex="男"))
    assert stands(card.number) == (NUMBER, AMBER, Doubt.NUMBER_DISAGREES)
    assert stands(card.sex) == ("男", RED, Doubt.SEX_DISAGREES)


@pytest.mark.parametrize("birth", ["", "1990年13月7日", "90年3月7日", "出生"])
def test_an_unread_birth_date_comes_from_the_number_and_says_so(birth: str) -> None:
    card = seen(look(birth=birth), look(birth=birth))
    assert stands(card.birth) == ("1990-03-07", AMBER, Doubt.BIRTH_FROM_NUMBER)
    assert card.number.state is GREEN


def test_a_birth_date_misread_once_does_no_harm() -> None:
    card = seen(look(birth="1998年3月7日"), look())
    assert stands(card.birth) == ("1990-03-07", GREEN, "")
    assert card.number.state is GREEN


def test_a_weak_character_in_the_name_is_shown() -> None:
    weak = look(name=read("李芳", 0.6))
    assert stands(seen(weak, weak).name) == ("李芳", AMBER, Doubt.UNSURE)
    assert seen(weak, weak).name.weakest == pytest.approx(0.6)


def test_two_readings_of_a_name_are_shown_the_better_one_first() -> None:
    card = seen(look(name=read("李芬", 0.5)), look())
    assert stands(card.name) == ("李芳", AMBER, Doubt.DIFFER)


def test_a_gap_in_any_look_makes_the_name_amber() -> None:
    gapped = look(name=replace(read("李芳"), has_gap=True))
    assert stands(seen(gapped, look()).name) == ("李芳", AMBER, Doubt.NAME_GAP)


@pytest.mark.parametrize("name", ["李", "李x", "李芳1", "姓:芳"])
def test_what_is_no_chinese_name_is_amber(name: str) -> None:
    assert stands(seen(look(name=name), look(name=name)).name)[1:] == (AMBER, Doubt.NAME_CHARACTERS)


@pytest.mark.parametrize("dot", "·•・．.")
def test_every_dot_is_the_one_that_cards_print(dot: str) -> None:
    name = f"阿依古丽{dot}买买提"
    assert stands(seen(look(name=name), look(name=name)).name) == ("阿依古丽·买买提", GREEN, "")


def test_a_name_of_thirty_characters_is_a_name() -> None:
    name = "·".join(["阿卜杜热合曼"] * 5)
    assert len(name) > 30
    assert stands(seen(look(name=name), look(name=name)).name) == (name, GREEN, "")


def test_a_long_name_without_a_dot_is_shown() -> None:
    name = "阿依古丽买买提"
    assert stands(seen(look(name=name), look(name=name)).name) == (name, AMBER, Doubt.NAME_DOT)


def test_a_rare_character_is_a_character() -> None:
    assert seen(look(name="李𬭎"), look(name="李𬭎")).name.state is GREEN


def test_an_ethnic_group_is_one_of_the_list() -> None:
    assert stands(seen(look(ethnicity="舞"), look()).ethnicity) == ("汉", GREEN, "")
    unknown = seen(look(ethnicity="舞"), look(ethnicity="舞")).ethnicity
    assert stands(unknown) == ("舞", AMBER, Doubt.ETHNICITY_UNKNOWN)
    near = seen(look(ethnicity="土冢"), look(ethnicity="土冢")).ethnicity
    assert stands(near) == ("土家", AMBER, Doubt.ETHNICITY_UNKNOWN)
    two = seen(look(ethnicity="回"), look(ethnicity="白")).ethnicity
    assert stands(two) == ("回", AMBER, Doubt.DIFFER)


def test_an_address_of_digits_is_none() -> None:
    card = seen(look(address="1953110"), look(address="1953110"))
    assert stands(card.address)[1:] == (AMBER, Doubt.ADDRESS_SHORT)


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_a_residence_permit_has_no_ethnic_group(area: str) -> None:
    number = number_of(area, "19900307")
    card = seen(*[look(number=number, ethnicity="")] * 2)
    assert card.kind is CardKind.RESIDENCE_PERMIT
    assert stands(card.number) == (number, GREEN, "")
    assert stands(card.ethnicity) == ("", GREEN, "")


def test_a_foreigners_name_is_always_compared() -> None:
    number = number_of("911124", "19900307")
    foreign = look(number=number, name="SMITH  ANNA", ethnicity="", address="", birth="1990.03.07")
    card = seen(foreign, foreign)
    assert card.kind is CardKind.FOREIGN_RESIDENT
    assert stands(card.name) == ("SMITH ANNA", AMBER, Doubt.NAME_LATIN)
    assert stands(card.birth) == ("1990-03-07", GREEN, "")
    assert stands(card.address) == ("", GREEN, "")


def test_a_number_without_a_card_around_it_is_shown() -> None:
    number = seen(look(), look()).number
    assert stands(unlabelled(number)) == (NUMBER, AMBER, Doubt.NUMBER_WITHOUT_CARD)


texts = st.text(max_size=30) | st.sampled_from([NUMBER, "李芳", "女", "汉", "1990年3月7日"])


@given(st.lists(st.builds(CardRead, *[st.builds(read, texts, st.floats(0, 1))] * 6), max_size=3))
def test_whatever_was_read_nothing_green_is_empty_or_weak(looks: list[CardRead]) -> None:
    card = seen(*looks)
    for name in ("number", "name", "address"):
        field: FieldSeen = getattr(card, name)
        if field.state is GREEN and field.value:
            assert field.weakest >= GATE
        assert bool(field.why) == (field.state is not GREEN)


@pytest.mark.parametrize("doubt", Doubt)
@pytest.mark.parametrize("language", Language)
def test_every_doubt_has_words(doubt: Doubt, language: Language) -> None:
    assert Wording(resources() / "wording", language).has(doubt)


@pytest.mark.parametrize(
    ("looks", "why"),
    [
        ((look(ethnicity="舞"), look(ethnicity="舞")), Doubt.ETHNICITY_UNKNOWN),
        (
            (look(address="青山省绿水市石桥村7号"), look(address="青山省绿水市百桥村7号")),
            Doubt.DIFFER,
        ),
        ((look(sex="男"), look(sex="男")), Doubt.SEX_DISAGREES),
    ],
    ids=["no such group", "two addresses", "another sex"],
)
def test_a_picture_that_misled_once_is_not_believed_about_the_name(
    looks: tuple[CardRead, CardRead], why: Doubt
) -> None:
    card = seen(*looks)
    assert why in {card.ethnicity.why, card.address.why, card.sex.why}
    assert stands(card.name) == ("李芳", AMBER, Doubt.OTHERS_MISREAD)


def test_a_field_that_was_only_read_unsurely_leaves_the_name_alone() -> None:
    unsure = look(address=read("青山省绿水市石桥村7号", 0.6))
    assert stands(seen(unsure, unsure).name) == ("李芳", GREEN, "")
