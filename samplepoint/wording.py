"""From a code and its values to a sentence, in Chinese and in English, for both faces.

Owns the catalogue (resources/wording/*.toml) and how values are written in a sentence; refuses
to know who asks. Nothing else in the house makes sentences.
"""

from __future__ import annotations

import copy
import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from samplepoint.domain.clock import local_time
from samplepoint.domain.outcomes import Notice, Outcome
from samplepoint.errors import Obstacle, SamplepointError


class Language(StrEnum):
    """The languages of the house; Chinese comes first."""

    CHINESE = "zh_CN"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome in words: the biggest word, what it is about, where it is, what to do now."""

    head: str
    what: str = ""
    detail: str = ""
    now: str = ""

    def as_line(self) -> str:
        """Return it as one line, for lists, logs of a rehearsal and the command line."""
        parts = (self.head, self.what, self.detail, self.now)
        return " · ".join(part for part in parts if part)


def group_code(code: str) -> str:
    """Write a code in groups of four from its end, as people compare it with a label."""
    first = len(code) % 4
    groups = [code[:first]] if first else []
    return " ".join(groups + [code[at : at + 4] for at in range(first, len(code), 4)])


def size_text(count: object) -> str:
    """Write a number of bytes in decimal units, one place after the point below ten: `3.1 GB`."""
    if not isinstance(count, int | float):
        return "–"
    size, units = float(count), ["B", "kB", "MB", "GB", "TB"]
    while round(size) >= 1000 and len(units) > 1:
        size, units = size / 1000, units[1:]
    places = 1 if size < 9.95 and units[0] != "B" else 0
    return f"{size:.{places}f}".removesuffix(".0") + f" {units[0]}"


def number_text(value: object) -> str:
    """Write a number with its thousands apart, without places; a dash where there is none yet."""
    return f"{value:,.0f}" if isinstance(value, int | float) else "–"


class Wording:
    """The catalogue in one language, which may be changed at run time."""

    def __init__(self, folder: Path, language: Language = Language.CHINESE) -> None:
        """Read every `*.toml` of a folder.

        Raises:
            Obstacle: `resources_missing` when there is none.
        """
        self.language = language
        self.catalogue = _catalogue(folder)
        self._writer = _Writer(self)

    def has(self, code: str) -> bool:
        """Tell whether the catalogue knows a code."""
        return code in self.catalogue

    def say(self, code: str, **values: object) -> str:
        """Return the sentence of a code; an unknown code is shown as itself, never hidden."""
        entry = self._entry(code)
        if isinstance(entry, str):
            return self._write(entry, values)
        return self._answer(entry, values).as_line()

    def in_language(self, language: Language) -> Wording:
        """Return the same catalogue in another language, for sheets that carry both."""
        other = copy.copy(self)
        other.language = language
        other._writer = _Writer(other)  # noqa: SLF001  # our own twin
        return other

    def answer(self, outcome: Outcome) -> Answer:
        """Return the parts of an outcome's words."""
        entry = self._entry(outcome.code)
        if isinstance(entry, str):
            return Answer(self._write(entry, outcome.values))
        return self._answer(entry, outcome.values)

    def head(self, code: str) -> str:
        """Return the biggest word of a code, for lists that have no values."""
        entry = self._entry(code)
        return entry if isinstance(entry, str) else entry["head"]

    def notice(self, notice: Notice) -> str:
        """Return the sentence of a warning."""
        return self.say(notice.code, **notice.values)

    def error(self, error: SamplepointError) -> str:
        """Return the sentence of an error of our four families."""
        return self.say(error.code, **error.values)

    def _entry(self, code: str) -> str | Mapping[str, str]:
        entry = self.catalogue.get(code)
        if entry is None:
            return f"[{code}]"
        found: str | Mapping[str, str] = entry[self.language]
        return found

    def _answer(self, entry: Mapping[str, str], values: Mapping[str, object]) -> Answer:
        parts = {part: self._write(text, values) for part, text in entry.items()}
        return Answer(**parts)

    def _write(self, template: str, values: Mapping[str, object]) -> str:
        return self._writer.vformat(template, (), values)


@cache
def _catalogue(folder: Path) -> Mapping[str, Any]:
    """Read a folder once in a process: its hundreds of sentences take a tenth of a second."""
    found: dict[str, Any] = {}
    for file in sorted(folder.glob("*.toml")):
        found |= tomllib.loads(file.read_text(encoding="utf-8"))
    if not found:
        raise Obstacle("resources_missing")
    return MappingProxyType(found)


class _Writer(string.Formatter):
    """Writes values into a sentence.

    `{tube:code}` groups a code, `{role:word}` says a code of the catalogue (`role_packer`),
    `{why:head}` the biggest word of a code that is itself the value, `{why:line}` its sentence with
    the same values, `{why:rest}` that without the head, `{at_utc:time}` is local hours and minutes,
    `{minutes:duration}` and `{left:seconds}` are in words, `{free:bytes}` is as on the packets of
    sticks: 3.1 GB.
    """

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._values: Mapping[str, object] = {}

    def vformat(self, template: str, args: Any, values: Any) -> str:  # noqa: ANN401
        self._values = values
        return super().vformat(template, args, values)

    def get_field(
        self, field_name: str, _args: object, kwargs: Mapping[str, object]
    ) -> tuple[Any, str]:
        """Return the value beside its name; a value that nobody gave is written as a dash."""
        return (field_name, kwargs.get(field_name, "–")), field_name

    def format_field(self, named: tuple[str, Any], spec: str) -> str:
        name, value = named
        ways: dict[str, Callable[[], str]] = {
            "code": lambda: group_code(str(value)),
            "word": lambda: self._wording.say(f"{name}_{value}"),
            "head": lambda: self._wording.head(str(value)),
            "line": lambda: self._wording.say(str(value), **self._values),
            "rest": lambda: self._rest(str(value)),
            "time": lambda: self._time(value),
            "duration": lambda: self._duration(int(value)),
            "seconds": lambda: self._seconds(int(value)),
            "bytes": lambda: size_text(value),
            "number": lambda: number_text(value),
        }
        return ways[spec]() if spec in ways else format(value, spec)

    def _rest(self, code: str) -> str:
        whole = self._wording.say(code, **self._values)
        return whole.removeprefix(self._wording.head(code)).removeprefix(" · ")

    def _seconds(self, seconds: int) -> str:
        if seconds < 60:
            return self._wording.say("duration_seconds", s=seconds)
        # Rounded up: nobody minds being done earlier.
        return self._duration(-(-seconds // 60))

    def _duration(self, minutes: int) -> str:
        hours, minutes = divmod(minutes, 60)
        return self._wording.say("duration" if hours else "duration_short", h=hours, m=minutes)

    def _time(self, at_utc: str) -> str:
        if not at_utc:
            return "–"
        offset = self._values.get("offset_minutes")
        if isinstance(offset, int):
            return local_time(at_utc, offset).strftime("%H:%M")
        return datetime.fromisoformat(at_utc).astimezone().strftime("%H:%M")
