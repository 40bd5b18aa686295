"""Lines that a card reader types or sends: in which order its fields stand, and what they say.

Owns the form of a map and the shapes that are known; refuses to guess: a line that fits no map is
none, one that contradicts itself is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import quote, unquote

from samplepoint.domain.card_fields import CardField, CardLine, has_shape, may_be, understood
from samplepoint.errors import Refusal


class Separator(StrEnum):
    """What stands between two fields; the values stand in settings."""

    COMMA = "comma"
    TAB = "tab"
    BAR = "bar"
    SEMICOLON = "semicolon"
    FIXED = "fixed"
    """Nothing: every field has its width, in characters."""

    @property
    def mark(self) -> str:
        """The character itself, "" for none."""
        return {"comma": ",", "tab": "\t", "bar": "|", "semicolon": ";"}.get(self.value, "")


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How one model of reader sends a card. `widths` are in characters, for `FIXED` only."""

    fields: tuple[CardField, ...]
    separator: Separator = Separator.COMMA
    widths: tuple[int, ...] = ()
    prefix: str = ""
    suffix: str = ""

    def __post_init__(self) -> None:
        """Refuse a map that no line could be read by.

        Raises:
            Refusal: `field_map_number`, `field_map_twice` (its `field`), `field_map_widths`.
        """
        if CardField.NUMBER not in self.fields:
            raise Refusal("field_map_number")
        for field in self.fields:
            if field is not CardField.SKIP and self.fields.count(field) > 1:
                raise Refusal("field_map_twice", field=str(field))
        is_fixed = self.separator is Separator.FIXED
        if len(self.widths) != (len(self.fields) if is_fixed else 0) or 0 in self.widths:
            raise Refusal("field_map_widths")

    def cut(self, line: str) -> dict[CardField, str] | None:
        """Return the fields of a line, None where it has not this shape."""
        if not (line.startswith(self.prefix) and line.endswith(self.suffix)):
            return None
        inner = line[len(self.prefix) : len(line) - len(self.suffix)]
        parts = self._fixed(inner) if self.widths else inner.split(self.separator.mark)
        if len(parts) == len(self.fields) + 1 and not parts[-1].strip():
            parts = parts[:-1]
        if len(parts) != len(self.fields):
            return None
        return dict(zip(self.fields, map(_unlabelled, parts), strict=True))

    def goes_on(self, beginning: str) -> bool:
        """Tell whether a Tab after `beginning` stands inside a line of this map, not at its end.

        Bytes that are not decoded yet may stand for characters, one each.
        """
        if self.separator is not Separator.TAB or not beginning.startswith(self.prefix):
            return False
        parts = beginning[len(self.prefix) :].split(self.separator.mark)
        if len(parts) >= len(self.fields):
            return False
        return all(map(may_be, self.fields, parts))

    def _fixed(self, line: str) -> list[str]:
        parts, begin = list[str](), 0
        for width in self.widths:
            parts.append(line[begin : begin + width])
            begin += width
        rest = line[begin:]
        return [*parts, rest] if rest else parts


_LABELS: Final = re.compile(
    "^(?:姓名|性别|民族|出生日期|出生|住址|地址|公民身份号码|身份证号码?|身份证|证件号码?|号码"
    "|签发机关|发证机关|有效期限|有效期|有效期自|有效期至)[:：]"
)
_INSIDE: Final = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9A-Za-z])", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{17}[0-9Xx]", re.ASCII)


def read_line(text: str, maps: Sequence[FieldMap], today: date) -> CardLine | None:
    """Read a line by the first map that it fits; None where it fits none.

    Raises:
        Refusal: the line has the shape of a map but is not right: `card_line_birth`,
            `card_line_sex` (they contradict the number), `card_line_two_ways` (two maps give two
            people), and what `parse_document` raises of the number.
    """
    line = text.strip("\r\n\x00\ufeff")
    read: list[CardLine] = []
    refused: Refusal | None = None
    for one in maps:
        fields = one.cut(line)
        if fields is None or not has_shape(fields):
            continue
        try:
            read.append(understood(fields, today))
        except Refusal as refusal:
            refused = refused or refusal
    if len({(one.entry.number, one.entry.name) for one in read}) > 1:
        raise Refusal("card_line_two_ways")
    if read:
        return read[0]
    if refused:
        raise refused
    return None


def _unlabelled(part: str) -> str:
    return _LABELS.sub("", part.strip(' \t\u3000\x00"')).strip()


def looks_like_line(text: str) -> bool:
    """Tell whether a text is likely a card reader's line: more than the number, but that too."""
    return bool(_INSIDE.search(text)) and not _NUMBER.fullmatch(text.strip())


def numbers_in(text: str) -> list[str]:
    """Return the numbers of eighteen that stand in a line."""
    return _INSIDE.findall(text)


_NAMES: Final = {
    **{str(field): field for field in CardField},
    **dict(
        zip(
            "姓名 性别 民族 出生 住址 证件号码 签发机关 有效期起 有效期止 有效期 跳过".split(),
            CardField,
            strict=True,
        )
    ),
    "出生日期": CardField.BIRTH,
    "地址": CardField.ADDRESS,
    "身份证号": CardField.NUMBER,
    "公民身份号码": CardField.NUMBER,
}
_LONGEST_FORM: Final = 300


def parse_map(untrusted: str) -> FieldMap:
    """Read a map as it stands in settings, such as "bar name,sex,number prefix=ID:".

    First the separator (left out: comma), then the fields, in English or Chinese, then `prefix=`
    and `suffix=`, with %20 for a blank. Widths stand behind a star: "fixed name*15,number*18".

    Raises:
        Refusal: `field_map_form`, `field_map_field` (its `field`), and what `FieldMap` raises.
    """
    words = untrusted.replace("，", ",").split()
    if not words or len(untrusted) > _LONGEST_FORM:
        raise Refusal("field_map_form")
    separator = Separator.COMMA
    if words[0] in set(Separator):
        separator = Separator(words.pop(0))
    if not words:
        raise Refusal("field_map_form")
    fields, widths = _parse_fields(words.pop(0), is_fixed=separator is Separator.FIXED)
    ends = {"prefix": "", "suffix": ""}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key not in ends:
            raise Refusal("field_map_form")
        ends[key] = unquote(value)
    return FieldMap(fields, separator, widths, ends["prefix"], ends["suffix"])


def _parse_fields(text: str, *, is_fixed: bool) -> tuple[tuple[CardField, ...], tuple[int, ...]]:
    fields, widths = list[CardField](), list[int]()
    for part in text.split(","):
        name, _star, width = part.partition("*")
        if name not in _NAMES:
            raise Refusal("field_map_field", field=name[:20])
        fields.append(_NAMES[name])
        if is_fixed or width:
            widths.append(int(width) if width.isascii() and width.isdigit() else 0)
    return tuple(fields), tuple(widths)


def print_map(one: FieldMap) -> str:
    """Write a map as `parse_map` reads it."""
    names = [str(field) for field in one.fields]
    if one.widths:
        names = [f"{name}*{width}" for name, width in zip(names, one.widths, strict=True)]
    words = [] if one.separator is Separator.COMMA else [str(one.separator)]
    words.append(",".join(names))
    ends = (("prefix", one.prefix), ("suffix", one.suffix))
    words += [f"{key}={quote(value, safe='')}" for key, value in ends if value]
    return " ".join(words)


_SIX: Final = "name,sex,ethnicity,birth,address,number"
_NINE: Final = f"{_SIX},issuer,valid_from,valid_to"
KNOWN_MAPS: Final = {
    f"{shape}_{separator}": parse_map(f"{separator} {fields}")
    for shape, fields in (
        ("six", _SIX),
        ("nine", _NINE),
        ("eight", f"{_SIX},issuer,validity"),
        ("name_number", "name,number"),
        ("number_name", "number,name"),
    )
    for separator in (Separator.COMMA, Separator.BAR, Separator.SEMICOLON, Separator.TAB)
} | {
    # The record of GA 467, as modules inside readers give it, in characters.
    "ga467": parse_map(
        "fixed name*15,sex*1,ethnicity*2,birth*8,address*35,number*18,issuer*15,"
        "valid_from*8,valid_to*8"
    ),
}
"""Shapes that readers are known to send, by name."""


PLUGIN_MAP: Final = "nine_bar"
"""How a plug-in's card goes on to the desk: as a line that a reader with a keyboard might type."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a line fared with one map: what was read, or the code of why not."""

    name: str
    map: FieldMap
    line: CardLine | None
    code: str = ""


def trial(text: str, today: date, own: Sequence[FieldMap] = ()) -> list[Trial]:
    """Try a pasted line with the station's own maps and every known one: those that it fits."""
    named = [("own", one) for one in own] + list(KNOWN_MAPS.items())
    found: list[Trial] = []
    for name, one in named:
        try:
            line = read_line(text, [one], today)
        except Refusal as refusal:
            found.append(Trial(name, one, None, refusal.code))
        else:
            if line:
                found.append(Trial(name, one, line))
    return found
