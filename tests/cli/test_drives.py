"""`drives` and `--stick`: sticks found, written, ejected from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner, Result

from samplepoint.app.paths import resources
from samplepoint.cli.context import Context
from samplepoint.cli.drives import drives
from samplepoint.cli.export import export
from samplepoint.cli.replay import replay
from samplepoint.domain.drives import ReadWay, ReleaseEnd
from samplepoint.errors import Obstacle, Refusal
from samplepoint.services.made_up_day import made_up_day
from samplepoint.services.stick import StickDoor
from samplepoint.wording import Language, Wording
from tests.stick.fake_stick import FakeStick


def no_window() -> NoReturn:
    raise AssertionError


@pytest.fixture
def stick() -> FakeStick:
    return FakeStick()


def call(verb: Any, stick: FakeStick, *words: str, book: Path | None = None) -> Result:
    context = Context(book, Wording(resources() / "wording", Language.ENGLISH), no_window)
    context.__dict__["stick_door"] = StickDoor(stick)
    done = CliRunner().invoke(verb, words, obj=context)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_what_is_plugged_in_is_listed(stick: FakeStick) -> None:
    listed = call(drives, stick).stdout
    assert listed == f"KINGSTON · {stick.drive.folder} · 8 MB, 8 MB free · exfat\n"
    stick.drive = replace(stick.drive, letter="E:", is_read_only=True)
    assert "E: · 8 MB, can only be read" in call(drives, stick).stdout
    told = json.loads(call(drives, stick, "--json").stdout)
    assert [(one["name"], one["letter"], one["read_only"]) for one in told] == [
        ("KINGSTON", "E:", True)
    ]


def test_nothing_plugged_in_is_said(stick: FakeStick) -> None:
    stick.pull()
    assert json.loads(call(drives, stick, "--json").stdout) == []
    with pytest.raises(Obstacle) as caught:
        call(drives, stick)
    assert caught.value.code == "stick_none"


def test_a_stick_is_ejected_by_name(stick: FakeStick) -> None:
    assert "may be pulled out" in call(drives, stick, "--release", "kingston").stdout
    stick.plug_in()
    stick.release_end = ReleaseEnd.BUSY
    done = call(drives, stick, "--release", "kingston")
    assert done.exit_code == 4
    assert "another program has a file on it open" in done.stdout


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the book of a made-up day of 20 people."""
    folder = tmp_path_factory.mktemp("point")
    day = folder / "events.jsonl"
    day.write_text("\n".join(made_up_day(seed=3, people=20, pool=5)) + "\n", "utf-8")
    call(replay, FakeStick(), str(day), "--pool", "5", book=folder / "book")
    return folder / "book"


def test_manifests_go_onto_the_only_stick(stick: FakeStick, book: Path) -> None:
    done = call(export, stick, "--all", "--format", "csv", "--json", "--stick", book=book)
    listed = json.loads(done.stdout)
    assert [Path(one["path"]).name for one in listed] == sorted(stick.files)
    assert "KINGSTON may be pulled out" in done.stderr
    assert not stick.is_in


def test_a_stick_that_is_not_ejected_is_told_apart(stick: FakeStick, book: Path) -> None:
    stick.release_end = ReleaseEnd.NOT_ALLOWED
    stick.way = ReadWay.MEMORY
    words = ("--all", "--format", "csv", "--stick", "KINGSTON")
    done = call(export, stick, *words, book=book)
    assert done.exit_code == 0
    assert "KINGSTON is not safely removed" in done.stderr
    assert "computer's own memory" in done.stderr
    assert stick.files


def test_which_of_two_sticks_has_to_be_said(stick: FakeStick, book: Path) -> None:
    stick.others = [replace(FakeStick("LEXAR").drive, folder=Path("/media/other").absolute())]
    with pytest.raises(Refusal) as caught:
        call(export, stick, "--all", "--stick", book=book)
    assert caught.value.code == "stick_several"


@pytest.mark.parametrize("words", [["--all"], ["--all", "--out", "x", "--stick", "y"]])
def test_one_place_has_to_be_named(stick: FakeStick, tmp_path: Path, words: list[str]) -> None:
    done = call(export, stick, *words, book=tmp_path / "no-book")
    assert done.exit_code == 2
    assert "--stick" in done.stderr
