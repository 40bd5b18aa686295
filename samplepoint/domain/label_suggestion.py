"""A printed, unused label that a misread code may stand for: offered, never taken.

Owns what one slip is and when a suggestion is clear; refuses to know which labels were used.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from samplepoint.domain.codes import LONGEST_CODE
from samplepoint.domain.label_series import LabelKind, LabelRange, LabelSeries
from samplepoint.domain.outcomes import Notice

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Slip(StrEnum):
    """How a code that was read may differ from the one on the label."""

    CHANGED = "changed"
    """One character is another one."""
    LOST = "lost"
    """One character of the label was not read."""
    EXTRA = "extra"
    """One character was read that is not on the label."""
    SWAPPED = "swapped"
    """Two neighbours were read, or typed, the wrong way round."""


@dataclass(frozen=True, slots=True)
class LabelSuggestion:
    """The one label a code may stand for, and why: what differs, at which character (from 1)."""

    kind: LabelKind
    label: str
    seen: str
    slip: Slip
    place: int

    @property
    def notice(self) -> Notice:
        """Return it as a hint beside the desk's answer."""
        return Notice(
            f"label_slip_{self.slip}",
            {"label": self.label, "seen": self.seen, "place": self.place},
        )


class PrintedLabels:
    """Which codes were reserved for printing; asked by code, whatever their number."""

    def __init__(self, kind: LabelKind, ranges: Iterable[LabelRange]) -> None:
        """Take the reserved ranges of a kind."""
        self.kind = kind
        spans: dict[LabelSeries, list[tuple[int, int]]] = {}
        for one in ranges:
            series = one.series
            start = series.number(one.first) or 0
            spans.setdefault(series, []).append((start, start + one.count))
        self._by_length: dict[int, list[tuple[LabelSeries, list[tuple[int, int]]]]] = {}
        for series, found in spans.items():
            length = len(series.code(found[0][0]))
            self._by_length.setdefault(length, []).append((series, sorted(found)))

    def __contains__(self, code: str) -> bool:
        """Tell whether a normalised code stands in a range."""
        return any(
            _is_within(number, spans)
            for series, spans in self._by_length.get(len(code), ())
            if (number := series.number(code)) is not None
        )

    def is_between(self, code: str, first: str, last: str) -> bool:
        """Tell whether a code stands on the strip of labels from one code to another."""
        for series, _spans in self._by_length.get(len(code), ()):
            numbers = [series.number(one) for one in (first, code, last)]
            known = [number for number in numbers if number is not None]
            if len(known) == len(numbers) and known == sorted(known):
                return True
        return False


def suggest(
    seen: str, printed: PrintedLabels, is_unused: Callable[[str], bool]
) -> LabelSuggestion | None:
    """Return the label that a normalised code may stand for.

    Only where the code itself was never printed and exactly one unused label is one slip away.
    Looks up some 900 codes, however many were printed.
    """
    if seen in printed or not 2 <= len(seen) <= LONGEST_CODE:
        return None
    near = {label: how for label, how in _one_slip_away(seen) if label in printed}
    unused = list(islice((label for label in near if is_unused(label)), 2))
    if len(unused) != 1:
        return None
    slip, place = near[unused[0]]
    return LabelSuggestion(printed.kind, unused[0], seen, slip, place)


def _is_within(number: int, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a number is in one of the sorted spans, which never overlap."""
    place = bisect_right(spans, (number + 1,)) - 1
    return place >= 0 and number < spans[place][1]


def _one_slip_away(seen: str) -> Iterator[tuple[str, tuple[Slip, int]]]:
    """Yield every code one slip away from `seen`, with the slip and its place."""
    for at, char in enumerate(seen):
        before, after = seen[:at], seen[at + 1 :]
        for other in _ALPHABET:
            yield before + other + char + after, (Slip.LOST, at + 1)
            if other != char:
                yield before + other + after, (Slip.CHANGED, at + 1)
        yield before + after, (Slip.EXTRA, at + 1)
        if after and after[0] != char:
            yield before + after[0] + char + after[1:], (Slip.SWAPPED, at + 1)
    for other in _ALPHABET:
        yield seen + other, (Slip.LOST, len(seen) + 1)
