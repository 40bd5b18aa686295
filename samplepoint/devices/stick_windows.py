"""The ends of the door to a stick on Windows (see `services.stick_ends`): every step, none ordered.

Owns reading past the cache and ejecting as Windows wants it; refuses to know what is written.
"""

from __future__ import annotations

import logging
import mmap
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from samplepoint.devices import drive_troubles, stick_files
from samplepoint.devices.drives_windows import WindowsDrives
from samplepoint.devices.windows_calls import (
    ACCESS_DENIED,
    INVALID_PARAMETER,
    SECTORS,
    WindowsCalls,
)
from samplepoint.devices.windows_kernel import CallFailed
from samplepoint.domain.drives import Drive, Readers, ReadWay, ReleaseEnd, Room, Trouble

_PIECE = 1024 * 1024
_PATIENCE, _PAUSE_S = 20, 0.25
"""The indexer and the scanner for viruses look at what was just written."""

log = logging.getLogger(__name__)


class WindowsStickEnds:
    """Real drives, real files. Callable from any thread."""

    def __init__(
        self,
        calls: WindowsCalls | None = None,
        drives: WindowsDrives | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Use this machine's calls, or made-up ones; `pause` waits so many seconds."""
        self._calls = calls or WindowsCalls()
        self._drives = drives or WindowsDrives(self._calls)
        self._pause = pause

    def drives(self) -> Sequence[Drive]:
        """Return the drives that can be unplugged, by name."""
        return self._drives.find()

    def unopened(self) -> Sequence[str]:
        """Return nothing: Windows opens every drive that it can read."""
        return ()

    def trouble_of(self, error: OSError) -> Trouble:
        """Return what an error means."""
        return drive_troubles.trouble_of(error)

    def volume_of(self, folder: Path) -> str:
        """Return the serial number of the volume that a folder is on."""
        return str(folder.stat().st_dev)

    def room(self, folder: Path) -> Room:
        """Return what there is room for."""
        root = folder.anchor or str(folder)
        free, _whole, cluster = self._calls.space(root)
        return Room(free, cluster, self._calls.volume(root).is_read_only)

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
        """Read a file past the cache of Windows where its file system takes that."""
        if self._read_unbuffered(path, take):
            return ReadWay.DEVICE
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                take(memoryview(piece))
        return ReadWay.MEMORY

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name, never over another file."""
        for _try in range(_PATIENCE):
            try:
                return stick_files.rename(old, new)
            except PermissionError:
                self._pause(_PAUSE_S)
        return stick_files.rename(old, new)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def settle(self, folder: Path) -> None:
        """Bring the names of a folder to the device; Windows does it when it lets go."""
        stick_files.settle(folder)

    def release(self, drive: Drive) -> ReleaseEnd:
        """Lock, dismount and eject a drive, as "Eject" in the Explorer does."""
        letter = drive.letter[:1]
        try:
            with self._calls.volume_handle(letter) as handle:
                if not self._locked(handle):
                    return ReleaseEnd.BUSY
                self._calls.dismount(handle)
                self._calls.eject(handle)
        except CallFailed as error:
            log.warning("a drive was not ejected: error %d", error.number)
            is_refused = error.number == ACCESS_DENIED
            return ReleaseEnd.NOT_ALLOWED if is_refused else ReleaseEnd.FAILED
        return ReleaseEnd.RELEASED

    def _locked(self, handle: int) -> bool:
        for _try in range(_PATIENCE):
            try:
                self._calls.lock(handle)
            except CallFailed as error:
                if error.number != ACCESS_DENIED:
                    raise
                self._pause(_PAUSE_S)
            else:
                return True
        return False

    def _read_unbuffered(self, path: Path, take: Callable[[memoryview], None]) -> bool:
        """Read past the cache; False, with nothing taken, where that is not possible."""
        has_begun = False
        try:
            with self._calls.unbuffered(str(path)) as handle, mmap.mmap(-1, _PIECE) as memory:
                while count := self._calls.read(handle, memory):
                    has_begun = True
                    with memoryview(memory) as whole, whole[:count] as piece:
                        take(piece)
                    if count % SECTORS:
                        break  # the end: another read would begin between two sectors
        except CallFailed as error:
            if error.number == INVALID_PARAMETER and not has_begun:
                return False
            raise
        return True
