"""A supervisor's book that spoiled packages are offered to, by the same call as good ones.

Owns two books, one that knows the station by name alone and one that has its first package, and
what must hold of them: a package that is not taken in changes nothing but the note that a copy
lies in quarantine; one that is taken in gives the state that its facts alone give.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.facts import Kind
from samplepoint.domain.peers import Peer, PeerRole
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import FileVerdict, Verdict
from samplepoint.services.station import Place, Station
from samplepoint.storage import derivation
from samplepoint.storage.book import Book, create_book
from samplepoint.storage.schema import DERIVED
from tests.desk.words import START
from tests.formats.packages import HUB, HUB_RECIPIENT, KEY, OLDER, PLAN, STATION
from tests.fuzz.fuzzing import OTHER, SAME, Mutant, good_packages, judge_reading

PLACE = Place("", StaffMember("SUP00001", "赵", Role.SUPERVISOR))
REFUSED = frozenset({Verdict.QUARANTINE, Verdict.DAMAGED})
_ON_MEMORY = Path("/dev/shm")  # noqa: S108  # a name of its own is made in it
_FILE = "book.db"
_MOST_KEPT = 50
"""Notes of quarantine in one book before it is begun again."""


def _made(folder: Path) -> Path:
    """Make a supervisor's book that believes the station whose packages are spoiled."""
    folder.mkdir()
    path = folder / _FILE
    book = create_book(path, None, PracticeClock(START), practice=True, role=PeerRole.HUB)
    peer = Peer(
        sign_key=KEY.public.raw.hex(),
        station_id=STATION,
        lineage=f"{OLDER} {STATION}",
        role=PeerRole.POINT,
        name=PLAN.point_name,
        kind="practice",
        recipient=HUB_RECIPIENT,
        recovery="",
        receipt_secret="",
        expires_utc="",
    )
    with book.gesture(desk="", staff_id=PLACE.staff.id, round_id="R1") as draft:
        draft.record(Kind.ROUND_OPENED, PLAN.to_body())
        draft.record(Kind.STATION_ENROLLED, peer.to_body())
        book.db.execute("UPDATE meta SET value = ? WHERE key = 'age_identity'", (HUB,))
    book.close()
    return path


class _Copy:
    """An open copy of a book, which may be thrown away for a new one."""

    def __init__(self, made: Path, folder: Path) -> None:
        self._made, self._folder = made, folder
        self._quarantine = folder / "quarantine"
        self._begin()

    def _begin(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._quarantine.mkdir(parents=True)
        path = self._folder / _FILE
        shutil.copy(self._made, path)
        self.book = Book(path, None, PracticeClock(START))
        # It lives for some packages and is never looked at after a fall of the power.
        self.book.db.execute("PRAGMA synchronous = OFF")
        self.before = self.digest()

    def again(self) -> None:
        """Begin with the book as it was made."""
        self.book.close()
        self._begin()

    def offer(self, file: Path) -> FileVerdict:
        """Merge one file as the program does."""
        (told,) = Merging(Station(self.book), self._quarantine).merge(PLACE, [file])
        return told

    @property
    def kept(self) -> int:
        """How many notes of quarantine it has."""
        rows = self.book.db.execute(
            "SELECT count(*) FROM fact WHERE kind = ?", (str(Kind.PACKAGE_REFUSED),)
        )
        return int(rows.fetchone()[0])

    def digest(self) -> str:
        """Return a digest of every row of every table, without the notes of quarantine."""
        digest = hashlib.sha256()
        execute = self.book.db.execute
        tables = execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (table,) in tables.fetchall():
            where = f" WHERE kind <> '{Kind.PACKAGE_REFUSED}'" if table == "fact" else ""
            rows = execute(f"SELECT * FROM {table}{where}").fetchall()
            digest.update(repr((table, rows)).encode())
        return digest.hexdigest()

    def derived(self) -> list[object]:
        """Return every derived row."""
        execute = self.book.db.execute
        return [(table, execute(f"SELECT * FROM {table}").fetchall()) for table in DERIVED]


class BookJudge:
    """Offers a mutant to the one book or the other, by its number, and says what became of it."""

    def __init__(self, folder: Path) -> None:
        """Make both books in an empty folder."""
        self._file = folder / "offered.spkg"
        self._copies = []
        for name in ("stranger", "known"):
            made = _made(folder / name)
            copy = _Copy(made, folder / f"{name} copy")
            if name == "known":
                self._file.write_bytes(good_packages()[0])
                told = copy.offer(self._file)
                assert told.verdict is Verdict.ACCEPT, told
                copy.book.close()
                shutil.copy(copy.book.path, made)
                copy.again()
            self._copies.append(copy)

    def __call__(self, found: Mutant) -> str:
        """Return the word for its end.

        Raises:
            AssertionError: a book was changed by what it did not take in, or took in what its
                station never signed, or is otherwise than its facts say.
            Exception: anything that is no error of ours.
        """
        read = judge_reading(found)
        copy = self._copies[found.number % len(self._copies)]
        self._file.write_bytes(found.content)
        try:
            told = copy.offer(self._file)
            if told.verdict in REFUSED:
                self._demand_untouched(copy, told, read)
                return f"{told.verdict} {told.code}"
            assert read in (SAME, OTHER), f"taken in, though the reader says {read}"
            assert found.is_signed or read == SAME, "took in what its station never signed"
            _demand_its_facts_alone(copy)
        except BaseException:
            copy.again()
            raise
        copy.again()
        return f"{told.verdict} {read}"

    def _demand_untouched(self, copy: _Copy, told: FileVerdict, read: str) -> None:
        assert copy.digest() == copy.before, f"{told.code} and the book is another"
        if read not in (SAME, OTHER) and told.code not in _BEFORE_READING:
            assert told.code == read, f"the reader says {read}, the book {told.code}"
        if told.verdict is Verdict.QUARANTINE and copy.kept >= _MOST_KEPT:
            copy.again()

    def close(self) -> None:
        """Close both books."""
        for copy in self._copies:
            copy.book.close()


_BEFORE_READING = frozenset({"signer_unknown", "package_is_real"})
"""What a book asks before it looks at a signature."""


def _demand_its_facts_alone(copy: _Copy) -> None:
    before = copy.derived()
    derivation.rebuild(copy.book.db)
    assert copy.derived() == before, "the state is not what the facts say"
    problems = copy.book.db.execute("PRAGMA integrity_check").fetchall()
    assert problems == [("ok",)], problems


@contextmanager
def book_judge() -> Iterator[BookJudge]:
    """Return a judge whose books are in memory where the machine has such a folder."""
    place = _ON_MEMORY if _ON_MEMORY.is_dir() else None
    with TemporaryDirectory(dir=place) as folder:
        judge = BookJudge(Path(folder))
        try:
            yield judge
        finally:
            judge.close()
