"""Make the packages that are spoiled; run it when a desk writes otherwise than it did.

Owns a short morning at a real desk, with what a supervisor's book would take in: its first part,
the next one that overlaps it, and the book gone on under a new name after a restore. They are
kept, since sealing is different every time.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.domain.facts import FactLine, Kind
from samplepoint.domain.staff import Role
from samplepoint.storage import fact_rows
from tests.desk.words import box, person, tube
from tests.formats.packages import HEAD, OLDER, STATION, chained, packed
from tests.storage.working_book import new_desk

_PARTED, _OVERLAP = 11, 3
_ERASED = (
    *("doc_number", "doc_identity", "name", "sex", "birth_date", "phone", "address", "community"),
    *("category", "remark"),
)


def a_morning() -> list[FactLine]:
    """Let a desk work, and return its facts as those of one station, at times of their own."""
    with TemporaryDirectory() as folder:
        desk = new_desk(Path(folder) / "book.db", None)
        desk.fills(1, range(3))
        desk.accepts(tube(2))
        desk.accepts(person(4))
        desk.undoes()
        desk.accepts(person(5))
        desk.closes()
        desk.sit_down(Role.PACKER)
        desk.goes_packing()
        for code in (box(1), tube(1), tube(2)):
            desk.accepts(code)
        lines = list(fact_rows.lines_of(desk.book.db, desk.book.station_id))
        desk.book.close()
    return chained([(Kind(line[2]), dict(line[11])) for line in lines], OLDER)


def main() -> None:
    """Write three packages."""
    folder = Path(__file__).parent / "good"
    facts = a_morning()
    first = packed(facts[:_PARTED], replace(HEAD, station_id=OLDER, number=1, previous=""))
    second = packed(
        facts[_PARTED - _OVERLAP :],
        replace(HEAD, station_id=OLDER, number=2, previous=first.sha256),
    )
    last = facts[-1]
    later = chained(
        [
            (Kind.BOOK_RESTORED, {"continues": OLDER}),
            (Kind.TUBE_OPENED, {"tube": tube(3), "capacity": 3}),
            (Kind.PERSON_BOUND, {**facts[2][11], "tube": tube(3)}),
            (Kind.PERSON_BOUND, {**facts[3][11], "tube": tube(3)}),
            (Kind.TUBE_CLOSED, {"tube": tube(3), "reason": "short"}),
        ],
        STATION,
        last[1] + 1,
        last[10],
    )
    gone = later[2]
    later[2] = (*gone[:11], {**gone[11], **dict.fromkeys(_ERASED, "")})
    head = replace(HEAD, number=3, previous=second.sha256)
    restored = packed([last, *later], head, erased=[gone[:2]])
    for name, package in (("first", first), ("second", second), ("restored", restored)):
        (folder / f"{name}.spkg").write_bytes(package.content)


if __name__ == "__main__":
    main()
