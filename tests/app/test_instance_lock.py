"""A second program on the same book is refused, and a dead one holds nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samplepoint.app.instance_lock import InstanceLock
from samplepoint.errors import Obstacle

_ROOT = Path(__file__).parents[2]
_HOLDER = """
import sys
from pathlib import Path
from samplepoint.app.instance_lock import InstanceLock
lock = InstanceLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def other_program(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the lock in a second process until its input is closed or it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.lock"


def refused_by(path: Path) -> Obstacle:
    with pytest.raises(Obstacle) as caught:
        InstanceLock(path).acquire()
    assert caught.value.code == "book_in_use"
    return caught.value


def test_the_second_program_hears_who_holds_the_book(path: Path) -> None:
    with other_program(path) as process:
        assert refused_by(path).values == {"pid": process.pid}
        # A refused start must not take the holder's number, or its lock, away.
        assert refused_by(path).values == {"pid": process.pid}


def test_a_killed_holder_holds_nothing(path: Path) -> None:
    with other_program(path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with InstanceLock(path):
            assert path.read_text() != str(process.pid)


def test_a_second_window_of_the_same_program_is_refused_too(path: Path) -> None:
    with InstanceLock(path):
        refused_by(path)
    with InstanceLock(path):
        refused_by(path)


def test_taking_and_giving_back_twice_is_harmless(path: Path) -> None:
    lock = InstanceLock(path)
    lock.release()
    lock.acquire()
    lock.acquire()
    refused_by(path)
    lock.release()
    lock.release()
    InstanceLock(path).acquire()


@pytest.mark.parametrize("text", [b"", b"not a number", b"\xff\xfe"])
def test_a_holder_that_cannot_be_named_is_number_0(path: Path, text: bytes) -> None:
    with InstanceLock(path):
        path.write_bytes(text)
        assert refused_by(path).values == {"pid": 0}


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Obstacle) as caught:
        InstanceLock(tmp_path / "gone" / "book.lock").acquire()
    assert caught.value.code == "folder_unusable"
