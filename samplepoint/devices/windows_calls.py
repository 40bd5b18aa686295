"""The calls of Windows that drives need: volumes, device descriptions, unbuffered files, ejecting.

Owns their numbers and structures (winbase.h, winioctl.h); refuses to know what they are for.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

from samplepoint.devices.windows_kernel import DWORD, READ, WRITE, CallFailed, Kernel

ACCESS_DENIED, INVALID_PARAMETER = 5, 87
"""Numbers of winerror.h that are asked for by name."""
SECTORS = mmap.PAGESIZE
"""Whole sectors of any device: what an unbuffered read must begin and end at."""

_NO_BUFFERING, _SEQUENTIAL = 0x2000_0000, 0x0800_0000
_READ_ONLY_VOLUME = 0x0008_0000
_LOCK, _DISMOUNT = 0x0009_0018, 0x0009_0020
_QUERY_PROPERTY, _MEDIA_REMOVAL, _EJECT = 0x002D_1400, 0x002D_4804, 0x002D_4808
_NAME_LENGTH, _DESCRIPTION_LENGTH = 261, 1024


class DriveType(IntEnum):
    """What GetDriveTypeW answers, as far as it matters."""

    REMOVABLE = 2
    FIXED = 3


class Bus(IntEnum):
    """STORAGE_BUS_TYPE of what can be unplugged though it calls itself fixed."""

    FIREWIRE = 4
    USB = 7


@dataclass(frozen=True, slots=True)
class Volume:
    """What GetVolumeInformationW says of a volume."""

    label: str
    serial: int
    file_system: str
    is_read_only: bool


@dataclass(frozen=True, slots=True)
class Description:
    """What a device says of itself (STORAGE_DEVICE_DESCRIPTOR)."""

    maker: str
    bus: int


class _Query(ctypes.Structure):
    """STORAGE_PROPERTY_QUERY: zeros ask for the standard description of the device."""

    _fields_ = (
        ("property", DWORD),
        ("kind", DWORD),
        ("more", ctypes.c_byte * 4),
    )


class _Descriptor(ctypes.Structure):
    """STORAGE_DEVICE_DESCRIPTOR; the texts it points to follow it."""

    _fields_ = (
        ("version", DWORD),
        ("size", DWORD),
        ("device_type", ctypes.c_ubyte),
        ("device_type_modifier", ctypes.c_ubyte),
        ("removable_media", ctypes.c_ubyte),
        ("command_queueing", ctypes.c_ubyte),
        ("vendor_at", DWORD),
        ("product_at", DWORD),
        ("revision_at", DWORD),
        ("serial_at", DWORD),
        ("bus", DWORD),
        ("raw_length", DWORD),
    )


class WindowsCalls:
    """The calls with values of Python; those that fail raise `CallFailed`."""

    def __init__(self, kernel: Kernel | None = None) -> None:
        """Use this machine's library, or a made-up one."""
        self._kernel = kernel or Kernel()
        self._library = self._kernel.library

    def letters(self) -> list[str]:
        """Return the letters that drives have: `C`, `E`."""
        mask = self._library.GetLogicalDrives()
        return [chr(ord("A") + at) for at in range(26) if mask >> at & 1]

    def drive_type(self, root: str) -> int:
        r"""Return the type of the drive whose root this is: `E:\`."""
        return int(self._library.GetDriveTypeW(root))

    def volume(self, root: str) -> Volume:
        """Describe the volume of a root."""
        label = ctypes.create_unicode_buffer(_NAME_LENGTH)
        system = ctypes.create_unicode_buffer(_NAME_LENGTH)
        serial, longest, flags = DWORD(), DWORD(), DWORD()
        numbers = (ctypes.byref(serial), ctypes.byref(longest), ctypes.byref(flags))
        with self._kernel.without_boxes():
            self._kernel.demand(
                self._library.GetVolumeInformationW(
                    root, label, _NAME_LENGTH, *numbers, system, _NAME_LENGTH
                )
            )
        is_read_only = bool(flags.value & _READ_ONLY_VOLUME)
        return Volume(label.value, serial.value, system.value, is_read_only)

    def space(self, root: str) -> tuple[int, int, int]:
        """Return bytes free for this account, bytes in all, and bytes of a cluster."""
        free, whole, unused = (ctypes.c_ulonglong() for _ in range(3))
        sectors, size, left, clusters = (DWORD() for _ in range(4))
        ask, library, by = self._kernel.demand, self._library, ctypes.byref
        with self._kernel.without_boxes():
            ask(library.GetDiskFreeSpaceExW(root, by(free), by(whole), by(unused)))
            ask(library.GetDiskFreeSpaceW(root, by(sectors), by(size), by(left), by(clusters)))
        return free.value, whole.value, sectors.value * size.value

    def description(self, letter: str) -> Description:
        """Return what the device behind a letter says of itself; no right to read it is needed."""
        answer = ctypes.create_string_buffer(_DESCRIPTION_LENGTH)
        with self._kernel.closing(self._kernel.open(_device(letter), access=0)) as handle:
            self._kernel.control(handle, _QUERY_PROPERTY, _Query(), answer)
        told = _Descriptor.from_buffer_copy(answer)
        texts = [_text(answer.raw, at) for at in (told.vendor_at, told.product_at)]
        return Description(" ".join(" ".join(texts).split()), told.bus)

    @contextmanager
    def unbuffered(self, path: str) -> Iterator[int]:
        """Open a file to be read past every cache of Windows, in whole sectors."""
        handle = self._kernel.open(path, READ, _NO_BUFFERING | _SEQUENTIAL)
        with self._kernel.closing(handle):
            yield handle

    @contextmanager
    def volume_handle(self, letter: str) -> Iterator[int]:
        """Open the volume of a letter for locking; some accounts may only open it to read."""
        try:
            handle = self._kernel.open(_device(letter), READ | WRITE)
        except CallFailed as error:
            if error.number != ACCESS_DENIED:
                raise
            handle = self._kernel.open(_device(letter), READ)
        with self._kernel.closing(handle):
            yield handle

    def read(self, handle: int, memory: mmap.mmap) -> int:
        """Read into memory that is aligned to pages; return how many bytes came."""
        count = DWORD()
        start = ctypes.c_char.from_buffer(memory)
        try:
            where = ctypes.addressof(start)
            self._kernel.demand(
                self._library.ReadFile(handle, where, len(memory), ctypes.byref(count), None)
            )
        finally:
            del start
        return count.value

    def lock(self, handle: int) -> None:
        """Lock a volume: fails while a file of it is open."""
        self._kernel.control(handle, _LOCK)

    def dismount(self, handle: int) -> None:
        """Flush a volume and let it go."""
        self._kernel.control(handle, _DISMOUNT)

    def eject(self, handle: int) -> None:
        """Allow the removal of a medium and eject it."""
        self._kernel.control(handle, _MEDIA_REMOVAL, ctypes.c_ubyte(0))
        self._kernel.control(handle, _EJECT)


def _device(letter: str) -> str:
    return rf"\\.\{letter}:"


def _text(raw: bytes, at: int) -> str:
    """Return a text of a description; 0 says that there is none."""
    return raw[at:].partition(b"\0")[0].decode("ascii", "replace") if at else ""
