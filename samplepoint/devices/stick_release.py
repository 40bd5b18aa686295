"""Letting go of a drive on Linux: everything to the device, unmount, and see that it is unmounted.

Owns the programs that can do it without being root; refuses to know what was written.
"""

from __future__ import annotations

import ctypes
import logging
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from samplepoint.devices.system_programs import program_environment
from samplepoint.domain.drives import Drive, ReleaseEnd

PATIENCE_S = 300.0
"""A slow stick with much of somebody else's still in memory takes minutes."""
_BUSY = ("busy",)
_NOT_ALLOWED = ("not authorized", "not permitted", "permission denied", "superuser", "only root")

Run = Callable[[Sequence[str]], tuple[int, str]]
"""Runs a program; returns its exit code and what it said."""

log = logging.getLogger(__name__)


class LinuxRelease:
    """Unmounts with udisks, which the desktop mounted with, else with `umount`."""

    def __init__(
        self,
        is_mounted: Callable[[Path], bool],
        run: Run | None = None,
        search_path: str | None = None,
    ) -> None:
        """`is_mounted` tells whether something is mounted at a folder; `search_path` is PATH."""
        self._is_mounted = is_mounted
        self._run = run or _run
        self._path = search_path

    def release(self, drive: Drive) -> ReleaseEnd:
        """Unmount a drive and, where that is possible, take its power away.

        Raises:
            OSError: nothing can be said of it any more.
        """
        _flush_all(drive.folder)
        said = ""
        for command in self._commands(drive):
            code, answer = self._run(command)
            if code == 0 and not self._is_mounted(drive.folder):
                self._switch_off(drive)
                return ReleaseEnd.RELEASED
            said = f"{said} {answer}".lower()
        log.warning("a drive was not unmounted: %s", " ".join(said.split())[-200:] or "no program")
        if any(word in said for word in _BUSY):
            return ReleaseEnd.BUSY
        is_refused = not said or any(word in said for word in _NOT_ALLOWED)
        return ReleaseEnd.NOT_ALLOWED if is_refused else ReleaseEnd.FAILED

    def _commands(self, drive: Drive) -> list[tuple[str, ...]]:
        udisks = shutil.which("udisksctl", path=self._path)
        umount = shutil.which("umount", path=self._path)
        found: list[tuple[str, ...]] = []
        if udisks and drive.device:
            device = ("--block-device", drive.device)
            found.append((udisks, "unmount", *device, "--no-user-interaction"))
        if umount:
            found.append((umount, "--", str(drive.folder)))
        return found

    def _switch_off(self, drive: Drive) -> None:
        """Let the lamp of the stick go out, where udisks may; it can be pulled out either way."""
        udisks = shutil.which("udisksctl", path=self._path)
        if udisks and drive.device:
            device = ("--block-device", drive.device)
            with suppress(OSError):
                self._run((udisks, "power-off", *device, "--no-user-interaction"))


def _flush_all(folder: Path) -> None:
    """Bring everything of this drive to it; other disks of the laptop may be slow and busy."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(handle)


def _run(command: Sequence[str]) -> tuple[int, str]:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**program_environment(), "LC_ALL": "C"},
            check=False,
            timeout=PATIENCE_S,
        )
    except subprocess.TimeoutExpired:
        return -1, "timed out"
    said = done.stdout + done.stderr
    return done.returncode, said.decode(errors="replace")
