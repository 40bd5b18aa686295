"""Block devices on Linux, as sysfs and udev describe them: disk, bus, maker, size, label.

Owns where that stands under /sys, /run/udev and /dev/disk; refuses to know mounts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_SECTOR = 512
"""/sys/block/*/size counts in these, whatever the device's own sectors are."""
_USB = re.compile(r"usb\d+")
_OPTICAL = re.compile(r"sr\d+")
_NO_DISK = re.compile(r"(loop|ram|zram|dm-|md|nbd)\d+")
_UDEV_ESCAPED = re.compile(rb"\\x([0-9a-fA-F]{2})")


class BlockDevices:
    """The block devices of a system whose files lie under `root`."""

    def __init__(self, root: Path = Path("/")) -> None:
        """Look under `root`, which is / but in tests."""
        self._root = root
        self._sys = root / "sys"

    def find(self, number: str) -> BlockDevice | None:
        """Return the device `major:minor`, None where there is no such block device."""
        node = self._sys / "dev" / "block" / number
        return BlockDevice(self._root, node.resolve()) if node.exists() else None

    def disks(self) -> list[BlockDevice]:
        """Return the whole disks that have a medium and are no optical drive."""
        found = _inside(self._sys / "block")
        disks = [BlockDevice(self._root, node.resolve()) for node in found]
        return [
            one
            for one in disks
            if one.size_bytes and not one.is_optical and not _NO_DISK.fullmatch(one.node.name)
        ]


@dataclass(frozen=True)
class BlockDevice:
    """A disk, a partition, or what is layered on one (an encrypted stick)."""

    root: Path
    node: Path
    """Its folder in sysfs."""

    @property
    def number(self) -> str:
        """Return `major:minor`."""
        return _line(self.node / "dev")

    @property
    def file(self) -> str:
        """Return its device file."""
        return f"/dev/{self.node.name}"

    @cached_property
    def disk(self) -> BlockDevice:
        """Return the whole disk it is on, below every layer."""
        layers = _inside(self.node / "slaves")
        if layers:
            return BlockDevice(self.root, layers[0].resolve()).disk
        if (self.node / "partition").exists():
            return BlockDevice(self.root, self.node.parent)
        return self

    @property
    def parts(self) -> list[BlockDevice]:
        """Return the partitions of a disk."""
        return [
            BlockDevice(self.root, one)
            for one in _inside(self.node)
            if (one / "partition").exists()
        ]

    @property
    def is_optical(self) -> bool:
        """Tell whether it is a CD or DVD."""
        return _OPTICAL.fullmatch(self.node.name) is not None

    @property
    def can_be_unplugged(self) -> bool:
        """Tell whether its disk is removable, on USB, or an SD card.

        A USB hard disk calls itself fixed, and so does the slot of an SD card: the bus and the
        kind of card tell.
        """
        disk = self.disk.node
        is_on_usb = any(_USB.fullmatch(part) for part in disk.parts)
        is_card = _line(disk / "device" / "type") == "SD"
        return _line(disk / "removable") == "1" or is_on_usb or is_card

    @property
    def is_read_only(self) -> bool:
        """Tell whether it is write-protected, by a switch on the card for example."""
        return "1" in {_line(self.node / "ro"), _line(self.disk.node / "ro")}

    @property
    def size_bytes(self) -> int:
        """Return its size; 0 where there is no medium."""
        sectors = _line(self.node / "size")
        return int(sectors) * _SECTOR if sectors.isdigit() else 0

    @property
    def sold_size_bytes(self) -> int:
        """Return the size that is printed on it: of the disk, unless there are other parts."""
        return self.size_bytes if len(self.disk.parts) > 1 else self.disk.size_bytes

    @property
    def maker(self) -> str:
        """Return maker and model, "" where the disk does not say them."""
        device = self.disk.node / "device"
        told = [_line(device / "vendor"), _line(device / "model") or _line(device / "name")]
        return " ".join(" ".join(told).split())

    @property
    def label(self) -> str:
        """Return the name its owner gave to the file system, "" where there is none."""
        return self._udev("ID_FS_LABEL_ENC") or self._linked("by-label")

    @property
    def uuid(self) -> str:
        """Return the number that its formatting gave to the file system, "" where unknown."""
        return self._udev("ID_FS_UUID_ENC") or self._linked("by-uuid")

    def _udev(self, key: str) -> str:
        try:
            told = (self.root / "run/udev/data" / f"b{self.number}").read_text("utf-8", "replace")
        except OSError:
            return ""
        lines = (line.removeprefix("E:").partition("=") for line in told.splitlines())
        return next((_unescaped(value) for name, _is, value in lines if name == key), "")

    def _linked(self, kind: str) -> str:
        for link in _inside(self.root / "dev" / "disk" / kind):
            if link.resolve().name == self.node.name:
                return _unescaped(link.name)
        return ""


def _inside(folder: Path) -> list[Path]:
    """Return what is in a folder; what is pulled out meanwhile takes its folders with it."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _unescaped(text: str) -> str:
    r"""Undo the escapes of udev: `\x20` is a blank; together the bytes are UTF-8."""
    raw = _UDEV_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text.encode())
    return raw.decode("utf-8", "replace").strip()


def _line(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
