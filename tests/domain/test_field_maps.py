"""Lines of card readers: read by a map, checked like a typed form, never guessed."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.app.paths import resources
from samplepoint.domain.card_fields import CardField, decoded
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import parse_entry
from samplepoint.domain.field_maps import (
    KNOWN_MAPS,
    FieldMap,
    Separator,
    looks_like_line,
    parse_map,
    print_map,
    read_line,
    trial,
)
from samplepoint.domain.resident_id import check_digit
from samplepoint.errors import Refusal
from samplepoint.wording import Wording
from tests.domain.inventing import TODAY, citizens, texts

NUMBER = "11010119901031000" + check_digit("11010119901031000")
OTHER = "11010119901031999" + check_digit("11010119901031999")
SIX = parse_map("name,sex,ethnicity,birth,address,number")
LINE = f"张三,女,汉,19901031,北京市东城区,{NUMBER}"


def code_of(text: str, maps: list[FieldMap]) -> str:
    with pytest.raises(Refusal) as refused:
        read_line(text, maps, TODAY)
    return refused.value.code


def test_a_line_fills_a_form() -> None:
    line = read_line(LINE, [SIX], TODAY)
    assert line is not None
    assert (line.entry.doc_type, line.entry.number) == (DocumentType.RESIDENT_ID, NUMBER)
    assert (line.entry.name, line.entry.address) == ("张三", "北京市东城区")
    assert (line.ethnicity, line.notice) == ("汉", "")
    assert parse_entry(line.entry, TODAY, "").name == "张三"


@pytest.mark.parametrize("separator", list(Separator)[:-1])
@pytest.mark.parametrize("birth", ["1990-10-31", "1990.10.31", "1990/10/31", "1990年10月31日"])
def test_separators_and_dates_come_in_many_forms(separator: Separator, birth: str) -> None:
    text = separator.mark.join(["张三", "女", "汉族", birth, "某地", NUMBER, ""])
    line = read_line(text + "\r\n", [KNOWN_MAPS[f"six_{separator}"]], TODAY)
    assert line is not None
    assert (line.entry.name, line.ethnicity) == ("张三", "汉")


def test_labels_prefix_and_suffix_are_taken_off() -> None:
    one = parse_map("bar name,sex,number prefix=ID: suffix=%23")
    line = read_line(f"ID:姓名：张三| 性别: 女 |身份证号:{NUMBER}#", [one], TODAY)
    assert line is not None
    assert (line.entry.name, line.entry.number) == ("张三", NUMBER)
    assert read_line(f"姓名：张三|性别:女|身份证号:{NUMBER}#", [one], TODAY) is None


def test_fixed_widths_and_the_codes_of_the_module_inside() -> None:
    record = "张三".ljust(15) + "2" + "05" + "19901031" + "某地".ljust(35) + NUMBER
    record += "某公安局".ljust(15) + "20200101" + "长期".ljust(8)
    for text in (record, record.rstrip(), record + " " * 18):
        line = read_line(text, [KNOWN_MAPS["ga467"]], TODAY)
        assert line is not None
        assert (line.entry.name, line.ethnicity, line.valid_to) == ("张三", "维吾尔", "长期")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LINE.replace(NUMBER, NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2")), "id_check"),
        (LINE.replace(",19901031", ",19901030"), "card_line_birth"),
        (LINE.replace("女", "男"), "card_line_sex"),
    ],
)
def test_a_line_that_contradicts_itself_is_refused_by_name(text: str, code: str) -> None:
    assert code_of(text, [SIX]) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        NUMBER,
        LINE.replace(",", "|"),
        LINE + ",某公安局",
        LINE.replace("张三,女", "女,张三"),
        LINE.replace("汉", "张三"),
        LINE.replace(",19901031", ",199010"),
        LINE.replace(NUMBER, NUMBER[:-1]),
        LINE.replace(NUMBER, "１" + NUMBER[1:]),
    ],
)
def test_a_line_that_fits_no_map_is_none(text: str) -> None:
    assert read_line(text, [SIX], TODAY) is None


def test_two_maps_that_give_two_names_prove_none() -> None:
    one, other = parse_map("name,skip,number"), parse_map("skip,name,number")
    assert code_of(f"张三,李四,{NUMBER}", [one, other]) == "card_line_two_ways"
    assert read_line(f"张三,,{NUMBER}", [one], TODAY) is not None


@pytest.mark.parametrize(
    ("name", "notice"),
    [
        ("", "card_line_no_name"),
        ("??", "card_line_garbled_name"),
        ("王?", "card_line_garbled_name"),
        ("\ufffd\ufffd", "card_line_garbled_name"),
        ("张三".encode("gb18030").decode("latin-1"), "card_line_garbled_name"),
        ("5474858813", "card_line_garbled_name"),
    ],
)
def test_chinese_lost_on_the_keyboard_leaves_the_number_and_says_so(name: str, notice: str) -> None:
    text = f"{name},?,?,19901031,????,{NUMBER}"
    line = read_line(text, [SIX], TODAY)
    assert line is not None
    assert (line.notice, line.entry.name, line.entry.address) == (notice, "", "")
    assert "name_missing" in parse_entry(line.entry, TODAY, "").flags


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "𠮷野", "SMITH ANNA-MARIA", "欧阳〇"])
def test_names_that_are_whole_stay(name: str) -> None:
    line = read_line(f"{name},{NUMBER}", [parse_map("name,number")], TODAY)
    assert line is not None
    assert (line.entry.name, line.notice) == (name, "")


def test_an_old_card_of_a_foreigner_has_letters() -> None:
    line = read_line("SMITH ANNA,UTO110119901031", [parse_map("name,number")], TODAY)
    assert line is not None
    assert line.entry.doc_type is DocumentType.FOREIGN_RESIDENCE


@given(number=citizens())
def test_whatever_number_holds_is_read(number: str) -> None:
    line = read_line(f"张三|{number}", [parse_map("bar name,number")], TODAY)
    assert line is not None
    assert line.entry.number == number


@given(text=texts)
def test_any_text_is_read_or_named(text: str) -> None:
    with contextlib.suppress(Refusal):
        line = read_line(text, list(KNOWN_MAPS.values()), TODAY)
        assert line is None or line.entry.number


maps = st.builds(
    lambda fields, prefix, suffix: FieldMap(
        (*fields, CardField.NUMBER), Separator.BAR, (), prefix, suffix
    ),
    st.lists(st.sampled_from(list(CardField)[:5]), unique=True),
    st.text(max_size=5),
    st.text(max_size=5),
)


@given(one=maps)
def test_a_map_is_written_as_it_is_read(one: FieldMap) -> None:
    assert parse_map(print_map(one)) == one


@pytest.mark.parametrize("name", sorted(KNOWN_MAPS))
def test_known_maps_are_written_as_they_are_read_and_have_words(name: str) -> None:
    assert parse_map(print_map(KNOWN_MAPS[name])) == KNOWN_MAPS[name]
    assert Wording(resources() / "wording").has(f"map_{name}")


def test_a_map_may_be_written_in_chinese() -> None:
    written = parse_map("姓名，性别，民族，出生，住址，证件号码")
    assert written == SIX
    assert print_map(written) == "name,sex,ethnicity,birth,address,number"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("", "field_map_form"),
        ("bar", "field_map_form"),
        ("name,number extra", "field_map_form"),
        ("name,number colour=red", "field_map_form"),
        ("name," * 100 + "number", "field_map_form"),
        ("name,phone,number", "field_map_field"),
        ("name,,number", "field_map_field"),
        ("name,sex", "field_map_number"),
        ("name,name,number", "field_map_twice"),
        ("fixed name,number", "field_map_widths"),
        ("fixed name*x,number*18", "field_map_widths"),
        ("name*5,number", "field_map_widths"),
    ],
)
def test_a_bad_map_is_refused_by_name(form: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_map(form)
    assert refused.value.code == code


def test_a_pasted_line_tells_which_map_fits_and_what_is_wrong_with_it() -> None:
    fits = trial(f"张三|女|汉|19901031|某地|{NUMBER}", TODAY)
    assert [(one.name, one.code) for one in fits] == [("six_bar", "")]
    fits = trial(f"张三|男|汉|19901031|某地|{NUMBER}", TODAY)
    assert [(one.name, one.line, one.code) for one in fits] == [("six_bar", None, "card_line_sex")]
    own = parse_map("skip,number")
    assert [one.name for one in trial(f"x,{NUMBER}", TODAY, [own])] == ["own", "name_number_comma"]
    assert trial("T0001100021", TODAY) == []


def test_a_readers_line_is_told_from_a_number_and_a_code() -> None:
    assert looks_like_line(LINE)
    assert not looks_like_line(f" {NUMBER}\r\n")
    assert not looks_like_line("T0001100021")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_bytes_are_text_in_one_of_two_encodings(encoding: str) -> None:
    assert decoded("张三𠮷".encode(encoding)) == "张三𠮷"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Refusal, match="card_line_bytes"):
        decoded(b"\xff\xff\x80")


def test_a_birth_in_the_future_is_refused_as_in_a_form() -> None:
    seventeen = "11010120270101000"
    number = seventeen + check_digit(seventeen)
    assert code_of(f"张三,{number}", [parse_map("name,number")]) == "id_future"
    assert date(2027, 1, 1) > TODAY
