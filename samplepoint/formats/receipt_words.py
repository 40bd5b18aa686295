"""The code of a receipt as people pass it on: eight words, eighteen characters, or a symbol.

Owns these three ways of writing 88 bits; refuses to know what they acknowledge. The word lists
are those of BIP 39, English and simplified Chinese: 2,048 words each, 11 bits a word, no two
English ones with the same first four letters. They carry no checksum here: a wrong word gives a
code that acknowledges nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal

from mnemonic import Mnemonic

from samplepoint.domain.alphabet import from_letters, in_letters
from samplepoint.domain.own_codes import RECEIPT_PREFIX
from samplepoint.errors import Refusal
from samplepoint.formats.receipt import CODE_BYTES

WORDS: Final = 8
_WORD_BITS: Final = 11
_LETTERS: Final = 18
_GROUP: Final = 6
_MOST_GROUPS: Final = 6
"""Into how many parts somebody may break eighteen characters; more parts are words."""
_LONGEST: Final = 400
_PREFIX: Final = 4
_BETWEEN: Final = re.compile(r"[\s,.;、，。；·/+-]+")

Language = Literal["zh_CN", "en"]
_LISTS: Final[dict[Language, str]] = {"zh_CN": "chinese_simplified", "en": "english"}


def in_words(code: bytes, language: Language) -> tuple[str, ...]:
    """Return eight words; in Chinese each is one character."""
    words, number = _words(language), int.from_bytes(code)
    shifts = range(_WORD_BITS * (WORDS - 1), -1, -_WORD_BITS)
    return tuple(words[number >> shift & (1 << _WORD_BITS) - 1] for shift in shifts)


def in_groups(code: bytes) -> str:
    """Return eighteen characters of our alphabet in three groups of six."""
    letters = _letters(code)
    return " ".join(letters[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))


def in_symbol(code: bytes) -> str:
    """Return what the QR says: only digits and capitals, which every scanner types rightly."""
    return RECEIPT_PREFIX + _letters(code)


def read_code(untrusted: str) -> bytes:
    """Return the 11 bytes of a code, in whichever way it was typed or scanned.

    English words may be cut to four letters or more; case and what stands between do not matter.

    Raises:
        Refusal: `receipt_word_unknown` (value `place`, from 1); `receipt_code_length` (value
            `found`, words or characters) when it is neither eight words nor eighteen characters.
    """
    text = unicodedata.normalize("NFKC", untrusted[:_LONGEST])
    parts = [part for part in _BETWEEN.split(text) if part]
    if not text.isascii():
        return _from_words([char for part in parts for char in part], "zh_CN")
    if len(parts) > _MOST_GROUPS and all(part.isalpha() for part in parts):
        return _from_words([part.lower() for part in parts], "en")
    joined = "".join(parts).upper().removeprefix(RECEIPT_PREFIX)
    number = from_letters(joined)
    if len(joined) != _LETTERS or number is None or number >> 8 * CODE_BYTES:
        raise Refusal("receipt_code_length", found=len(joined))
    return number.to_bytes(CODE_BYTES)


def _letters(code: bytes) -> str:
    return in_letters(int.from_bytes(code), _LETTERS)


def _from_words(typed: Sequence[str], language: Language) -> bytes:
    if len(typed) != WORDS:
        raise Refusal("receipt_code_length", found=len(typed))
    number = 0
    for place, word in enumerate(typed, start=1):
        value = _value(word, language)
        if value is None:
            raise Refusal("receipt_word_unknown", place=place)
        number = number << _WORD_BITS | value
    return number.to_bytes(CODE_BYTES)


def _value(word: str, language: Language) -> int | None:
    """Return a word's number; of an English one its first four letters are enough."""
    value = _numbers(language).get(word)
    if value is None and language == "en" and len(word) >= _PREFIX:
        value = _numbers(language).get(word[:_PREFIX])
        if value is not None and not _words(language)[value].startswith(word):
            return None
    return value


@cache
def _words(language: Language) -> tuple[str, ...]:
    return tuple(Mnemonic(_LISTS[language]).wordlist)


@cache
def _numbers(language: Language) -> dict[str, int]:
    words = _words(language)
    return {word[:_PREFIX]: n for n, word in enumerate(words)} | {
        word: n for n, word in enumerate(words)
    }
