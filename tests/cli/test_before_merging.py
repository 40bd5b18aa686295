"""`merge` backs the book up before it takes anything in, and not at all where that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplepoint.app.paths import BookFolder
from samplepoint.cli.context import WindowFace
from samplepoint.cli.main import run
from samplepoint.errors import Obstacle
from samplepoint.services.backing_up import BackingUp

PIN = "246810"


class Office:
    """A supervisor's book, and a file that somebody brings."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = BookFolder(root / "hub")
        self._capsys = capsys
        self.file = root / "point.spkg"
        self.file.write_bytes(b"no package at all")
        assert self.say("init", "--hub", "--round", "R1")[0] == 0

    def say(self, *words: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            run(["--lang", "en", "--data", str(self.folder.root), *map(str, words)], no_window)
        out, err = self._capsys.readouterr()
        return int(ended.value.code or 0), out, err

    @property
    def backups(self) -> int:
        return len(list(self.folder.backups.glob("book-*.db")))


def no_window() -> WindowFace:
    raise AssertionError


@pytest.fixture
def office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Office:
    monkeypatch.setenv("SAMPLEPOINT_PIN", PIN)
    return Office(tmp_path, capsys)


def test_the_book_is_backed_up_before_the_first_file(office: Office) -> None:
    assert office.say("merge", office.file)[0] == 1
    assert office.backups == 1


def test_nothing_is_taken_in_where_that_fails(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise Obstacle("disk_full")

    monkeypatch.setattr(BackingUp, "before", full)
    code, out, err = office.say("merge", office.file)
    assert (code, out) == (4, "")
    assert "Disk is full" in err
