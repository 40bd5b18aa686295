"""Small real file systems that stand for sticks: in memory, on a loop device, served by a program.

Owns making, mounting, spoiling and pulling them; refuses to know what is written. Needs root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from samplepoint.devices.drives_linux import room_of
from samplepoint.devices.stick_linux import LinuxStickEnds
from samplepoint.domain.drives import Drive, Readers, ReadWay, Room
from samplepoint.services.stick import StickDoor
from tests.crash.disk import cut_off

SIZE = 24 * 1024 * 1024
_MOUNTED_S = 20.0


@dataclass(frozen=True)
class Kind:
    """How a file system is made and mounted; `make` and `serve` get a device, `serve` a folder."""

    name: str
    make: tuple[str, ...] = ()
    serve: tuple[str, ...] = ()
    """A program that serves it while it runs; () where the kernel does."""
    on_loop: bool = True
    """On a loop device, as a stick is on a block device; else straight from its file."""

    def missing(self) -> str:
        """Say what this machine lacks for it, "" where nothing."""
        programs = [self.make[:1], self.serve[:1], ("mount",), ("losetup",)]
        lacking = [one[0] for one in programs if one and not shutil.which(one[0])]
        if lacking:
            return f"{lacking[0]} is not installed"
        if os.geteuid() != 0:
            return "only root can mount"
        if not self.serve and self.name not in Path("/proc/filesystems").read_text("ascii").split():
            return f"this kernel does not know {self.name}"
        return ""


KINDS = {
    kind.name: kind
    for kind in (
        Kind("tmpfs"),
        Kind("ext4", ("mkfs.ext4", "-q", "-F", "-m", "0")),
        Kind("vfat", ("mkfs.vfat", "-n", "KINGSTON")),
        Kind("exfat", ("mkfs.exfat", "-L", "KINGSTON")),
        Kind(
            "exfat by FUSE",
            ("mkfs.exfat", "-L", "KINGSTON"),
            ("mount.exfat-fuse", "-d", "-o", "{options}", "{device}", "{folder}"),
        ),
        Kind(
            "FAT by FUSE",
            ("mkfs.vfat", "-n", "KINGSTON"),
            ("fusefat", "-f", "-o", "{options}", "{device}", "{folder}"),
            on_loop=False,
        ),
        Kind(
            "NTFS by FUSE",
            ("mkntfs", "-Q", "-F"),
            ("ntfs-3g", "-o", "no_detach,{options}", "{device}", "{folder}"),
        ),
    )
}


class HookedEnds(LinuxStickEnds):
    """The real ends, with a hand that comes between two steps."""

    def __init__(self, found: Callable[[], list[Drive]]) -> None:
        super().__init__()
        self._found = found
        self.on_chunk: Callable[[int], None] = lambda _written: None
        self.on_read: Callable[[], None] = lambda: None
        self.claims: int | None = None
        """What it says at the next question that is free."""

    def drives(self) -> Sequence[Drive]:
        return self._found()

    def room(self, folder: Path) -> Room:
        room, claims, self.claims = super().room(folder), self.claims, None
        return room if claims is None else replace(room, free_bytes=claims)

    def write_new(self, path: Path, chunks: Iterable[bytes], readers: Readers) -> None:
        def hooked() -> Iterator[bytes]:
            written = 0
            for chunk in chunks:
                self.on_chunk(written)
                yield chunk
                written += len(chunk)

        super().write_new(path, hooked(), readers)

    def read_back(self, path: Path, take: Callable[[memoryview], None]) -> ReadWay:
        self.on_read()
        return super().read_back(path, take)


class RealMedium:
    """A file system mounted at a folder of its own."""

    def __init__(self, kind: Kind, scratch: Path, image_folder: Path | None = None) -> None:
        """Make it and mount it; raises `CalledProcessError` where that fails."""
        self.kind = kind
        self.root = scratch / "stick"
        self.root.mkdir()
        self._image = (image_folder or scratch) / "stick.img"
        self._loop = ""
        self._server: subprocess.Popen[bytes] | None = None
        self._held: int | None = None
        self._is_in = True
        if kind.name != "tmpfs":
            with self._image.open("wb") as file:
                file.truncate(SIZE)
            _run(*kind.make, str(self._image))
            if kind.on_loop:
                self._loop = _run("losetup", "--find", "--show", str(self._image)).strip()
        self._mount("rw")
        room = room_of(self.root)
        self.drive = Drive(
            "id", self.root, "KINGSTON", SIZE, room.free_bytes, kind.name.split()[0], device=""
        )
        self.ends = HookedEnds(self._found)
        self.door = StickDoor(self.ends)

    # -- what a test does to it ------------------------------------------------------------------

    def contents(self) -> dict[str, bytes]:
        own = {"ballast", "lost+found", "KINGSTON"}
        return {one.name: one.read_bytes() for one in self.root.iterdir() if one.name not in own}

    def leave(self, count: int) -> None:
        with (self.root / "ballast").open("wb") as file:
            while (free := room_of(self.root).free_bytes) > count:
                file.write(bytes(min(free - count, 256 * 1024)))
                file.flush()
                os.fsync(file.fileno())

    def claim(self, count: int) -> None:
        self.ends.claims = count

    def protect(self) -> None:
        if self.kind.serve:
            self.unmount()
            self._mount("ro")
        else:
            _run("mount", "-o", "remount,ro", str(self.root))

    def pull_at(self, written: int) -> None:
        def pull(before: int) -> None:
            if before >= written and self._is_in:
                self.pull()

        self.ends.on_chunk = pull

    def pull(self) -> None:
        """Take the device away: from now on nothing reaches it."""
        self._is_in = False
        if self._server is not None:
            self._server.kill()
            self._server.wait()
        elif self.kind.name == "ext4":
            cut_off(self.root)
        else:
            # As a desktop does with what is pulled out: its folder is then the disk's below.
            _run("umount", "--lazy", str(self.root))

    def plug_in(self) -> None:
        self.ends.on_chunk = lambda _written: None
        self.unmount()
        self._mount("rw")
        self._is_in = True

    def spoil_while_written(self) -> None:
        self.ends.on_read = self._flip_bits

    def hold(self) -> None:
        self._held = os.open(self.root, os.O_RDONLY)

    def _flip_bits(self) -> None:
        """Change a bit of each unfinished file in the image, behind the back of the file system."""
        for path in self.root.glob(".samplepoint-*"):
            # Its middle, which the page cache still has: finding it does not load it from there.
            start = path.read_bytes()[100_000:100_064]
            image = self._image.read_bytes()
            at = image.index(start)
            with self._image.open("r+b") as file:
                file.seek(at)
                file.write(bytes([image[at] ^ 1]))
                file.flush()
                os.fsync(file.fileno())

    # -- mounting ------------------------------------------------------------------------------

    def _found(self) -> list[Drive]:
        if not self._is_in or not os.path.ismount(self.root):
            return []
        return [self.drive]

    def _mount(self, options: str) -> None:
        folder, device = str(self.root), self._loop or str(self._image)
        if self.kind.serve:
            # fusefat wants to be told that it may really write.
            given = "rw+" if options == "rw" and not self.kind.on_loop else options
            words = {"options": given, "device": device, "folder": folder}
            command = [word.format(**words) for word in self.kind.serve]
            self._server = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            self._wait_for_mount()
        elif self.kind.name == "tmpfs":
            _run("mount", "-t", "tmpfs", "-o", f"{options},size={SIZE}", "tmpfs", folder)
        else:
            _run("mount", "-t", self.kind.name, "-o", options, device, folder)

    def _wait_for_mount(self) -> None:
        until = time.monotonic() + _MOUNTED_S
        while not os.path.ismount(self.root):
            if time.monotonic() > until or (self._server and self._server.poll() is not None):
                raise subprocess.CalledProcessError(1, self.kind.serve)
            time.sleep(0.01)

    def unmount(self) -> None:
        """Unmount and wait for the program that served it; harmless when it is not mounted."""
        if self._held is not None:
            os.close(self._held)
            self._held = None
        # A mount whose server was killed is no mount point any more for `ismount`.
        subprocess.run(["umount", str(self.root)], capture_output=True, check=False)
        if self._server is not None:
            self._server.wait(_MOUNTED_S)
            self._server = None

    def close(self) -> None:
        """Leave nothing of it behind."""
        self.unmount()
        if self._loop:
            _run("losetup", "--detach", self._loop)
        with suppress(OSError):
            self._image.unlink()


@contextmanager
def real_medium(name: str, scratch: Path, image_folder: Path | None = None) -> Iterator[RealMedium]:
    """Give a mounted file system, or skip the test with the reason why there is none."""
    kind = KINDS[name]
    reason = kind.missing()
    if reason:
        pytest.skip(f"{name}: {reason}")
    try:
        medium = RealMedium(kind, scratch, image_folder)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"{name}: {error.cmd[0]} failed: {error.stderr or error.returncode}")
    try:
        yield medium
    finally:
        medium.close()


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
