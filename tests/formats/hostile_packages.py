"""A small package and its neighbours, for whoever spoils them; knows no expectation."""

from __future__ import annotations

import dataclasses

from samplepoint.domain.facts import Kind
from tests.formats.packages import HEAD, OTHER_KEY, chained, morning, packed

FACTS = chained(morning(2))
PACKAGE = packed(FACTS).content
LATER = packed(FACTS, dataclasses.replace(HEAD, number=4)).content
OTHERS = packed(chained(morning(3)), key=OTHER_KEY).content
FIRST_BOUND = 1 + next(n for n, fact in enumerate(FACTS) if fact[2] == Kind.PERSON_BOUND)
"""The line of the first person: after the first line."""


def flipped(content: bytes, place: int, bit: int) -> bytes:
    """Return bytes with one bit turned over."""
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
