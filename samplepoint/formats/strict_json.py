"""JSON from outside, taken member by member, each with the type and the bounds it must have.

Owns depth, types and shapes; refuses to know which file it reads. Unknown members are left aside,
so that a later program may add some.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import orjson

from samplepoint.domain.clock import is_utc_text
from samplepoint.errors import Damage

Kind = TypeVar("Kind")

DEEPEST: Final = 12
"""Levels of lists and objects; the deepest that we write, a plan of a round, has five."""
LARGEST_NUMBER: Final = 2**53 - 1
"""What every reader of JSON holds exactly (RFC 8259, 6)."""
STATION: Final = re.compile("[0-9A-HJKMNP-TV-Z]{8}")
APP: Final = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}[a-z0-9.+-]{0,20}")
"""The version of a program: what a newer file may ask for by name."""
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_LONGEST_TEXT: Final = 200
_FARTHEST_MINUTES: Final = 24 * 60


def read_object(untrusted: bytes) -> Members:
    """Read one JSON object.

    Raises:
        Damage: `content_unreadable` when it is no JSON, none that is an object, or too deep.
    """
    try:
        told = orjson.loads(untrusted)
    except orjson.JSONDecodeError:
        raise Damage("content_unreadable") from None
    if not isinstance(told, dict) or (_may_be_deep(untrusted) and is_too_deep(told)):
        raise Damage("content_unreadable")
    return Members(told)


def _may_be_deep(content: bytes) -> bool:
    return content.count(b"{") + content.count(b"[") > DEEPEST


def is_too_deep(value: object) -> bool:
    """Tell whether lists and objects stand in each other more than `DEEPEST` times."""
    level: list[Any] = [value]
    for _depth in range(DEEPEST):
        level = [one for part in level for one in _parts(part)]
        if not level:
            return False
    return any(isinstance(one, dict | list) for one in level)


def _parts(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


class Members:
    """The members of one object. Whatever is missing or otherwise is `content_wrong`, by name."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        """Take an object as the reader of JSON gave it."""
        self._told = told

    def has(self, name: str) -> bool:
        """Tell whether there is such a member: for those that a file need not have."""
        return name in self._told

    def text(self, name: str, *, longest: int = _LONGEST_TEXT) -> str:
        """Return a printable text of at most `longest` characters; it may be empty."""
        value = self._of(name, str)
        if len(value) > longest or not value.isprintable():
            raise _wrong(name)
        return value

    def shaped(self, name: str, shape: re.Pattern[str]) -> str:
        """Return a text that has a shape from end to end."""
        value = self._of(name, str)
        if not shape.fullmatch(value):
            raise _wrong(name)
        return value

    def choice(self, name: str, *choices: str) -> str:
        """Return a text that is one of the choices."""
        value = self._of(name, str)
        if value not in choices:
            raise _wrong(name)
        return value

    def number(self, name: str, least: int, most: int = LARGEST_NUMBER) -> int:
        """Return a whole number within its bounds, both counted; true and 1.0 are none."""
        value = self._of(name, int)
        if not least <= value <= most:
            raise _wrong(name)
        return value

    def digest(self, name: str) -> bytes:
        """Return the 32 bytes of 64 small hexadecimal digits."""
        return bytes.fromhex(self.shaped(name, _DIGEST))

    def moment(self, name: str) -> str:
        """Return a moment as facts carry it: `2026-01-12T00:00:04.000Z`."""
        value = self._of(name, str)
        if not is_utc_text(value):
            raise _wrong(name)
        return value

    def moment_or_empty(self, name: str) -> str:
        """Return a moment as `moment` does, or an empty text."""
        return self._of(name, str) and self.moment(name)

    def offset(self, name: str) -> int:
        """Return a local offset from UTC in minutes, less than a day."""
        return self.number(name, 1 - _FARTHEST_MINUTES, _FARTHEST_MINUTES - 1)

    def inner(self, name: str) -> Members:
        """Return the members of an object."""
        return Members(self._of(name, dict))

    def objects(self, name: str, least: int, most: int) -> list[Members]:
        """Return a list of objects, of which there are so many at least and at most."""
        return [Members(one) for one in self._list(name, dict, least, most)]

    def raw_objects(self, name: str, most: int) -> list[Mapping[str, Any]]:
        """Return at most so many objects as they stand, for whoever knows their members."""
        return self._list(name, dict, 0, most)

    def texts(self, name: str, most: int) -> list[str]:
        """Return a list of at most so many printable texts, each of them once."""
        values: list[str] = self._list(name, str, 0, most)
        if len(set(values)) != len(values) or not all(
            len(value) <= _LONGEST_TEXT and value.isprintable() for value in values
        ):
            raise _wrong(name)
        return values

    def _list(self, name: str, kind: type, least: int, most: int) -> list[Any]:
        values = self._of(name, list)
        if not least <= len(values) <= most or any(type(one) is not kind for one in values):
            raise _wrong(name)
        return values

    def _of(self, name: str, kind: type[Kind]) -> Kind:
        value = self._told.get(name)
        if type(value) is not kind:
            raise _wrong(name)
        return value


def _wrong(name: str) -> Damage:
    return Damage("content_wrong", member=name)
