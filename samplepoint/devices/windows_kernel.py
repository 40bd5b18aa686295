"""The library kernel32 of Windows: loading it, opening files and devices, its errors.

Owns how values go in and out of a call; refuses to know what calls are for (see `windows_calls`).
The library is handed in, so that a made-up one can stand for it.
"""

from __future__ import annotations

import ctypes
import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import wintypes
from typing import Any

DWORD = ctypes.c_uint32
"""32 bits on every system: `wintypes.DWORD` has 64 on Linux, where the made-up library runs."""
READ, WRITE = 0x8000_0000, 0x4000_0000
"""GENERIC_READ and GENERIC_WRITE; 0 only asks about a device."""
_SHARED, _OPEN_EXISTING = 0x7, 3
_FAIL_WITHOUT_A_BOX = 0x8001
"""SEM_FAILCRITICALERRORS and SEM_NOOPENFILEERRORBOX: no box asks for a disk in an empty slot."""
_NO_HANDLE = ctypes.c_void_p(-1).value


class CallFailed(OSError):
    """A call of Windows said no."""

    def __init__(self, number: int) -> None:
        """Keep the number of winerror.h."""
        super().__init__(errno.EIO, f"error {number} of Windows")
        self.number = number


def kernel32() -> Any:  # noqa: ANN401  # a library is whatever it exports
    """Load the library; only Windows has it."""
    if sys.platform == "win32":
        return _with_types(ctypes.WinDLL("kernel32", use_last_error=True))
    raise OSError(errno.ENOSYS, sys.platform)


def _with_types(library: Any) -> Any:  # noqa: ANN401  # see kernel32
    """Say what is no int: without it a handle would be cut to 32 bits."""
    handle = wintypes.HANDLE
    library.CreateFileW.restype = handle
    library.CreateFileW.argtypes = (
        wintypes.LPCWSTR,
        DWORD,
        DWORD,
        ctypes.c_void_p,
        DWORD,
        DWORD,
        handle,
    )
    library.CloseHandle.argtypes = (handle,)
    library.ReadFile.argtypes = (
        handle,
        ctypes.c_void_p,
        DWORD,
        ctypes.c_void_p,
        ctypes.c_void_p,
    )
    library.DeviceIoControl.argtypes = (
        handle,
        DWORD,
        ctypes.c_void_p,
        DWORD,
        ctypes.c_void_p,
        DWORD,
        ctypes.c_void_p,
        ctypes.c_void_p,
    )
    return library


class Kernel:
    """Calls that succeed or raise `CallFailed`."""

    def __init__(self, library: Any = None) -> None:  # noqa: ANN401  # see kernel32
        """Use this machine's library, or a made-up one."""
        self.library = library or kernel32()

    def demand(self, answer: int) -> None:
        """Raise where a call answered 0."""
        if not answer:
            raise CallFailed(self._last_error())

    def open(self, path: str, access: int, flags: int = 0) -> int:
        """Open a file or a device that is there; whoever asks closes it."""
        handle = self.library.CreateFileW(path, access, _SHARED, None, _OPEN_EXISTING, flags, None)
        if handle is None or handle == _NO_HANDLE:
            raise CallFailed(self._last_error())
        return int(handle)

    @contextmanager
    def closing(self, handle: int) -> Iterator[int]:
        """Close a handle at the end."""
        try:
            yield handle
        finally:
            self.library.CloseHandle(handle)

    @contextmanager
    def without_boxes(self) -> Iterator[None]:
        """Let calls fail on this thread where Windows would open a box and wait."""
        before = DWORD()
        self.library.SetThreadErrorMode(_FAIL_WITHOUT_A_BOX, ctypes.byref(before))
        try:
            yield
        finally:
            self.library.SetThreadErrorMode(before.value, None)

    def control(
        self,
        handle: int,
        code: int,
        given: Any = None,  # noqa: ANN401  # any structure of ctypes
        answer: Any = None,  # noqa: ANN401
    ) -> None:
        """Ask a device (DeviceIoControl) with a structure, for a structure."""
        count = DWORD()
        self.demand(
            self.library.DeviceIoControl(
                handle, code, *_block(given), *_block(answer), ctypes.addressof(count), None
            )
        )

    def _last_error(self) -> int:
        # ctypes keeps a copy of the number: calls of Python itself in between would change it.
        get = getattr(ctypes, "get_last_error", None) or self.library.GetLastError
        return int(get())


def _block(value: Any) -> tuple[int | None, int]:  # noqa: ANN401  # any structure of ctypes
    return (None, 0) if value is None else (ctypes.addressof(value), ctypes.sizeof(value))
