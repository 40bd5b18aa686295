"""A serial scanner on real ports: pseudo-terminals that come and go, and pyserial's loop."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import serial

from samplepoint.devices import serial_scanner
from samplepoint.devices.serial_scanner import Port, SerialScanner, SerialSettings, find_ports
from samplepoint.devices.states import DeviceState, NoticeCode
from samplepoint.devices.wedge import Suffix, WedgeSettings
from samplepoint.domain.field_maps import parse_map
from samplepoint.domain.readings import Quality, Reading, Source
from tests.devices.recording import PATIENCE_S, Recorder

TUBE = "SJZ0001234500"
BY_SILENCE = WedgeSettings(suffix=Suffix.SILENCE)

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="pseudo-terminals")


@contextmanager
def running(
    recorder: Recorder,
    settings: SerialSettings,
    opener: Callable[[SerialSettings], Port] = serial_scanner.open_port,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[SerialScanner]:
    scanner = SerialScanner(settings, recorder.reading, recorder.notice, opener, clock)
    scanner.start()
    try:
        yield scanner
    finally:
        assert scanner.stop(PATIENCE_S)
        assert recorder.states[-1] in {DeviceState.STOPPED, DeviceState.FAULTY}


class Plug:
    """A pseudo-terminal under a name that stays, as a scanner keeps its name when plugged again."""

    def __init__(self, name: Path) -> None:
        """Nothing is plugged in."""
        self.name = name
        self._master = -1

    def plug_in(self) -> None:
        self._master, slave = os.openpty()
        self.name.symlink_to(os.ttyname(slave))
        os.close(slave)

    def send(self, data: bytes) -> None:
        assert os.write(self._master, data) == len(data)

    def pull_out(self) -> None:
        if self._master >= 0:
            self.name.unlink()
            os.close(self._master)
            self._master = -1


@pytest.fixture
def plug(tmp_path: Path) -> Iterator[Plug]:
    plug = Plug(tmp_path / "ttyScanner")
    yield plug
    plug.pull_out()


@pytest.fixture
def loop_port() -> Iterator[Any]:
    port = serial.serial_for_url("loop://", timeout=serial_scanner.READ_S)
    yield port
    port.close()


def scanned(text: str, quality: Quality = Quality.GOOD) -> Reading:
    return Reading(text, Source.SERIAL, quality)


# Pseudo-terminals ------------------------------------------------------------------------------


@on_linux
@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t"])
def test_a_burst_of_two_codes_comes_out_as_two(plug: Plug, recorder: Recorder, end: bytes) -> None:
    plug.plug_in()
    with running(recorder, SerialSettings(str(plug.name))):
        recorder.wait_for_state(DeviceState.READY)
        plug.send(TUBE.encode() + end + b"]C1X0002" + end)
        assert recorder.wait_for_readings(2) == [scanned(TUBE), scanned("X0002")]
    assert recorder.states == [DeviceState.OPENING, DeviceState.READY, DeviceState.STOPPED]


@on_linux
def test_a_pulled_plug_is_said_and_the_scanner_comes_back(plug: Plug, recorder: Recorder) -> None:
    with running(recorder, SerialSettings(str(plug.name))):
        recorder.wait_for_state(DeviceState.ABSENT)
        plug.plug_in()
        recorder.wait_for_state(DeviceState.READY)
        plug.pull_out()
        recorder.wait_for_state(DeviceState.LOST)
        plug.plug_in()
        recorder.wait_for_state(DeviceState.READY)
        plug.send(TUBE.encode() + b"\r\n")
        assert recorder.wait_for_readings(1) == [scanned(TUBE)]
    assert recorder.states == [
        DeviceState.OPENING,
        DeviceState.ABSENT,
        DeviceState.READY,
        DeviceState.LOST,
        DeviceState.READY,
        DeviceState.STOPPED,
    ]
    assert {notice.values["port"] for notice in recorder.notices[:-1]} == {str(plug.name)}


@on_linux
def test_a_port_that_another_program_holds_is_busy(plug: Plug, recorder: Recorder) -> None:
    plug.plug_in()
    other = serial.Serial(str(plug.name), exclusive=True)
    with other, running(recorder, SerialSettings(str(plug.name))):
        recorder.wait_for_state(DeviceState.BUSY)
        other.close()
        recorder.wait_for_state(DeviceState.READY)
    assert DeviceState.LOST not in recorder.states


# pyserial's loop -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("张三".encode(), scanned("张三")),
        ("张三".encode("gb18030"), scanned("张三")),
        ("\U00020bb7".encode("gb18030"), scanned("\U00020bb7")),
        (b"0104912345123459\x1d10ABC", scanned("0104912345123459\x1d10ABC")),
        (b"\x00\x1b\x7f", scanned("\x00\x1b\x7f")),
        (b"A\xff\xff", scanned("A\ufffd\ufffd", Quality.GAP)),
        (b"9" * 600, scanned("9" * 512, Quality.OVERLONG)),
    ],
    ids=["utf-8", "gb18030", "gb18030 rare", "gs1", "control", "garbage", "overlong"],
)
def test_bytes_become_text(loop_port: Any, recorder: Recorder, sent: bytes, read: Reading) -> None:
    with running(recorder, SerialSettings("loop://"), lambda _: loop_port):
        recorder.wait_for_state(DeviceState.READY)
        loop_port.write(sent + b"\r")
        assert recorder.wait_for_readings(1) == [read]


def test_a_prefix_beyond_ascii_is_taken_off(loop_port: Any, recorder: Recorder) -> None:
    settings = SerialSettings("loop://", wedge=WedgeSettings(prefix="码"))
    with running(recorder, settings, lambda _: loop_port):
        loop_port.write("码A1\r".encode())
        assert recorder.wait_for_readings(1) == [scanned("A1")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_card_readers_line_with_tabs_stays_whole(
    loop_port: Any, recorder: Recorder, encoding: str
) -> None:
    form = parse_map("tab name,sex,birth,number prefix=%E8%AF%81%3A")
    if encoding != "utf-8":
        form = replace(form, prefix="")
    settings = SerialSettings("loop://", wedge=WedgeSettings(line=form))
    line = form.prefix + "张三\t女\t1990年1月1日\t130102199001010005"
    with running(recorder, settings, lambda _: loop_port):
        recorder.wait_for_state(DeviceState.READY)
        loop_port.write(f"{line}\rT0001100021\t".encode(encoding))
        assert recorder.wait_for_readings(2) == [scanned(line), scanned("T0001100021")]


def test_a_scanner_without_a_suffix_ends_a_code_by_silence(
    loop_port: Any, recorder: Recorder
) -> None:
    settings = SerialSettings("loop://", wedge=BY_SILENCE)
    with running(recorder, settings, lambda _: loop_port):
        loop_port.write(TUBE.encode())
        assert recorder.wait_for_readings(1) == [scanned(TUBE)]


def test_characters_without_an_end_are_told_until_the_next_code(
    loop_port: Any, recorder: Recorder
) -> None:
    settings = SerialSettings("loop://", wedge=WedgeSettings(stall_ms=100.0))
    with running(recorder, settings, lambda _: loop_port):
        loop_port.write(b"ABC")
        recorder.wait(lambda: NoticeCode.SERIAL_SCANNER_STALLED in recorder.codes)
        assert recorder.notices[-1].values["pending"] == 3
        assert recorder.states[-1] is DeviceState.READY
        loop_port.write(b"DEF\r")
        assert recorder.wait_for_readings(1) == [scanned("ABCDEF", Quality.GAP)]
    assert recorder.codes[-2:] == [
        NoticeCode.SERIAL_SCANNER_READY,
        NoticeCode.SERIAL_SCANNER_STOPPED,
    ]


# A port that is turned by hand -----------------------------------------------------------------


class HandPort:
    """A port that gives each of `chunks` once, at once, and then is gone."""

    def __init__(self, *chunks: bytes) -> None:
        """The bytes to come, in the pieces in which they come."""
        self._chunks = list(chunks)
        self._open = b""

    @property
    def in_waiting(self) -> int:
        return len(self._open)

    def read(self, size: int) -> bytes:
        if not self._open and size:
            if not self._chunks:
                raise OSError(errno.EIO, "gone")
            self._open = self._chunks.pop(0)
        piece, self._open = self._open[:size], self._open[size:]
        return piece

    def close(self) -> None:
        """Nothing is held."""


def serve(
    recorder: Recorder,
    settings: SerialSettings,
    *ports: HandPort,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Let a scanner read `ports` one after the other until all are gone."""
    left, tried_again = list(ports), threading.Event()

    def opener(_: SerialSettings) -> Port:
        if left:
            return left.pop(0)
        if recorder.states[-1] is DeviceState.LOST:
            tried_again.set()
        raise OSError(errno.ENOENT, "no more")

    with running(recorder, settings, opener, clock):
        assert tried_again.wait(PATIENCE_S)


def test_a_lost_port_stays_lost_until_it_is_back(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serial_scanner, "FIRST_RETRY_S", 0.0)
    openings = iter([HandPort(), None, None, None, HandPort()])
    over = threading.Event()

    def opener(_: SerialSettings) -> Port:
        port = next(openings, None)
        if port is None:
            if recorder.states.count(DeviceState.LOST) > 1:
                over.set()
            raise OSError(errno.ENOENT, "not yet")
        return port

    with running(recorder, SerialSettings("COM3"), opener):
        assert over.wait(PATIENCE_S)
    here = [DeviceState.READY, DeviceState.LOST]
    assert recorder.states == [DeviceState.OPENING, *here, *here, DeviceState.STOPPED]


def test_half_a_code_before_the_plug_was_pulled_spoils_what_follows(recorder: Recorder) -> None:
    again = TUBE[6:].encode() + b"\r" + TUBE.encode() + b"\r"
    serve(recorder, SerialSettings("COM3"), HandPort(TUBE[:6].encode()), HandPort(again))
    assert recorder.readings == [scanned(TUBE, Quality.GAP), scanned(TUBE)]


@pytest.mark.parametrize("suffix", Suffix)
def test_a_machine_that_was_busy_elsewhere_cuts_no_code(recorder: Recorder, suffix: Suffix) -> None:
    seconds = count()
    pieces = [bytes([byte]) for byte in TUBE.encode()]
    settings = SerialSettings("COM3", wedge=WedgeSettings(suffix=suffix))
    serve(recorder, settings, HandPort(*pieces, b"\r"), clock=lambda: float(next(seconds)))
    assert recorder.readings == [scanned(TUBE)]


# Doors that do not open ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "state", "code"),
    [
        (OSError(errno.EACCES, ""), DeviceState.FAULTY, "serial_scanner_not_allowed"),
        (OSError(errno.EAGAIN, ""), DeviceState.BUSY, "serial_scanner_busy"),
        (OSError(errno.ENODEV, ""), DeviceState.ABSENT, "serial_scanner_absent"),
        (
            serial.SerialException("could not open port 'COM3': PermissionError(13, 'x', None, 5)"),
            DeviceState.BUSY,
            "serial_scanner_busy",
        ),
        (
            serial.SerialException(
                "could not open port 'COM3': FileNotFoundError(2, 'x', None, 2)"
            ),
            DeviceState.ABSENT,
            "serial_scanner_absent",
        ),
        (
            serial.SerialException("Cannot configure port"),
            DeviceState.FAULTY,
            "serial_scanner_faulty",
        ),
    ],
)
def test_each_reason_has_its_state(
    recorder: Recorder, problem: OSError, state: DeviceState, code: str
) -> None:
    def closed(_: SerialSettings) -> Port:
        raise problem

    with running(recorder, SerialSettings("COM3"), closed):
        recorder.wait_for_state(state)
        assert recorder.codes[-1] == code


@on_linux
def test_something_that_is_no_port_is_faulty(tmp_path: Path, recorder: Recorder) -> None:
    (tmp_path / "plain").write_bytes(b"")
    with running(recorder, SerialSettings(str(tmp_path / "plain"))):
        recorder.wait_for_state(DeviceState.FAULTY)


def test_a_wrong_baud_rate_ends_the_scanner_with_a_state(recorder: Recorder) -> None:
    scanner = SerialScanner(
        SerialSettings("loop://", baud_rate=-1), recorder.reading, recorder.notice
    )
    scanner.start()
    recorder.wait_for_state(DeviceState.FAULTY)
    assert scanner.stop()


# Finding ports ---------------------------------------------------------------------------------


class Listed:
    """A port as pyserial lists it."""

    def __init__(self, device: str, vid: int | None, serial_number: str | None) -> None:
        """Vendor 0x0C2E where `vid` says so; the product is always 0x0720."""
        self.device, self.description = device, f"{device} barcode"
        self.vid, self.pid, self.serial_number = vid, 0x0720, serial_number


def test_ports_are_listed_by_name_and_found_by_identity(
    monkeypatch: pytest.MonkeyPatch, loop_port: Any
) -> None:
    listed = [
        Listed("COM7", 0x0C2E, "A1"),
        Listed("COM3", None, None),
        Listed("COM5", 0x0C2E, None),
    ]
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: listed)
    assert [(port.name, port.identity) for port in find_ports()] == [
        ("COM3", ""),
        ("COM5", "0c2e:0720:"),
        ("COM7", "0c2e:0720:A1"),
    ]
    opened: list[str] = []

    def note(name: str, *_: object, **__: object) -> Any:
        opened.append(name)
        return loop_port

    monkeypatch.setattr(serial, "serial_for_url", note)
    serial_scanner.open_port(SerialSettings("COM4", identity="0c2e:0720:A1"))
    serial_scanner.open_port(SerialSettings("COM4", identity="0c2e:0720:B2"))
    assert opened == ["COM7", "COM4"]


def test_the_real_list_of_ports_can_be_asked() -> None:
    assert all(port.name for port in find_ports())
