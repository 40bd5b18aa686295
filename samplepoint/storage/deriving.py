"""Deriving in hand: the tubes, boxes and counts that facts change, kept until they are written.

Owns the six kinds of facts that come by the million and the writing of what they changed;
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

_TUBE = tuple(
    "code station_id round_id status desk capacity people opened_seq opened_utc closed_utc "
    "close_reason box packed_seq bag".split()
)
_BOX = tuple(
    "code round_id station_id status desk tubes opened_seq opened_utc sealed_utc changed_seq "
    "counted_seq counted_by seals seal handover".split()
)
_STATUS, _PEOPLE, _CLOSED, _REASON, _IN_BOX, _PACKED, _BAG = map(
    _TUBE.index, "status people closed_utc close_reason box packed_seq bag".split()
)
_BOX_STATUS, _BOX_DESK, _BOX_TUBES, _SEALED, _BOX_CHANGED, _SEALS, _SEAL = map(
    _BOX.index, "status desk tubes sealed_utc changed_seq seals seal".split()
)
_SEALING = f"INSERT INTO sealing VALUES ({', '.join('?' * 16)})"

Key = tuple[str, ...]
Row = list[Any]


class _Rows:
    """Rows of one table in hand, by their key; only the columns that changed are written.

    An index whose columns stay as they are is then not touched.
    """

    def __init__(self, db: Database, table: str, columns: tuple[str, ...], key_width: int) -> None:
        self._db = db
        self._table = table
        self._columns = columns
        self._where = " AND ".join(f"{name} = ?" for name in columns[:key_width])
        self._read = f"SELECT {', '.join(columns)} FROM {table} WHERE {self._where}"
        self._insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"
        self._rows: dict[Key, Row | None] = {}
        self._before: dict[Key, Row] = {}
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
            if row:
                self._before[key] = list(row)
            return row

    def flush(self) -> None:
        """Write all of them and let go."""
        if self._new:
            self._db.conn.executemany(self._insert, self._new)
        changes: dict[Key, list[Row]] = {}
        for key, before in self._before.items():
            row = self._rows[key] or []
            at = [place for place, value in enumerate(row) if value != before[place]]
            if at:
                names = tuple(self._columns[place] for place in at)
                changes.setdefault(names, []).append([*(row[place] for place in at), *key])
        for names, rows in changes.items():
            values = ", ".join(f"{name} = ?" for name in names)
            sql = f"UPDATE {self._table} SET {values} WHERE {self._where}"
            self._db.conn.executemany(sql, rows)
        self._rows.clear()
        self._before.clear()
        self._new.clear()


class Deriving:
    """Takes facts, keeps what they change, writes it when told. The caller has a transaction."""

    def __init__(self, db: Database) -> None:
        """Begin with nothing in hand."""
        self._db = db
        self._tubes = _Rows(db, "tube", _TUBE, key_width=2)
        self._boxes = _Rows(db, "box", _BOX, key_width=3)
        self._tally: dict[tuple[str, str, str, str], int] = {}
        self._often: dict[str, Callable[[FactLine], None]] = {
            str(Kind.TUBE_OPENED): self._tube_opened,
            str(Kind.PERSON_BOUND): self._person_bound,
            str(Kind.TUBE_CLOSED): self._tube_closed,
            str(Kind.TUBE_PACKED): self._tube_packed,
            str(Kind.BOX_OPENED): self._box_opened,
            str(Kind.BOX_SEALED): self._box_sealed,
        }
        self._sealings: list[Row] = []

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
        if self._sealings:
            self._db.conn.executemany(_SEALING, self._sealings)
            self._sealings.clear()
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
            tube[_IN_BOX], tube[_PACKED], tube[_BAG] = body["box"], line[1], body.get("bag", "")
        box = self._boxes.get((body["box"], line[5], body.get("box_station") or line[0]))
        if box:
            box[_BOX_TUBES] += 1
            box[_BOX_CHANGED] = line[1]
            box[_BOX_DESK] = line[6]

    def _box_opened(self, line: FactLine) -> None:
        """Begin a box: empty, in the hands of this desk."""
        code, station, round_id, seq = line[11]["box"], line[0], line[5], line[1]
        row = [code, round_id, station, "open", line[6], 0, seq, line[3], "", seq]
        self._boxes.add((code, round_id, station), [*row, 0, "", 0, "", ""])

    def _box_sealed(self, line: FactLine) -> None:
        """Seal a box once more, and keep what this sealing vouches for."""
        body, at_utc = line[11], line[3]
        key = (body["box"], line[5], body.get("box_station") or line[0])
        box = self._boxes.get(key)
        if not box:
            return
        box[_BOX_STATUS], box[_SEALED] = "sealed", at_utc
        box[_SEALS] += 1
        counted = -1 if body.get("counted") is None else body["counted"]
        self._sealings.append(
            [
                *(*key, box[_SEALS], at_utc, line[4], box[_BOX_TUBES]),
                *(body.get("people", 0), body.get("oldest_utc", ""), body.get("hash", "")),
                *(box[_SEAL], counted, body.get("counted_by", ""), body.get("proved_by", "")),
                *("", ""),
            ]
        )
