"""A made-up kernel32: drives by letter, devices behind them, files of a real folder.

Owns how the calls of Windows answer; refuses to be asked for what the program does not use.
"""

# Names, arguments and their order are those of Windows; what `byref` made has its value in `_obj`.
# ruff: noqa: N802, PLR0913, PLR0917, ARG002, SLF001

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samplepoint.devices.windows_calls import DriveType
from samplepoint.devices.windows_kernel import DWORD

NOT_FOUND, DENIED, NOT_READY, BAD_PARAMETER, BAD_FUNCTION = 2, 5, 21, 87, 1
FAILED_HANDLE = ctypes.c_void_p(-1).value
LOCK, DISMOUNT, QUERY, REMOVAL, EJECT = 0x90018, 0x90020, 0x2D1400, 0x2D4804, 0x2D4808
NO_BUFFERING, READ_ONLY_VOLUME = 0x2000_0000, 0x0008_0000


@dataclass
class Letter:
    """One drive."""

    kind: int = DriveType.REMOVABLE
    bus: int = 7
    maker: str = "Kingston"
    model: str = "DataTraveler"
    label: str = "KINGSTON"
    serial: int = 0x1234ABCD
    system: str = "FAT32"
    flags: int = 0
    has_medium: bool = True
    refuses_writing_handles: bool = False
    locks: list[int] = field(default_factory=list)
    """What the next tries to lock answer; 0 and an empty list: locked."""
    eject_error: int = 0


class FakeKernel32:
    """Every call returns 1 or sets the last error and returns 0, as Windows does."""

    def __init__(self, **letters: Letter) -> None:
        self.drives = letters
        self.controls: list[int] = []
        self.error_modes: list[int] = []
        self.open_handles: dict[int, Any] = {}
        self.takes_unbuffered = True
        self._error = 0
        self._next = 100

    def GetLastError(self) -> int:
        return self._error

    def GetLogicalDrives(self) -> int:
        return sum(1 << ord(letter) - ord("A") for letter in self.drives)

    def GetDriveTypeW(self, root: str) -> int:
        return self.drives[root[0]].kind

    def SetThreadErrorMode(self, mode: int, before: Any) -> int:
        self.error_modes.append(mode)
        return 1

    def GetVolumeInformationW(
        self,
        root: str,
        label: Any,
        label_length: int,
        serial: Any,
        longest: Any,
        flags: Any,
        system: Any,
        system_length: int,
    ) -> int:
        drive = self.drives[root[0]]
        if not drive.has_medium:
            return self._fail(NOT_READY)
        label.value, system.value = drive.label, drive.system
        serial._obj.value, flags._obj.value = drive.serial, drive.flags
        return 1

    def GetDiskFreeSpaceExW(self, root: str, free: Any, whole: Any, unused: Any) -> int:
        if not self.drives[root[0]].has_medium:
            return self._fail(NOT_READY)
        free._obj.value, whole._obj.value = 3_100_000_000, 7_800_000_000
        return 1

    def GetDiskFreeSpaceW(self, root: str, sectors: Any, size: Any, left: Any, all_: Any) -> int:
        sectors._obj.value, size._obj.value = 64, 512
        return 1

    def CreateFileW(
        self, path: str, access: int, share: int, rights: None, how: int, flags: int, like: None
    ) -> int | None:
        if path.startswith("\\\\.\\"):
            drive = self.drives[path[4]]
            if access & 0x4000_0000 and drive.refuses_writing_handles:
                self._fail(DENIED)
                return FAILED_HANDLE
            return self._handle(drive)
        if not Path(path).exists():
            self._fail(NOT_FOUND)
            return FAILED_HANDLE
        if flags & NO_BUFFERING and not self.takes_unbuffered:
            self._fail(BAD_PARAMETER)
            return FAILED_HANDLE
        return self._handle([Path(path).read_bytes(), 0])

    def ReadFile(self, handle: int, memory: int, length: int, count: Any, late: None) -> int:
        content, at = self.open_handles[handle]
        if length % 512 or at % 512 or memory % 512:
            return self._fail(BAD_PARAMETER)
        piece = content[at : at + length]
        ctypes.memmove(memory, piece, len(piece))
        self.open_handles[handle][1] += len(piece)
        count._obj.value = len(piece)
        return 1

    def DeviceIoControl(
        self,
        handle: int,
        code: int,
        given: int | None,
        given_length: int,
        answer: int | None,
        answer_length: int,
        count: int,
        late: None,
    ) -> int:
        drive: Letter = self.open_handles[handle]
        self.controls.append(code)
        if code == QUERY:
            assert answer is not None
            self._describe(drive, answer)
        if code == LOCK and drive.locks:
            number = drive.locks.pop(0)
            return self._fail(number) if number else 1
        if code == EJECT and drive.eject_error:
            return self._fail(drive.eject_error)
        return 1

    def CloseHandle(self, handle: int) -> int:
        del self.open_handles[handle]
        return 1

    def _describe(self, drive: Letter, answer: int) -> None:
        texts = b"".join(text.encode() + b"\0" for text in (drive.maker, drive.model))
        places = (36, 36 + len(drive.maker) + 1, 0, 0)
        numbers = [1, 36, 0, *places, drive.bus, 0]
        raw = b"".join(DWORD(number) for number in numbers) + texts
        ctypes.memmove(answer, raw, len(raw))

    def _handle(self, what: Any) -> int:
        self._next += 1
        self.open_handles[self._next] = what
        return self._next

    def _fail(self, number: int) -> int:
        self._error = number
        return 0
