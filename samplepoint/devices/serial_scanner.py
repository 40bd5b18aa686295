"""A hand scanner on a serial port: bytes -> readings, through the same decoder as key strokes.

Owns the port and its comings and goings; refuses to know what a code means.
"""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Protocol, cast

import serial
from serial.tools import list_ports

from samplepoint.devices.device_loop import DeviceLoop
from samplepoint.devices.states import Device, DeviceState, NoticeCode, Publish
from samplepoint.devices.wedge import Stall, Stroke, WedgeDecoder, WedgeSettings
from samplepoint.domain.readings import Quality, Reading, Source
from samplepoint.errors import Value

if sys.platform == "win32":
    _RAW_ERRORS: tuple[type[Exception], ...] = ()
else:
    import termios

    # pyserial 3.5 lets these through where a port vanishes while it is being opened.
    _RAW_ERRORS = (termios.error,)

READ_S = 0.05
"""How long one read waits, in seconds: bounds how late a stop or a silence is noticed."""
_LONGEST_STEP_MS = 2 * READ_S * 1000
"""How far one read moves the clock of the bytes: a thread that was kept waiting by other work must
not take its own absence for a pause of the scanner, and cut a code in two."""
_REOPENED_MS = 60_000.0
"""How far a port that went and came back does: nothing joins over that as one piece."""

FIRST_RETRY_S = 0.25
LAST_RETRY_S = 2.0
"""Trying again starts at the first and doubles to the last: plugged in, it is back soon."""

_HELD = {errno.EBUSY, errno.EAGAIN}
_GONE = {errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO}
_FORBIDDEN = {errno.EACCES, errno.EPERM}


class Port(Protocol):
    """What the scanner needs of an open port: pyserial's `Serial`, or a test's."""

    @property
    def in_waiting(self) -> int:
        """Bytes that can be read at once; OSError where the port is gone."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, waiting at most the port's time-out; OSError where it is gone."""

    def close(self) -> None:
        """Let the port go."""


@dataclass(frozen=True, slots=True)
class PortFound:
    """A serial port of this machine."""

    name: str
    label: str
    identity: str
    """Vendor, product and serial number of a USB scanner; empty for other ports."""


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """Which port, and how its scanner sends: 8 data bits, no parity, 1 stop bit."""

    port: str
    identity: str = ""
    """Where given, the port is found by it: another socket gives a scanner another name."""
    baud_rate: int = 9600
    wedge: WedgeSettings = field(default_factory=WedgeSettings)


def find_ports() -> list[PortFound]:
    """List the serial ports that are here now, by name."""
    found = [PortFound(p.device, p.description, _identity(p)) for p in list_ports.comports()]
    return sorted(found, key=lambda port: port.name)


def open_port(settings: SerialSettings) -> Port:
    """Open the scanner's port for this program alone; OSError where that fails."""
    name = settings.port
    if settings.identity:
        same = (port.name for port in find_ports() if port.identity == settings.identity)
        name = next(same, name)
    try:
        port = serial.serial_for_url(name, settings.baud_rate, timeout=READ_S, exclusive=True)
    except _RAW_ERRORS as problem:
        raise OSError(*problem.args) from problem
    return cast("Port", port)


class SerialScanner(DeviceLoop):
    """Reads codes from a port on its own thread and comes back when the port does."""

    def __init__(
        self,
        settings: SerialSettings,
        on_reading: Callable[[Reading], None],
        publish: Publish,
        opener: Callable[[SerialSettings], Port] = open_port,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the scanner without opening it; both callbacks run on its thread.

        `clock` gives seconds that only grow.
        """
        super().__init__(Device.SERIAL_SCANNER, publish)
        self._settings = settings
        self._on_reading = on_reading
        self._opener = opener
        self._clock = clock
        # One decoder for all openings: what waited when the port vanished must spoil what follows.
        self._decoder = WedgeDecoder(_for_bytes(settings.wedge), Source.SERIAL)
        self._values = {"port": settings.port}
        self._bytes_ms = 0.0
        self._read_at_s = 0.0

    def _work(self) -> None:
        self._announce(DeviceState.OPENING, values=self._values)
        retry_s = FIRST_RETRY_S
        while not self._stopping.is_set():
            try:
                port = self._opener(self._settings)
            except OSError as problem:
                self._tell_unopened(problem)
            else:
                retry_s = FIRST_RETRY_S
                self._serve(port)
            self._stopping.wait(retry_s)
            retry_s = min(2 * retry_s, LAST_RETRY_S)

    def _serve(self, port: Port) -> None:
        """Read until the stop or until the port is gone."""
        self._bytes_ms += _REOPENED_MS
        self._read_at_s = self._clock()
        self._announce(DeviceState.READY, values=self._values)
        try:
            with closing(port):
                while not self._stopping.is_set():
                    self._read_once(port)
        except OSError:
            self._announce(DeviceState.LOST, values=self._values)

    def _read_once(self, port: Port) -> None:
        data = port.read(1)
        if data:
            data += port.read(port.in_waiting)
        now_ms = self._step()
        for byte in data:
            self._hand_over(self._decoder.feed(Stroke(chr(byte), now_ms)))
        if not data:
            self._hand_over(self._decoder.idle(now_ms))

    def _step(self) -> float:
        """Move the clock of the bytes on by the time since the last read, and return it."""
        now_s = self._clock()
        self._bytes_ms += min((now_s - self._read_at_s) * 1000, _LONGEST_STEP_MS)
        self._read_at_s = now_s
        return self._bytes_ms

    def _hand_over(self, said: Reading | Stall | None) -> None:
        if isinstance(said, Stall):
            values: dict[str, Value] = {**self._values, "pending": said.pending}
            self._announce(DeviceState.READY, NoticeCode.SERIAL_SCANNER_STALLED, values)
        elif said is not None:
            self._announce(DeviceState.READY, values=self._values)
            self._on_reading(_as_text(said))

    def _tell_unopened(self, problem: OSError) -> None:
        """Say why the port did not open, once for each reason."""
        state, code = _reason(problem)
        still_lost = state is DeviceState.ABSENT or (state is DeviceState.FAULTY and code is None)
        if self.state is not DeviceState.LOST or not still_lost:
            self._announce(state, code, self._values)


def _identity(port: list_ports.ListPortInfo) -> str:
    if port.vid is None:
        return ""
    return f"{port.vid:04x}:{port.pid:04x}:{port.serial_number or ''}"


def _reason(problem: OSError) -> tuple[DeviceState, NoticeCode | None]:
    """Sort the failure to open a port; pyserial gives no errno on Windows, only its text there."""
    text = str(problem)
    if problem.errno in _HELD or (problem.errno is None and "PermissionError" in text):
        return DeviceState.BUSY, None
    if problem.errno in _FORBIDDEN:
        return DeviceState.FAULTY, NoticeCode.SERIAL_SCANNER_NOT_ALLOWED
    if problem.errno in _GONE or "FileNotFoundError" in text:
        return DeviceState.ABSENT, None
    return DeviceState.FAULTY, None


def _for_bytes(wedge: WedgeSettings) -> WedgeSettings:
    """The decoder sees one character a byte here, so its prefixes must be in bytes too."""
    line = wedge.line and replace(wedge.line, prefix=_in_bytes(wedge.line.prefix))
    return replace(wedge, prefix=_in_bytes(wedge.prefix), line=line)


def _in_bytes(text: str) -> str:
    return text.encode().decode("latin-1")


def _as_text(reading: Reading) -> Reading:
    """Turn one character a byte into text: UTF-8, else GB18030, else marked as not whole.

    The bytes of CR, LF and Tab occur inside no character of either encoding.
    """
    data = reading.text.encode("latin-1")
    for encoding in ("utf-8", "gb18030"):
        try:
            return replace(reading, text=data.decode(encoding))
        except UnicodeDecodeError:
            continue
    quality = Quality.GAP if reading.quality is Quality.GOOD else reading.quality
    return replace(reading, text=data.decode("utf-8", "replace"), quality=quality)
