"""What the desk and the packing place ask while people wait: a few rows by key.

Owns the statements; refuses to know what follows from the answers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samplepoint.domain.codes import BagCode, BoxCode, TubeCode
from samplepoint.domain.documents import Document, DocumentType
from samplepoint.domain.facts import FactId
from samplepoint.domain.people import Identity, Person, Relation, fold_name
from samplepoint.domain.rounds import ClosedRound, RoundPlan
from samplepoint.domain.samples import FIELDS, Sample, person_from_body
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated
from samplepoint.storage.lineage import TUBE_IS_HERE

_SAMPLE = (
    "SELECT station_id, seq, at_utc, offset_minutes, desk, round_id, staff_id, "
    f"{', '.join(FIELDS)} "
)
_HEAD = 7
_ACTIVE = (
    "NOT EXISTS (SELECT 1 FROM ended AS e WHERE e.station_id = s.station_id AND e.seq = s.seq) "
    f"AND {TUBE_IS_HERE}"
)
_RECENT = 5000
_REGISTERED = (
    f"{_SAMPLE} FROM sample AS s WHERE station_id = ? AND seq BETWEEN ? AND ? AND desk = ? "
    "AND replaces = '' AND source <> 'paper' AND NOT EXISTS ("
    "SELECT 1 FROM ended AS e WHERE e.how IN ('undone', 'void') AND e.station_id = s.station_id "
    "AND e.seq = s.seq) ORDER BY seq DESC LIMIT 1"
)
_TUBE = (
    "SELECT code, status, desk, capacity, people, opened_utc, closed_utc, close_reason, box, "
    "station_id, opened_seq, bag, round_id FROM tube "
)
_BOX = (
    "SELECT code, status, desk, tubes, opened_utc, sealed_utc, station_id, changed_seq, "
    "counted_seq, counted_by, seals, seal, handover FROM box "
)


@dataclass(frozen=True, slots=True)
class TubeRow:
    """A tube as it stands."""

    code: TubeCode
    status: str
    desk: str
    capacity: int
    people: int
    opened_utc: str
    closed_utc: str
    close_reason: str
    box: str
    station_id: str
    opened_seq: int
    bag: str
    round_id: str


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A transport box as it stands: `open`, `sealed`, `handed` over, or `void` (swapped)."""

    code: BoxCode
    status: str
    desk: str
    tubes: int
    opened_utc: str
    sealed_utc: str
    station_id: str
    changed_seq: int
    """Number of the fact that changed its content last."""
    counted_seq: int
    counted_by: str
    seals: int
    """How often it was sealed, counting the sealings that are void."""
    seal: str
    """The number of its plastic seal, if one was noted."""
    handover: str

    @property
    def is_sealed(self) -> bool:
        """Tell whether its list is final: sealed, here or handed over."""
        return self.status in ("sealed", "handed")

    @property
    def is_counted(self) -> bool:
        """Tell whether a count by hand agreed since anything in it changed."""
        return self.counted_seq > self.changed_seq


@dataclass(frozen=True, slots=True)
class Awaited:
    """A person registered before the tube is known (people-first order)."""

    seq: int
    person: Person
    source: str


class DeskQueries:
    """Reads of one book; each method is one statement by key."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._book.gate, translated():
            return self._book.db.conn.execute(sql, values).fetchall()

    def _one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        with self._book.gate, translated():
            row: tuple[Any, ...] | None = self._book.db.conn.execute(sql, values).fetchone()
            return row

    def plan(self) -> RoundPlan | None:
        """Return the plan of the round opened last, None in a book without one."""
        row = self._one(
            "SELECT body FROM plan WHERE origin = ? ORDER BY opened_seq DESC LIMIT 1",
            (self._book.origin,),
        )
        return RoundPlan.from_body(json.loads(row[0])) if row else None

    def closed_round(self, round_id: str) -> ClosedRound | None:
        """Return how a round was closed first, by any book that is here; None while it is open."""
        row = self._one(
            "SELECT closed_utc, staff_id, reason FROM closed_round WHERE round_id = ? "
            "ORDER BY closed_utc LIMIT 1",
            (round_id,),
        )
        return ClosedRound(*row) if row else None

    def staff(self) -> list[StaffMember]:
        """Return all staff who still work here, by name."""
        rows = self._all(
            "SELECT id, name, role FROM staff WHERE origin = ? AND active = 1 ORDER BY name, id",
            (self._book.origin,),
        )
        return [StaffMember(id_, name, Role(role)) for id_, name, role in rows]

    def tube(self, code: TubeCode) -> TubeRow | None:
        """Return the tube with this code, whichever desk or round used it."""
        row = self._one(_TUBE + "WHERE code = ? LIMIT 1", (code,))
        return TubeRow(*row) if row else None

    def open_tube(self, desk: str) -> TubeRow | None:
        """Return the desk's open tube; there is at most one."""
        row = self._one(_TUBE + "WHERE desk = ? AND status = 'open' LIMIT 1", (desk,))
        return TubeRow(*row) if row else None

    def open_tubes(self) -> list[TubeRow]:
        """Return the open tubes of all desks, oldest first."""
        rows = self._all(_TUBE + "WHERE status = 'open' ORDER BY opened_seq")
        return [TubeRow(*row) for row in rows]

    def samples_in(self, tube: TubeCode) -> list[Sample]:
        """Return who is in a tube now, in swab order."""
        rows = self._all(
            f"{_SAMPLE} FROM sample AS s WHERE tube = ? AND {_ACTIVE} ORDER BY ordinal, seq",
            (tube,),
        )
        return [_sample(row) for row in rows]

    def next_ordinal(self, tube: TubeCode) -> int:
        """Return the number of the next swab in a tube: after the last, also where one left."""
        row = self._one(
            f"SELECT max(ordinal) FROM sample AS s WHERE tube = ? AND {_ACTIVE}", (tube,)
        )
        return int(row[0] or 0) + 1 if row else 1

    def find(self, identity: Identity, round_id: str) -> Sample | None:
        """Return where this person already is in this round, None when nowhere."""
        key = self._book.key_for(identity.type, identity.number)
        rows = self._all(
            f"{_SAMPLE} FROM sample AS s WHERE person_key = ? AND round_id = ? AND {_ACTIVE}",
            (key, round_id),
        )
        found = (_sample(row) for row in rows)
        return next((sample for sample in found if sample.person.identity == identity), None)

    def find_document(self, kind: DocumentType, number: str, round_id: str) -> list[Sample]:
        """Return everybody registered now with a document; `number` is the part that counts."""
        rows = self._all(
            f"{_SAMPLE} FROM sample AS s WHERE person_key = ? AND round_id = ? "
            f"AND {_ACTIVE} ORDER BY seq",
            (self._book.key_for(kind, number), round_id),
        )
        return [_sample(row) for row in rows]

    def find_named(self, name: str, tube: TubeCode) -> Sample | None:
        """Return the one person of that name in a tube, None when none or several."""
        wanted = fold_name(name)
        same = [s for s in self.samples_in(tube) if fold_name(s.person.name) == wanted]
        return same[0] if len(same) == 1 else None

    def last_at(self, desk: str) -> Sample | None:
        """Return who was registered last at a desk and still counts, among the newest facts.

        Whoever came from a paper form is no step of the desk that could be taken back there.

        A correction or a move does not make anybody the last; whoever was corrected or moved is
        returned as they stand now.
        """
        for station in (self._book.station_id, *self._book.forebears):
            newest = self._book.head[0]
            while row := self._one(_REGISTERED, (station, newest - _RECENT, newest, desk)):
                sample = _sample(row)
                if now := self._as_it_stands(sample):
                    return now
                newest = sample.id.seq - 1
        return None

    def _as_it_stands(self, sample: Sample) -> Sample | None:
        """Follow a sample through corrections and moves; None when it ended otherwise."""
        if self.still_counts(sample.id):
            return sample
        document = sample.person.document
        row = self._one(
            f"{_SAMPLE} FROM sample AS s WHERE replaces = ? AND (tube = ? OR person_key = ?)",
            (
                f"{sample.id.station_id}/{sample.id.seq}",
                sample.tube,
                self._book.key_for(document.type, document.identity),
            ),
        )
        return self._as_it_stands(_sample(row)) if row else None

    def still_counts(self, sample: FactId) -> bool:
        """Tell whether a sample that was read before was not ended since."""
        key = (sample.station_id, sample.seq)
        return self._one("SELECT 1 FROM ended WHERE station_id = ? AND seq = ?", key) is None

    def awaited(self, desk: str) -> list[Awaited]:
        """Return the people who wait for a tube at a desk, in order."""
        rows = self._all("SELECT seq, body FROM awaited WHERE desk = ? ORDER BY seq", (desk,))
        bodies = [(seq, json.loads(body)) for seq, body in rows]
        return [Awaited(seq, person_from_body(body), body["source"]) for seq, body in bodies]

    def waiting_seats(self) -> list[str]:
        """Return the seats at which people wait for a tube."""
        return [seat for (seat,) in self._all("SELECT DISTINCT desk FROM awaited ORDER BY desk")]

    def box(self, code: BoxCode, round_id: str) -> BoxRow | None:
        """Return the box with this code in this round."""
        row = self._one(_BOX + "WHERE code = ? AND round_id = ? LIMIT 1", (code, round_id))
        return BoxRow(*row) if row else None

    def open_boxes(self, round_id: str) -> list[BoxRow]:
        """Return the boxes not sealed yet, oldest first."""
        rows = self._all(
            _BOX + "WHERE round_id = ? AND status = 'open' ORDER BY opened_seq", (round_id,)
        )
        return [BoxRow(*row) for row in rows]

    def sealed_boxes(self, round_id: str) -> list[BoxRow]:
        """Return the sealed boxes of a round, by code: those still here and those handed over."""
        rows = self._all(
            _BOX + "WHERE round_id = ? AND status IN ('sealed', 'handed') ORDER BY code",
            (round_id,),
        )
        return [BoxRow(*row) for row in rows]

    def boxes_ready(self, round_id: str) -> list[BoxRow]:
        """Return the sealed boxes that wait for a courier, those sealed first before."""
        rows = self._all(
            _BOX + "WHERE round_id = ? AND status = 'sealed' ORDER BY sealed_utc, code",
            (round_id,),
        )
        return [BoxRow(*row) for row in rows]

    def staff_name(self, staff_id: str) -> str:
        """Return the name of a member of staff, also of one who has left; else the id."""
        row = self._one("SELECT name FROM staff WHERE id = ? LIMIT 1", (staff_id,))
        return str(row[0]) if row else staff_id

    def tubes_in(self, box: BoxCode) -> list[TubeRow]:
        """Return the tubes of a box of the newest round, in the order of packing.

        A box code is used once a round, not once ever.
        """
        rows = self._all(
            _TUBE + "WHERE box = ? AND box <> '' AND round_id = "
            "(SELECT round_id FROM plan WHERE origin = ? ORDER BY opened_seq DESC LIMIT 1) "
            "ORDER BY packed_seq",
            (box, self._book.origin),
        )
        return [TubeRow(*row) for row in rows]

    def in_bag(self, code: BagCode) -> list[TubeRow]:
        """Return the tubes that were packed in a bag and are still in a box."""
        rows = self._all(_TUBE + "WHERE bag = ? AND bag <> '' ORDER BY packed_seq", (code,))
        return [TubeRow(*row) for row in rows]

    def loose_tubes(self) -> list[TubeRow]:
        """Return closed tubes that are in no box yet, oldest first."""
        rows = self._all(_TUBE + "WHERE status = 'closed' AND box = '' ORDER BY closed_utc")
        return [TubeRow(*row) for row in rows]

    def count_loose(self) -> int:
        """Return how many closed tubes are in no box yet."""
        row = self._one("SELECT count(*) FROM tube WHERE status = 'closed' AND box = ''")
        return int(row[0]) if row else 0

    def people_since(self, round_id: str, slice_utc: str) -> int:
        """Count people bound from ten minutes on (`2026-01-12T08:4`, UTC), without the ended."""
        row = self._one(
            "SELECT coalesce(sum(people), 0) FROM tally WHERE round_id = ? AND slice_utc >= ?",
            (round_id, slice_utc),
        )
        return int(row[0]) if row else 0

    def oldest_waiting_utc(self) -> str:
        """Return when the oldest tube that was not handed over yet was opened, or ""."""
        row = self._one(
            "SELECT min(opened_utc) FROM ("
            "SELECT opened_utc FROM tube WHERE status = 'open' "
            "UNION ALL SELECT opened_utc FROM tube WHERE status = 'closed' AND box = '' "
            "UNION ALL SELECT t.opened_utc FROM box AS b CROSS JOIN tube AS t "
            "ON t.box = b.code AND t.box <> '' WHERE b.status = 'open' "
            # A sealing knows its oldest tube: a hundred thousand tubes need not be asked.
            "UNION ALL SELECT s.oldest_utc FROM box AS b CROSS JOIN sealing AS s "
            "ON s.box = b.code AND s.round_id = b.round_id AND s.station_id = b.station_id "
            "AND s.nth = b.seals WHERE b.status = 'sealed' AND s.oldest_utc <> '')"
        )
        return (row[0] or "") if row else ""

    def on_roster(self, document: Document) -> Person | None:
        """Return what the roster knows of a document's holder, None when not just one entry."""
        rows = self._all(
            "SELECT name, phone, address, community, category FROM roster_entry "
            "WHERE person_key = ? AND relation = 'self' LIMIT 2",
            (self._book.key_for(document.type, document.identity),),
        )
        if len(rows) != 1:
            return None
        name, phone, address, community, category = rows[0]
        return Person(document, name, Relation.SELF, phone, address, community, category)


def _sample(row: Sequence[Any]) -> Sample:
    station_id, seq, at_utc, offset, desk, round_id, staff_id = row[:_HEAD]
    body = dict(zip(FIELDS, row[_HEAD:], strict=True))
    return Sample(
        FactId(station_id, seq),
        person_from_body(body),
        TubeCode(body["tube"]),
        body["ordinal"],
        at_utc,
        offset,
        desk,
        round_id,
        staff_id,
        body["source"],
        body["taken_at_utc"],
        body["replaces"],
    )
