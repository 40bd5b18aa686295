"""Which mounts of a Linux are sticks, and how they are called: made-up machines, and this one."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samplepoint.devices.drives_linux import LinuxDrives
from samplepoint.domain.drives import Drive, Room
from tests.stick.sysfs_tree import CARD, SATA, USB, Tree

if sys.platform != "linux":
    pytest.skip("sysfs is Linux's", allow_module_level=True)

GIGABYTE = 2_000_000
"""In sectors."""


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Give a laptop that runs from its own disk."""
    tree = Tree(tmp_path)
    disk = tree.disk(SATA, "sda", "8:0", 512 * GIGABYTE, removable="0")
    tree.part(disk, "8:1", 512 * GIGABYTE)
    tree.mount("0:21", "/proc", "proc")
    tree.mount("8:1", "/", "ext4")
    return tree


def found(tree: Tree) -> list[Drive]:
    return LinuxDrives(tree.root, lambda _folder: Room(3_100_000_000, 4096)).find()


def stick(tree: Tree, letter: str = "b", **about: str) -> Path:
    told = {"removable": "1", "vendor": "Kingston", "model": "DataTraveler 3.0", **about}
    minor = 16 * (ord(letter) - ord("a"))
    disk = tree.disk(f"{USB}{letter}", f"sd{letter}", f"8:{minor}", 8 * GIGABYTE, **told)
    return tree.part(disk, f"8:{minor + 1}", 8 * GIGABYTE - 2048)


def test_a_laptop_alone_has_no_stick(tree: Tree) -> None:
    assert found(tree) == []
    assert LinuxDrives(tree.root).unopened() == []


def test_a_stick_is_called_by_its_label(tree: Tree) -> None:
    stick(tree)
    tree.udev("8:17", "KINGSTON", "1234-ABCD")
    tree.mount("8:17", "/run/media/me/KINGSTON", "vfat")
    assert found(tree) == [
        Drive(
            identity="1234-ABCD",
            folder=Path("/run/media/me/KINGSTON"),
            name="KINGSTON",
            size_bytes=8 * GIGABYTE * 512,
            free_bytes=3_100_000_000,
            file_system="vfat",
            device="/dev/sdb1",
        )
    ]


def test_escaped_labels_and_folders_are_read(tree: Tree) -> None:
    stick(tree)
    tree.udev("8:17", r"\xe9\x87\x87\xe6\xa0\xb7\x201\x5c2", "1")
    tree.mount("8:17", r"/media/me/采样\0401", "exfat")
    assert [(one.name, str(one.folder)) for one in found(tree)] == [
        ("采样 1\\2", "/media/me/采样 1")
    ]


def test_without_udev_the_links_tell(tree: Tree) -> None:
    stick(tree)
    tree.link("by-label", r"MY\x20STICK", "sdb1")
    tree.link("by-uuid", "1234-ABCD", "sdb1")
    tree.link("by-label", "OTHER", "sda1")
    tree.mount("8:17", "/mnt")
    assert [(one.name, one.identity) for one in found(tree)] == [("MY STICK", "1234-ABCD")]


def test_without_a_label_maker_and_model_tell(tree: Tree) -> None:
    stick(tree)
    tree.mount("8:17", "/media/1234-ABCD")
    assert [one.name for one in found(tree)] == ["Kingston DataTraveler 3.0"]


def test_without_anything_the_folder_tells(tree: Tree) -> None:
    stick(tree, vendor="", model="")
    tree.mount("8:17", "/media/1234-ABCD")
    assert [one.name for one in found(tree)] == ["1234-ABCD"]


def test_a_usb_disk_that_calls_itself_fixed_is_one(tree: Tree) -> None:
    stick(tree, removable="0")
    tree.mount("8:17", "/mnt/backup", "ext4")
    assert len(found(tree)) == 1


def test_a_card_in_a_slot_is_one_and_soldered_memory_is_not(tree: Tree) -> None:
    card = tree.disk(CARD, "mmcblk0", "179:0", GIGABYTE, removable="0", type="SD", name="SC32G")
    tree.part(card, "179:1", GIGABYTE)
    soldered = tree.disk(f"{CARD}b", "mmcblk1", "179:8", GIGABYTE, removable="0", type="MMC")
    tree.part(soldered, "179:9", GIGABYTE)
    tree.mount("179:1", "/mnt/card")
    tree.mount("179:9", "/mnt/memory")
    assert [(one.name, one.device) for one in found(tree)] == [("SC32G", "/dev/mmcblk0p1")]


def test_an_encrypted_stick_that_was_opened_is_one(tree: Tree) -> None:
    tree.layer(stick(tree), "dm-0", "253:0", GIGABYTE)
    tree.mount("253:0", "/run/media/me/SECRET", "ext4")
    assert [one.device for one in found(tree)] == ["/dev/dm-0"]


def test_what_the_laptop_runs_from_is_none(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    part = stick(tree)
    tree.part(part.parent, "8:18", GIGABYTE, at=2)
    tree.mount("8:17", "/", "ext4")
    tree.mount("8:18", "/media/me/data", "ext4")
    assert found(tree) == []
    assert LinuxDrives(tree.root).unopened() == []


def test_what_is_mounted_where_sticks_are_is_one_on_any_bus(tree: Tree) -> None:
    disk = tree.disk(f"{SATA}b", "sdc", "8:32", GIGABYTE, removable="0", model="External")
    tree.part(disk, "8:33", GIGABYTE)
    tree.mount("8:33", "/mnt/inside", "ext4")
    assert found(tree) == []
    tree.mount("8:33", "/media/me/External", "ext4")
    assert [str(one.folder) for one in found(tree)] == ["/media/me/External"]


def test_a_cd_is_none(tree: Tree) -> None:
    tree.disk(f"{SATA}c", "sr0", "11:0", GIGABYTE, removable="1")
    tree.mount("11:0", "/media/me/CD", "iso9660", "ro")
    assert found(tree) == []
    assert LinuxDrives(tree.root).unopened() == []


def test_one_stick_mounted_twice_is_one(tree: Tree) -> None:
    stick(tree)
    tree.mount("8:17", "/srv/share", "vfat", inner="/share")
    tree.mount("8:17", "/media/me/KINGSTON")
    tree.mount("8:17", "/mnt")
    assert [str(one.folder) for one in found(tree)] == ["/media/me/KINGSTON"]


@pytest.mark.parametrize("where", ["mount", "switch"])
def test_a_write_protected_stick_says_so(tree: Tree, where: str) -> None:
    stick(tree, ro="1" if where == "switch" else "0")
    tree.mount("8:17", "/media/a", options="ro" if where == "mount" else "rw")
    assert [one.is_read_only for one in found(tree)] == [True]


def test_two_parts_have_their_own_sizes(tree: Tree) -> None:
    part = stick(tree)
    tree.part(part.parent, "8:18", GIGABYTE, at=2)
    tree.mount("8:18", "/media/a")
    assert [one.size_bytes for one in found(tree)] == [GIGABYTE * 512]


def test_sticks_come_by_name(tree: Tree) -> None:
    for letter, label in (("b", "ZEBRA"), ("c", "ANT")):
        stick(tree, letter)
        minor = 16 * (ord(letter) - ord("a")) + 1
        tree.udev(f"8:{minor}", label, label)
        tree.mount(f"8:{minor}", f"/media/{label}")
    assert [one.name for one in found(tree)] == ["ANT", "ZEBRA"]


def test_a_stick_whose_mount_is_dead_is_gone(tree: Tree) -> None:
    stick(tree)
    tree.mount("8:17", "/media/a")

    def dead(_folder: Path) -> Room:
        raise OSError(errno.EIO, "no")

    assert LinuxDrives(tree.root, dead).find() == []


def test_the_same_place_mounted_again_is_another_stick(tree: Tree) -> None:
    stick(tree)
    tree.mount("8:17", "/media/a")
    before = found(tree)[0].identity
    tree.mount("0:99", "/elsewhere", "tmpfs")
    mountinfo = tree.root / "proc" / "self" / "mountinfo"
    mountinfo.write_text(mountinfo.read_text().replace("32 1 8:17", "44 1 8:17"))
    assert found(tree)[0].identity != before


def test_a_stick_that_is_not_mounted_is_named(tree: Tree) -> None:
    stick(tree)
    empty_reader = {"removable": "1", "model": "Card Reader"}
    tree.disk(f"{USB}r", "sdr", "8:240", 0, **empty_reader)
    assert found(tree) == []
    assert LinuxDrives(tree.root).unopened() == ["Kingston DataTraveler 3.0"]
    tree.mount("8:17", "/media/a")
    assert LinuxDrives(tree.root).unopened() == []


def test_lines_that_are_no_mounts_are_passed_over(tree: Tree) -> None:
    mountinfo = tree.root / "proc" / "self" / "mountinfo"
    mountinfo.write_text("\nnonsense\n1 2 3\n" + mountinfo.read_text())
    assert found(tree) == []
    mountinfo.unlink()
    assert found(tree) == []


# -- this machine ------------------------------------------------------------------------------


@pytest.fixture
def media() -> Iterator[Path]:
    """Give a folder where desktops mount sticks; for root alone."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount")
    media = Path("/media")
    made = [] if media.exists() else [media]
    folder = media / f"samplepoint-{os.getpid()}"
    folder.mkdir(parents=True)
    yield folder
    folder.rmdir()
    for one in made:
        one.rmdir()


def test_a_real_stick_is_found_and_let_go(media: Path, tmp_path: Path) -> None:
    from samplepoint.app.wiring import stick_door  # noqa: PLC0415
    from tests.stick.file_systems import SIZE  # noqa: PLC0415

    image = tmp_path / "stick.img"
    with image.open("wb") as file:
        file.truncate(SIZE)
    try:
        subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True, capture_output=True)
        subprocess.run(["mount", "-o", "loop", image, media], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no loop device can be mounted here: {error}")
    door = stick_door()
    try:
        drive = door.choose(str(media))
        assert (drive.name, drive.file_system, drive.size_bytes) == (media.name, "ext4", SIZE)
        assert 0 < drive.free_bytes < SIZE
        puts = door.put(drive, [("A.spkg", b"content")])
        assert (media / "A.spkg").stat().st_mode & 0o777 == 0o644
        outcome = door.close(drive, puts)
    finally:
        subprocess.run(["umount", media], check=False, capture_output=True)
    assert (outcome.code, outcome.values["place"]) == ("stick_done", media.name)
    assert str(media) not in [str(one.folder) for one in door.drives()]
    assert list(media.iterdir()) == []
