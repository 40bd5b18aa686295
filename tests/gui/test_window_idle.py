"""Each quiet time is told once, and any key takes it back."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from samplepoint.gui.idle_watch import CHECKPOINT_MS, SUPERVISOR_MS, IdleWatch

MINUTE_MS = 60_000.0


class Quiet:
    """An idle watch on a clock that a test sets, and everything it said."""

    def __init__(self, lock_minutes: int) -> None:
        """Listen to it."""
        self.now_ms = 1000.0
        self.said: list[str] = []
        self.watch = IdleWatch(lock_minutes, clock_ms=lambda: self.now_ms)
        self.watch.checkpoint_due.connect(lambda: self.said.append("checkpoint"))
        self.watch.supervisor_due.connect(lambda: self.said.append("supervisor"))
        self.watch.lock_due.connect(lambda: self.said.append("lock"))
        self.watch.lock_near.connect(lambda seconds: self.said.append(f"near {seconds}"))

    def after(self, quiet_ms: float) -> list[str]:
        """Let time pass and return what was said then."""
        self.said.clear()
        self.now_ms += quiet_ms
        self.watch.tick()
        self.watch.tick()
        return list(self.said)


@pytest.fixture
def quiet(qtbot: QtBot) -> Quiet:
    return Quiet(lock_minutes=30)


def test_the_log_is_moved_once_after_two_quiet_seconds(quiet: Quiet) -> None:
    assert quiet.after(CHECKPOINT_MS - 1) == []
    assert quiet.after(1) == ["checkpoint"]
    assert quiet.after(CHECKPOINT_MS) == []
    quiet.watch.stir()
    assert quiet.after(CHECKPOINT_MS) == ["checkpoint"]


def test_the_supervisor_leaves_after_three_quiet_minutes(quiet: Quiet) -> None:
    assert "supervisor" in quiet.after(SUPERVISOR_MS)


def test_the_last_minute_before_the_lock_is_counted_down(quiet: Quiet) -> None:
    quiet.after(SUPERVISOR_MS)
    assert quiet.after(26 * MINUTE_MS) == ["near 60", "near 60"]
    assert quiet.after(MINUTE_MS / 2) == ["near 30", "near 30"]
    assert quiet.after(MINUTE_MS / 2) == ["near 0", "lock"]
    assert quiet.after(MINUTE_MS) == []


def test_a_key_in_the_last_minute_calls_the_lock_off(quiet: Quiet) -> None:
    quiet.after(29.5 * MINUTE_MS)
    quiet.said.clear()
    quiet.watch.stir()
    assert quiet.said == ["near 0"]
    assert quiet.after(MINUTE_MS) == ["checkpoint"]


def test_no_minutes_means_no_lock(qtbot: QtBot) -> None:
    assert "lock" not in Quiet(lock_minutes=0).after(1000 * MINUTE_MS)
