"""Machine-readable zones: what is made is read, what is misread is noticed, nothing is guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samplepoint.domain.mrz import is_name_cut, read_zone
from samplepoint.domain.mrz_fields import birth_of, expiry_of, split_names, tidied_names
from samplepoint.domain.mrz_layouts import ALPHABET, check_digit, value
from samplepoint.domain.seen import MrzKind, MrzSeen
from tests.domain.zones import (
    TODAY,
    Holder,
    card,
    checked,
    exit_entry_permit,
    holders,
    mainland_permit,
    passport,
    small_sheet,
)

MAKERS = {MrzKind.TD3: passport, MrzKind.TD2: small_sheet, MrzKind.TD1: card}
HOLDER = Holder()


def read(*looks: list[str]) -> MrzSeen:
    seen = read_zone(looks, TODAY)
    assert seen is not None
    return seen


def told(seen: MrzSeen) -> tuple[str, str, str]:
    return seen.number, seen.birth, seen.expiry


def changed(lines: list[str], line: int, place: int, char: str) -> list[str]:
    text = lines[line]
    return [*lines[:line], text[:place] + char + text[place + 1 :], *lines[line + 1 :]]


@pytest.mark.parametrize(
    ("data", "digit"), [("520727", "3"), ("D23145890734", "9"), ("AB2134<<<", "5")]
)
def test_check_digits_are_those_of_the_standards_examples(data: str, digit: str) -> None:
    assert check_digit(data) == digit


@given(holder=holders(), kind=st.sampled_from(sorted(MAKERS)))
def test_what_is_made_is_read(holder: Holder, kind: MrzKind) -> None:
    seen = read(MAKERS[kind](holder))
    assert seen.checks
    assert seen.kind is kind
    assert told(seen) == (holder.number, holder.birth, holder.expiry)
    assert seen.sex == holder.sex.replace("<", "X")
    assert (seen.surname, seen.given) == (holder.surname, holder.given)
    assert seen.issuer == seen.nationality == holder.issuer


@given(holder=holders(longest=11), kind=st.sampled_from([MrzKind.TD1, MrzKind.TD2]))
def test_a_long_number_goes_on_in_the_optional_data(holder: Holder, kind: MrzKind) -> None:
    seen = read(MAKERS[kind](holder))
    assert seen.checks
    assert seen.number == holder.number


@given(
    holder=holders(),
    kind=st.sampled_from(sorted(MAKERS)),
    where=st.integers(0, 10_000),
    char=st.sampled_from(ALPHABET),
)
def test_one_wrong_character_is_noticed_or_harmless(
    holder: Holder, kind: MrzKind, where: int, char: str
) -> None:
    lines = MAKERS[kind](holder)
    line, place = divmod(where % sum(map(len, lines)), len(lines[0]))
    old = lines[line][place]
    # Values ten or twenty apart are one and the same to a check digit: a second look is for them.
    assume((value(old) - value(char)) % 10 != 0)
    seen = read_zone([changed(lines, line, place, char)], TODAY)
    right = (holder.number, holder.birth, holder.expiry)
    assert seen is None or not seen.checks or told(seen) == right


@given(
    holder=holders(),
    kind=st.sampled_from(sorted(MAKERS)),
    where=st.integers(0, 10_000),
    char=st.sampled_from(ALPHABET),
)
def test_one_look_that_errs_never_wins_over_another(
    holder: Holder, kind: MrzKind, where: int, char: str
) -> None:
    lines = MAKERS[kind](holder)
    line, place = divmod(where % sum(map(len, lines)), len(lines[0]))
    wrong = changed(lines, line, place, char)
    right = (holder.number, holder.birth, holder.expiry)
    for looks in ([lines, wrong], [wrong, lines]):
        seen = read_zone(looks, TODAY)
        assert seen is not None
        assert not seen.checks or told(seen) == right


@pytest.mark.parametrize(("seen_as", "line", "place"), [("O", 1, 13), ("S", 1, 14), ("0", 0, 4)])
def test_look_alikes_are_settled_where_only_one_can_stand(
    seen_as: str, line: int, place: int
) -> None:
    lines = passport(replace(HOLDER, birth="2005-10-31"))
    assert told(read(changed(lines, line, place, seen_as)))[1] == "2005-10-31"
    assert read(changed(lines, line, place, seen_as)).checks


def test_a_look_alike_in_the_number_is_settled_by_two_looks_and_the_digit() -> None:
    lines = passport(replace(HOLDER, number="EO1234567"))
    misread = changed(lines, 1, 1, "0")
    assert not read(misread).checks
    assert read(misread, misread).checks
    assert read(misread, misread).number == "EO1234567"


def test_six_and_g_are_not_settled_by_a_digit_that_cannot_tell_them() -> None:
    lines = passport(replace(HOLDER, number="G01234567"))
    misread = changed(lines, 1, 0, "6")
    assert read(misread).checks
    assert not read(lines, misread).checks
    assert not read(lines, misread, lines).checks


def test_two_misread_letters_that_the_digit_misses_are_not_proved_by_two_looks() -> None:
    lines = passport(replace(HOLDER, number="I73CCGEIJ"))
    misread = changed(changed(lines, 1, 0, "1"), 1, 7, "1")
    assert read(misread).checks
    assert not read(misread, misread).checks
    plain = passport(replace(HOLDER, number="E10000199"))
    assert read(plain, plain).checks


def test_two_looks_that_differ_are_settled_where_the_digits_allow_one_choice() -> None:
    lines = passport(HOLDER)
    one, other = changed(lines, 1, 2, "7"), changed(lines, 1, 15, "4")
    assert told(read(one, other)) == told(read(lines))
    assert read(one, other).checks


def test_a_zone_that_only_one_of_two_looks_gave_is_not_proved() -> None:
    lines = passport(HOLDER)
    seen = read(lines, ["", "nothing here"])
    assert told(seen) == told(read(lines))
    assert not seen.checks


@pytest.mark.parametrize("blemish", ["«", "‹‹", "＜＜", " < < ", "{<"])
def test_fillers_are_known_in_many_shapes(blemish: str) -> None:
    lines = passport(HOLDER)
    lines[0] = lines[0].replace("<<", blemish, 1)
    assert read(lines) == read(passport(HOLDER))


@pytest.mark.parametrize("lost", [-2, -1, 1, 2])
@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_lost_and_doubled_fillers_are_put_right(kind: MrzKind, lost: int) -> None:
    whole = MAKERS[kind](HOLDER)
    for line, text in enumerate(whole):
        run = text.rfind("<<<")
        if run < 0:
            continue
        rest = text[run + 3 :]
        crooked = [*whole[:line], text[:run] + "<" * (3 + lost) + rest, *whole[line + 1 :]]
        assert read(crooked) == read(whole)


@pytest.mark.parametrize("lost", [3, 8, 12])
def test_many_fillers_may_be_lost_at_the_end_of_a_line(lost: int) -> None:
    upper, middle, lower = card(HOLDER)
    assert read([upper[:-lost], middle, lower[: -min(lost, 9)]]) == read([upper, middle, lower])
    assert read([upper + "<" * lost, middle, lower]) == read([upper, middle, lower])


def test_a_bar_is_an_i() -> None:
    lines = passport(replace(HOLDER, surname="KIM"))
    assert read([lines[0].replace("I", "|"), lines[1]]).surname == "KIM"


def test_a_lost_character_that_was_no_filler_is_not_put_back() -> None:
    lines = card(HOLDER)
    for place in range(5, 14):
        seen = read_zone([[lines[0][:place] + lines[0][place + 1 :], *lines[1:]]], TODAY)
        assert seen is None or not seen.checks


def test_other_lines_around_a_zone_do_not_matter() -> None:
    lines = ["PASSPORT UTO E00000999", *passport(HOLDER), "姓名 张三", "1234"]
    assert read(lines) == read(passport(HOLDER))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ["姓名 张三", "公民身份号码110101199003070007"],
        ["A" * 44, "B" * 44],
        ["<" * 44, "<" * 44],
        ["0" * 30, "0" * 30, "0" * 30],
        ["A<B" * 10, "1<2" * 12],
    ],
)
def test_what_is_no_zone_is_none(lines: list[str]) -> None:
    assert read_zone([lines], TODAY) is None


@given(lines=st.lists(st.text(max_size=60), max_size=5))
def test_any_text_is_read_without_an_error(lines: list[str]) -> None:
    seen = read_zone([lines, lines], TODAY)
    assert seen is None or len(seen.lines) in (1, 2, 3)


def test_a_permit_of_hong_kong_and_macau_people() -> None:
    seen = read(mainland_permit(replace(HOLDER, number="H00000999")))
    assert seen.checks
    assert (seen.kind, seen.document, seen.issuer) == (MrzKind.TD1, "CR", "CHN")
    assert told(seen) == ("H00000999", HOLDER.birth, HOLDER.expiry)
    assert (seen.surname, seen.given, seen.sex) == ("ERIKSSON", "ANNA MARIA", "F")


def test_a_permit_of_taiwan_people_says_the_century_of_birth() -> None:
    old = replace(HOLDER, number="00000999", birth="1920-05-01")
    seen = read(mainland_permit(old, "CT"))
    assert seen.checks
    assert (seen.number, seen.birth) == ("00000999", "1920-05-01")


def test_a_standard_card_with_the_code_of_a_permit_stays_one() -> None:
    seen = read(card(HOLDER, "CR"))
    assert seen.checks
    assert (seen.document, seen.issuer, seen.number) == ("CR", "UTO", HOLDER.number)


def test_an_exit_entry_permit_is_one_line_without_a_name() -> None:
    seen = read(exit_entry_permit(replace(HOLDER, number="C00000999")))
    assert seen.checks
    assert told(seen) == ("C00000999", HOLDER.birth, HOLDER.expiry)
    assert (seen.surname, seen.sex) == ("", "")


@pytest.mark.parametrize(
    ("six", "born"),
    [
        ("901031", "1990-10-31"),
        ("260112", "2026-01-12"),
        ("260113", "1926-01-13"),
        ("0405<<", "2004-05"),
        ("04<<<<", "2004"),
        ("<<<<<<", ""),
        ("9013<<", None),
        ("900230", None),
        ("90<<31", None),
        ("9O1031", None),
    ],
)
def test_a_birth_is_in_the_past_and_may_be_known_in_part(six: str, born: str | None) -> None:
    assert birth_of(six, TODAY) == born


@pytest.mark.parametrize(
    ("six", "ends"),
    [
        ("310312", "2031-03-12"),
        ("550312", "2055-03-12"),
        ("980312", "1998-03-12"),
        ("<<<<<<", ""),
        ("310332", None),
    ],
)
def test_an_expiry_may_be_past_and_is_at_most_thirty_years_ahead(
    six: str, ends: str | None
) -> None:
    assert expiry_of(six, TODAY) == ends


@pytest.mark.parametrize(
    ("field", "surname", "given"),
    [
        ("VAN<DER<MUELLEN<<ANNA<MARIA<<<<", "VAN DER MUELLEN", "ANNA MARIA"),
        ("ARKFREITH<<<<<<<<<<<", "ARKFREITH", ""),
        ("NILAVADHANANANDA<<CHAYAPA<DEJ<K", "NILAVADHANANANDA", "CHAYAPA DEJ K"),
    ],
)
def test_names_are_split_where_two_fillers_stand(field: str, surname: str, given: str) -> None:
    assert split_names(field) == (surname, given)


@pytest.mark.parametrize(
    ("field", "tidy"),
    [
        ("LI<<MEI<<<KK<<C", "LI<<MEI<<<<<<<<"),
        ("ARKFREITH<<<<K<L", "ARKFREITH<<<<<<<"),
        ("LI<<K<<<<<<", "LI<<K<<<<<<"),
        ("LI<<MEI<L<<<<", "LI<<MEI<L<<<<"),
        ("LI<<MEI<CC<C<CC<CC<CCE", "LI<<MEI<<<<<<<<<<<<<<<"),
    ],
)
def test_fillers_misread_as_letters_are_taken_back_but_initials_stay(field: str, tidy: str) -> None:
    assert tidied_names(field) == tidy


def test_a_name_too_long_for_its_field_is_known_to_be_cut() -> None:
    long = replace(HOLDER, given="ANNA MARIA MAGDALENA THERESIA CORNELIA")
    assert is_name_cut(read(passport(long)))
    assert not is_name_cut(read(passport(HOLDER)))
    assert not is_name_cut(read(exit_entry_permit(replace(HOLDER, number="C00000999"))))


def test_a_date_that_is_none_is_not_proved_by_its_digit() -> None:
    lines = passport(HOLDER)
    lower = lines[1][:13] + checked("901331") + lines[1][20:43]
    lower += check_digit(lower[0:10] + lower[13:20] + lower[21:43])
    seen = read([lines[0], lower])
    assert (seen.checks, seen.birth) == (False, "")
