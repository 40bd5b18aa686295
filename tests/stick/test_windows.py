"""Drives of Windows by a made-up kernel32: found, named, read past the cache, ejected."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from samplepoint.devices.drive_troubles import trouble_of
from samplepoint.devices.drives_windows import WindowsDrives
from samplepoint.devices.stick_windows import WindowsStickEnds
from samplepoint.devices.windows_calls import DriveType, WindowsCalls
from samplepoint.devices.windows_kernel import CallFailed, Kernel
from samplepoint.domain.drives import Drive, ReadWay, ReleaseEnd, Room, Trouble
from samplepoint.services.stick import StickDoor
from samplepoint.services.stick_outcomes import PutEnd
from tests.stick.fake_kernel32 import (
    BAD_FUNCTION,
    DENIED,
    DISMOUNT,
    EJECT,
    LOCK,
    NOT_READY,
    READ_ONLY_VOLUME,
    REMOVAL,
    FakeKernel32,
    Letter,
)
from tests.stick.media import content

# ctypes keeps the number of the last error itself there, out of reach of a made-up library.
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the real library answers there")

SYSTEM = Letter(kind=DriveType.FIXED, bus=11, label="Windows")


class Ground:
    """A machine of Windows with drives by letter."""

    def __init__(self, **letters: Letter) -> None:
        self.library = FakeKernel32(C=SYSTEM, **letters)
        self.calls = WindowsCalls(Kernel(self.library))
        self.drives = WindowsDrives(self.calls, "C")
        self.pauses: list[float] = []
        self.ends = WindowsStickEnds(self.calls, self.drives, self.pauses.append)

    def names(self) -> list[str]:
        return [f"{one.name} {one.letter}" for one in self.drives.find()]


def test_a_stick_is_found_with_label_letter_and_room() -> None:
    ground = Ground(E=Letter())
    assert ground.drives.find() == [
        Drive(
            identity="1234ABCD",
            folder=Path("E:\\"),
            name="KINGSTON",
            size_bytes=7_800_000_000,
            free_bytes=3_100_000_000,
            file_system="FAT32",
            letter="E:",
        )
    ]
    assert ground.drives.find()[0].largest_file == 2**32 - 1
    assert ground.library.open_handles == {}


def test_without_a_label_maker_and_model_tell_and_then_the_letter() -> None:
    nameless = Letter(label="", maker="", model="")
    assert Ground(E=Letter(label="")).names() == ["Kingston DataTraveler E:"]
    assert Ground(E=nameless).names() == ["E: E:"]


def test_a_usb_disk_that_calls_itself_fixed_is_one_and_a_second_disk_is_none() -> None:
    usb = Letter(kind=DriveType.FIXED, label="BACKUP")
    inside = Letter(kind=DriveType.FIXED, bus=11, label="DATA")
    assert Ground(D=inside, F=usb).names() == ["BACKUP F:"]


def test_what_windows_runs_from_is_none() -> None:
    ground = Ground(E=Letter())
    assert WindowsDrives(ground.calls, "E").find() == []


def test_an_empty_slot_is_none_and_asks_without_a_box() -> None:
    ground = Ground(E=Letter(has_medium=False))
    assert ground.names() == []
    assert ground.library.error_modes == [0x8001, 0]


@pytest.mark.parametrize("kind", [0, 1, 4, 5, 6])
def test_network_optical_and_memory_drives_are_none(kind: int) -> None:
    assert Ground(E=Letter(kind=kind)).names() == []


def test_a_locked_card_says_so() -> None:
    ground = Ground(E=Letter(flags=READ_ONLY_VOLUME))
    assert [one.is_read_only for one in ground.drives.find()] == [True]
    assert ground.ends.room(Path("E:\\")) == Room(3_100_000_000, 32_768, is_read_only=True)


# -- reading past the cache ----------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 512, 4096, 1_048_576, 1_048_577, 3_000_000])
def test_every_size_is_read_whole(tmp_path: Path, size: int) -> None:
    ground, pieces = Ground(), list[bytes]()
    (tmp_path / "file").write_bytes(content(1, size))
    way = ground.ends.read_back(tmp_path / "file", lambda piece: pieces.append(bytes(piece)))
    assert (way, b"".join(pieces)) == (ReadWay.DEVICE, content(1, size))
    assert ground.library.open_handles == {}


def test_a_file_system_that_only_reads_through_its_cache_is_told(tmp_path: Path) -> None:
    ground, pieces = Ground(), list[bytes]()
    ground.library.takes_unbuffered = False
    (tmp_path / "file").write_bytes(content(1))
    way = ground.ends.read_back(tmp_path / "file", lambda piece: pieces.append(bytes(piece)))
    assert (way, b"".join(pieces)) == (ReadWay.MEMORY, content(1))


def test_a_file_that_is_gone_is_that(tmp_path: Path) -> None:
    with pytest.raises(CallFailed) as caught:
        Ground().ends.read_back(tmp_path / "file", lambda _piece: None)
    assert trouble_of(caught.value) is Trouble.GONE


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (NOT_READY, Trouble.GONE),
        (1167, Trouble.GONE),
        (1117, Trouble.FAILED),
        (19, Trouble.READ_ONLY),
        (DENIED, Trouble.NOT_ALLOWED),
        (112, Trouble.FULL),
        (183, Trouble.NAME_TAKEN),
        (223, Trouble.TOO_LARGE),
        (31, Trouble.FAILED),
    ],
)
def test_what_a_number_of_windows_means(number: int, trouble: Trouble) -> None:
    assert trouble_of(CallFailed(number)) is trouble


# -- ejecting ------------------------------------------------------------------------------------


def release(letter: Letter) -> tuple[ReleaseEnd, Ground]:
    ground = Ground(E=letter)
    return ground.ends.release(ground.drives.find()[0]), ground


def test_a_stick_is_locked_dismounted_and_ejected() -> None:
    end, ground = release(Letter())
    assert end is ReleaseEnd.RELEASED
    assert ground.library.controls == [LOCK, DISMOUNT, REMOVAL, EJECT]
    assert ground.library.open_handles == {}


def test_an_indexer_that_looks_at_the_new_files_is_waited_for() -> None:
    end, ground = release(Letter(locks=[DENIED, DENIED, 0]))
    assert end is ReleaseEnd.RELEASED
    assert len(ground.pauses) == 2


def test_a_file_that_stays_open_keeps_the_stick() -> None:
    end, ground = release(Letter(locks=[DENIED] * 99))
    assert end is ReleaseEnd.BUSY
    assert 1 < len(ground.pauses) < 99
    assert DISMOUNT not in ground.library.controls
    assert ground.library.open_handles == {}


def test_an_account_that_may_only_read_the_volume_can_eject() -> None:
    assert release(Letter(refuses_writing_handles=True))[0] is ReleaseEnd.RELEASED


@pytest.mark.parametrize(
    ("number", "end"), [(BAD_FUNCTION, ReleaseEnd.FAILED), (DENIED, ReleaseEnd.NOT_ALLOWED)]
)
def test_what_cannot_be_ejected_is_not_called_released(number: int, end: ReleaseEnd) -> None:
    assert release(Letter(eject_error=number))[0] is end


# -- all of it -----------------------------------------------------------------------------------


class OnAFolder(WindowsStickEnds):
    """Drive E: is a folder here."""

    root = Path()

    def drives(self) -> list[Drive]:
        return [replace(one, folder=self.root) for one in super().drives()]

    def room(self, folder: Path) -> Room:
        del folder
        return super().room(Path("E:\\"))


def test_files_go_through_the_same_door(tmp_path: Path) -> None:
    ground = Ground(E=Letter())
    ends = OnAFolder(ground.calls, ground.drives, ground.pauses.append)
    ends.root = tmp_path
    door = StickDoor(ends)
    drive = door.choose("E:")
    files = [("A.spkg", content(1)), ("B.spkg", content(2))]
    puts = door.put(drive, files)
    assert [put.end for put in puts] == [PutEnd.WRITTEN, PutEnd.WRITTEN]
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == dict(files)
    assert [put.end for put in door.put(drive, files)] == [PutEnd.THERE, PutEnd.THERE]
    assert door.close(drive, puts).code == "stick_done"


def test_a_scanner_for_viruses_delays_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, tries = Ground(E=Letter()), list[Path]()
    original = Path.rename

    def held(self: Path, target: Path) -> Path:
        tries.append(self)
        if len(tries) < 3:
            raise PermissionError(13, "sharing violation")
        return original(self, target)

    monkeypatch.setattr(Path, "rename", held)
    (tmp_path / "old").write_bytes(b"x")
    ground.ends.rename(tmp_path / "old", tmp_path / "new")
    assert (tmp_path / "new").exists()
    assert len(ground.pauses) == 2
