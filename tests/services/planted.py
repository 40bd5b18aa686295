"""A round with two hundred planted people in it, everywhere a person can get into a book.

Owns who is planted where and how a folder is searched for them; every planted text begins with a
mark of its own, so that a trace of any of them is found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.documents import DocumentType, parse_document
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Verdict
from samplepoint.domain.people import Person, Relation
from samplepoint.domain.rounds import Order
from samplepoint.domain.samples import Sample
from samplepoint.domain.staff import Role
from samplepoint.errors import SamplepointError
from samplepoint.services.backing_up import BackingUp, Shelf
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.services.opening import BookFiles
from samplepoint.services.retention import Erased, Retention
from samplepoint.services.rostering import load_roster
from samplepoint.services.station import Place
from samplepoint.storage.book import Book
from tests.desk.words import STAFF, START, Words, box, person, tube
from tests.storage.working_book import desk_at, new_desk, turn_people_first

PEOPLE = 200
POOL = 3
PAGE, RESERVED, WAL_HEAD, FRAME_HEAD = 4096, 80, 32, 24
NAME, PHONE, ADDRESS, COMMUNITY = "植名", "1990000", "植址街", "植村"
CATEGORY, REMARK, REASON, CONTACT = "植类", "植注", "植因", "植联"


@dataclass
class Planted:
    """The point, its keepers, and every text that must be gone afterwards."""

    desk: Words
    shelf: Shelf
    clock: PracticeClock
    key: bytes | None
    backing_up: BackingUp
    retention: Retention

    @property
    def place(self) -> Place:
        return Place("A", STAFF[Role.SUPERVISOR])

    @property
    def folder(self) -> Path:
        return self.shelf.files.book.parent

    def days_pass(self, days: float) -> None:
        self.clock.set(self.clock.now() + timedelta(days=days))

    def restart(self) -> None:
        """Pull the plug and open the book again."""
        self.desk.restart()
        self.use(self.desk)

    def use(self, desk: Words) -> None:
        self.desk = desk
        self.backing_up = BackingUp(desk.station, self.shelf)
        self.retention = Retention(desk.station, self.backing_up, self.folder / "exports")

    def close(self) -> None:
        self.desk.book.close()


def texts() -> list[str]:
    """Return every planted text; the number of a person is also that of the person's document."""
    marks = [NAME, ADDRESS, COMMUNITY, CATEGORY, REMARK, REASON, CONTACT]
    return [*marks, PHONE, *(person(n) for n in range(PEOPLE))]


def entry(n: int, relation: Relation = Relation.SELF) -> PersonEntry:
    """Return a planted person as typed."""
    return PersonEntry(
        DocumentType.RESIDENT_ID,
        person(n),
        f"{NAME}{n}",
        relation,
        phone=f"{PHONE}{n:04}",
        address=f"{ADDRESS}{n}号",
        community=f"{COMMUNITY}{n}",
        category=f"{CATEGORY}{n}",
        remark=f"{REMARK}{n}",
    )


def plant(folder: Path, key: bytes | None) -> None:
    """Make a book and plant two hundred people in it: bound, corrected, moved, waiting, refused."""
    for name in ("", "backups", "exports"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "keys.json").write_text("{}")
    desk = new_desk(folder / "book.db", key)
    _bind(desk, range(150))
    _correct(desk)
    _pack(desk)
    _refuse(desk, range(150, 160))
    _load_roster(desk, range(160, 190))
    _wait(desk, range(190, PEOPLE))
    desk.book.close()


def opened(folder: Path, key: bytes | None, second: Path | None = None) -> Planted:
    """Sit down at a planted book."""
    clock = PracticeClock(START)
    files = BookFiles(folder / "book.db", folder / "keys.json", folder / "backups")
    shelf = Shelf(files, folder / "backups", second)
    desk = desk_at(Book(files.book, key, clock), clock, key)
    backing_up = BackingUp(desk.station, shelf)
    retention = Retention(desk.station, backing_up, folder / "exports")
    return Planted(desk, shelf, clock, key, backing_up, retention)


def _bind(desk: Words, people: range) -> None:
    for start in range(people.start, people.stop, POOL):
        desk.accepts(tube(start // POOL))
        for n in range(start, min(start + POOL, people.stop)):
            assert desk.types(entry(n)).verdict is Verdict.ACCEPTED


def _sample(desk: Words, n: int) -> Sample:
    document = desk.document(person(n))
    (sample,) = desk.station.queries.find_document(document.type, document.identity, "R1")
    return sample


def _correct(desk: Words) -> None:
    """Leave a free-text reason wherever one can be left."""
    desk.supervisor_comes()
    place, correcting = desk.desk.place, desk.desk.correcting
    right = replace(entry(0), phone=f"{PHONE}9999")
    correcting.correct_document(place, _sample(desk, 0), right, f"{REASON}一")
    correcting.void_tube(place, TubeCode(tube(1)), f"{REASON}二")
    desk.accepts(tube(900))
    correcting.move_person(place, _sample(desk, 6), TubeCode(tube(900)), f"{REASON}三")
    desk.closes()
    correcting.reopen_tube(place, TubeCode(tube(900)), f"{REASON}四")
    desk.closes()
    desk.sit_down()


def _pack(desk: Words) -> None:
    desk.supervisor_comes()
    place = desk.desk.place
    desk.goes_packing()
    desk.accepts(box(1))
    desk.accepts(tube(4))
    desk.desk.packing.seal_box(place, BoxCode(box(1)))
    desk.desk.reboxing.reopen_box(place, BoxCode(box(1)), f"{REASON}五")
    desk.desk.packing.seal_box(place, BoxCode(box(1)))
    desk.desk.handing_over.hand_over(
        place,
        [BoxCode(box(1))],
        HandoverEntry("送样员", "4", "收样员", f"{REMARK}交接", f"{CONTACT}1"),
    )
    desk.goes_collecting()
    desk.sit_down()


def _refuse(desk: Words, people: range) -> None:
    """Scan people while no tube is open: what was scanned is on record."""
    for n in people:
        desk.refuses(person(n))


def _load_roster(desk: Words, people: range) -> None:
    today = desk.book.today
    roster = [
        Person(
            parse_document(DocumentType.RESIDENT_ID, person(n), today),
            f"{NAME}{n}",
            Relation.SELF,
            f"{PHONE}{n:04}",
            f"{ADDRESS}{n}",
            f"{COMMUNITY}{n}",
            f"{CATEGORY}{n}",
        )
        for n in people
    ]
    place = Place("A", STAFF[Role.SUPERVISOR])
    assert load_roster(desk.station, place, roster, "list.csv") == len(roster)


def _wait(desk: Words, people: range) -> None:
    """Let people wait for a tube: the last of them are taken back, the others bound."""
    turn_people_first(desk)
    assert Order.PEOPLE_FIRST is desk.station.plan.order
    waiting = list(people)
    while waiting:
        group, waiting = waiting[:POOL], waiting[POOL:]
        for n in group:
            assert desk.types(entry(n)).verdict is Verdict.ACCEPTED
        if len(group) == POOL:
            desk.accepts(tube(1000 + group[0]))
        else:
            for _ in group:
                desk.undoes()


# -- searching -----------------------------------------------------------------------------------


def traces(point: Planted, *folders: Path) -> list[str]:
    """Return where a planted text is still found, in files as they are and decrypted."""
    found = []
    for path in _files(point.folder, *folders):
        contents = [path.read_bytes()]
        if point.key is not None:
            contents.append(decrypted(path, point.key))
        found += [
            f"{path.name}: {text}"
            for text in texts()
            if any(
                text.encode(encoding) in content
                for content in contents
                for encoding in ("utf-8", "utf-16-le", "gb18030")
            )
        ]
    return found


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def decrypted(path: Path, key: bytes) -> bytes:
    """Decrypt every page of a SQLCipher 4 file or of its log, unused space of pages included.

    AES-256-CBC page by page; the last 80 bytes of a page are its vector (16) and its seal (64);
    the first 16 bytes of a file are its salt. A log has a head of 32 bytes, each frame one of 24.
    """
    content = path.read_bytes()
    if path.name.endswith("-wal"):
        step = FRAME_HEAD + PAGE
        frames = range(WAL_HEAD, len(content) - step + 1, step)
        pages = [
            (int.from_bytes(content[at : at + 4], "big"), content[at + FRAME_HEAD : at + step])
            for at in frames
        ]
    elif path.suffix == ".db":
        pages = [
            (number + 1, content[at : at + PAGE])
            for number, at in enumerate(range(0, len(content), PAGE))
        ]
    else:
        return b""
    return b"".join(_page(number, page, key) for number, page in pages if len(page) == PAGE)


def _page(number: int, page: bytes, key: bytes) -> bytes:
    start, end = (16 if number == 1 else 0), PAGE - RESERVED
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[end : end + 16])).decryptor()
    return decryptor.update(page[start:end]) + decryptor.finalize()


# -- what is asked of it ----------------------------------------------------------------------


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(SamplepointError) as caught:
        deed()
    return caught.value.code


def erase(point: Planted, older_than: int | None = None) -> Erased:
    return point.retention.erase(point.place, older_than)


def bodies(point: Planted, kind: Kind) -> list[dict[str, object]]:
    rows = point.desk.book.db.conn.execute(
        "SELECT body FROM fact WHERE kind = ? ORDER BY seq", (str(kind),)
    )
    return [json.loads(body) for (body,) in rows]


def samples(point: Planted) -> int:
    count: int = point.desk.book.db.conn.execute("SELECT count(*) FROM sample").fetchone()[0]
    return count
