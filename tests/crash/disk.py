"""A small disk of its own for a book, whose power can be cut: ext4 in a file, mounted by a loop.

Owns making, mounting and cutting; refuses to know what lies on it. Needs root and loop devices.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

_SIZE = 64 * 1024 * 1024
# EXT4_IOC_SHUTDOWN, _IOR('X', 125, u32), with EXT4_GOING_FLAGS_NOLOGFLUSH: from now on nothing
# reaches the device, neither data that waits in memory nor the journal (linux/fs/ext4/ext4.h).
_SHUTDOWN = 0x8004587D
_WITHOUT_LOG = (2).to_bytes(4, "little")


def cut_off(root: Path) -> None:
    """Let nothing reach the device of a mounted ext4 any more, as when it is pulled out."""
    # The same call on the wrong folder would take the machine's own disk away.
    assert os.path.ismount(root)
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415  # exists on POSIX only

        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(handle, _SHUTDOWN, _WITHOUT_LOG)
        finally:
            os.close(handle)


class Disk:
    """An ext4 file system in a file. What a cut leaves is what `mount` then finds."""

    def __init__(self, folder: Path) -> None:
        """Make the file and mount it at `root`; raises `CalledProcessError` where that fails."""
        self.root = folder / "disk"
        self._image = folder / "disk.img"
        self.root.mkdir()
        with self._image.open("wb") as file:
            file.truncate(_SIZE)
        _run("mkfs.ext4", "-q", str(self._image))
        self.mount()

    def mount(self) -> None:
        """Mount; after a cut the journal is replayed, as it is when a laptop starts again."""
        _run("mount", "-o", "loop", str(self._image), str(self.root))

    def cut(self) -> None:
        """Cut the power: whatever the device does not have is lost."""
        cut_off(self.root)

    def unmount(self) -> None:
        """Unmount; harmless when it is not mounted."""
        if os.path.ismount(self.root):
            _run("umount", str(self.root))


@cache
def reason_against() -> str:
    """Say why a disk cannot be made, mounted and cut here; empty where it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux can mount a disk"
    if not shutil.which("mkfs.ext4"):
        return "mkfs.ext4 is not installed"
    with tempfile.TemporaryDirectory() as folder:
        try:
            disk = Disk(Path(folder))
        except subprocess.CalledProcessError as error:
            return f"{error.cmd[0]}: {error.stderr.strip()}"
        try:
            disk.cut()
        except OSError as error:
            return f"EXT4_IOC_SHUTDOWN: {error.strerror}"
        finally:
            disk.unmount()
    return ""


def _run(*command: str) -> None:
    subprocess.run(command, capture_output=True, text=True, check=True)
