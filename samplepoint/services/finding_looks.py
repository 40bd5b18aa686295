"""Looking for what cannot be right in a book where several came together: every place of it.

Owns what each place of a finding tells; refuses to decide, and to know how findings are looked
for at city scale (`storage.finding_queries`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from samplepoint.domain.findings import Finding, FindingKind, Row
from samplepoint.domain.peers import PeerStatus
from samplepoint.domain.people import Relation, fold_name
from samplepoint.services.believing import FIRST_POSSIBLE_UTC
from samplepoint.services.state import person_id
from samplepoint.storage import finding_queries
from samplepoint.storage.book import Book
from samplepoint.storage.finding_queries import FindingQueries
from samplepoint.storage.travel_queries import TravelQueries

_FAR_OFF_MINUTES: Final = 15
VOID: Final = "void"
"""How a sample ended that a decision took out."""

Look = Callable[[], Iterator[Finding]]


class FindingLooks:
    """Looks through one book, kind by kind."""

    def __init__(
        self, book: Book, is_decided: Callable[[Finding], bool], tick: Callable[[], None]
    ) -> None:
        """Look into a book; `tick` is called every so often, and may raise to stop.

        `is_decided` tells of a finding whether somebody has decided about it as it is.
        """
        self._book = book
        self._is_decided = is_decided
        self._tick = tick
        self._queries = FindingQueries(book)
        self._points: dict[str, str] = {}

    @property
    def every(self) -> tuple[Look, ...]:
        """Return the looks: for people, tubes, boxes, then for stations."""
        return (
            *(self._people, self._tubes, self._boxes),
            *(self._names, self._gaps, self._forks, self._clocks),
        )

    def _people(self) -> Iterator[Finding]:
        rows = self._rows(finding_queries.PEOPLE)
        for (_key, round_id), same in groupby(
            rows, lambda row: (row["person_key"], row["round_id"])
        ):
            people: dict[tuple[str, ...], list[Row]] = {}
            for row in same:
                people.setdefault(_identity(row), []).append(row)
            for places in people.values():
                yield from self._person(places, round_id)

    def _person(self, rows: Sequence[Row], round_id: str) -> Iterator[Finding]:
        """Yield what waits or was left as it is; else what was decided by voiding all but one."""
        standing = [row for row in rows if not row["how"]]
        if _are_apart(standing):
            yield self._person_twice(standing, round_id)
        elif _are_apart(before := [row for row in rows if row["how"] in ("", VOID)]):
            settled = self._person_twice(before, round_id)
            if self._is_decided(settled):
                yield settled

    def _person_twice(self, rows: Sequence[Row], round_id: str) -> Finding:
        places = tuple(self._sample_place(row) for row in rows)
        return Finding(FindingKind.PERSON_TWICE, person_id(rows[0]), round_id, places)

    def _sample_place(self, row: Row) -> Row:
        return {
            **self._where(row["station_id"]),
            "seq": row["seq"],
            "name": row["name"],
            "tube": row["tube"],
            "tube_station": row["owner"],
            "ordinal": row["ordinal"],
            "desk": row["desk"],
            "at": row["at_utc"],
            "offset_minutes": row["offset_minutes"],
            "sample_status": row["how"],
            "tube_status": row["status"] or "",
            "box": row["box"] or "",
        }

    def _tubes(self) -> Iterator[Finding]:
        rows = self._rows(finding_queries.TUBES)
        for code, same in groupby(rows, lambda row: str(row["code"])):
            places = tuple(self._tube_place(row) for row in same)
            if len(places) > 1:
                round_id = str(places[0]["round"])
                yield Finding(FindingKind.TUBE_TWICE, code, round_id, places)
                if len({(place["box"], place["station"]) for place in places if place["box"]}) > 1:
                    yield Finding(FindingKind.TUBE_TWO_BOXES, code, round_id, places)

    def _tube_place(self, row: Row) -> Row:
        return {
            **self._where(row["station_id"]),
            "round": row["round_id"],
            "desk": row["desk"],
            "at": row["opened_utc"],
            "people": row["people"],
            "tube_status": row["status"],
            "box": row["box"],
        }

    def _boxes(self) -> Iterator[Finding]:
        rows = self._rows(finding_queries.BOXES)
        for (code, round_id), same in groupby(rows, lambda row: (row["code"], row["round_id"])):
            places = tuple(
                {
                    **self._where(row["station_id"]),
                    "at": row["opened_utc"],
                    "tubes": row["tubes"],
                    "box_status": row["status"],
                }
                for row in same
            )
            if len(places) > 1:
                yield Finding(FindingKind.BOX_TWICE, code, round_id, places)

    def _names(self) -> Iterator[Finding]:
        peers = [
            one for one in TravelQueries(self._book).peers() if one.status is PeerStatus.ENROLLED
        ]
        by_name = sorted(peers, key=lambda one: (fold_name(one.name), one.enrolled_utc))
        for _name, same in groupby(by_name, lambda one: fold_name(one.name)):
            places = tuple(
                {"station": one.station_id, "point": one.name, "at": one.enrolled_utc}
                for one in same
            )
            if len(places) > 1:
                yield Finding(FindingKind.STATION_NAME_TWICE, str(places[0]["point"]), "", places)

    def _gaps(self) -> Iterator[Finding]:
        for row in self._rows(finding_queries.GAPS):
            station = row["station_id"]
            place = {
                **self._where(station),
                "first": row["first_seq"],
                "last": row["last_seq"],
                "missing": [list(run) for run in self._queries.missing(station, row["first_seq"])],
            }
            yield Finding(FindingKind.FACTS_MISSING, station, "", (place,))

    def _forks(self) -> Iterator[Finding]:
        rows = self._rows(finding_queries.FORKS)
        for continued, same in groupby(rows, lambda row: str(row["continued"])):
            by_age = sorted(same, key=lambda row: bool(row["station_id"] != continued))
            lines = [
                (one, self._queries.line(one["station_id"], one["first_seq"])) for one in by_age
            ]
            worked = [row["station_id"] for row, line in lines if line["work"]]
            if continued in worked or len(worked) > 1:
                places = tuple(self._line_place(row, line) for row, line in lines)
                yield Finding(FindingKind.FACTS_FORKED, continued, "", self._shared(places))

    def _line(self, row: Row) -> Row:
        return self._queries.line(row["station_id"], row["first_seq"])

    def _line_place(self, row: Row, line: Row) -> Row:
        """Return one line; its last number only where the line has ended for good."""
        return {
            **self._where(row["station_id"]),
            "first": row["first_seq"],
            "last": row["last_seq"],
            "people": line["people"],
            "tubes": line["tubes"],
            "at": line["at_utc"],
            "offset_minutes": line["offset_minutes"],
        }

    def _shared(self, places: Sequence[Row]) -> tuple[Row, ...]:
        """Add the tubes in which more than one of these lines registered people."""
        lines = [(str(place["station"]), int(place["first"])) for place in places]
        tubes = ", ".join(self._queries.tubes_of_several(lines))
        return tuple({**place, "tube": tubes} for place in places)

    def _clocks(self) -> Iterator[Finding]:
        values = {
            "origin": self._book.origin,
            "minutes": _FAR_OFF_MINUTES,
            "first_possible": FIRST_POSSIBLE_UTC,
        }
        for row in self._rows(finding_queries.CLOCKS, values):
            place = {
                **self._where(row["station_id"]),
                "number": row["number"],
                "at": row["made_utc"],
                "merged_at": row["merged_utc"],
                "earliest": row["earliest_utc"],
                "ahead_minutes": row["ahead_minutes"],
            }
            key = f"{row['station_id']} v{row['number']:03d}"
            yield Finding(FindingKind.CLOCK_OFF, key, "", (place,))

    def _rows(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        self._tick()
        return self._queries.rows(sql, values, self._tick)

    def _where(self, station: str) -> Row:
        if station not in self._points:
            self._points[station] = self._queries.point_name(station)
        return {"station": station, "point": self._points[station]}


def _are_apart(rows: Sequence[Row]) -> bool:
    return len({row["station_id"] for row in rows}) > 1


def _identity(row: Row) -> tuple[str, ...]:
    """Return what makes two rows one person: never the number alone."""
    called = "" if row["relation"] == Relation.SELF else fold_name(row["name"])
    return row["doc_type"], row["doc_identity"], row["relation"], called
