"""Removable drives on Linux: which mounts are of something that can be unplugged.

Owns that choice and how such a drive is called; refuses to write and to unmount.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from samplepoint.devices.block_devices import BlockDevice, BlockDevices
from samplepoint.devices.mount_table import Mount, MountTable
from samplepoint.domain.drives import Drive, Room

_MEDIA = (Path("/media"), Path("/run/media"))
"""Where desktops mount what was plugged in, whatever bus it is on."""
_SYSTEM = frozenset(map(Path, ("/", "/boot", "/boot/efi", "/efi", "/home", "/usr", "/var")))
"""A laptop may run from a USB disk: what it runs from is not to be pulled out."""
_NO_PLACE_TO_WRITE = frozenset({"iso9660", "squashfs", "swap"})


def room_of(folder: Path) -> Room:
    """Return the room under a folder for an ordinary account.

    Raises:
        OSError: the folder or its drive is gone.
    """
    found = os.statvfs(folder)
    is_read_only = bool(found.f_flag & os.ST_RDONLY)
    return Room(found.f_bavail * found.f_frsize, found.f_frsize, is_read_only)


class LinuxDrives:
    """The drives of this machine, looked up anew at each call: a few small files a drive."""

    def __init__(self, root: Path = Path("/"), measure: Callable[[Path], Room] = room_of) -> None:
        """Look under `root`, which is / but in tests; `measure` is asked about mounted folders."""
        self._table = MountTable(root / "proc" / "self" / "mountinfo")
        self._devices = BlockDevices(root)
        self._measure = measure

    def find(self) -> list[Drive]:
        """Return the mounted drives that can be unplugged, by name."""
        best: dict[str, tuple[Mount, BlockDevice]] = {}
        for mount, device in self._unpluggable():
            other = best.get(device.node.name)
            if other is None or _rank(mount) < _rank(other[0]):
                best[device.node.name] = (mount, device)
        drives = [self._drive(mount, device) for mount, device in best.values()]
        return sorted((one for one in drives if one), key=lambda one: (one.name, one.folder))

    def unopened(self) -> list[str]:
        """Return what drives are called that are plugged in and of which no part is mounted."""
        used = {device.disk.node for _mount, device in self._mounted()}
        return [
            disk.label or disk.maker or disk.node.name
            for disk in self._devices.disks()
            if disk.can_be_unplugged and disk.node not in used
        ]

    def mount_at(self, folder: Path) -> Mount | None:
        """Return the mount that a folder is in."""
        above = [one for one in self._mounts() if folder.is_relative_to(one.folder)]
        # Of two mounts at one place the later one is seen.
        return max(reversed(above), key=lambda one: len(one.folder.parts), default=None)

    def _mounts(self) -> tuple[Mount, ...]:
        try:
            return self._table.mounts()
        except OSError:
            return ()

    def _mounted(self) -> list[tuple[Mount, BlockDevice]]:
        found = []
        for mount in self._mounts():
            device = self._devices.find(mount.device) or self._behind(mount)
            if device is not None:
                found.append((mount, device))
        return found

    def _behind(self, mount: Mount) -> BlockDevice | None:
        """Find the device of a file system that a program serves: its mount has none itself."""
        if not mount.source.startswith("/dev/"):
            return None
        try:
            found = Path(mount.source).stat()
        except OSError:
            return None
        if not stat.S_ISBLK(found.st_mode):
            return None
        return self._devices.find(f"{os.major(found.st_rdev)}:{os.minor(found.st_rdev)}")

    def _unpluggable(self) -> list[tuple[Mount, BlockDevice]]:
        mounted = self._mounted()
        system = {device.disk.node for mount, device in mounted if mount.folder in _SYSTEM}
        return [
            (mount, device)
            for mount, device in mounted
            if device.disk.node not in system
            and not device.is_optical
            and mount.file_system not in _NO_PLACE_TO_WRITE
            and (device.can_be_unplugged or _is_media(mount.folder))
        ]

    def _drive(self, mount: Mount, device: BlockDevice) -> Drive | None:
        try:
            room = self._measure(mount.folder)
        except OSError:
            # It was pulled out, and the system has not taken its mount away yet.
            return None
        return Drive(
            identity=device.uuid or f"{mount.device}#{mount.number}",
            folder=mount.folder,
            name=device.label or device.maker or mount.folder.name or device.node.name,
            size_bytes=device.sold_size_bytes,
            free_bytes=room.free_bytes,
            file_system=mount.file_system,
            device=device.file,
            is_read_only=mount.is_read_only or device.is_read_only or room.is_read_only,
        )


def _is_media(folder: Path) -> bool:
    return any(folder != media and folder.is_relative_to(media) for media in _MEDIA)


def _rank(mount: Mount) -> tuple[bool, bool, int]:
    """Order the mounts of one device: the desktop's own, the whole of it, the shortest path."""
    return (not _is_media(mount.folder), mount.inner != "/", len(mount.folder.parts))
