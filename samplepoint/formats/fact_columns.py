"""Whether facts from outside are what a book can store: every member of its own kind.

Owns the kinds of the envelope and of a sample's columns; refuses to know what makes sense at a
desk. A city brings millions of facts, so they are asked by column and not one by one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from samplepoint.domain.clock import is_day_text, is_utc_text
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.facts import Kind
from samplepoint.domain.people import Relation
from samplepoint.domain.resident_id import Sex
from samplepoint.domain.samples import FIELDS
from samplepoint.formats.strict_json import is_too_deep

BOUND: Final = str(Kind.PERSON_BOUND)
_FARTHEST_MINUTES: Final = 24 * 60
_LARGEST_ORDINAL: Final = 10_000
_IN_ORDER: Final = itemgetter(*FIELDS)
_NUMBERS: Final = ("ordinal",)
_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "doc_type": frozenset(str(kind) for kind in DocumentType),
    "relation": frozenset(str(relation) for relation in Relation),
    "sex": frozenset(("", *(str(sex) for sex in Sex))),
}
_UTC_TEXTS: Final = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z)*"
)
_UTC_LENGTH: Final = 24
_DAYS: Final = re.compile(
    r"(?:(?!0000)[0-9]{4}-(?:"
    r"(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|"
    r"(?:0[13578]|1[02])-31))*"
)
"""Days that every year has, one after the other."""
_DAY_LENGTH: Final = 10
_PLAIN: Final = frozenset((str, int, bool, type(None)))


class Misfit(ValueError):  # not one of our families: it never leaves this floor
    """A member that is not of its kind."""


def check_envelopes(columns: Sequence[Sequence[Any]], station_id: str, first: int) -> None:
    """Refuse facts that are not the station's next ones, or whose members are of other kinds.

    Args:
        columns: the twelve columns of `FactLine`; links and hashes are not asked about, and a
            body may be any object.
        station_id: whose they must be.
        first: the number from which they count on.

    Raises:
        Misfit, TypeError: one is not.
    """
    stations, numbers, kinds, times, offsets = columns[:5]
    _require(stations.count(station_id) == len(stations))
    _require(list(numbers) == list(range(first, first + len(numbers))))
    _require({*map(type, numbers), *map(type, offsets)} == {int})
    _require(max(map(abs, offsets)) < _FARTHEST_MINUTES)
    check_texts((kinds, *columns[5:9]))
    _require({*map(len, times)} == {_UTC_LENGTH})
    _require(_UTC_TEXTS.fullmatch("".join(times)) is not None)
    _require(_are_days({time[:_DAY_LENGTH] for time in times}))
    _require({*map(type, columns[11])} == {dict})


def check_samples(bodies: Sequence[Mapping[str, Any]]) -> None:
    """Refuse bodies that are no samples as we store them: exactly the fields of `FIELDS`.

    A field more could not be stored, and without it the fact would no longer have its hash.

    Raises:
        Misfit, KeyError, TypeError: one is not.
    """
    if bodies:
        columns = _columns(bodies)
        _require({*map(type, columns["ordinal"])} == {int})
        _require(min(columns["ordinal"]) > 0 and max(columns["ordinal"]) <= _LARGEST_ORDINAL)
        check_texts(column for name, column in columns.items() if name not in _NUMBERS)
        _require(all(choices.issuperset(columns[name]) for name, choices in _CHOICES.items()))
        _require(_are_days({*columns["birth_date"]} - {""}))
        _require(all(map(is_utc_text, {*columns["taken_at_utc"]} - {""})))


def _are_days(texts: Collection[str]) -> bool:
    """Tell whether each text is a day that exists; people are born on thousands of them."""
    if {*map(len, texts)} <= {_DAY_LENGTH} and _DAYS.fullmatch("".join(texts)):
        return True
    return all(map(is_day_text, texts))


def check_blanked(bodies: Sequence[Mapping[str, Any]]) -> None:
    """Refuse bodies that are no samples whose personal data was erased: its texts are free.

    Raises:
        Misfit, KeyError, TypeError: one is not.
    """
    if bodies:
        columns = _columns(bodies)
        _require({*map(type, columns["ordinal"])} == {int})
        check_texts(column for name, column in columns.items() if name not in _NUMBERS)


def check_texts(columns: Iterable[Sequence[str]]) -> None:
    """Refuse columns in which anything is no text.

    Raises:
        TypeError: something is none.
    """
    for column in columns:
        # Joining is the quickest way to ask all of them.
        "".join(column)


def _columns(bodies: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """Turn bodies with exactly the fields of a sample into columns."""
    _require({*map(len, bodies)} == {len(FIELDS)})
    return dict(zip(FIELDS, zip(*map(_IN_ORDER, bodies), strict=True), strict=True))


def has_fraction(bodies: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether there is a number with a fraction or an exponent anywhere in bodies.

    Raises:
        Misfit: lists and objects stand in each other too deep.
    """
    odd = [body for body in bodies if not _PLAIN.issuperset(map(type, body.values()))]
    if any(map(is_too_deep, odd)):
        raise Misfit
    return any(map(_has_fraction, odd))


def _has_fraction(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_fraction, value.values()))
    return any(map(_has_fraction, value)) if isinstance(value, list) else isinstance(value, float)


def _require(condition: object) -> None:
    if not condition:
        raise Misfit
