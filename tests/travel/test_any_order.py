"""Whatever happens in whatever order: files lead to one state, and every book is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.travel.random_days import RandomDay

# Four of these once ended in two ways, or with a file that was called damaged.
SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_has_one_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    day = RandomDay(tmp_path / "town", seed, monkeypatch)
    day.goes_on(200)
    assert len(day.ends()) == 1
    assert day.books_as_derived_anew()
    day.town.close()
