"""Between the thread that grabs and the one that looks: nothing piles up, nothing overtakes."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from samplepoint.devices import frame_grabber
from samplepoint.devices.frame_grabber import (
    FrameGrabber,
    FrameInbox,
    News,
    Turn,
)
from samplepoint.devices.frames import Frame, Taking
from samplepoint.devices.retrying import Retry
from samplepoint.devices.source_door import SourceDoor
from samplepoint.errors import Obstacle
from tests.devices.recording import PATIENCE_S
from tests.devices.scenes import lit

SOON = Retry(0.001, 0.002)
PIXELS = lit(0)


def frame(number: int) -> Frame:
    return Frame(PIXELS, number, float(number))


class Scripted(SourceDoor):
    """Does at each opening and each frame what its script says."""

    def __init__(self, *script: Frame | Exception | None) -> None:
        """Play the script, then end; an Obstacle `camera_*` closes, the next opening goes on."""
        self._script = list(script)
        self.opened_by: list[str] = []
        self.is_open = False

    def open(self) -> None:
        self.opened_by.append(threading.current_thread().name)
        self.is_open = True

    def next_frame(self) -> Frame | None:
        given = self._script.pop(0) if self._script else None
        if isinstance(given, Exception):
            raise given
        return given

    def close(self) -> None:
        self.is_open = False


def heard(source: Scripted, taking: Taking, retry: Retry = SOON) -> list[News]:
    """Give everything that a grabber hands over until the end or a bug."""
    inbox = FrameInbox(taking)
    grabber = FrameGrabber(source, inbox, lambda _: None, retry)
    grabber.start()
    came: list[News] = []
    while not came or (came[-1] is not Turn.ENDED and not is_bug(came[-1])):
        news = inbox.take(PATIENCE_S)
        assert news is not None
        came.append(news)
    assert grabber.end(PATIENCE_S)
    assert not source.is_open
    return came


def is_bug(news: News) -> bool:
    return isinstance(news, Exception) and not isinstance(news, Obstacle)


def test_every_frame_and_every_broken_file_comes_in_order() -> None:
    broken = Obstacle("picture_unreadable")
    source = Scripted(frame(1), broken, frame(2), frame(3))
    came = heard(source, Taking.EVERY)
    assert came == [Turn.OPENED, frame(1), broken, frame(2), frame(3), Turn.ENDED]
    assert source.opened_by == ["frames"]


def test_a_lost_camera_is_opened_again() -> None:
    lost = Obstacle("camera_lost")
    source = Scripted(frame(1), lost, frame(2))
    came = heard(source, Taking.EVERY)
    assert came == [Turn.OPENED, frame(1), lost, Turn.OPENED, frame(2), Turn.ENDED]


def test_a_bug_ends_the_thread_and_is_handed_over() -> None:
    bug = ZeroDivisionError()
    assert heard(Scripted(frame(1), bug, frame(2)), Taking.EVERY)[-1] is bug


def taken(inbox: FrameInbox) -> list[News]:
    """Take what is there without waiting."""
    came = []
    while (news := inbox.take(0)) is not None:
        came.append(news)
    return came


def test_the_latest_frame_wins() -> None:
    inbox = FrameInbox(Taking.LATEST)
    inbox.tell(Turn.OPENED)
    for number in (1, 2, 3):
        assert inbox.put(frame(number))
    assert taken(inbox) == [Turn.OPENED, frame(3)]


def test_a_frame_from_before_a_loss_does_not_come_after_it() -> None:
    inbox = FrameInbox(Taking.LATEST)
    inbox.put(frame(1))
    lost = Obstacle("camera_lost")
    inbox.tell(lost)
    assert taken(inbox) == [frame(1), lost]


def test_the_same_obstacle_is_told_once_until_it_was_taken() -> None:
    inbox = FrameInbox(Taking.LATEST)
    for _ in range(3):
        inbox.tell(Obstacle("camera_absent"))
    assert len(taken(inbox)) == 1
    inbox.tell(Obstacle("camera_absent"))
    inbox.tell(Obstacle("camera_busy"))
    assert len(taken(inbox)) == 2


def test_a_call_ends_the_waiting() -> None:
    inbox = FrameInbox(Taking.LATEST)
    inbox.call()
    assert inbox.take(PATIENCE_S) is None


def test_closing_lets_nobody_wait() -> None:
    inbox = FrameInbox(Taking.EVERY)
    answers: list[bool] = []

    def put() -> None:
        answers.extend(inbox.put(frame(number)) for number in (1, 2))

    thread = threading.Thread(target=put)
    thread.start()
    inbox.close()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    assert len(answers) == 2
    assert not answers[1]


def test_retrying_slows_down_and_starts_anew_after_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float | None] = []

    class Impatient(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout)
            return self.is_set()

    made = SimpleNamespace(Event=Impatient, Thread=threading.Thread, Condition=threading.Condition)
    monkeypatch.setattr(frame_grabber, "threading", made)
    absent = Obstacle("camera_absent")
    source = Scripted(absent, absent, absent, absent, frame(1), absent)
    heard(source, Taking.EVERY, Retry(0.25, 1.0))
    assert waited == [0.25, 0.5, 1.0, 1.0, 0.25]
