"""Time as the house needs it: UTC, the local offset, and a clock that may be set.

Owns the protocol and the practice clock; refuses to order anything by time (facts have numbers).
"""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY_TEXT = re.compile(_DAY)
_UTC_TEXT = re.compile(_DAY + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z")


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """Return the time, aware, in the local zone."""


class SystemClock:
    """The laptop's clock; it may jump."""

    def now(self) -> datetime:
        """Return the laptop's time with its local offset."""
        return datetime.now(UTC).astimezone()


class PracticeClock:
    """A clock that a replayed day sets; it stands still between two settings."""

    def __init__(self, start: datetime) -> None:
        """Start at an aware time."""
        self._now = start
        self._shift = timedelta()

    def set(self, moment: datetime) -> None:
        """Go to a moment of the day, plus every jump made before."""
        self._now = moment

    def jump(self, seconds: float) -> None:
        """Jump as a laptop's clock does when somebody sets it."""
        self._shift += timedelta(seconds=seconds)

    def now(self) -> datetime:
        """Return the set time plus the jumps."""
        return self._now + self._shift


def utc_text(moment: datetime) -> str:
    """Write a moment as facts carry it: UTC, milliseconds, `2026-01-12T00:00:04.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_utc_text(untrusted: str) -> bool:
    """Tell whether a text is a moment as `utc_text` writes it, with a day that exists."""
    return _UTC_TEXT.fullmatch(untrusted) is not None and is_day_text(untrusted[:10])


@lru_cache(maxsize=4096)
def is_day_text(untrusted: str) -> bool:
    """Tell whether a text is a day that exists, `2026-01-12`, in ASCII digits."""
    if not _DAY_TEXT.fullmatch(untrusted):
        return False
    try:
        date.fromisoformat(untrusted)
    except ValueError:
        return False
    return True


def offset_minutes(moment: datetime) -> int:
    """Return the local offset from UTC in whole minutes."""
    offset = moment.utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def local_time(at_utc: str, offset: int) -> datetime:
    """Read a fact's moment back in the local time in which it was written."""
    moment = datetime.fromisoformat(at_utc)
    return (moment + timedelta(minutes=offset)).replace(tzinfo=None)


def minutes_between(earlier_utc: str, later_utc: str) -> int:
    """Return how many whole minutes lie between two times (UTC texts); negative the other way."""
    earlier, later = (datetime.fromisoformat(text) for text in (earlier_utc, later_utc))
    return int((later - earlier).total_seconds() // 60)


def monotonic_ms() -> float:
    """Return milliseconds that never go back, for measuring pauses."""
    return time.monotonic() * 1000
