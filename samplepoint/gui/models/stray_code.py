"""A code that was scanned while the cursor stood in another field of a form.

Owns where such a code begins and which codes cannot be anything that is typed there; refuses to
know fields. A hand scanner types where the cursor stands and ends with Enter.
"""

from __future__ import annotations

from datetime import date

from samplepoint.domain.classifying import Badge, TubeScan, classify
from samplepoint.domain.codes import normalise
from samplepoint.domain.documents import Document
from samplepoint.domain.own_codes import COMMAND_PREFIX, Command
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.resident_id import OLD_LENGTH
from samplepoint.domain.rounds import RoundPlan

Stray = TubeScan | Document | Person | Badge | Command

_SHORTEST = 5
_LONGEST_TYPED = 120
"""What is longer is a card alone; a name and a tube code together are not."""


def find_stray(untrusted: str, plan: RoundPlan, today: date) -> tuple[str, Stray] | None:
    """Return what stood in a field before a code was scanned into it, and what the code is.

    None when the text ends with no code, or with one that a hand may have meant to type there:
    digits of the length of a telephone number.
    """
    last = len(untrusted) - _SHORTEST if len(untrusted) < _LONGEST_TYPED else 0
    for at in range(last + 1):
        code = normalise(untrusted[at:])
        if not _is_unmistakable(code):
            continue
        meaning = classify(Reading(code, Source.TYPED), plan, today)
        if isinstance(meaning, TubeScan | Document | Person | Badge | Command):
            return untrusted[:at], meaning
    return None


def _is_unmistakable(code: str) -> bool:
    if len(code) < _SHORTEST or not (code.isascii() and code.isalnum()):
        return False
    if len(code) >= OLD_LENGTH or code.startswith(COMMAND_PREFIX):
        return True
    return not code.isdigit() and any(map(str.isdigit, code))
