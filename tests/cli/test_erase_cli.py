"""`erase`: what it prints, what it wants to hear first, and how it ends."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from samplepoint.app.paths import BookFolder
from samplepoint.app.settings import Settings, save_settings
from samplepoint.app.wiring import found_house, practice_plan, practice_staff
from samplepoint.cli.context import PRACTICE_MARK, WindowFace
from samplepoint.cli.main import run
from samplepoint.domain.clock import PracticeClock, SystemClock
from tests.desk.words import Words, person


class Shell:
    """A practice book of three people who were registered seventy days ago, and its verbs."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = BookFolder(root)
        self._capsys = capsys
        clock = PracticeClock(SystemClock().now() - timedelta(days=70))
        house = found_house(self.folder, practice_plan(3), practice_staff(), clock, practice=True)
        (root / PRACTICE_MARK).touch()
        with closing(house):
            Words(house.opened.book, clock, lambda: house.opened.book).fills(1, range(3))
            house.backing_up.backup(house.desk.place)

    def say(self, *words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            run(["--lang", "en", "--data", str(self.folder.root), *words], no_window)
        out, err = self._capsys.readouterr()
        return int(ended.value.code or 0), out, err

    @property
    def people(self) -> str:
        return self.say("state", "--json")[1]


def no_window() -> WindowFace:
    raise AssertionError


@pytest.fixture
def shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    monkeypatch.delenv("SAMPLEPOINT_PIN", raising=False)
    return Shell(tmp_path / "book", capsys)


def test_a_dry_run_says_what_is_due_and_changes_nothing(shell: Shell) -> None:
    code, out, _err = shell.say("erase", "--dry-run")
    assert code == 0
    assert "3 people · 0 other records · due (after 60 days)" in out
    told = json.loads(shell.say("erase", "--dry-run", "--json")[1])
    assert (told["due"], told["rounds"][0]["why_not"]) == (3, "")
    assert person(1) in shell.people


def test_it_wants_a_yes_and_then_does_it(shell: Shell) -> None:
    code, _out, err = shell.say("erase")
    assert code == 1
    assert "--yes" in err
    assert person(1) in shell.people
    code, out, _err = shell.say("erase", "--yes")
    assert code == 0
    assert "Erased 3 people" in out
    assert person(1) not in shell.people
    assert shell.say("check")[0] == 0
    assert len(list(shell.folder.backups.glob("book-*.db"))) == 1


def test_json_says_what_was_done(shell: Shell) -> None:
    told = json.loads(shell.say("erase", "--yes", "--json")[1])
    assert (told["people"], told["backups_removed"], told["unreached"]) == (3, 1, [])


def test_where_nobody_is_due_it_says_so_and_why(shell: Shell) -> None:
    code, out, _err = shell.say("erase", "--older-than", "71", "--yes")
    assert code == 0
    assert "not 71 days old yet" in out
    assert "Nobody's time is over" in out
    assert person(1) in shell.people


def test_a_copy_out_of_reach_is_named_and_the_code_is_four(shell: Shell, tmp_path: Path) -> None:
    settings = Settings(second_backups=str(tmp_path / "stick"))
    save_settings(shell.folder.settings_file, settings)
    code, _out, err = shell.say("erase", "--yes")
    assert code == 4
    assert "stick" in err


def test_files_of_others_in_exports_are_named(shell: Shell) -> None:
    (shell.folder.exports / "notes.txt").write_text("x")
    code, _out, err = shell.say("erase", "--yes")
    assert code == 0
    assert "notes.txt" in err
