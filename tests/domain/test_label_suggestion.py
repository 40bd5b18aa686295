"""A printed label one slip away is offered with its reason, and only where it is the only one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.codes import Check, CodeRule
from samplepoint.domain.label_series import LabelKind, LabelRange, LabelSeries
from samplepoint.domain.label_suggestion import PrintedLabels, Slip, suggest

PLAIN = CodeRule("T#{10}")
LUHN = CodeRule("#{12}", Check.LUHN)


def printed(*starts: tuple[int, int], rule: CodeRule = PLAIN) -> PrintedLabels:
    """Make up ranges of one rule from (first number, how many)."""
    series = LabelSeries.usual(rule)
    ranges = [
        LabelRange(LabelKind.TUBE, rule, series.code(n), series.code(n + count - 1), count)
        for n, count in starts
    ]
    return PrintedLabels(LabelKind.TUBE, ranges)


def always(_label: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("seen", "slip", "place"),
    [
        ("T0123456780", Slip.CHANGED, 11),
        ("X0123456789", Slip.CHANGED, 1),
        ("T012345789", Slip.LOST, 8),
        ("0123456789", Slip.LOST, 1),
        ("T012345678", Slip.LOST, 11),
        ("T01234X56789", Slip.EXTRA, 7),
        ("T0123465789", Slip.SWAPPED, 7),
        ("0T123456789", Slip.SWAPPED, 1),
    ],
)
def test_the_only_label_one_slip_away_is_offered(seen: str, slip: Slip, place: int) -> None:
    found = suggest(seen, printed((123456789, 1)), always)
    assert found is not None
    assert (found.label, found.slip, found.place) == ("T0123456789", slip, place)


def test_its_reason_is_a_hint_with_all_that_a_person_compares() -> None:
    found = suggest("T0123456780", printed((123456789, 1)), always)
    assert found is not None
    assert found.notice.code == "label_slip_changed"
    assert found.notice.values == {"label": "T0123456789", "seen": "T0123456780", "place": 11}


@pytest.mark.parametrize("seen", ["T0123456700", "T01234567", "", "T", "吉" * 11, "9" * 41])
def test_what_is_further_away_is_not(seen: str) -> None:
    assert suggest(seen, printed((123456789, 1)), always) is None


def test_a_code_that_was_printed_stands_for_itself() -> None:
    assert suggest("T0000000124", printed((123, 2)), always) is None


def test_two_that_are_as_near_are_none() -> None:
    both = printed((1000, 1), (1200, 1))
    assert suggest("T0000001100", both, always) is None
    found = suggest("T0000001100", both, lambda label: label == "T0000001200")
    assert found is not None
    assert found.label == "T0000001200"


def test_a_used_label_is_not_offered() -> None:
    assert suggest("T0123456780", printed((123456789, 1)), lambda _label: False) is None


def test_the_check_digit_belongs_to_the_label() -> None:
    series = LabelSeries.usual(LUHN)
    label = series.code(12345)
    seen = label[:-1] + str((int(label[-1]) + 1) % 10)
    found = suggest(seen, printed((12345, 1), rule=LUHN), always)
    assert found is not None
    assert (found.label, found.place) == (label, 12)


def test_a_strip_is_between_its_ends() -> None:
    labels = printed((100, 50))
    assert labels.is_between("T0000000105", "T0000000105", "T0000000110")
    assert not labels.is_between("T0000000111", "T0000000105", "T0000000110")
    assert not labels.is_between("T000000010", "T0000000105", "T0000000110")


@given(
    spans=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40)), min_size=1, max_size=6),
    number=st.integers(0, 400),
)
def test_what_is_printed_is_what_the_ranges_say(spans: list[tuple[int, int]], number: int) -> None:
    apart = [(start + 1000 * place, count) for place, (start, count) in enumerate(spans)]
    known = {n for start, count in apart for n in range(start, start + count)}
    labels = printed(*apart)
    series = LabelSeries.usual(PLAIN)
    for place in range(len(spans)):
        asked = number + 1000 * place
        assert (series.code(asked) in labels) is (asked in known)


@given(
    numbers=st.sets(st.integers(0, 99), min_size=1, max_size=12),
    used=st.sets(st.integers(0, 99)),
    seen=st.text("0123456789T", min_size=9, max_size=12),
)
def test_no_suggestion_is_ever_used_unprinted_or_one_of_several(
    numbers: set[int], used: set[int], seen: str
) -> None:
    labels = printed(*((n, 1) for n in numbers))
    series = LabelSeries.usual(PLAIN)
    free = {series.code(n) for n in numbers - used}
    found = suggest(seen, labels, lambda label: label in free)
    near = {label for label in free if _distance_is_one(seen, label)}
    if seen in labels or len(near) != 1:
        assert found is None
    else:
        assert found is not None
        assert {found.label} == near


def _distance_is_one(one: str, other: str) -> bool:
    """Compare two codes the slow way: take the common ends off and look at what is left."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    if len(left) == len(right) == 2:
        return left == right[::-1]
    return max(len(left), len(right)) == 1
