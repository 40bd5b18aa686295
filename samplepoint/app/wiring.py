"""Putting the house together: the only file that knows every concrete class.

Owns the order of opening and closing a book folder; refuses to make sentences or to paint.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from samplepoint.app.instance_lock import InstanceLock
from samplepoint.app.paths import BookFolder
from samplepoint.app.settings import read_settings
from samplepoint.domain.clock import Clock, SystemClock
from samplepoint.domain.peers import PeerRole
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.staff import Role
from samplepoint.services import recovering
from samplepoint.services.backing_up import BackingUp, Shelf
from samplepoint.services.desk import Desk
from samplepoint.services.enrolling import Enrolling
from samplepoint.services.first_start import PRACTICE_PIN
from samplepoint.services.opening import (
    FIRST_SEAT,
    BookFiles,
    NewStaff,
    Opened,
    SignIn,
    Staffing,
    open_book,
    start_book,
)
from samplepoint.services.proof_pictures import BytesEye
from samplepoint.services.retention import Retention
from samplepoint.services.seeing import Eye
from samplepoint.services.small_files import write_small
from samplepoint.services.station import Place, Station
from samplepoint.services.stick import StickDoor
from samplepoint.storage.book import Book
from samplepoint.storage.key_file import REAL_COST
from samplepoint.storage.key_slots import Cost

_PRACTICE_COST = Cost(memory_kib=8 * 1024, passes=1)
"""What a practice book hides is invented: its PINs need not be slow to try."""


@dataclass
class House:
    """An open book folder: lock, book, station and desk. Close it, also after an error."""

    folder: BookFolder
    clock: Clock
    lock: InstanceLock
    opened: Opened

    def __post_init__(self) -> None:
        """Let whoever opened the book sit at the first desk."""
        self.station = Station(self.opened.book)
        self.sign_in = SignIn(self.folder.key_file)
        self.backing_up = BackingUp(self.station, shelf_of(self.folder))
        leaving = (self.folder.exports, self.folder.outbox, self.folder.quarantine)
        self.retention = Retention(self.station, self.backing_up, *leaving)
        self.desk = Desk(self.station, Place(FIRST_SEAT, self.opened.staff), self.sign_in.by_badge)

    def staffing(self, place: Place) -> Staffing:
        """Return the enrolling of staff, done by whoever sits at a place."""
        cost = _PRACTICE_COST if self.opened.book.is_practice else REAL_COST
        return Staffing(self.station, place, self.folder.key_file, self.opened.key, cost)

    def reopen(self) -> Station:
        """Close the book and open it again, as after a restart of the program."""
        self.opened.book.close()
        book = Book(self.folder.book_file, self.opened.key, self.clock)
        self.opened = Opened(book, self.opened.staff, self.opened.key)
        self.__post_init__()
        return self.station

    def close(self) -> None:
        """Checkpoint and close the book, give the folder back."""
        self.opened.book.close()
        self.lock.release()


def files_of(folder: BookFolder) -> BookFiles:
    """Return where book, keys and back-ups of a folder are."""
    return BookFiles(folder.book_file, folder.key_file, folder.backups)


def shelf_of(folder: BookFolder, second: Path | None = None) -> Shelf:
    """Return where back-ups of a folder go; `second`, else the drive that the settings name."""
    named = read_settings(folder.settings_file).settings.second_backups
    chosen = second or (Path(named) if named else None)
    return Shelf(files_of(folder), folder.backups, chosen)


def found_house(
    folder: BookFolder,
    plan: RoundPlan,
    staff: Sequence[NewStaff],
    clock: Clock,
    *,
    practice: bool,
    role: PeerRole = PeerRole.POINT,
) -> House:
    """Make a new book in a folder and open it.

    Raises:
        Refusal, Obstacle, Damage: as `start_book` and the folder say.
    """
    lock = _locked(folder)
    try:
        cost = _PRACTICE_COST if practice else REAL_COST
        opened = start_book(
            files_of(folder), plan, staff, clock, practice=practice, cost=cost, role=role
        )
        house = House(folder, clock, lock, opened)
        if role is PeerRole.HUB:
            _make_recovery(house)
    except BaseException:
        lock.release()
        raise
    return house


def entrust(house: House, recipient: str) -> tuple[str, ...]:
    """Wrap the key of an open book for the key in the safe; see `recovering.entrust`."""
    return recovering.entrust(house.backing_up.shelf, house.opened.key, recipient)


def _make_recovery(house: House) -> None:
    """Make the key for the safe of a new supervisor's book: its own book is the first it opens.

    The secret lies beside the book only until somebody takes it to the safe.
    """
    identity, recipient = Enrolling(house.station).make_recovery()
    write_small(house.folder.recovery_file, f"{identity}\n".encode())
    entrust(house, recipient)


def open_house(folder: BookFolder, secret: str, clock: Clock, staff_id: str | None = None) -> House:
    """Open the book of a folder with a PIN or a badge.

    Raises:
        Refusal, Obstacle, Damage: as `open_book` and the folder say.
    """
    lock = _locked(folder)
    try:
        return House(folder, clock, lock, open_book(files_of(folder), secret, clock, staff_id))
    except BaseException:
        lock.release()
        raise


def _locked(folder: BookFolder) -> InstanceLock:
    folder.prepare()
    lock = InstanceLock(folder.lock_file)
    lock.acquire()
    return lock


def open_eye(*, codes_only: bool) -> Eye:
    """Return what reads picture files; the reading process starts with the first picture.

    OpenCV and the OCR engine are imported here and in that process, never on the way to the desk.
    """
    from samplepoint.devices.ocr_process import OcrProcess  # noqa: PLC0415
    from samplepoint.devices.picture_eye import PictureEye  # noqa: PLC0415

    clock = SystemClock()
    return PictureEye(lambda: clock.now().date(), None if codes_only else OcrProcess())


def open_square_eye() -> BytesEye:
    """Return what reads the bytes of squares in picture files; OpenCV comes with the first one."""
    from samplepoint.devices.square_eye import SquareEye  # noqa: PLC0415

    return SquareEye()


def stick_door() -> StickDoor:
    """Return the door to sticks and folders, with the ends of this machine's system.

    They are imported here: the desk has no need of them.
    """
    if sys.platform == "win32":
        from samplepoint.devices.stick_windows import WindowsStickEnds  # noqa: PLC0415

        return StickDoor(WindowsStickEnds())
    from samplepoint.devices.stick_linux import LinuxStickEnds  # noqa: PLC0415

    return StickDoor(LinuxStickEnds())


def practice_staff(pin: str = PRACTICE_PIN) -> tuple[NewStaff, ...]:
    """Return the staff of a practice book: one of each role, the supervisor with a PIN."""
    return (
        NewStaff("练习督导", Role.SUPERVISOR, pin),
        NewStaff("练习登记员", Role.REGISTRAR),
        NewStaff("练习打包员", Role.PACKER),
    )


def practice_plan(pool_size: int = 10) -> RoundPlan:
    """Return the plan of a practice round: tubes T and ten digits, boxes BX and six."""
    return RoundPlan("R1", "练习轮次", "练习采集点", pool_size)
