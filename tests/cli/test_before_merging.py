"""`merge` backs the book up before it takes anything in, and not at all where that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplepoint.app.paths import BookFolder
from samplepoint.errors import Cancelled, Obstacle
from samplepoint.services.backing_up import BackingUp
from samplepoint.services.jobs import Reporter
from tests.cli.conftest import Say


class Office:
    """A supervisor's book, and a file that somebody brings."""

    def __init__(self, root: Path, say: Say) -> None:
        self.folder = BookFolder(root / "hub")
        self._say = say
        self.file = root / "point.spkg"
        self.file.write_bytes(b"no package at all")
        assert self.say("init", "--hub", "--round", "R1")[0] == 0

    def say(self, *words: str | Path) -> tuple[int, str, str]:
        answer = self._say("--lang", "en", "--data", self.folder.root, *words)
        return answer.code, answer.out, answer.err

    @property
    def backups(self) -> int:
        return len(list(self.folder.backups.glob("book-*.db")))


@pytest.fixture
def office(tmp_path: Path, say: Say) -> Office:
    return Office(tmp_path, say)


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


def test_whoever_stops_it_is_told_how_far_it_came(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_self: Reporter, code: str, done: int, _total: int = 0) -> None:
        if (code, done) == ("merging", 1):
            raise Cancelled("cancelled")

    monkeypatch.setattr(Reporter, "report", stop)
    code, out, err = office.say("merge", office.file, office.file)
    assert code == 130
    assert out.count("point.spkg") == 1
    assert "Stopped after 1 files" in err
