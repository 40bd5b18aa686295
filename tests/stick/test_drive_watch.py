"""The watch for sticks: what is plugged in and out is told once, and a state always stands."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from samplepoint.devices.drive_watch import DriveWatch
from samplepoint.devices.states import DeviceNotice, DeviceState
from samplepoint.domain.drives import Drive
from tests.devices.recording import PATIENCE_S, Recorder
from tests.stick.fake_stick import FakeStick


class Told:
    """What the watch tells, list by list."""

    def __init__(self) -> None:
        self.lists: list[list[str]] = []
        self._changed = threading.Condition()

    def tell(self, here: list[Drive]) -> None:
        with self._changed:
            self.lists.append([one.name for one in here])
            self._changed.notify_all()

    def wait_for(self, *names: str) -> None:
        with self._changed:
            assert self._changed.wait_for(
                lambda: bool(self.lists) and self.lists[-1] == list(names), PATIENCE_S
            )


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def watch(stick: FakeStick, told: Told, recorder: Recorder, pause_s: float = 0.005) -> DriveWatch:
    return DriveWatch(recorder.notice, told.tell, stick.drives, pause_s)


def test_plugging_in_and_out_is_told(told: Told, recorder: Recorder) -> None:
    stick = FakeStick()
    stick.pull()
    watching = watch(stick, told, recorder)
    watching.start()
    told.wait_for()
    stick.plug_in()
    told.wait_for("KINGSTON")
    stick.pull()
    told.wait_for()
    assert watching.stop()
    assert told.lists == [[], ["KINGSTON"], []]
    assert recorder.states == [
        DeviceState.ABSENT,
        DeviceState.READY,
        DeviceState.ABSENT,
        DeviceState.STOPPED,
    ]


def test_a_state_says_how_many_and_never_a_name(told: Told, recorder: Recorder) -> None:
    stick = FakeStick()
    watching = watch(stick, told, recorder)
    watching.start()
    recorder.wait_for_state(DeviceState.READY)
    watching.stop()
    ready: DeviceNotice = next(one for one in recorder.notices if one.state is DeviceState.READY)
    assert dict(ready.values) == {"count": 1}


def test_some_bytes_written_are_no_news(told: Told, recorder: Recorder) -> None:
    stick = FakeStick()
    stick.capacity = 25_000_000
    looks = threading.Semaphore(0)
    rooms = [25_000_000, 24_999_000, 20_000_001, 3_000_000]

    def find() -> list[Drive]:
        looks.release()
        free = rooms.pop(0) if len(rooms) > 1 else rooms[0]
        return [replace(stick.drive, free_bytes=free)]

    watching = DriveWatch(recorder.notice, told.tell, find, 0.005)
    watching.start()
    for _ in range(6):
        assert looks.acquire(timeout=PATIENCE_S)
    watching.stop()
    assert len(told.lists) == 2


def test_a_look_that_is_asked_for_does_not_wait(told: Told, recorder: Recorder) -> None:
    stick = FakeStick()
    watching = watch(stick, told, recorder, pause_s=3600)
    watching.start()
    told.wait_for("KINGSTON")
    stick.pull()
    watching.look_now()
    told.wait_for()
    assert watching.stop()


def test_a_watch_that_fails_says_so(
    told: Told, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> list[Drive]:
        raise ZeroDivisionError

    watching = DriveWatch(recorder.notice, told.tell, fail, 0.005)
    watching.start()
    recorder.wait_for_state(DeviceState.FAULTY)
    watching.stop()
    assert "ended by itself" in caplog.text


def test_this_machine_can_be_watched(told: Told, recorder: Recorder) -> None:
    watching = DriveWatch(recorder.notice, told.tell, pause_s=0.005)
    watching.start()
    assert watching.stop(PATIENCE_S)
    assert recorder.states[-1] is DeviceState.STOPPED
