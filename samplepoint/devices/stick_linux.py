"""The ends of the door to a stick on Linux (see `services.stick_ends`): every step, none ordered.

Owns the putting together; refuses to know what is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from samplepoint.devices import drive_troubles, stick_files
from samplepoint.devices.drives_linux import LinuxDrives, room_of
from samplepoint.devices.stick_reading import read_back
from samplepoint.devices.stick_release import LinuxRelease
from samplepoint.domain.drives import Drive, Readers, ReadWay, ReleaseEnd, Room, Trouble


class LinuxStickEnds:
    """Real drives, real files. Callable from any thread."""

    def __init__(
        self, drives: LinuxDrives | None = None, release: LinuxRelease | None = None
    ) -> None:
        """Use this machine's drives, or made-up ones."""
        self._drives = drives or LinuxDrives()
        self._release = release or LinuxRelease(self._is_mounted)

    def drives(self) -> Sequence[Drive]:
        """Return the drives that can be unplugged, by name."""
        return self._drives.find()

    def unopened(self) -> Sequence[str]:
        """Return the names of drives that are plugged in but not mounted."""
        return self._drives.unopened()

    def trouble_of(self, error: OSError) -> Trouble:
        """Return what an error means."""
        return drive_troubles.trouble_of(error)

    def volume_of(self, folder: Path) -> str:
        """Return device and mount of a folder: both change when another stick is there."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            device = os.fstat(handle).st_dev
            return f"{device}#{_mount_number(handle)}"
        finally:
            os.close(handle)

    def room(self, folder: Path) -> Room:
        """Return what there is room for."""
        return room_of(folder)

    def sizes(self, folder: Path) -> Mapping[str, int]:
        """Return the names in a folder with their sizes."""
        return stick_files.sizes(folder)

    def make_folder(self, folder: Path) -> None:
        """Make the last part of a folder where it is missing."""
        stick_files.make_folder(folder)

    def write_new(self, path: Path, chunks: Iterable[bytes], readers: Readers) -> None:
        """Write a file that is not there yet, each chunk on the device before the next."""
        stick_files.write_new(path, chunks, readers)

    def read_back(self, path: Path, take: Callable[[memoryview], None]) -> ReadWay:
        """Read a file past every memory of the computer where that is possible."""
        return read_back(path, take, self._served_from(path))

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name, never over another file."""
        stick_files.rename(old, new)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def settle(self, folder: Path) -> None:
        """Bring the names of a folder to the device."""
        stick_files.settle(folder)

    def release(self, drive: Drive) -> ReleaseEnd:
        """Unmount a drive."""
        return self._release.release(drive)

    def _served_from(self, path: Path) -> str | None:
        """Return the device behind a file system that is a program, None for the kernel's."""
        mount = self._drives.mount_at(path.parent)
        if mount is None or not mount.file_system.startswith("fuse"):
            return None
        return mount.source if mount.source.startswith("/dev/") else ""

    def _is_mounted(self, folder: Path) -> bool:
        mount = self._drives.mount_at(folder)
        return mount is not None and mount.folder == folder


def _mount_number(handle: int) -> str:
    """Return the mount that an open folder is in (proc(5), fdinfo), "" where nobody tells."""
    try:
        told = Path(f"/proc/self/fdinfo/{handle}").read_text("ascii")
    except OSError:
        return ""
    lines = (line.partition(":") for line in told.splitlines())
    return next((value.strip() for name, _colon, value in lines if name == "mnt_id"), "")
