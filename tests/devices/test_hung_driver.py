"""A driver that never answers: said, given up, replaced; and never more than a few of them hang."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from samplepoint.devices import eye_loop, source_watch
from samplepoint.devices.eye_loop import CameraEye
from samplepoint.devices.frames import Frame
from samplepoint.devices.grabbing import MOST_LEFT
from samplepoint.devices.retrying import Retry, Waits
from samplepoint.devices.source_door import SourceDoor
from samplepoint.devices.states import DeviceState, NoticeCode
from samplepoint.errors import Obstacle
from tests.devices.eye_ground import QUICK, Desk
from tests.devices.recording import PATIENCE_S
from tests.devices.scenes import lit

NEVER = 10**9


class Driver:
    """Makes sources of which some hang for good, each on its own thread."""

    def __init__(self) -> None:
        """Begin with a driver that is well."""
        self.frames_until_hung = NEVER
        self.hangs_in_open = False
        self.refuses = False
        """Another source holds the camera."""
        self.may_answer = threading.Event()
        self.sources: list[Source] = []
        self.most_held = 0
        """Sources that were open at the same time, at most."""
        self.now_s = 1000.0

    def make(self) -> Source:
        source = Source(self)
        self.sources.append(source)
        return source

    def clock(self) -> float:
        """Let time pass with each look at the clock, fast where there is nothing but waiting."""
        self.now_s += 0.5 if self.hanging else 0.001
        return self.now_s

    def be_well(self) -> None:
        """Let what hangs hang, and new sources work."""
        self.hangs_in_open, self.frames_until_hung, self.refuses = False, NEVER, False

    def count_held(self) -> None:
        """Remember how many sources are open, if they were never so many."""
        self.most_held = max(self.most_held, sum(one.is_held for one in self.sources))

    @property
    def hanging(self) -> int:
        return sum(one.is_hanging for one in self.sources)


class Source(SourceDoor):
    """One opening of the camera."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._given = 0
        self.is_hanging = False
        self.is_held = False
        self.is_closed = False

    def open(self) -> None:
        self.is_held = True
        self._driver.count_held()
        if self._driver.hangs_in_open:
            self._hang()
        if self._driver.refuses:
            raise Obstacle("camera_busy")

    def next_frame(self) -> Frame:
        self._given += 1
        if self._given > self._driver.frames_until_hung:
            self._hang()
            raise Obstacle("camera_lost")
        threading.Event().wait(0.005)
        return Frame(lit(self._given), self._given, self._driver.now_s)

    def close(self) -> None:
        self.is_held = False
        self.is_closed = True

    def _hang(self) -> None:
        self.is_hanging = True
        assert self._driver.may_answer.wait(6 * PATIENCE_S)
        self.is_hanging = False


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    monkeypatch.setattr(eye_loop, "CLOSE_S", 0.02)
    monkeypatch.setattr(eye_loop, "_TICK_S", 0.005)
    return Driver()


@pytest.fixture
def eye(driver: Driver, desk: Desk) -> Iterator[CameraEye]:
    made = CameraEye(
        driver.make, desk.looking, desk.telling, desk.recorder.notice, QUICK, driver.clock
    )
    made.start()
    yield made
    assert made.stop(PATIENCE_S)
    driver.may_answer.set()


def last(desk: Desk, code: NoticeCode) -> Callable[[], bool]:
    return lambda: desk.recorder.codes[-1:] == [code]


def until(met: Callable[[], bool]) -> None:
    """Wait for what nobody publishes."""
    end_s = time.monotonic() + PATIENCE_S
    while not met():
        assert time.monotonic() < end_s
        threading.Event().wait(0.01)


@pytest.mark.usefixtures("eye")
def test_a_read_that_never_returns_is_said_and_a_new_source_works(
    driver: Driver, desk: Desk
) -> None:
    driver.frames_until_hung = 3
    desk.recorder.wait(last(desk, NoticeCode.CAMERA_HUNG))
    assert desk.recorder.codes[:4] == [
        NoticeCode.CAMERA_OPENING,
        NoticeCode.CAMERA_READY,
        NoticeCode.CAMERA_SILENT,
        NoticeCode.CAMERA_HUNG,
    ]
    assert desk.recorder.states[-2:] == [DeviceState.LOST, DeviceState.LOST]
    driver.be_well()
    desk.recorder.wait(last(desk, NoticeCode.CAMERA_READY))
    assert len(driver.sources) >= 2


@pytest.mark.usefixtures("eye")
def test_an_opening_that_never_returns_is_said_and_a_new_source_works(desk: Desk) -> None:
    # The fixture's driver is well: this one hangs before the eye can ask it.
    hung = Driver()
    hung.hangs_in_open = True
    eye = CameraEye(hung.make, desk.looking, desk.telling, desk.recorder.notice, QUICK, hung.clock)
    eye.start()
    desk.recorder.wait(lambda: NoticeCode.CAMERA_HUNG in desk.recorder.codes)
    hung.be_well()
    until(lambda: len(hung.sources) > 1 and eye.state is DeviceState.READY)
    assert eye.stop(PATIENCE_S)
    hung.may_answer.set()


@pytest.mark.usefixtures("eye")
def test_a_driver_that_hangs_each_time_leaves_few_threads_behind(
    driver: Driver, desk: Desk
) -> None:
    driver.frames_until_hung = 1
    until(lambda: driver.hanging == MOST_LEFT)
    before_s = driver.now_s
    while driver.now_s < before_s + 200:
        assert driver.hanging <= MOST_LEFT
        threading.Event().wait(0.01)
    assert len(driver.sources) == MOST_LEFT
    driver.be_well()
    driver.may_answer.set()
    desk.recorder.wait(last(desk, NoticeCode.CAMERA_READY))
    assert all(one.is_closed for one in driver.sources[:MOST_LEFT])


def test_going_away_and_coming_back_leaves_few_threads_behind(
    driver: Driver, eye: CameraEye, desk: Desk
) -> None:
    driver.frames_until_hung = 1
    for _ in range(3 * MOST_LEFT):
        desk.recorder.wait(lambda: eye.state is not DeviceState.OPENING)
        eye.pause()
        eye.resume()
        threading.Event().wait(0.1)
    until(lambda: driver.hanging == MOST_LEFT)
    assert driver.most_held == MOST_LEFT


@pytest.mark.usefixtures("eye")
def test_a_camera_that_its_own_driver_holds_is_not_said_to_be_another_programs(
    driver: Driver, desk: Desk
) -> None:
    driver.frames_until_hung = 3
    desk.recorder.wait(last(desk, NoticeCode.CAMERA_HUNG))
    driver.refuses = True
    until(lambda: len(driver.sources) > 1)
    threading.Event().wait(0.2)
    assert NoticeCode.CAMERA_BUSY not in desk.recorder.codes


@pytest.mark.usefixtures("eye")
def test_what_came_out_of_a_driver_too_late_is_nobodys(driver: Driver, desk: Desk) -> None:
    driver.frames_until_hung = 2
    desk.recorder.wait(last(desk, NoticeCode.CAMERA_HUNG))
    driver.be_well()
    desk.recorder.wait(last(desk, NoticeCode.CAMERA_READY))
    hung = driver.sources[0]
    told = list(desk.recorder.codes)
    driver.may_answer.set()
    until(lambda: hung.is_closed)
    assert desk.recorder.codes == told


def test_a_short_stop_of_a_driver_is_no_reason_to_give_it_up() -> None:
    assert source_watch.GIVEN_UP_S > 3


def test_each_pause_is_twice_the_last_one_up_to_a_limit() -> None:
    waits = Waits(Retry(2.0, 10.0))
    assert [waits.next_s() for _ in range(5)] == [2.0, 4.0, 8.0, 10.0, 10.0]
    waits.reset()
    assert waits.next_s() == 2.0
