"""A folder that takes long: its progress, and the key that ends it, on a real terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cli.shell import ROOT
from tests.devices.drawn_codes import bars

pty = pytest.importorskip("pty", reason="this system has other terminals")

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(60):
        Image.fromarray(bars(f"T{number:010}")).save(tmp_path / f"{number:03}.png")
    return tmp_path


def start(folder: Path, *words: str, err: int, out: int = subprocess.PIPE) -> Any:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "60"}
    return subprocess.Popen(
        [sys.executable, "-m", "samplepoint", "read", "--no-cards", *words, str(folder)],
        stdout=out,
        stderr=err,
        stdin=subprocess.DEVNULL,
        env=environment,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def heard(terminal: int) -> str:
    """Return all that was said on a terminal until its last writer left."""
    said = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        said += part
    os.close(terminal)
    return said.decode("utf-8", "replace")


def unexpected(said: str) -> list[str]:
    """Return what was said beside the sentence that the second reader is not on this machine."""
    return [line for line in said.splitlines() if "libzbar0" not in line]


@pytest.mark.parametrize("form", ["--json", ""])
def test_ctrl_c_ends_it_cleanly_and_leaves_whole_lines(folder: Path, form: str) -> None:
    with start(folder, *filter(None, [form]), err=subprocess.PIPE) as running:
        first = running.stdout.readline()
        running.send_signal(signal.SIGINT)
        said = (first + running.stdout.read()).splitlines()
        assert unexpected(running.stderr.read()) == []
    assert running.returncode == 130
    assert len(said) < 60
    if form:
        assert [json.loads(line)["codes"][0]["text"] for line in said] == [
            f"T{number:010}" for number in range(len(said))
        ]
    else:
        assert len(said) % 2 == 0
        assert said[-1].endswith(f"T{len(said) // 2 - 1:010}")


def test_ctrl_c_twice_does_not_wait_for_the_picture(folder: Path) -> None:
    with start(folder, "--json", err=subprocess.PIPE) as running:
        running.stdout.readline()
        for _ in range(2):
            running.send_signal(signal.SIGINT)
        running.stdout.read()
    assert running.returncode == 130


def test_the_bar_stands_on_the_terminal_and_the_lines_go_where_they_were_sent(
    folder: Path,
) -> None:
    ours, theirs = pty.openpty()
    with start(folder, "--json", err=theirs) as running:
        os.close(theirs)
        # Heard beside the lines: a terminal that nobody reads soon holds up who writes on it.
        with ThreadPoolExecutor(1) as beside:
            terminal = beside.submit(heard, ours)
            said = [json.loads(line) for line in running.stdout]
    shown = CONTROL.sub("", terminal.result())
    assert running.returncode == 0
    assert len(said) == 60
    assert "正在看图片" in shown
    assert '"codes"' not in shown


def test_on_one_terminal_lines_stay_whole_beside_the_bar(folder: Path) -> None:
    ours, theirs = pty.openpty()
    with start(folder, "--json", err=theirs, out=theirs) as running:
        os.close(theirs)
        shown = CONTROL.sub("", heard(ours))
    assert running.returncode == 0
    lines = [line for line in re.split(r"[\r\n]+", shown) if line.startswith("{")]
    assert [json.loads(line)["codes"][0]["text"] for line in lines] == [
        f"T{number:010}" for number in range(60)
    ]
