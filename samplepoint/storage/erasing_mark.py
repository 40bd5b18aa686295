"""The mark of a run of erasing that has begun: what it is about, until all of it is done.

Owns its place in the book; refuses to run anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from samplepoint.domain.erasing import Limit

_KEY = "erasing"


@dataclass(frozen=True, slots=True)
class Begun:
    """What a run erases: rounds with their limits, the roster too or not, and who asked for it."""

    limits: Mapping[str, Limit]
    roster: bool
    older_than: int | None
    """Days that were asked for in place of the rounds' own."""
    by: str


def put(db: Database, plan: Begun) -> None:
    """Keep what has begun; the caller has a transaction open."""
    limits = {
        name: [one.before_utc, one.now_utc, one.days] for name, one in sorted(plan.limits.items())
    }
    content = {
        "limits": limits,
        "roster": plan.roster,
        "older_than": plan.older_than,
        "by": plan.by,
    }
    db.conn.execute("REPLACE INTO meta VALUES (?, ?)", (_KEY, json.dumps(content)))


def begun(db: Database) -> Begun | None:
    """Return what has begun and is not done yet, None where nothing has."""
    row = db.conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    if row is None:
        return None
    content = json.loads(row[0])
    limits = {name: Limit(*one) for name, one in content["limits"].items()}
    return Begun(limits, content["roster"], content["older_than"], content["by"])


def end(db: Database) -> None:
    """Take the mark away; the caller has a transaction open."""
    db.conn.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
