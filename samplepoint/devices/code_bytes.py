"""From the bytes in a code to its text: the character set a code names, else the likeliest one.

Owns the guess; refuses to give a text that does not follow from the bytes. Readers guess
otherwise: ZBar was wrong in 19 of 235 QR codes, ZXing takes GB 18030 for Latin 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

_ECI = {
    **dict.fromkeys((0, 2), "cp437"),
    **dict.fromkeys((1, 3), "latin-1"),
    **{number: f"iso8859-{number - 2}" for number in range(4, 19) if number != 14},
    20: "shift_jis",
    **dict(zip(range(21, 25), ("cp1250", "cp1251", "cp1252", "cp1256"), strict=True)),
    25: "utf-16-be",
    26: "utf-8",
    **dict.fromkeys((27, 170), "ascii"),
    28: "big5",
    **dict.fromkeys((29, 32), "gb18030"),
    30: "euc_kr",
    33: "utf-16-le",
    34: "utf-32-be",
    35: "utf-32-le",
}
"""Character sets by their number for Extended Channel Interpretations (AIM ITS/04-023)."""
_FIRST_OTHER_MEANING = 900
"""Numbers from here on say something else than a character set, and change none."""
_VOICED, _HALF_VOICED = 0xDE, 0xDF
_MAY_BE_VOICED = frozenset((*range(0xB6, 0xC5), *range(0xCA, 0xCF)))
_MAY_BE_HALF_VOICED = frozenset(range(0xCA, 0xCF))
_KATAKANA = range(0xA1, 0xE0)
_FIRST_LEVEL = (0xB0, 0xD7)


def text_of(raw: bytes) -> str | None:
    """Return the text of bytes whose character set nobody named; None when they are none.

    UTF-8 where the bytes are that without exception, else GB 18030. Shift JIS only where GB 18030
    makes no Chinese of them: QR symbols have a mode for it, which generators also use for Chinese
    names, and readers do not tell that they met it. Of half-width katakana there must be proof:
    Chinese that lost a byte would pass for them.
    """
    for charset in ("utf-8", _likelier_east_asian(raw)):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return None


def text_of_eci(stream: bytes) -> str | None:
    r"""Return the text of bytes with `\NNNNNN` before each part in another character set.

    A backslash of the text itself is doubled. None when a part is not in the set it names.
    """
    texts = [_part(number, raw) for number, raw in _parts(stream)]
    return None if None in texts else "".join(text for text in texts if text)


def _part(number: int | None, raw: bytes) -> str | None:
    if number is None:
        return text_of(raw)
    try:
        return raw.decode(_ECI[number])
    except (KeyError, UnicodeDecodeError):
        return None


def _parts(stream: bytes) -> Iterator[tuple[int | None, bytes]]:
    """Yield each part with the number of its character set, None before the first was named."""
    number, part, at = None, bytearray(), 0
    while at < len(stream):
        named = stream[at + 1 : at + 7]
        if stream[at : at + 1] == b"\\" and len(named) == 6 and named.isdigit():
            if int(named) < _FIRST_OTHER_MEANING:
                yield number, bytes(part)
                number, part = int(named), bytearray()
            at += 7
        else:
            part.append(stream[at])
            at += 2 if stream[at : at + 2] == b"\\\\" else 1
    yield number, bytes(part)


def _likelier_east_asian(raw: bytes) -> str:
    """Return GB 18030, or Shift JIS where that is possible and the other makes no sense."""
    try:
        japanese = raw.decode("shift_jis")
    except UnicodeDecodeError:
        return "gb18030"
    if any("\uff61" <= char <= "\uff9f" for char in japanese):
        return "shift_jis" if _is_kana(raw) else "gb18030"
    try:
        chinese = raw.decode("gb18030")
    except UnicodeDecodeError:
        return "shift_jis"
    return "gb18030" if _is_common_chinese(chinese) else "shift_jis"


def _is_common_chinese(text: str) -> bool:
    """Tell whether more than half of what is not ASCII are the 3,755 commonest characters."""
    foreign = [char for char in text if not char.isascii()]
    return 2 * sum(map(_is_first_level, foreign)) > len(foreign)


def _is_first_level(char: str) -> bool:
    """Tell whether a character stands in the first level of GB 2312: rows 16 to 55."""
    try:
        return _FIRST_LEVEL[0] <= char.encode("gb2312")[0] <= _FIRST_LEVEL[1]
    except UnicodeEncodeError:
        return False


def _is_kana(raw: bytes) -> bool:
    """Tell whether bytes are half-width katakana: several voice marks, each where one may stand.

    Of 200,000 Chinese names made up of common characters, 14 look so by chance.
    """
    high = [byte for byte in raw if byte >= 0x80]
    marks = [(before, byte) for before, byte in pairwise(raw) if byte in (_VOICED, _HALF_VOICED)]
    return (
        len(marks) > 1
        and 4 * len(marks) >= len(high)
        and all(byte in _KATAKANA for byte in high)
        and all(
            before in (_MAY_BE_VOICED if byte == _VOICED else _MAY_BE_HALF_VOICED)
            for before, byte in marks
        )
    )
