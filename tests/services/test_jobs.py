"""Long work tells how fast it goes and how long it will still take, once that can be said."""

from __future__ import annotations

import pytest

from samplepoint.services import jobs
from samplepoint.services.jobs import Progress, Reporter


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Progress]:
    """Give what is shown of a copy of 1,000 units at 100 a second."""
    clock = {"ms": 0.0}
    monkeypatch.setattr(jobs, "monotonic_ms", lambda: clock["ms"])
    seen: list[Progress] = []
    reporter = Reporter(seen.append)
    for tenth in range(51):
        clock["ms"] = tenth * 100.0
        reporter.report("copying", tenth * 10, 1000)
    reporter.report("copying", 1000, 1000)
    clock["ms"] += 500.0
    reporter.report("checking", 0, 8)
    return seen


def test_a_rate_is_told_after_a_moment(shown: list[Progress]) -> None:
    assert [one.rate for one in shown[:10]] == [None] * 10
    assert shown[10].rate == pytest.approx(100)


def test_the_time_left_follows_from_it(shown: list[Progress]) -> None:
    assert shown[5].left_s is None
    assert (shown[10].left_s, shown[50].left_s) == (9, 5)
    assert shown[51].left_s == 0


def test_other_work_is_measured_anew(shown: list[Progress]) -> None:
    assert (shown[-1].code, shown[-1].rate) == ("checking", None)


def test_what_has_no_end_has_no_time_left() -> None:
    assert Progress("reading", 10, 0, rate=5.0).left_s is None
