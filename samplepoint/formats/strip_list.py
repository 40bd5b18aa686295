"""What a strip says: a sealed box and who is in its tubes, as text in columns.

Owns the columns and how they are written and read (help page `formats/strip.md`); refuses to know
keys, symbols and books. Columns one below the other compress best: 200 people with number, name
and time become some 2,700 bytes, as JSON lines 5,000.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, repeat
from typing import Final, NamedTuple

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.people import Relation
from samplepoint.errors import Damage, Obstacle
from samplepoint.formats.box_hash import HashedPerson, box_hash, escaped, unescaped

VERSION: Final = 1
FIRST_WORD: Final = "samplepoint-strip"
TIME_FORM: Final = "%Y-%m-%d %H:%M:%S"
MOST_PEOPLE: Final = 5_000
_REAL, _PRACTICE = "real", "practice"
_COLUMNS: Final = ("doc_type", "number", "identity", "name", "relation", "taken_at", "phone")
_NEEDED: Final = _COLUMNS[:-1]
_USUAL: Final = {"doc_type": str(DocumentType.RESIDENT_ID), "relation": str(Relation.SELF)}
"""What an empty cell of these columns stands for."""


class StripRow(NamedTuple):
    """One person in a tube, in swab order. All texts; `taken_at` is local time to the second.

    `doc_type` and `relation` are codes. `identity` is the part of the number that is the person,
    or the number that we gave to somebody without a document.
    """

    tube: str
    doc_type: str
    number: str
    identity: str
    name: str
    relation: str
    taken_at: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class StripTube:
    """A tube of the box and how many people are in it; none is possible."""

    code: str
    people: int


@dataclass(frozen=True, slots=True)
class StripList:
    """A sealed box with its people. `rows` follow `tubes`; times as facts carry them."""

    box: str
    round_id: str
    station: str
    sealing: int
    sealed_utc: str
    offset_minutes: int
    point: str
    sealed_hash: str
    """The hash for which the seal vouches, "" in a book of the first program."""
    tubes: tuple[StripTube, ...]
    rows: tuple[StripRow, ...]
    is_practice: bool = False

    @property
    def hash(self) -> str:
        """Return the box hash of the rows as they are here."""
        return box_hash(
            HashedPerson(self.box, row.tube, row.number, row.name, row.taken_at)
            for row in self.rows
        )

    @property
    def has_phones(self) -> bool:
        """Tell whether any row has a telephone number."""
        return any(row.phone for row in self.rows)


def written(content: StripList, *, with_phones: bool) -> bytes:
    """Write a list: UTF-8, one line each for version, box, tube, names of columns, and cell."""
    kind = _PRACTICE if content.is_practice else _REAL
    numbers = (content.sealing, content.sealed_utc, content.offset_minutes)
    head = (content.box, content.round_id, content.station, *map(str, numbers), kind)
    columns = _COLUMNS if with_phones else _NEEDED
    lines = [
        f"{FIRST_WORD} {VERSION}",
        _line((*head, content.point, content.sealed_hash)),
        *(_line((tube.code, str(tube.people))) for tube in content.tubes),
        "",
        _line(columns),
    ]
    for column in columns:
        lines += map(escaped, _cells(column, content.rows))
    return "\n".join([*lines, ""]).encode("utf-8")


def read(untrusted: bytes) -> StripList:
    """Read a list back; columns that this program does not know are left aside.

    Raises:
        Obstacle: `strip_newer` (value `version`).
        Damage: `strip_list_damaged`.
    """
    try:
        lines = iter(untrusted.decode("utf-8").split("\n"))
        _check_version(next(lines))
        return _read(lines)
    except (ValueError, StopIteration, KeyError, OverflowError):
        # A KeyError is a column that every list must have.
        raise Damage("strip_list_damaged") from None


def _check_version(line: str) -> None:
    word, _blank, version = line.partition(" ")
    if word != FIRST_WORD or not (version.isascii() and version.isdigit()):
        raise ValueError("first")
    if int(version) != VERSION:
        raise Obstacle("strip_newer", version=int(version))


def _read(lines: Iterator[str]) -> StripList:
    box, round_id, station, sealing, sealed_utc, offset, kind, point, digest = _fields(next(lines))
    tubes = _tubes(lines)
    people = [tube.code for tube in tubes for _ in range(tube.people)]
    cells = {
        column: [unescaped(line) for line in islice(lines, len(people))]
        for column in _fields(next(lines))
    }
    if list(lines) != [""] or kind not in (_REAL, _PRACTICE):
        raise ValueError("end")
    if datetime.fromisoformat(sealed_utc).tzinfo is None:
        raise ValueError("sealed")
    return StripList(
        box,
        round_id,
        station,
        int(sealing),
        sealed_utc,
        int(offset),
        point,
        digest,
        tuple(tubes),
        tuple(_rows(people, cells)),
        kind == _PRACTICE,
    )


def _tubes(lines: Iterator[str]) -> list[StripTube]:
    tubes: list[StripTube] = []
    people = 0
    while line := next(lines):
        code, count = _fields(line)
        people += int(count)
        if not 0 <= int(count) <= people <= MOST_PEOPLE:
            raise ValueError("people")
        tubes.append(StripTube(code, int(count)))
    return tubes


def _rows(tubes: Sequence[str], cells: dict[str, list[str]]) -> Iterator[StripRow]:
    cells["taken_at"] = list(_moments(cells["taken_at"]))
    for column, usual in _USUAL.items():
        cells[column] = [cell or usual for cell in cells[column]]
    numbered = zip(cells["identity"], cells["number"], strict=True)
    cells["identity"] = [identity or number for identity, number in numbered]
    named = [cells[column] for column in _NEEDED]
    phones = cells.get("phone") or list(repeat("", len(tubes)))
    for row in zip(tubes, *named, phones, strict=True):
        yield StripRow(*row)


def _cells(column: str, rows: Sequence[StripRow]) -> list[str]:
    cells: list[str] = [getattr(row, column) for row in rows]
    if column == "taken_at":
        return list(_steps(cells))
    if column == "identity":
        return [row.identity if row.identity != row.number else "" for row in rows]
    usual = _USUAL.get(column)
    return ["" if cell == usual else cell for cell in cells]


def _steps(moments: Sequence[str]) -> Iterator[str]:
    """Write the first moment, then the seconds from each to the next, which may be negative."""
    before: datetime | None = None
    for text in moments:
        moment = datetime.strptime(text, TIME_FORM)  # noqa: DTZ007  # local time of the point
        step = (moment - before) // timedelta(seconds=1) if before else None
        yield text if step is None else str(step)
        before = moment


def _moments(steps: Sequence[str]) -> Iterator[str]:
    moment: datetime | None = None
    for step in steps:
        if moment is None:
            moment = datetime.strptime(step, TIME_FORM)  # noqa: DTZ007  # local time of the point
        else:
            moment += timedelta(seconds=int(step))
        yield moment.strftime(TIME_FORM)


def _line(fields: Sequence[str]) -> str:
    return "\t".join(map(escaped, fields))


def _fields(line: str) -> list[str]:
    return list(map(unescaped, line.split("\t")))
