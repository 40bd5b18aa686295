"""Reading back on Linux: past the computer's memory, by either way, or with a word about it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from samplepoint.domain.drives import ReadWay
from samplepoint.services.stick_outcomes import PutEnd
from tests.stick.media import content

if sys.platform != "linux":
    pytest.skip("O_DIRECT and mincore are Linux's", allow_module_level=True)

from samplepoint.devices import stick_reading
from tests.stick.file_systems import real_medium


def collect(path: Path, served_from: str | None = None) -> tuple[ReadWay, bytes]:
    pieces: list[bytes] = []
    way = stick_reading.read_back(path, lambda piece: pieces.append(bytes(piece)), served_from)
    return way, b"".join(pieces)


@pytest.fixture
def without_o_direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no file system take O_DIRECT."""
    original = os.open

    def refusing(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_DIRECT:
            raise OSError(22, "Invalid argument")
        return original(path, flags, mode)

    monkeypatch.setattr(os, "open", refusing)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 1_048_576, 1_048_577, 3_000_000])
def test_every_size_is_read_whole(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(content(1, size))
    assert collect(path)[1] == content(1, size)


@pytest.mark.parametrize("size", [0, 4097, 3_000_000])
def test_every_size_is_read_whole_the_other_way(
    tmp_path: Path, size: int, without_o_direct: None
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content(1, size))
    assert collect(path)[1] == content(1, size)


def test_a_changed_bit_is_seen_without_o_direct(tmp_path: Path, without_o_direct: None) -> None:
    with real_medium("ext4", tmp_path) as medium:
        medium.spoil_while_written()
        puts = medium.door.put(medium.drive, [("A.spkg", content(1))])
        assert [put.end for put in puts] == [PutEnd.MISMATCH]


def test_a_memory_that_does_not_forget_is_told(tmp_path: Path, without_o_direct: None) -> None:
    with real_medium("tmpfs", tmp_path) as medium:
        puts = medium.door.put(medium.drive, [("A.spkg", content(1))])
        assert [(put.end, put.way) for put in puts] == [(PutEnd.WRITTEN, ReadWay.MEMORY)]


def test_an_ext4_file_is_forgotten_and_that_is_proved(
    tmp_path: Path, without_o_direct: None
) -> None:
    with real_medium("ext4", tmp_path) as medium:
        puts = medium.door.put(medium.drive, [("A.spkg", content(1))])
        assert [(put.end, put.way) for put in puts] == [(PutEnd.WRITTEN, ReadWay.DEVICE)]


@pytest.mark.parametrize("device", ["", "/dev/no-such-device"])
def test_a_program_that_serves_from_who_knows_where_is_told(tmp_path: Path, device: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    assert collect(path, device) == (ReadWay.MEMORY, b"x")


def test_a_file_system_served_from_a_file_is_told(tmp_path: Path) -> None:
    with real_medium("FAT by FUSE", tmp_path) as medium:
        puts = medium.door.put(medium.drive, [("A.spkg", content(1))])
        assert [(put.end, put.way) for put in puts] == [(PutEnd.WRITTEN, ReadWay.MEMORY)]


def test_what_the_taker_raises_ends_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content(1, 3_000_000))
    taken: list[int] = []

    def refuse(piece: memoryview) -> None:
        taken.append(len(piece))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stick_reading.read_back(path, refuse)
    assert len(taken) == 1


@pytest.mark.parametrize("name", ["ext4", "exfat by FUSE"])
def test_a_stick_that_has_less_room_than_it_claims(tmp_path: Path, name: str) -> None:
    """Sell as 24 MB what is 6: the rest of the image has nowhere to be."""
    with real_medium("tmpfs", tmp_path) as shop:
        (shop.root / "image").mkdir()
        (shop.root / "ballast").write_bytes(bytes(18 * 1024 * 1024))
        inner = tmp_path / "inner"
        inner.mkdir()
        with real_medium(name, inner, shop.root / "image") as medium:
            files = [(f"{n}.bin", content(n, 2_000_000)) for n in range(6)]
            puts = medium.door.put(medium.drive, files)
            written = [put for put in puts if put.end is PutEnd.WRITTEN]
            assert 0 < len(written) < len(files)
            # ext4 is told that its device is full, the other that it failed.
            assert next(put for put in puts if not put.is_safe).end in {
                PutEnd.TAKES_NO_MORE,
                PutEnd.FAILED,
            }
