"""`backup`, `restore`, `check` and `rebuild`: what they print and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlite_utils import Database

from samplepoint.app.paths import BookFolder
from samplepoint.cli.context import WindowFace
from samplepoint.cli.main import run
from samplepoint.services.first_start import PRACTICE_PIN
from samplepoint.services.made_up_day import made_up_day
from samplepoint.storage.connection import open_connection
from samplepoint.storage.key_file import KeyFile


def no_window() -> NoReturn:
    raise AssertionError


@dataclass
class Shell:
    """The command line in this process, on one folder and a made-up day."""

    root: Path
    day: Path
    capsys: pytest.CaptureFixture[str]

    def say(self, *words: str | Path) -> tuple[int, str, str]:
        """Run one call in English; return its exit code and what it printed."""
        face: Callable[[], WindowFace] = no_window
        with pytest.raises(SystemExit) as ended:
            run(["--lang", "en", "--data", str(self.root), *map(str, words)], face)
        out, err = self.capsys.readouterr()
        return int(ended.value.code or 0), out, err

    def replay(self, *words: str) -> int:
        return self.say("replay", self.day, "--pool", "5", "--check", *words)[0]

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.say("state", "--json")[1])
        return found

    @property
    def backups(self) -> list[Path]:
        return sorted(self.root.glob("backups/book-*.db"))

    def raw_book(self) -> Database:
        folder = BookFolder(self.root)
        key = KeyFile.read(folder.key_file).open_with_pin(PRACTICE_PIN).book_key
        return open_connection(folder.book_file, key)


@pytest.fixture
def shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    monkeypatch.delenv("SAMPLEPOINT_PIN", raising=False)
    day = tmp_path / "events.jsonl"
    day.write_text("\n".join(made_up_day(seed=4, people=30, pool=5)) + "\n", "utf-8")
    return Shell(tmp_path / "book", day, capsys)


def settled(state: dict[str, Any]) -> list[object]:
    """Return what makes two states equal: active bindings, tubes, boxes."""
    active = [one for one in state["bindings"] if one["status"] == "active"]
    rows = sorted((one["person"], one["tube"], one["pos"]) for one in active)
    return [rows, state["tubes"], state["boxes"]]


def test_a_day_that_was_restored_in_the_middle_ends_as_any_other(
    shell: Shell, tmp_path: Path
) -> None:
    whole = Shell(tmp_path / "whole", shell.day, shell.capsys)
    assert whole.replay() == 0
    assert shell.replay("--until", "25") == 0
    assert shell.say("backup")[0] == 0
    assert shell.replay("--until", "35") == 0
    code, out, err = shell.say("restore", "--yes")
    assert code == 0
    assert "Restored: book-" in out
    assert "Can be restored" in err
    assert shell.replay() == 0
    assert settled(shell.state()) == settled(whole.state())
    assert shell.say("check")[0] == 0
    assert len(list(shell.root.glob("book-before-restore-*.db"))) == 1


def test_backup_says_where_it_is(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    shell.replay("--until", "8")
    code, out, _err = shell.say("backup", "--json", "--second", tmp_path / "stick")
    told = json.loads(out)
    assert code == 0
    assert Path(told["file"]) == shell.backups[0]
    assert Path(told["second"]).read_bytes() == shell.backups[0].read_bytes()
    assert (told["bytes"], told["second_obstacle"]) == (shell.backups[0].stat().st_size, "")


def test_a_second_folder_that_is_not_there_is_said_and_the_first_copy_stays(
    shell: Shell, tmp_path: Path
) -> None:
    shell.replay("--until", "8")
    code, out, err = shell.say("backup", "--second", tmp_path / "gone")
    assert code == 4
    assert "Backed up" in out
    assert "second copy was not made" in err
    assert len(shell.backups) == 1


def test_restore_asks_first_and_can_only_list(shell: Shell) -> None:
    shell.replay("--until", "8")
    assert shell.say("restore", "--yes")[0] == 4
    for _ in range(2):
        shell.say("backup")
    code, out, _err = shell.say("restore", "--list")
    assert code == 0
    assert [line.split()[-1] for line in out.splitlines()] == [
        path.name for path in reversed(shell.backups)
    ]
    code, _out, err = shell.say("restore")
    assert code == 1
    assert "--yes" in err
    assert not list(shell.root.glob("book-before-restore-*"))


def test_restore_names_what_it_passes_over(shell: Shell) -> None:
    shell.replay("--until", "8")
    for _ in range(2):
        shell.say("backup")
    good, bad = shell.backups
    bad.write_bytes(bad.read_bytes()[:9000])
    code, out, err = shell.say("restore", "--yes")
    assert code == 0
    assert f"Passed over {bad.name}" in err
    assert good.name in out
    assert shell.say("restore", bad.name, "--yes")[0] == 5
    assert shell.say("restore", "book-20200101-000000-1.db", "--yes")[0] == 1


def test_restore_works_where_the_book_is_lost(shell: Shell) -> None:
    shell.replay("--until", "8")
    before = settled(shell.state())
    shell.say("backup")
    (shell.root / "book.db").unlink()
    (shell.root / "keys.json").unlink()
    assert shell.say("state")[0] == 4
    assert shell.say("restore", "--yes")[0] == 0
    assert settled(shell.state()) == before


def test_check_counts_and_ends_with_five_when_anything_is_wrong(shell: Shell) -> None:
    shell.replay("--until", "12")
    code, out, _err = shell.say("check")
    assert code == 0
    assert "All is well" in out
    with closing(shell.raw_book()) as raw:
        raw.execute("UPDATE tube SET people = people - 1")
    code, out, _err = shell.say("check", "--json")
    found = json.loads(out)
    assert (code, found["clean"]) == (5, False)
    wrong = {one["code"] for one in found["counters"] if one["count"]}
    assert wrong == {"check_tube_count_differs", "check_derived"}
    assert shell.say("check")[0] == 5


def test_rebuild_makes_it_right_again(shell: Shell) -> None:
    shell.replay("--until", "12")
    with closing(shell.raw_book()) as raw:
        raw.execute("UPDATE tube SET people = people + 1")
    code, out, _err = shell.say("rebuild")
    assert code == 0
    assert "Derived anew" in out
    assert shell.say("check")[0] == 0


def test_a_damaged_book_is_said_in_one_sentence(shell: Shell) -> None:
    shell.replay("--until", "8")
    book = shell.root / "book.db"
    book.write_bytes(b"x" * book.stat().st_size)
    before = book.read_bytes()
    for verb in ("check", "backup", "rebuild", "state"):
        code, out, err = shell.say(verb)
        assert (code, out) == (5, "")
        assert len(err.splitlines()) == 1
        assert "cannot be read" in err
    assert book.read_bytes() == before
