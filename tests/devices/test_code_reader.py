"""Every kind of symbol is named, five are accepted, and a text is what the bytes say."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.devices.code_bytes import text_of, text_of_eci
from samplepoint.devices.code_reader import TEXT_UNREADABLE, Search, read_codes
from samplepoint.domain.seen import ACCEPTED_FORMATS, CodeFormat, Way
from tests.devices.drawn_codes import bars, below_each_other, drawn, square

Form = zxingcpp.BarcodeFormat
SYMBOLS = [
    (Form.Code128, "T0001100021", CodeFormat.CODE_128),
    (Form.Code39, "T0001100021", CodeFormat.CODE_39),
    (Form.QRCode, "T0001100021", CodeFormat.QR_CODE),
    (Form.DataMatrix, "T0001100021", CodeFormat.DATA_MATRIX),
    (Form.PDF417, "T0001100021", CodeFormat.PDF_417),
    (Form.EAN13, "9780441014989", CodeFormat.EAN_13),
    (Form.EAN8, "96385074", CodeFormat.EAN_8),
    (Form.ITF, "0053611912", CodeFormat.ITF),
    (Form.ITF14, "30712345000010", CodeFormat.ITF),
    (Form.Code93, "T0001100021", CodeFormat.CODE_93),
    (Form.Codabar, "A40156B", CodeFormat.CODABAR),
    (Form.Aztec, "T0001100021", CodeFormat.AZTEC),
]


@pytest.mark.parametrize(("form", "text", "named"), SYMBOLS)
def test_each_kind_is_named_and_five_are_accepted(
    form: zxingcpp.BarcodeFormat, text: str, named: CodeFormat
) -> None:
    (found,) = read_codes(drawn(text, form), Search.FULL)
    assert (found.format, found.text) == (named, text)
    assert found.is_accepted is (named in ACCEPTED_FORMATS)


@pytest.mark.parametrize(("form", "text", "named"), SYMBOLS)
def test_a_camera_looks_for_the_accepted_ones_alone(
    form: zxingcpp.BarcodeFormat, text: str, named: CodeFormat
) -> None:
    found = read_codes(drawn(text, form), Search.QUICK)
    assert [one.text for one in found] == ([text] if named in ACCEPTED_FORMATS else [])


@pytest.mark.parametrize(
    ("form", "text", "gtin", "named"),
    [
        (Form.UPCA, "036000291452", "0036000291452", CodeFormat.EAN_13),
        (Form.UPCE, "01234565", "0012345000065", CodeFormat.UPC_E),
    ],
)
def test_american_goods_are_named_with_their_whole_number(
    form: zxingcpp.BarcodeFormat, text: str, gtin: str, named: CodeFormat
) -> None:
    (found,) = read_codes(drawn(text, form), Search.FULL)
    assert (found.format, found.text, found.is_accepted) == (named, gtin, False)


def test_a_pharmacy_number_is_the_code_39_that_it_is() -> None:
    (found,) = read_codes(drawn("12345678", Form.PZN), Search.FULL)
    assert found.format is CodeFormat.CODE_39


def test_a_micro_qr_is_never_read() -> None:
    assert read_codes(drawn("123", Form.MicroQRCode), Search.FULL) == ()


def test_a_code_knows_where_it_stands_and_how_it_was_found() -> None:
    picture = bars("T0001100021")
    (found,) = read_codes(picture, Search.BARS, Way.CROPPED)
    assert found.way is Way.CROPPED
    (left, _top), (right, _), (_, bottom), _ = found.corners
    assert 30 <= left <= 50
    assert picture.shape[1] - 50 <= right <= picture.shape[1] - 30
    assert bottom <= picture.shape[0]


def test_colours_are_read_like_grey() -> None:
    coloured = np.dstack([bars("T0001100021")] * 3)
    assert [one.text for one in read_codes(coloured, Search.QUICK)] == ["T0001100021"]


def test_several_are_all_read() -> None:
    both = below_each_other(bars("T0001100021"), bars("T0001100022"))
    assert {one.text for one in read_codes(both, Search.QUICK)} == {"T0001100021", "T0001100022"}


def test_function_characters_are_no_part_of_a_text() -> None:
    picture = drawn("[01]09501101530003[10]AB12[17]251231", Form.Code128, gs1=True)
    (found,) = read_codes(picture, Search.QUICK)
    assert found.text == "010950110153000310AB1217251231"


def test_a_control_character_that_is_in_the_text_stays() -> None:
    (found,) = read_codes(drawn("A\x1dB\x05", Form.Code128), Search.QUICK)
    assert found.text == "A\x1dB\x05"


@pytest.mark.parametrize(
    "text",
    ["采样点甲", "李玥 T0001100021", "𠮷田 男", "http://example.org/?a=\\000026", "Ünï"],
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_bytes_without_a_character_set(text: str, charset: str) -> None:
    if text == "Ünï" and charset == "gb18030":
        text = "采Ü"
    (found,) = read_codes(square(text.encode(charset)), Search.QUICK)
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("采样点甲", "utf-8"),
        ("采样点甲", "gb18030"),
        ("采样点甲", "utf-16-be"),
        ("ędrek\\x", "iso-8859-2"),
        ("Привет", "iso-8859-5"),
        ("デザイン", "shift_jis"),
    ],
)
def test_a_character_set_that_the_symbol_names_is_honoured(text: str, charset: str) -> None:
    (found,) = read_codes(square(text, encoding=charset, eci=True), Search.QUICK)
    assert found.text == text


@pytest.mark.parametrize("form", [Form.DataMatrix, Form.PDF417])
def test_other_squares_with_chinese(form: zxingcpp.BarcodeFormat) -> None:
    (found,) = read_codes(drawn("王芳 3", form), Search.QUICK)
    assert found.text == "王芳 3"


@pytest.mark.parametrize("mode", ["kanji", "hanzi"])
def test_the_modes_for_chinese_and_japanese_characters(mode: str) -> None:
    (found,) = read_codes(square("王芳", mode=mode), Search.QUICK)
    assert found.text == "王芳"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\xff\xff\x80", id="of no character set"),
        pytest.param("采样".encode("gb18030")[:-1], id="Chinese without its last byte"),
        pytest.param("采样点"[1:].encode("gb18030")[1:], id="Chinese without its first byte"),
        pytest.param("采样".encode()[:-1], id="UTF-8 without its last byte"),
    ],
)
def test_bytes_that_are_no_text_are_a_named_problem(raw: bytes) -> None:
    (found,) = read_codes(square(raw), Search.QUICK)
    assert (found.text, found.problem) == ("", TEXT_UNREADABLE)
    assert not found.is_accepted


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        (b"a\\000004\xeadrek\\\\x\\000026\xe9\x87\x87", "aędrek\\x采"),
        (b"\\000899\x01", None),
        (b"\\000026\xff", None),
        (b"\\000901a", "a"),
        (b"\\00002", "\\00002"),
        (b"", ""),
    ],
)
def test_parts_in_several_character_sets(stream: bytes, text: str | None) -> None:
    assert text_of_eci(stream) == text


def test_japanese_is_told_from_chinese_where_it_can_be() -> None:
    assert text_of("デザイン".encode("shift_jis")) == "デザイン"
    assert text_of("ﾃﾞｻﾞｲﾝ".encode("shift_jis")) == "ﾃﾞｻﾞｲﾝ"
    assert text_of("张伟".encode("gb18030")) == "张伟"


@given(st.binary(max_size=60))
def test_any_bytes_are_a_text_of_theirs_or_none(raw: bytes) -> None:
    for text in (text_of(raw), text_of_eci(raw)):
        assert text is None or len(text) <= max(len(raw), 1)


@given(st.text(max_size=30))
def test_utf_8_is_never_mistaken(text: str) -> None:
    assert text_of(text.encode("utf-8", "ignore")) == text.encode("utf-8", "ignore").decode()
