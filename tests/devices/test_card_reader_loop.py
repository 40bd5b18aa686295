"""The loop around a card reader: each card once, and a state for everything that happens."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest

from samplepoint.app.paths import resources
from samplepoint.devices import card_reader_loop
from samplepoint.devices.card_reader_loop import LINE_MAP, CardReaderLoop, Pauses, line_of
from samplepoint.devices.states import Device, DeviceState, NoticeCode
from samplepoint.domain.card_fields import CardField
from samplepoint.domain.field_maps import read_line
from samplepoint.errors import Obstacle
from samplepoint.wording import Wording
from tests.devices.fake_card_reader import CARD, NUMBER, FakeCardReader
from tests.devices.recording import PATIENCE_S, Recorder
from tests.domain.inventing import TODAY

OPENED = [DeviceState.OPENING, DeviceState.READY]
OTHER_CARD = {**CARD, CardField.NAME: "李四"}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_reader_loop, "POLL_S", 0.001)
    monkeypatch.setattr(card_reader_loop, "FIRST_RETRY_S", 0.001)


@pytest.fixture
def started(recorder: Recorder) -> Iterator[Callable[[FakeCardReader], CardReaderLoop]]:
    """Return what starts a loop around a reader; it is stopped in the end."""
    loops: list[CardReaderLoop] = []

    def start(reader: FakeCardReader) -> CardReaderLoop:
        loop = CardReaderLoop("fake", recorder.reading, recorder.notice, lambda _: reader)
        loops.append(loop)
        loop.start()
        return loop

    yield start
    stopped = [loop.stop(PATIENCE_S) for loop in loops]
    assert all(stopped)


def test_a_card_is_read_once_until_it_was_taken_away(
    started: Callable[[FakeCardReader], CardReaderLoop], recorder: Recorder
) -> None:
    reader = FakeCardReader([None, CARD, CARD, CARD, None, CARD, OTHER_CARD, None])
    started(reader)
    assert reader.played.wait(PATIENCE_S)
    readings = recorder.wait_for_readings(3)
    assert [reading.text.split("|")[0] for reading in readings] == ["张三", "张三", "李四"]
    assert recorder.states == OPENED


def test_a_card_reaches_the_desk_as_a_line_that_its_map_reads() -> None:
    line = read_line(line_of({**CARD, CardField.ADDRESS: "某地|1 号"}), [LINE_MAP], TODAY)
    assert line is not None
    assert (line.entry.name, line.entry.number) == ("张三", NUMBER)
    assert line.entry.address == "某地 1 号"


def test_a_card_that_lies_badly_is_said_and_the_reader_goes_on(
    started: Callable[[FakeCardReader], CardReaderLoop], recorder: Recorder
) -> None:
    started(FakeCardReader([Obstacle("card_unreadable"), CARD]))
    recorder.wait_for_readings(1)
    assert recorder.codes == [
        NoticeCode.CARD_READER_OPENING,
        NoticeCode.CARD_READER_READY,
        NoticeCode.CARD_READER_UNREADABLE,
        NoticeCode.CARD_READER_READY,
    ]


def test_a_reader_that_is_pulled_is_lost_until_it_is_back(
    started: Callable[[FakeCardReader], CardReaderLoop], recorder: Recorder
) -> None:
    absent = Obstacle("card_reader_absent")
    started(FakeCardReader([CARD, Obstacle("card_reader_lost"), CARD], [None, absent, absent]))
    recorder.wait_for_readings(2)
    assert recorder.states == [*OPENED, DeviceState.LOST, DeviceState.READY]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("card_reader_absent", DeviceState.ABSENT),
        ("card_reader_busy", DeviceState.BUSY),
        ("card_reader_not_allowed", DeviceState.FAULTY),
        ("card_reader_no_program", DeviceState.FAULTY),
        ("something_of_its_own", DeviceState.FAULTY),
    ],
)
def test_a_reader_that_does_not_open_says_why_and_is_tried_again(
    started: Callable[[FakeCardReader], CardReaderLoop],
    recorder: Recorder,
    code: str,
    state: DeviceState,
) -> None:
    started(FakeCardReader(openings=[Obstacle(code), Obstacle(code), None]))
    recorder.wait_for_state(DeviceState.READY)
    assert recorder.states == [DeviceState.OPENING, state, DeviceState.READY]


def test_a_makers_own_error_ends_the_loop_as_faulty_and_closes_the_reader(
    started: Callable[[FakeCardReader], CardReaderLoop],
    recorder: Recorder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader = FakeCardReader([CARD, OSError(NUMBER)])
    with caplog.at_level(logging.ERROR):
        loop = started(reader)
        recorder.wait_for_state(DeviceState.FAULTY)
        assert loop.stop(PATIENCE_S)
    assert dict(recorder.notices[-1].values) == {"problem": "OSError"}
    assert not reader.is_open


def test_a_plug_in_that_ends_again_and_again_is_started_ever_more_seldom() -> None:
    pauses = Pauses()
    found = []
    for _ in range(9):
        pauses.opened()
        found.append(pauses.after("card_reader_crashed"))
    assert found == [min(0.001 * 2**n, 30.0) for n in range(9)]
    pauses.read()
    assert pauses.after("card_reader_hung") == 0.001
    longest = [pauses.after("card_reader_crashed") for _ in range(20)][-1]
    assert longest == card_reader_loop.LAST_RESTART_S


def test_a_reader_that_is_away_is_looked_for_every_two_seconds_at_last() -> None:
    pauses = Pauses()
    found = [pauses.after("card_reader_absent") for _ in range(15)]
    assert found == sorted(found)
    assert found[-1] == card_reader_loop.LAST_RETRY_S
    pauses.opened()
    assert pauses.after("card_reader_lost") == found[0]


def test_every_notice_of_a_card_reader_has_words() -> None:
    wording = Wording(resources() / "wording")
    codes = [code for code in NoticeCode if code.startswith(Device.CARD_READER)]
    assert [code for code in codes if not wording.has(code)] == []
