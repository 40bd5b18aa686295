"""Numbers for printing: ranges are reserved before they are printed, and accounted for later.

Owns which numbers may be printed; refuses to know paper. No number is reserved twice in a book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from samplepoint.domain.codes import CodeRule, normalise
from samplepoint.domain.facts import Kind
from samplepoint.domain.label_series import LabelKind, LabelRange, LabelSeries
from samplepoint.domain.people import clean_text
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.label_queries import LabelQueries

MOST_LABELS = 5000
"""How many numbers one order may reserve: some 80 sheets."""
_LONGEST_REASON = 60


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """How many numbers are wanted, for what; `first` is untrusted and may be empty: go on counting.

    `rule` None: the round's first rule for that kind.
    """

    kind: LabelKind
    count: int
    rule: CodeRule | None = None
    first: str = ""


@dataclass(frozen=True, slots=True)
class RangeAccount:
    """What became of a range: numbers of it that were used, spoiled, skipped, and not reached yet.

    `missing` are the runs (first, last) below the highest used or spoiled number of which nobody
    knows where they are; `left` counts those above it, still on the sheets.
    """

    range: LabelRange
    used: int
    spoiled: int
    missing: tuple[tuple[str, str], ...]
    missing_count: int
    left: int
    spoiled_but_used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """All ranges of a kind, and the codes in use that stand in none of them."""

    ranges: tuple[RangeAccount, ...]
    foreign: tuple[str, ...]


class Labelling:
    """Reserving numbers and accounting for them. Each deed commits once."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self.queries = LabelQueries(station.book)

    def proposed(self, order: LabelOrder) -> LabelRange:
        """Return the range an order would get now; nothing is reserved.

        Raises:
            Refusal: `labels_count`, `label_code_shape`, `label_no_number`, `labels_exhausted`,
                `label_rule_unknown`, `labels_reserved_already`, `label_used_already`,
                `labels_after_restore`.
        """
        if not 1 <= order.count <= MOST_LABELS:
            raise Refusal("labels_count", most=MOST_LABELS)
        rule = order.rule or self._usual_rule(order.kind)
        first = normalise(order.first)
        series = LabelSeries.holding(rule, first) if first else LabelSeries.usual(rule)
        start = series.number(first) if first else self._next(order.kind, series)
        codes = [series.code(number) for number in range(start or 0, (start or 0) + order.count)]
        self._refuse_foreign_shape(order.kind, codes)
        self._refuse_taken(order.kind, series, codes)
        return LabelRange(order.kind, rule, codes[0], codes[-1], len(codes))

    def reserve(self, place: Place, order: LabelOrder) -> LabelRange:
        """Reserve the next numbers, or those from a given one on; then they may be printed.

        Raises:
            Refusal: as `proposed`; `supervisor_only`.
        """
        demand(place, Deed.RUN_ROUND)
        with self._station.book.gate:
            reserved = self.proposed(order)
            with self._station.gesture(place) as draft:
                draft.record(Kind.LABELS_RESERVED, reserved.to_body())
            return reserved

    def spoil(
        self, place: Place, kind: LabelKind, first: str, last: str = "", reason: str = ""
    ) -> LabelRange:
        """Mark labels as thrown away: torn, misprinted, lost. `last` empty: only one.

        Raises:
            Refusal: `label_not_reserved`; `label_used_already` when one is on a tube or box.
        """
        part = self.reserved_part(kind, first, last)
        series = part.series
        seen = self.queries.seen_between(kind, part.first, part.last)
        used = [code for code in seen if series.number(code) is not None]
        if used:
            raise Refusal("label_used_already", label=used[0])
        body = {**part.to_body(), "reason": clean_text(reason, _LONGEST_REASON)}
        with self._station.gesture(place) as draft:
            draft.record(Kind.LABELS_SPOILED, body)
        return part

    def reserved_part(self, kind: LabelKind, first: str, last: str = "") -> LabelRange:
        """Return the reserved codes from one to another; `last` empty: only the first.

        Raises:
            Refusal: `label_not_reserved` when no one range holds both.
        """
        low = normalise(first)
        high = normalise(last) or low
        for one in self.queries.ranges(kind):
            try:
                return one.part(low, high)
            except Refusal:
                continue
        raise Refusal("label_not_reserved", first=low, last=high)

    def account(self, kind: LabelKind) -> Account:
        """Return what became of every number that was reserved for a kind."""
        ranges = self.queries.ranges(kind)
        spoiled = self.queries.spoiled(kind)
        accounts = tuple(self._account(one, spoiled) for one in ranges)
        return Account(accounts, self._foreign(kind, ranges))

    def _account(self, one: LabelRange, spoiled: Sequence[tuple[str, str]]) -> RangeAccount:
        series = one.series
        first = series.number(one.first) or 0
        last = first + one.count - 1
        used = {
            number
            for code in self.queries.seen_between(one.kind, one.first, one.last)
            if (number := series.number(code)) is not None
        }
        thrown = {
            number
            for low, high in spoiled
            if (least := series.number(low)) is not None
            and (most := series.number(high)) is not None
            for number in range(max(least, first), min(most, last) + 1)
        }
        highest = max(used | thrown, default=first - 1)
        gone = [n for n in range(first, highest) if n not in used and n not in thrown]
        return RangeAccount(
            one,
            len(used),
            len(thrown - used),
            tuple((series.code(low), series.code(high)) for low, high in _runs(gone)),
            len(gone),
            last - highest,
            tuple(series.code(number) for number in sorted(thrown & used)),
        )

    def _foreign(self, kind: LabelKind, ranges: Sequence[LabelRange]) -> tuple[str, ...]:
        """Return the codes in use that no range holds; none where nothing was ever reserved."""
        if not ranges:
            return ()
        waiting = sorted(ranges, key=lambda one: (len(one.first), one.first), reverse=True)
        begun: list[LabelRange] = []
        foreign = []
        for code in self.queries.seen(kind):
            place = (len(code), code)
            while waiting and (len(waiting[-1].first), waiting[-1].first) <= place:
                begun.append(waiting.pop())
            begun = [one for one in begun if (len(one.last), one.last) >= place]
            if not any(one.series.number(code) is not None for one in begun):
                foreign.append(code)
        return tuple(foreign)

    def _usual_rule(self, kind: LabelKind) -> CodeRule:
        plan = self._station.plan
        return (plan.tube_rules if kind is LabelKind.TUBE else plan.box_rules)[0]

    def _next(self, kind: LabelKind, series: LabelSeries) -> int:
        """Return the number after the highest that was reserved or seen.

        A restored book may have forgotten what was printed after its back-up: there the first
        number must be said once.
        """
        ranges = self.queries.ranges_in(kind, series)
        own = [one for one in ranges if one.station_id == self._station.book.station_id]
        if self._station.book.forebears and not own:
            raise Refusal("labels_after_restore")
        low, high = series.span
        codes = [one.last for one in ranges] + self.queries.seen_between(kind, low, high)
        numbers = [number for code in codes if (number := series.number(code)) is not None]
        return max(numbers, default=0) + 1

    def _refuse_foreign_shape(self, kind: LabelKind, codes: Sequence[str]) -> None:
        """Refuse codes that the desk of this round would not know as what they are."""
        plan = self._station.plan
        for code in (codes[0], codes[-1]):
            known = plan.tube(code) if kind is LabelKind.TUBE else plan.box(code)
            if known is None:
                raise Refusal("label_rule_unknown", label=code)

    def _refuse_taken(self, kind: LabelKind, series: LabelSeries, codes: Sequence[str]) -> None:
        for one in self.queries.ranges_in(kind, series):
            if one.first <= codes[-1] and codes[0] <= one.last:
                raise Refusal("labels_reserved_already", first=one.first, last=one.last)
        wanted = set(codes)
        for code in self.queries.seen_between(kind, codes[0], codes[-1]):
            if code in wanted:
                raise Refusal("label_used_already", label=code)


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of neighbours in a sorted sequence."""
    if not numbers:
        return []
    ends = [low for low, high in pairwise(numbers) if high != low + 1] + [numbers[-1]]
    starts = [numbers[0]] + [high for low, high in pairwise(numbers) if high != low + 1]
    return list(zip(starts, ends, strict=True))
