"""What a seal vouches for: which tubes, how many people, how old, and the hash of the list.

Owns the content of a box at that moment and the fact that says so; refuses to know who counted
and who may seal.
"""

from __future__ import annotations

from dataclasses import dataclass

from samplepoint.domain.clock import local_time
from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Outcome, accepted
from samplepoint.errors import Refusal
from samplepoint.formats.box_hash import HashedPerson, box_hash
from samplepoint.formats.manifest import TIME_FORM
from samplepoint.services.station import Station
from samplepoint.storage.book import Gesture
from samplepoint.storage.desk_queries import BoxRow
from samplepoint.storage.export_queries import ExportQueries
from samplepoint.storage.handover_queries import HandoverQueries


@dataclass(frozen=True, slots=True)
class BoxContent:
    """What is in a box that is not sealed yet; the hash is the one its manifest will carry."""

    box: BoxRow
    tubes: tuple[TubeCode, ...]
    people: int
    oldest_utc: str
    hash: str


@dataclass(frozen=True, slots=True)
class Vouching:
    """Who counted by hand, and how many; who scanned everything again. Both may be nobody."""

    counted: int | None = None
    counted_by: str = ""
    proved_by: str = ""


class Sealing:
    """Reads what is in an open box, and seals it inside a gesture that somebody else opened."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._queries = station.queries
        self._lists = ExportQueries(station.book)
        self._handovers = HandoverQueries(station.book)

    def open_box(self, code: BoxCode) -> BoxRow:
        """Return a box that tubes may go into.

        Raises:
            Refusal: `box_not_open`.
        """
        box = self._queries.box(code, self._station.plan.round_id)
        if box is None or box.status != "open":
            raise Refusal("box_not_open", box=code)
        return box

    def content(self, code: BoxCode) -> BoxContent:
        """Read everything that a seal of this box would vouch for.

        Raises:
            Refusal: `box_not_open`, `box_empty`.
        """
        box = self.open_box(code)
        tubes = self._queries.tubes_in(code)
        if not tubes:
            raise Refusal("box_empty", box=code)
        listed = [
            HashedPerson(
                code,
                one.tube,
                one.doc_number,
                one.name,
                local_time(one.taken_at_utc, one.offset_minutes).strftime(TIME_FORM),
            )
            for one in self._lists.people_in(code, self._station.plan.round_id)
            if one.doc_type is not None
        ]
        return BoxContent(
            box,
            tuple(tube.code for tube in tubes),
            sum(tube.people for tube in tubes),
            self._handovers.oldest_in(code),
            box_hash(listed),
        )

    def record(self, draft: Gesture, content: BoxContent, vouching: Vouching) -> Outcome:
        """Put the seal on record; from the commit on nothing in the box changes."""
        box = content.box
        draft.record(
            Kind.BOX_SEALED,
            {
                "box": box.code,
                "sealing": box.seals + 1,
                "tubes": list(content.tubes),
                "people": content.people,
                "opened_utc": box.opened_utc,
                "oldest_utc": content.oldest_utc,
                "hash": content.hash,
                "seal": box.seal,
                "counted": vouching.counted,
                "counted_by": vouching.counted_by,
                "proved_by": vouching.proved_by,
            },
        )
        return accepted(
            "box_sealed_now",
            Changed.BOX,
            box=box.code,
            tubes=len(content.tubes),
            people=content.people,
            sealing=box.seals + 1,
        )
