"""What the world does to a book: full disks, lost rights, another program on the file.

Each is named by an obstacle or a damage, and nothing that was taken is lost.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Reading
from samplepoint.errors import Damage, Obstacle
from samplepoint.storage import connection
from samplepoint.storage.book import Book
from tests.desk.words import START, Words, person, tube
from tests.storage.full_disk import (
    CountedDisk,
    Disk,
    MountedDisk,
    make_read_only,
    mounted,
    without_rights,
)
from tests.storage.working_book import KEY, desk_at, digests, new_desk, pull_the_plug, wrong

CLOCK = PracticeClock(START)


# -- a full disk -------------------------------------------------------------------------------


@pytest.fixture(params=["counted", "mounted"])
def disk(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Disk]:
    if request.param == "counted":
        yield CountedDisk(tmp_path, monkeypatch)
        return
    with mounted(tmp_path / "small") as folder:
        yield MountedDisk(folder)


def gestures() -> list[str]:
    """Return what a desk scans in some minutes: tubes filled, undone, closed early."""
    scans = []
    for n in range(1, 21):
        scans += [tube(n), *(person(3 * n + k) for k in range(2))]
        scans += [Command.UNDO, person(3 * n + 1), Command.CLOSE_TUBE]
    return scans


def everything(book: Book) -> list[tuple[object, ...]]:
    """Return every fact of a book by number and hash."""
    sql = "SELECT seq, hash FROM fact UNION ALL SELECT seq, hash FROM sample ORDER BY seq"
    return list(book.db.conn.execute(sql))


def test_a_full_disk_at_every_write_loses_and_invents_nothing(disk: Disk) -> None:
    """Each gesture is tried with no room, then one page more, until it is taken."""
    desk = new_desk(disk.folder / "book.db")
    answers = {"disk_full": 0, "accepted": 0}
    for scan in gestures():
        pages = 0
        while not answered(desk, disk, scan, pages, answers):
            pages += 1
    assert answers["accepted"] == len(gestures())
    assert answers["disk_full"] > 5, answers
    kept = everything(desk.book)
    desk.restart()
    assert everything(desk.book) == kept
    disk.relieve()
    assert wrong(desk.book) == {}
    desk.accepts(tube(999))
    desk.book.close()


def answered(desk: Words, disk: Disk, scan: str, pages: int, answers: dict[str, int]) -> bool:
    """Scan with so little room; refused means that not a byte of it is there."""
    disk.leave(pages)
    before, truth = everything(desk.book), desk.truth()
    outcome = desk.desk.take(Reading(scan))
    if outcome.verdict is Verdict.ACCEPTED:
        answers["accepted"] += 1
        assert len(everything(desk.book)) > len(before)
        return True
    assert outcome.code == "disk_full"
    answers["disk_full"] += 1
    assert (everything(desk.book), desk.truth()) == (before, truth)
    return False


def test_after_a_refused_gesture_a_pulled_plug_brings_nothing_back(
    disk: Disk, tmp_path: Path
) -> None:
    desk = new_desk(disk.folder / "book.db")
    desk.accepts(tube(1))
    kept = everything(desk.book)
    refusals = 0
    for pages in range(3):
        disk.leave(pages)
        if desk.scan(person(pages)).code != "disk_full":
            break
        refusals += 1
        found = Book(pull_the_plug(desk, tmp_path / f"plug{pages}"), KEY, CLOCK)
        assert everything(found) == kept
        found.close()
    disk.relieve()
    desk.accepts(person(9))
    desk.book.close()
    assert refusals or isinstance(disk, CountedDisk)


@pytest.mark.parametrize("pages", [0, 2, 8, 10, 30])
def test_a_book_is_not_made_where_there_is_no_room(tmp_path: Path, pages: int) -> None:
    with mounted(tmp_path / "small") as folder:
        MountedDisk(folder).leave(pages)
        with pytest.raises(Obstacle) as caught:
            new_desk(folder / "book.db")
    assert caught.value.code == "disk_full"


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of a file")
def test_a_disk_that_refuses_to_write_is_a_disk_error(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415  # not on Windows

    desk = new_desk(tmp_path / "book.db")
    for n in range(1, 5):
        desk.fills(n, range(10 * n, 10 * n + 3))
    desk.accepts(tube(5))
    log = Path(f"{desk.book.path}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    kept = everything(desk.book)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 100, hard))
    try:
        outcome = desk.scan(person(1))
        assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, "disk_error")
        assert everything(desk.book) == kept
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    desk.accepts(person(1))
    desk.restart()
    assert len(everything(desk.book)) == len(kept) + 1
    desk.book.close()


def test_a_book_that_cannot_even_be_read_again_stops_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = CountedDisk(tmp_path, monkeypatch)
    desk = new_desk(tmp_path / "book.db")
    full = fill_up(desk, disk)

    def gone(_path: Path, _key: bytes | None) -> Database:
        raise Obstacle("book_not_opened")

    monkeypatch.setattr("samplepoint.storage.book.open_connection", gone)
    with pytest.raises(Damage) as caught:
        desk.scan(full)
    assert caught.value.code == "commit_unknown"


def fill_up(desk: Words, disk: Disk) -> str:
    """Scan without any room left until something is refused, and return that scan."""
    for scan in gestures():
        disk.leave(0)
        if desk.scan(scan).code == "disk_full":
            return scan
    raise AssertionError


# -- no right to write -------------------------------------------------------------------------


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that other users may enter, as the folders of pytest may not be."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_folder_without_rights_is_named(open_folder: Path) -> None:
    new_desk(open_folder / "book.db").book.close()
    (open_folder / "book.db").chmod(0o644)
    before = digests(open_folder)
    with without_rights(open_folder), pytest.raises(Obstacle) as caught:
        Book(open_folder / "book.db", KEY, CLOCK)
    assert caught.value.code == "folder_read_only"
    assert digests(open_folder) == before


def test_a_file_without_rights_refuses_the_gesture_by_name(open_folder: Path) -> None:
    new_desk(open_folder / "book.db").book.close()
    (open_folder / "book.db").chmod(0o444)
    before = digests(open_folder)
    with without_rights(open_folder, 0o777):
        desk = desk_at(Book(open_folder / "book.db", KEY, CLOCK), CLOCK)
        assert desk.refuses(tube(1)).code == "folder_read_only"
        desk.book.close()
    assert digests(open_folder)["book.db"] == before["book.db"]


def test_a_read_only_disk_is_named(tmp_path: Path) -> None:
    with mounted(tmp_path / "small") as folder:
        new_desk(folder / "book.db").book.close()
        before = digests(folder)
        make_read_only(folder)
        with pytest.raises(Obstacle) as caught:
            Book(folder / "book.db", KEY, CLOCK)
        assert digests(folder) == before
        assert caught.value.code == "folder_read_only"


def test_a_read_only_disk_after_a_crash_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "book.db")
    desk.fills(1, range(3))
    with mounted(tmp_path / "small") as folder:
        pull_the_plug(desk, folder / "book")
        before = digests(folder / "book")
        make_read_only(folder)
        found = desk_at(Book(folder / "book" / "book.db", KEY, CLOCK), CLOCK)
        assert found.people_in(1) == desk.people_in(1)
        assert found.refuses(tube(2)).code == "folder_read_only"
        found.book.close()
        assert digests(folder / "book") == before
    desk.book.close()


# -- another program on the file ---------------------------------------------------------------

HOLDER = """
import sys
from sqlcipher3 import dbapi2
from sqlite_utils import Database
raw = dbapi2.connect(sys.argv[1], isolation_level=None)
raw.execute("PRAGMA key = \\"x'" + sys.argv[2] + "'\\"")
raw.execute(sys.argv[3])
raw.execute(sys.argv[4])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Let another process hold a book until its input ends."""
    monkeypatch.setattr(connection, "_BUSY_MS", 50)
    holders = []

    def start(path: Path, *statements: str) -> subprocess.Popen[str]:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(path), KEY.hex(), *statements],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        holders.append(holder)
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        return holder

    yield start
    for holder in holders:
        holder.communicate()


def test_another_writer_refuses_the_gesture_and_the_desk_goes_on(
    tmp_path: Path, hold: Callable[..., subprocess.Popen[str]]
) -> None:
    desk = new_desk(tmp_path / "book.db")
    desk.restart()
    desk.accepts(tube(1))
    holder = hold(desk.book.path, "PRAGMA user_version", "BEGIN IMMEDIATE")
    outcome: Outcome = desk.refuses(person(1))
    assert outcome.code == "book_in_use"
    holder.communicate()
    desk.accepts(person(1))
    desk.book.close()


def test_a_book_that_another_program_keeps_for_itself_is_not_opened(
    tmp_path: Path, hold: Callable[..., subprocess.Popen[str]]
) -> None:
    new_desk(tmp_path / "book.db").book.close()
    hold(tmp_path / "book.db", "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE")
    with pytest.raises(Obstacle) as caught:
        Book(tmp_path / "book.db", KEY, CLOCK)
    assert caught.value.code == "book_in_use"
