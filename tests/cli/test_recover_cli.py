"""`recover`: a station whose PINs are all forgotten, opened from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import orjson
import pytest

from samplepoint.app.paths import BookFolder
from samplepoint.app.wiring import files_of
from samplepoint.cli.context import WindowFace
from samplepoint.cli.main import run
from samplepoint.services.backing_up import Shelf
from samplepoint.services.recovering import entrust
from samplepoint.storage.key_file import KeyFile
from tests.storage.test_recovery import OTHER_SAFE, RECIPIENT, SAFE

PIN, NEW_PIN = "246810", "975310"


class Station:
    """A station from `init`, entrusted to a safe, whose PINs are then forgotten."""

    def __init__(
        self, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder = BookFolder(root)
        self._capsys, self._monkeypatch = capsys, monkeypatch
        self.safe = root.parent / "safe.txt"
        self.safe.write_text(f"# for the safe\n{SAFE}\n")
        assert self.say(PIN, "init", "--round", "R1", "--point", "P")[0] == 0
        key = KeyFile.read(self.folder.key_file).open_with_pin(PIN).book_key
        entrust(Shelf(files_of(self.folder), self.folder.backups), key, RECIPIENT)
        assert self.say(PIN, "backup")[0] == 0

    def say(self, pin: str, *words: str | Path) -> tuple[int, str, str]:
        self._monkeypatch.setenv("SAMPLEPOINT_PIN", pin)
        with pytest.raises(SystemExit) as ended:
            run(["--lang", "en", "--data", str(self.folder.root), *map(str, words)], no_window)
        out, err = self._capsys.readouterr()
        return int(ended.value.code or 0), out, err

    def forget_the_pins(self) -> None:
        for path in self.folder.root.rglob("keys*.json*"):
            document = orjson.loads(path.read_bytes())
            path.write_bytes(orjson.dumps({**document, "slots": []}))


def no_window() -> WindowFace:
    raise AssertionError


@pytest.fixture
def station(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Station:
    return Station(tmp_path / "book", capsys, monkeypatch)


def test_a_station_whose_pins_are_all_lost_is_opened_again(station: Station) -> None:
    before = json.loads(station.say(PIN, "state", "--json")[1])
    station.forget_the_pins()
    assert station.say(PIN, "state")[0] == 1
    code, out, _err = station.say(NEW_PIN, "recover", station.safe, "--name", "Zhou")
    assert code == 0
    assert "Zhou" in out
    assert json.loads(station.say(NEW_PIN, "state", "--json")[1]) == before
    assert station.say(NEW_PIN, "check")[0] == 0


def test_who_can_still_open_it_is_named(station: Station) -> None:
    code, out, _err = station.say(NEW_PIN, "recover", station.safe)
    assert code == 0
    assert "A PIN of before still opens it: 督导 · supervisor" in out
    told = json.loads(station.say("86420", "recover", station.safe, "--json")[1])
    assert [one["opens_with"] for one in told["kept"]] == ["pin", "pin"]
    assert (told["keys_from"], told["restored"]) == ("keys.json", "")


def test_a_new_laptop_is_set_up_from_a_stick(station: Station, tmp_path: Path) -> None:
    station.forget_the_pins()
    stick = tmp_path / "stick"
    station.folder.backups.rename(stick)
    station.folder = BookFolder(tmp_path / "new")
    code, out, _err = station.say(NEW_PIN, "recover", station.safe, "--from", stick)
    assert code == 0
    assert "Restored: book-" in out
    assert station.say(NEW_PIN, "check")[0] == 0


def test_what_does_not_fit_is_said_in_one_sentence(station: Station, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(OTHER_SAFE)
    empty = tmp_path / "empty.txt"
    empty.touch()
    for keyfile, code, said in (
        (other, 1, "another book's"),
        (empty, 1, "No recovery key in that file"),
        (tmp_path / "nowhere.txt", 4, "cannot be read"),
    ):
        ended, out, err = station.say(NEW_PIN, "recover", keyfile)
        assert (ended, out) == (code, "")
        assert said in err
        assert len(err.splitlines()) == 1


def test_without_a_new_pin_and_nobody_to_ask_it_says_so(station: Station) -> None:
    code, _out, err = station.say("", "recover", station.safe)
    assert code == 4
    assert "SAMPLEPOINT_PIN" in err
    assert SAFE not in err
