"""The reading process: ended, crashed, too slow, sealed; and the desk's side stays light."""

from __future__ import annotations

import errno
import gc
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np
import pytest

from samplepoint.app.paths import resources
from samplepoint.devices.ocr_process import OcrProcess, ReaderState
from samplepoint.devices.text_lines import TextEngine
from samplepoint.domain.seen import CardKind
from samplepoint.errors import Obstacle, Refusal
from samplepoint.wording import Language, Wording
from tests.devices import reading_tasks as tasks
from tests.eyes.drawn_cards import drawn, invented

ROOT = Path(__file__).parents[2]
PICTURE = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
LIMIT_S = 60.0
"""Far more than needed: a machine under load starts a process in seconds."""

Start = Callable[..., OcrProcess]


@pytest.fixture
def start() -> Iterator[Start]:
    started = list[OcrProcess]()

    def begin(
        make_engine: Callable[[], TextEngine] = tasks.make_no_engine,
        time_limit_s: float = LIMIT_S,
        start_limit_s: float = LIMIT_S,
        publish: Callable[[ReaderState], None] = lambda _state: None,
    ) -> OcrProcess:
        process = OcrProcess(
            publish,
            make_engine=make_engine,
            time_limit_s=time_limit_s,
            start_limit_s=start_limit_s,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.end()


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises((Obstacle, Refusal)) as raised:
        deed()
    return raised.value.code


def test_a_picture_goes_over_and_an_answer_comes_back(start: Start) -> None:
    said = list[ReaderState]()
    process = start(publish=said.append)
    assert process.state is ReaderState.ENDED
    assert process.ask(tasks.shape_and_sum, PICTURE) == ((2, 4, 3), 276)
    assert process.ask(tasks.process_number, PICTURE) == process.pid != os.getpid()
    assert said == [ReaderState.STARTING, ReaderState.READY]


def test_a_large_picture_goes_over_whole(start: Start) -> None:
    large = np.full((3000, 4000, 3), 1, np.uint8)
    assert start().ask(tasks.shape_and_sum, large) == ((3000, 4000, 3), 36_000_000)


def test_warming_twice_starts_one_process(start: Start) -> None:
    process = start()
    process.warm()
    first = process.pid
    process.warm()
    assert process.pid == first
    assert process.ask(tasks.process_number, PICTURE) == first


def test_our_own_errors_come_back_with_their_values(start: Start) -> None:
    with pytest.raises(Refusal) as refused:
        start().ask(tasks.refuse, PICTURE)
    assert (refused.value.code, refused.value.values) == ("two_cards_in_view", {"count": 2})


def test_any_other_error_comes_back_without_what_was_read(start: Start) -> None:
    process = start()
    with pytest.raises(Obstacle) as failed:
        process.ask(tasks.fail, PICTURE)
    assert failed.value.code == "reader_failed"
    assert failed.value.values == {"problem": "ValueError"}
    assert process.ask(tasks.shape_and_sum, PICTURE)[1] == 276


def test_a_crash_is_said_and_the_next_picture_is_read(start: Start) -> None:
    said = list[ReaderState]()
    process = start(publish=said.append)
    assert code_of(lambda: process.ask(tasks.die, PICTURE)) == "reader_ended"
    assert process.ask(tasks.shape_and_sum, PICTURE)[1] == 276
    assert said == [
        ReaderState.STARTING,
        ReaderState.READY,
        ReaderState.ENDED,
        ReaderState.STARTING,
        ReaderState.READY,
    ]


def test_a_picture_that_takes_too_long_is_given_up(start: Start) -> None:
    said = list[ReaderState]()
    process = start(publish=said.append, time_limit_s=0.2)
    assert code_of(lambda: process.ask(tasks.never_end, PICTURE)) == "reader_too_slow"
    assert ReaderState.TOO_SLOW in said
    assert said[-1] is ReaderState.STARTING


def test_a_start_that_takes_too_long_is_given_up_and_not_repeated(start: Start) -> None:
    said = list[ReaderState]()
    process = start(tasks.make_stuck_engine, start_limit_s=0.5, publish=said.append)
    assert code_of(lambda: process.ask(tasks.shape_and_sum, PICTURE)) == "reader_too_slow"
    assert said == [ReaderState.STARTING, ReaderState.TOO_SLOW]
    assert process.pid is None


def test_ending_it_in_the_middle_frees_whoever_waits(start: Start) -> None:
    ready = threading.Event()
    process = start(publish=lambda state: ready.set() if state is ReaderState.READY else None)
    codes = list[str]()
    asking = threading.Thread(
        target=lambda: codes.append(code_of(lambda: process.ask(tasks.never_end, PICTURE)))
    )
    asking.start()
    assert ready.wait(LIMIT_S)
    process.end()
    asking.join(LIMIT_S)
    assert codes == ["reader_ended"]
    assert process.state is ReaderState.ENDED
    assert process.pid is None
    assert process.ask(tasks.shape_and_sum, PICTURE)[1] == 276


def test_a_process_that_dies_while_idle_is_replaced(start: Start) -> None:
    process = start()
    first = process.ask(tasks.process_number, PICTURE)
    assert process._worker  # noqa: SLF001  # the process itself is to be killed from outside
    process._worker.process.kill()  # noqa: SLF001
    process._worker.process.join(LIMIT_S)  # noqa: SLF001
    assert process.ask(tasks.process_number, PICTURE) != first


@pytest.mark.parametrize(
    ("make_engine", "code", "state"),
    [
        (tasks.make_missing_engine, "reader_absent", ReaderState.ABSENT),
        (tasks.make_dying_engine, "reader_ended", ReaderState.ENDED),
    ],
)
def test_an_engine_that_cannot_start_is_said_once(
    start: Start, make_engine: Callable[[], TextEngine], code: str, state: ReaderState
) -> None:
    said = list[ReaderState]()
    process = start(make_engine, publish=said.append)
    assert code_of(lambda: process.ask(tasks.shape_and_sum, PICTURE)) == code
    assert said == [ReaderState.STARTING, state]


@pytest.fixture
def poor_system(monkeypatch: pytest.MonkeyPatch) -> list[OSError]:
    """Refuse a process with each of these errors, one a try."""
    problems = list[OSError]()
    begin = SpawnProcess.start

    def start_or_refuse(process: SpawnProcess) -> None:
        if problems:
            raise problems.pop()
        begin(process)

    monkeypatch.setattr(SpawnProcess, "start", start_or_refuse)
    return problems


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM, errno.EMFILE])
def test_a_system_without_room_for_it_is_said_and_asked_again(
    start: Start, poor_system: list[OSError], number: int
) -> None:
    said = list[ReaderState]()
    process = start(publish=said.append)
    poor_system += [OSError(number, "no"), OSError(number, "no")]
    assert code_of(process.warm) == "reader_unstartable"
    assert code_of(lambda: process.ask(tasks.shape_and_sum, PICTURE)) == "reader_unstartable"
    assert process.ask(tasks.shape_and_sum, PICTURE)[1] == 276
    assert said == [ReaderState.UNSTARTABLE, ReaderState.STARTING, ReaderState.READY]


def test_a_crash_in_a_system_without_room_is_a_crash(
    start: Start, poor_system: list[OSError]
) -> None:
    said = list[ReaderState]()
    process = start(publish=said.append)
    process.ask(tasks.shape_and_sum, PICTURE)
    poor_system.append(OSError(errno.EAGAIN, "no"))
    assert code_of(lambda: process.ask(tasks.die, PICTURE)) == "reader_ended"
    assert said[-2:] == [ReaderState.ENDED, ReaderState.UNSTARTABLE]
    assert process.ask(tasks.shape_and_sum, PICTURE)[1] == 276


def test_a_system_without_a_thread_to_spare_asks_nothing_without_a_limit(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_timer: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")  # noqa: TRY003  # CPython's own words

    process = start()
    process.ask(tasks.shape_and_sum, PICTURE)
    with monkeypatch.context() as poor:
        poor.setattr(threading.Timer, "start", refuse)
        assert code_of(lambda: process.ask(tasks.never_end, PICTURE)) == "reader_ended"
    assert process.ask(tasks.shape_and_sum, PICTURE)[1] == 276


@pytest.mark.skipif(sys.platform != "linux", reason="counts open files there")
def test_starting_in_vain_leaves_nothing_open(start: Start, poor_system: list[OSError]) -> None:
    process = start()
    poor_system += [OSError(errno.EAGAIN, "no") for _ in range(9)]
    code_of(process.warm)
    gc.collect()  # what other tests left behind does not count
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(8):
        code_of(process.warm)
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("task", [tasks.open_socket, tasks.look_up_name])
def test_no_socket_is_opened_in_it(start: Start, task: Callable[[TextEngine, object], str]) -> None:
    assert start().ask(task, PICTURE) == "PermissionError"


def test_no_file_is_written_in_it(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "card.jpg"
    assert start().ask(partial(tasks.write_file, path=file), PICTURE) == "PermissionError"
    assert not file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="priorities have other names there")
def test_it_lets_the_desk_go_first(start: Start) -> None:
    assert start().ask(tasks.niceness, PICTURE) > os.nice(0)


def test_the_real_engine_starts_sealed_reads_and_says_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    card = invented(4)
    process = OcrProcess(time_limit_s=100, start_limit_s=100)
    try:
        read = process.ask(tasks.texts, drawn(card))
        assert card.kind is CardKind.RESIDENT
        assert card.number in read
        assert process.ask(tasks.open_socket, PICTURE) == "PermissionError"
    finally:
        process.end()
    assert capfd.readouterr() == ("", "")


def test_this_side_imports_nothing_of_the_engine() -> None:
    program = (
        "import sys, samplepoint.devices.ocr_process, samplepoint.devices.reading_card;"
        "print(sorted({'cv2', 'onnxruntime', 'rapidocr'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("state", ReaderState)
def test_every_state_has_words(state: ReaderState) -> None:
    wording = Wording(resources() / "wording", Language.CHINESE)
    assert wording.has(state)
