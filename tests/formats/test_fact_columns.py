"""Days of samples are asked all at once; each must be as good as the calendar says."""

from __future__ import annotations

from datetime import date

import pytest

from samplepoint.formats.fact_columns import Misfit, check_samples
from tests.formats.packages import bound

YEARS = (0, 1, 1900, 1996, 1999, 2000, 2023, 9999)


def exists(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def fits(*births: str) -> bool:
    bodies = [bound(nth, "T0000000001", 1, birth_date=day)[1] for nth, day in enumerate(births)]
    try:
        check_samples(bodies)
    except Misfit:
        return False
    return True


@pytest.mark.parametrize("year", YEARS)
def test_a_birth_date_is_a_day_of_the_calendar(year: int) -> None:
    days = [f"{year:04}-{month:02}-{day:02}" for month in range(14) for day in range(33)]
    assert [day for day in days if fits(day)] == [day for day in days if exists(day)]


def test_one_bad_day_among_good_ones_is_found() -> None:
    good = ("1990-12-31", "2000-02-29", "", "1990-01-30")
    assert fits(*good)
    for bad in ("1990-02-29", "1990-1-01", "1990-01-011", "1990/01/01", "１990-01-01", "1990-01-3"):
        assert not fits(*good, bad)
    # Two halves of a day are no day, though together they read like one.
    assert not fits("1990-01-", "01")
