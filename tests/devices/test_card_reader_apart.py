"""A plug-in in a process of its own: what it breaks is named, and the desk goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from samplepoint.devices import card_reader_apart, card_reader_loop
from samplepoint.devices.card_reader_apart import ReaderApart
from samplepoint.devices.card_reader_loop import CardReaderLoop
from samplepoint.devices.states import DeviceState, NoticeCode
from samplepoint.domain.card_fields import CardField
from samplepoint.errors import Obstacle
from tests.devices.fake_card_reader import CARD
from tests.devices.plugins_ground import Installed
from tests.devices.recording import PATIENCE_S, Recorder

BEGINNING = """
import os, time
class Reader:
    def open(self): pass
    def close(self): pass
    def poll(self):
"""


@pytest.fixture
def apart() -> Iterator[list[ReaderApart]]:
    """Return the list of readers to be ended with the test."""
    readers: list[ReaderApart] = []
    yield readers
    for reader in readers:
        reader.kill()


def opened(name: str, apart: list[ReaderApart]) -> ReaderApart:
    reader = ReaderApart(name)
    apart.append(reader)
    reader.open()
    return reader


def test_a_card_crosses_with_all_its_fields(installed: Installed, apart: list[ReaderApart]) -> None:
    reader = opened(installed.replay(CARD, None), apart)
    assert reader.poll() == CARD
    assert reader.poll() is None


def test_a_plug_in_is_loaded_elsewhere(installed: Installed, apart: list[ReaderApart]) -> None:
    program = BEGINNING + "        return {'name': str(os.getpid()), 'nonsense': 'x'}\n"
    fields = opened(installed.written("pid", program), apart).poll()
    assert fields is not None
    assert set(fields) == {CardField.NAME}
    assert fields[CardField.NAME] != str(os.getpid())


def test_what_no_encoding_knows_does_not_end_a_reader(
    installed: Installed, apart: list[ReaderApart]
) -> None:
    program = BEGINNING + "        return {'name': chr(0xd800), 'address': 'x' * 10000}\n"
    fields = opened(installed.written("odd", program), apart).poll()
    assert fields is not None
    assert fields[CardField.NAME] == "?"
    assert len(fields[CardField.ADDRESS]) < 1000


@pytest.mark.parametrize(
    "program",
    [
        "import no_such_library",
        "import os; os._exit(3)",
        "import os; os.abort()",
        "import sys; sys.exit()",
        "class Reader:\n    def __init__(self): raise OSError",
        "x = 1",
    ],
)
def test_a_plug_in_that_does_not_load_is_broken(installed: Installed, program: str) -> None:
    with pytest.raises(Obstacle, match="card_reader_broken") as told:
        ReaderApart(installed.written("bad", program)).load()
    assert told.value.values == {"reader": "bad"}


def test_one_that_never_ends_loading_is_broken(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_reader_apart, "LOAD_S", 0.2)
    with pytest.raises(Obstacle, match="card_reader_broken"):
        ReaderApart(installed.written("slow", "import time; time.sleep(1000)")).load()


def test_a_missing_one_is_named() -> None:
    with pytest.raises(Obstacle, match="card_reader_not_installed"):
        ReaderApart("no such reader").load()


def test_a_crash_is_named_and_the_next_opening_starts_anew(
    installed: Installed, apart: list[ReaderApart], tmp_path: Path
) -> None:
    mark = tmp_path / "has crashed"
    program = BEGINNING + (
        f"        if not os.path.exists({str(mark)!r}):\n"
        f"            open({str(mark)!r}, 'w').close()\n"
        "            os.abort()\n"
        "        return {'name': 'again'}\n"
    )
    reader = opened(installed.written("crash", program), apart)
    with pytest.raises(Obstacle, match="card_reader_crashed"):
        reader.poll()
    reader.close()
    reader.open()
    assert reader.poll() == {CardField.NAME: "again"}


def test_one_that_hangs_is_ended_and_named(
    installed: Installed, apart: list[ReaderApart], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = opened(installed.written("hang", BEGINNING + "        time.sleep(1000)\n"), apart)
    monkeypatch.setattr(card_reader_apart, "ANSWER_S", 0.2)
    with pytest.raises(Obstacle, match="card_reader_hung"):
        reader.poll()


def test_a_makers_own_error_is_told_by_its_type_alone(
    installed: Installed, apart: list[ReaderApart]
) -> None:
    program = BEGINNING + "        raise ValueError('130102199001010001')\n"
    reader = opened(installed.written("error", program), apart)
    with pytest.raises(Obstacle, match="card_reader_faulty") as told:
        reader.poll()
    assert told.value.values == {"problem": "ValueError"}


def test_the_loop_reads_through_the_process(installed: Installed, recorder: Recorder) -> None:
    loop = CardReaderLoop(installed.replay(None, CARD), recorder.reading, recorder.notice)
    loop.start()
    try:
        assert recorder.wait_for_readings(1)[0].text.startswith("张三|女|")
    finally:
        assert loop.stop(PATIENCE_S)
    assert recorder.states == [DeviceState.OPENING, DeviceState.READY, DeviceState.STOPPED]


def test_the_loop_restarts_what_crashed(
    installed: Installed, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_reader_loop, "FIRST_RETRY_S", 0.001)
    monkeypatch.setattr(card_reader_loop, "LAST_RESTART_S", 0.001)
    name = installed.written("dies", BEGINNING + "        os._exit(1)\n")
    loop = CardReaderLoop(name, recorder.reading, recorder.notice)
    loop.start()
    recorder.wait(lambda: recorder.codes.count(NoticeCode.CARD_READER_CRASHED) > 1)
    assert loop.stop(PATIENCE_S)


def test_a_stop_does_not_wait_for_a_plug_in_that_hangs(
    installed: Installed, recorder: Recorder
) -> None:
    name = installed.written("hang", BEGINNING + "        time.sleep(1000)\n")
    loop = CardReaderLoop(name, recorder.reading, recorder.notice)
    loop.start()
    recorder.wait_for_state(DeviceState.READY)
    assert loop.stop(PATIENCE_S)
    assert recorder.states[-1] is DeviceState.STOPPED


@pytest.mark.parametrize(
    ("program", "state", "code"),
    [
        ("", DeviceState.ABSENT, NoticeCode.CARD_READER_NOT_INSTALLED),
        ("import os; os.abort()", DeviceState.FAULTY, NoticeCode.CARD_READER_BROKEN),
    ],
)
def test_the_loop_says_that_a_plug_in_is_missing_or_broken_and_stops_when_asked(
    installed: Installed, recorder: Recorder, program: str, state: DeviceState, code: NoticeCode
) -> None:
    name = installed.written("bad", program) if program else "none"
    loop = CardReaderLoop(name, recorder.reading, recorder.notice)
    loop.start()
    recorder.wait_for_state(state)
    assert recorder.codes[-1] is code
    assert dict(recorder.notices[-1].values) == {"reader": name}
    assert loop.stop(PATIENCE_S)
    assert recorder.states[-1] is DeviceState.STOPPED
