"""Taking people out of what a log or a crash report says.

Owns the patterns and the shape of an error without its text; refuses to know where it is written.
Sentences do not belong in logs (codes do), so everything that is not ASCII is taken for a person's.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator

from samplepoint.errors import SamplepointError

_MARKED = re.compile(
    r"""(?i)((?<![a-z])(?:\w{1,30}_)?(?:name|phone|address|remark|pin|badge|secret|key)|姓名|电话|住址)"""
    r"""(['"]?\s*[=:：]\s*)('[^']*'|"[^"]*"|[^\s,;}\])]+)"""
)
_OWN_CODE = re.compile(r"(?i)\b(SP[BP])[0-9A-Z]{4,}")
_PERHAPS_MRZ = re.compile(r"[0-9A-Z<]{2,}")
_NUMBER = re.compile(r"(?:[A-Za-z]{0,4})\d(?:[ -]?\d){5,}[Xx]?")
_MIXED = re.compile(r"(?<![0-9A-Za-z])(?=(?:[A-Za-z]*\d){3})[0-9A-Za-z]{7,}")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SHOWN = 2
_LONGEST_TEXT = 4000
_MOST_CAUSES = 10
_MOST_FRAMES = 40


def mask_text(text: str) -> str:
    """Mask numbers of people and phones, own secret codes, MRZ lines, names and other scripts.

    Six digits or more, also parted by spaces or hyphens, keep two characters; so do words of seven
    characters with three digits (permits, passports, hashes). What is not ASCII becomes `***`.
    A text is cut at 4000 characters first: a scanner may send any length.
    """
    if len(text) > _LONGEST_TEXT:
        text = f"{text[:_LONGEST_TEXT]} [{len(text)} characters]"
    text = _CONTROL.sub("?", text)
    text = _MARKED.sub(r"\1\2***", text)
    text = _OWN_CODE.sub(r"\1***", text)
    text = _PERHAPS_MRZ.sub(_machine_zone, text)
    text = _FOREIGN.sub("***", text)
    text = _NUMBER.sub(_stars, text)
    return _MIXED.sub(_stars, text)


def _machine_zone(found: re.Match[str]) -> str:
    word = found.group(0)
    return "***" if word.count("<") > 1 else word


def _stars(found: re.Match[str]) -> str:
    word = found.group(0)
    return word[:_SHOWN] + "*" * (len(word) - _SHOWN)


def name_error(error: BaseException) -> str:
    """Name an error without its text: `refusal:pin_wrong`, `OSError errno=28`, `zlib.error`."""
    if isinstance(error, SamplepointError):
        return f"{error.family}:{error.code}"
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else _dotted(kind)
    facts = [name]
    if isinstance(error, OSError) and isinstance(error.errno, int):
        facts.append(f"errno={error.errno}")
    sqlite = getattr(error, "sqlite_errorname", None)
    if isinstance(sqlite, str):
        facts.append(sqlite)
    return " ".join(facts)


def _dotted(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what led to it, the latest first, at most ten."""
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in seen and len(seen) < _MOST_CAUSES:
        seen.append(current)
        yield current
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)


def frames(error: BaseException) -> list[str]:
    """Return where an error went through, as `module:line in function`, the innermost last.

    No path is told: a home folder has its owner's name.
    """
    found = [
        f"{frame.f_globals.get('__name__', '?')}:{line} in {frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    return found[-_MOST_FRAMES:]
