"""Readers that need their maker's program: found, loaded late, watched, and clear when missing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from samplepoint.app.paths import resources
from samplepoint.devices import card_readers
from samplepoint.devices.card_readers import (
    GROUP,
    LINE_MAP,
    CardReader,
    CardReaderLoop,
    installed_readers,
    line_of,
    load_reader,
)
from samplepoint.devices.states import Device, DeviceState, NoticeCode
from samplepoint.domain.card_fields import CardField
from samplepoint.domain.field_maps import read_line
from samplepoint.errors import Obstacle
from samplepoint.wording import Wording
from tests.devices.fake_card_reader import CARD, NUMBER, FakeCardReader
from tests.devices.recording import PATIENCE_S, Recorder
from tests.domain.inventing import TODAY

FAKE = "tests.devices.fake_card_reader:FakeCardReader"
OPENED = [DeviceState.OPENING, DeviceState.READY]
OTHER_CARD = {**CARD, CardField.NAME: "李四"}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_readers, "POLL_S", 0.001)
    monkeypatch.setattr(card_readers, "FIRST_RETRY_S", 0.001)


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Return what pretends that plug-ins are installed: name -> where it is."""

    def plug(found: dict[str, str]) -> None:
        points = EntryPoints(EntryPoint(name, where, GROUP) for name, where in found.items())
        monkeypatch.setattr(card_readers, "entry_points", points.select)

    return plug


@pytest.fixture
def started(recorder: Recorder) -> Iterator[Callable[[CardReader], CardReaderLoop]]:
    """Return what starts a loop around a reader; it is stopped in the end."""
    loops: list[CardReaderLoop] = []

    def start(reader: CardReader) -> CardReaderLoop:
        loop = CardReaderLoop("fake", recorder.reading, recorder.notice, lambda _: reader)
        loops.append(loop)
        loop.start()
        return loop

    yield start
    stopped = [loop.stop(PATIENCE_S) for loop in loops]
    assert all(stopped)


def every_reader() -> list[str]:
    """Name the plug-ins of this machine: each has to keep the same promises as the fake."""
    return ["fake", *installed_readers()]


@pytest.fixture(params=every_reader())
def reader(request: pytest.FixtureRequest) -> CardReader:
    return FakeCardReader() if request.param == "fake" else load_reader(request.param)


def code_of(deed: Callable[[], object]) -> str:
    """Do something with a reader; return the code of the obstacle that it met, "" for none."""
    try:
        deed()
    except Obstacle as obstacle:
        return obstacle.code
    return ""


class TestContract:
    """What every reader keeps, the fake and those of makers."""

    known = frozenset(card_readers._NOTICES)  # noqa: SLF001

    def test_it_closes_without_having_been_opened_and_twice(self, reader: CardReader) -> None:
        reader.close()
        reader.close()

    def test_it_opens_or_says_why_not_and_so_again_after_it_was_closed(
        self, reader: CardReader
    ) -> None:
        first = code_of(reader.open)
        reader.close()
        again = code_of(reader.open)
        reader.close()
        assert {first, again} <= {"", *self.known}

    def test_a_look_gives_known_fields_nothing_or_a_named_obstacle(
        self, reader: CardReader
    ) -> None:
        seen: set[CardField] = set()

        def look() -> None:
            reader.open()
            seen.update(reader.poll() or ())

        met = code_of(look)
        reader.close()
        assert met in {"", "card_unreadable", *self.known}
        assert seen <= set(CardField)

    def test_a_look_at_a_closed_reader_is_a_named_obstacle(self, reader: CardReader) -> None:
        reader.close()
        assert code_of(reader.poll) in self.known


def test_plug_ins_are_named_without_being_loaded(
    plugged: Callable[[dict[str, str]], None],
) -> None:
    plugged({"b": "no.such.package:Reader", "a": FAKE})
    assert installed_readers() == ("a", "b")


def test_a_plug_in_is_loaded_by_its_name(plugged: Callable[[dict[str, str]], None]) -> None:
    plugged({"a": FAKE})
    assert isinstance(load_reader("a"), FakeCardReader)


def test_a_missing_plug_in_is_named(plugged: Callable[[dict[str, str]], None]) -> None:
    plugged({})
    with pytest.raises(Obstacle, match="card_reader_not_installed"):
        load_reader("a")


def test_a_plug_in_whose_library_is_missing_is_named(
    plugged: Callable[[dict[str, str]], None], caplog: pytest.LogCaptureFixture
) -> None:
    plugged({"a": "no.such.package:Reader"})
    with caplog.at_level(logging.ERROR), pytest.raises(Obstacle, match="card_reader_broken"):
        load_reader("a")
    assert "does not load" in caplog.text


@pytest.mark.parametrize(
    ("found", "state", "code"),
    [
        ({}, DeviceState.ABSENT, NoticeCode.CARD_READER_NOT_INSTALLED),
        ({"fake": "no.such:Reader"}, DeviceState.FAULTY, NoticeCode.CARD_READER_BROKEN),
    ],
)
def test_the_loop_says_that_a_plug_in_is_missing_and_stops_when_asked(
    plugged: Callable[[dict[str, str]], None],
    recorder: Recorder,
    found: dict[str, str],
    state: DeviceState,
    code: NoticeCode,
) -> None:
    plugged(found)
    loop = CardReaderLoop("fake", recorder.reading, recorder.notice)
    loop.start()
    recorder.wait_for_state(state)
    assert recorder.codes[-1] is code
    assert dict(recorder.notices[-1].values) == {"reader": "fake"}
    assert loop.stop(PATIENCE_S)
    assert recorder.states[-1] is DeviceState.STOPPED


def test_a_card_is_read_once_until_it_was_taken_away(
    started: Callable[[CardReader], CardReaderLoop], recorder: Recorder
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
    started: Callable[[CardReader], CardReaderLoop], recorder: Recorder
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
    started: Callable[[CardReader], CardReaderLoop], recorder: Recorder
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
    started: Callable[[CardReader], CardReaderLoop],
    recorder: Recorder,
    code: str,
    state: DeviceState,
) -> None:
    started(FakeCardReader(openings=[Obstacle(code), Obstacle(code), None]))
    recorder.wait_for_state(DeviceState.READY)
    assert recorder.states == [DeviceState.OPENING, state, DeviceState.READY]


def test_a_makers_own_error_ends_the_loop_as_faulty_and_closes_the_reader(
    started: Callable[[CardReader], CardReaderLoop],
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


def test_every_notice_of_a_card_reader_has_words() -> None:
    wording = Wording(resources() / "wording")
    codes = [code for code in NoticeCode if code.startswith(Device.CARD_READER)]
    assert [code for code in codes if not wording.has(code)] == []
