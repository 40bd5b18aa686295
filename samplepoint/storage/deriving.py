"""Deriving in hand: the tubes, boxes and counts that facts change, kept until they are written.

Owns the four kinds of facts that come by the million and the writing of what they changed;
refuses to know which facts come and in which order (see `derivation`). All other kinds work on
the tables themselves, so what is in hand is written before one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlite_utils import Database

from samplepoint.domain.facts import FactLine, Kind, fact_of
from samplepoint.storage.steps import STEPS
from samplepoint.storage.tube_steps import ADD_TALLY, TEN_MINUTES

_TUBE_WIDTH, _BOX_WIDTH = 14, 15
_STATUS, _PEOPLE, _CLOSED, _REASON, _BOX, _PACKED, _BAG = 3, 6, 9, 10, 11, 12, 13
_BOX_DESK, _BOX_TUBES, _BOX_CHANGED = 4, 5, 9
_READ_TUBE = "SELECT * FROM tube WHERE code = ? AND station_id = ?"
_READ_BOX = "SELECT * FROM box WHERE code = ? AND round_id = ? AND station_id = ?"

Key = tuple[str, ...]
Row = list[Any]


class _Rows:
    """Rows of one table in hand, by their key; new ones are told from those that were read."""

    def __init__(self, db: Database, table: str, width: int, read: str) -> None:
        self._db = db
        self._read = read
        places = ", ".join("?" * width)
        self._write_new = f"INSERT INTO {table} VALUES ({places})"
        self._write_old = f"REPLACE INTO {table} VALUES ({places})"
        self._rows: dict[Key, Row | None] = {}
        self._new: list[Row] = []

    def add(self, key: Key, row: Row) -> None:
        """Take a row that must not be there yet; the table itself says so if it is."""
        self._rows[key] = row
        self._new.append(row)

    def get(self, key: Key) -> Row | None:
        """Return a row to be changed in place, None when there is none."""
        try:
            return self._rows[key]
        except KeyError:
            found = self._db.conn.execute(self._read, key).fetchone()
            row = self._rows[key] = list(found) if found else None
            return row

    def flush(self) -> None:
        """Write all of them and let go."""
        new = set(map(id, self._new))
        old = [row for row in self._rows.values() if row is not None and id(row) not in new]
        if self._new:
            self._db.conn.executemany(self._write_new, self._new)
        if old:
            self._db.conn.executemany(self._write_old, old)
        self._rows.clear()
        self._new.clear()


class Deriving:
    """Takes facts, keeps what they change, writes it when told. The caller has a transaction."""

    def __init__(self, db: Database) -> None:
        """Begin with nothing in hand."""
        self._db = db
        self._tubes = _Rows(db, "tube", _TUBE_WIDTH, _READ_TUBE)
        self._boxes = _Rows(db, "box", _BOX_WIDTH, _READ_BOX)
        self._tally: dict[tuple[str, str, str, str], int] = {}
        self._often: dict[str, Callable[[FactLine], None]] = {
            str(Kind.TUBE_OPENED): self._tube_opened,
            str(Kind.PERSON_BOUND): self._person_bound,
            str(Kind.TUBE_CLOSED): self._tube_closed,
            str(Kind.TUBE_PACKED): self._tube_packed,
        }

    def take(self, line: FactLine) -> None:
        """Bring the state up to date with one fact."""
        often = self._often.get(line[2])
        if often:
            often(line)
        elif step := STEPS.get(line[2]):
            self.flush()
            step(self._db, fact_of(line))

    def flush(self) -> None:
        """Write what is in hand."""
        self._tubes.flush()
        self._boxes.flush()
        if self._tally:
            rows = [(*key, people) for key, people in self._tally.items()]
            self._tally.clear()
            self._db.conn.executemany(ADD_TALLY, rows)

    def _tube_opened(self, line: FactLine) -> None:
        station, seq, _kind, at_utc, _offset, round_id, desk = line[:7]
        body = line[11]
        code = body["tube"]
        # A tube of a paper form was opened long before it was entered.
        opened = body.get("opened_at_utc", at_utc)
        row = [code, station, round_id, "open", desk, body["capacity"], 0, seq, opened]
        self._tubes.add((code, station), [*row, "", "", "", 0, ""])

    def _person_bound(self, line: FactLine) -> None:
        body = line[11]
        owner = body["tube_station"] or line[0]
        tube = self._tubes.get((body["tube"], owner))
        if tube:
            tube[_PEOPLE] += 1
        counted = (line[5], line[3][:TEN_MINUTES], owner, line[6])
        self._tally[counted] = self._tally.get(counted, 0) + 1

    def _tube_closed(self, line: FactLine) -> None:
        body = line[11]
        tube = self._tubes.get((body["tube"], body.get("tube_station") or line[0]))
        if tube:
            tube[_STATUS] = "closed"
            tube[_CLOSED] = body.get("closed_at_utc", line[3])
            tube[_REASON] = body["reason"]

    def _tube_packed(self, line: FactLine) -> None:
        """Put a tube in; the box is now in the hands of the desk that did it."""
        body = line[11]
        tube = self._tubes.get((body["tube"], body.get("tube_station") or line[0]))
        if tube:
            tube[_BOX], tube[_PACKED], tube[_BAG] = body["box"], line[1], body.get("bag", "")
        box = self._boxes.get((body["box"], line[5], body.get("box_station") or line[0]))
        if box:
            box[_BOX_TUBES] += 1
            box[_BOX_CHANGED] = line[1]
            box[_BOX_DESK] = line[6]
