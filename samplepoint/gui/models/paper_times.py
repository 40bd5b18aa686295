"""Days and times as they stand on a paper form, read into moments.

Owns the way of a night over midnight and of a blank time; refuses to know rows, people and whether
a moment is yet to come.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from samplepoint.domain.classifying import shown
from samplepoint.domain.codes import normalise
from samplepoint.errors import Refusal

_TIME = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})")
_DAY = re.compile(r"(?:([0-9]{4})[-/.]?)?([0-9]{2})[-/.]?([0-9]{2})")
_A_DAY = timedelta(days=1)


def read_time(untrusted: str) -> time:
    """Read `0930`, `930` or `9:30`.

    Raises:
        Refusal: `back_time_unreadable`.
    """
    text = normalise(untrusted)
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Refusal("back_time_unreadable", text=shown(text))
    return time(int(found[1]), int(found[2]))


def read_day(untrusted: str, today: date) -> date:
    """Read `0111`, `01-11` (the last such day) or `2026-01-11`.

    Raises:
        Refusal: `back_day_unreadable`, `back_day_ahead`.
    """
    text = normalise(untrusted)
    found = _DAY.fullmatch(text)
    if found is None:
        raise Refusal("back_day_unreadable", text=shown(text))
    year, month, day = found.groups()
    for guess in (int(year),) if year else (today.year, today.year - 1):
        try:
            read = date(guess, int(month), int(day))
        except ValueError:
            continue  # 29 February stands in one of two years only
        if read <= today:
            return read
        if year:
            raise Refusal("back_day_ahead", day=read.isoformat())
    raise Refusal("back_day_unreadable", text=shown(text))


def moments(day: date, texts: Sequence[str]) -> list[datetime | None]:
    """Return the local moment of each row; None for one that cannot be read or has no time.

    A blank time is the one of the row above, not a minute later: nobody wrote that minute. The
    first time lies on `day`, each other on the day that brings it nearest to the row above: a tube
    is filled within hours, so 00:10 under 23:50 is the next day, and 23:50 under 23:55 is not.
    """
    found: list[datetime | None] = []
    above: datetime | None = None
    for text in texts:
        if not text.strip():
            found.append(above)
            continue
        try:
            at = datetime.combine(day, read_time(text))
        except Refusal:
            found.append(None)
            continue
        above = _nearest(at, above)
        found.append(above)
    return found


def _nearest(at: datetime, above: datetime | None) -> datetime:
    if above is None:
        return at
    here = datetime.combine(above.date(), at.time())
    return min((here, here + _A_DAY, here - _A_DAY), key=lambda one: abs(one - above))
