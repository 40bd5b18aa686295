"""The states that devices publish, and the loop whose last word is always one of them."""

from __future__ import annotations

import logging
import threading

import pytest

from samplepoint.devices.device_loop import DeviceLoop
from samplepoint.devices.states import Device, DeviceState, NoticeCode, Publish, code_for
from tests.devices.recording import PATIENCE_S, Recorder


class Waiting(DeviceLoop):
    """A device that is ready until it is stopped or `hit`."""

    def __init__(self, publish: Publish) -> None:
        """Make it; setting `problem` before `hit` makes its work fail."""
        super().__init__(Device.SPEAKER, publish)
        self.problem: Exception | None = None

    def _work(self) -> None:
        self._announce(DeviceState.READY)
        self._announce(DeviceState.READY)
        self._stir.wait()
        if self.problem:
            raise self.problem

    def hit(self, problem: Exception) -> None:
        self.problem = problem
        self._stir.set()


def test_every_code_names_its_device() -> None:
    devices = tuple(Device)
    assert all(code.startswith(tuple(f"{d}_" for d in devices)) for code in NoticeCode)


@pytest.mark.parametrize("device", Device)
@pytest.mark.parametrize(
    "state",
    [DeviceState.OPENING, DeviceState.READY, DeviceState.ABSENT, DeviceState.FAULTY],
)
def test_every_device_can_say_where_it_stands(device: Device, state: DeviceState) -> None:
    assert code_for(device, state).value == f"{device}_{state}"


def test_a_loop_says_a_state_once_and_ends_stopped(recorder: Recorder) -> None:
    loop = Waiting(recorder.notice)
    assert loop.state is DeviceState.STOPPED
    loop.start()
    loop.start()
    recorder.wait_for_state(DeviceState.READY)
    assert loop.stop()
    assert recorder.states == [DeviceState.READY, DeviceState.STOPPED]
    assert loop.state is DeviceState.STOPPED


def test_a_loop_that_fails_says_so_last(
    recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    loop = Waiting(recorder.notice)
    loop.start()
    with caplog.at_level(logging.ERROR):
        loop.hit(ZeroDivisionError("130105199001010007"))
        recorder.wait_for_state(DeviceState.FAULTY)
        assert loop.stop()
    assert dict(recorder.notices[-1].values) == {"problem": "ZeroDivisionError"}
    assert "ended by itself" in caplog.text


def test_a_stopped_loop_can_start_again(recorder: Recorder) -> None:
    loop = Waiting(recorder.notice)
    for _ in range(2):
        loop.start()
        recorder.wait_for_state(DeviceState.READY)
        assert loop.stop()
    assert recorder.states == [DeviceState.READY, DeviceState.STOPPED] * 2


def test_a_stop_that_never_started_is_done() -> None:
    assert Waiting(lambda _: None).stop()


def test_a_stop_waits_no_longer_than_it_was_told() -> None:
    entered, release = threading.Event(), threading.Event()

    def slow(_: object) -> None:
        entered.set()
        release.wait(PATIENCE_S)

    loop = Waiting(slow)
    loop.start()
    assert entered.wait(PATIENCE_S)
    assert not loop.stop(timeout_s=0.01)
    release.set()
    assert loop.stop()


def test_a_device_may_be_stopped_from_its_own_callback() -> None:
    stopped = threading.Event()

    def stop_at_once(_: object) -> None:
        loop.stop()
        stopped.set()

    loop = Waiting(stop_at_once)
    loop.start()
    assert stopped.wait(PATIENCE_S)
    assert loop.stop()
