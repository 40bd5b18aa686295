"""`enrol` at both ends: nobody is believed before a person has compared the fingerprint."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Say
from tests.cli.shell import Answer


class Two:
    """A supervisor's book, and a point that has its file."""

    def __init__(self, root: Path, say: Say) -> None:
        self._root, self._say = root, say
        self.file, self.own = root / "hub.enrol", root / "P.enrol"
        assert self.at("hub", "init", "--hub", "--round", "R1").code == 0
        assert self.at("P", "init", "--round", "R1", "--point", "P").code == 0
        assert self.at("hub", "enrol", "--out", self.file).code == 0

    def at(self, book: str, *words: str | Path) -> Answer:
        return self._say("--lang", "en", "--data", self._root / book, *words)

    def adopts(self, *words: str) -> Answer:
        return self.at("P", "enrol", self.file, "--out", self.own, "--json", *words)


@pytest.fixture
def two(tmp_path: Path, say: Say) -> Two:
    return Two(tmp_path, say)


def test_a_point_believes_no_supervisor_without_the_fingerprint(two: Two) -> None:
    assert two.adopts().code == 1
    assert two.adopts("--fingerprint", "0000-0000-0000-0000").code == 1
    # The supervisor sets the last day, nobody else.
    answer = two.adopts("--yes", "--expires", "2099-01-01")
    assert (answer.code, "--expires" in answer.err) == (2, True)
    assert not two.own.exists()
    assert two.at("P", "enrol", "--list").out == ""


def test_a_point_that_knows_its_supervisor_compares_what_is_typed_and_takes_one_receipt(
    two: Two,
) -> None:
    first = two.adopts("--yes").json
    assert two.adopts("--fingerprint", "0000-0000-0000-0000").code == 1
    assert two.adopts("--fingerprint", first["hub_fingerprint"]).code == 0
    # The very same one again is no question: the point only needs its own file once more.
    assert two.adopts().code == 0
    answer = two.at("P", "receipt", two.file, two.own)
    assert (answer.code, "here are 2" in answer.err) == (2, True)


def test_a_day_that_is_over_is_no_end_of_an_enrolment(two: Two) -> None:
    assert two.at("hub", "enrol", "--out", two.file, "--expires", "2020-01-01").code == 1
    assert two.adopts("--yes").code == 0
    answer = two.at("hub", "enrol", two.own, "--yes", "--expires", "2020-01-01")
    assert (answer.code, "2020-01-01" in answer.err) == (1, True)
    assert two.at("hub", "enrol", "--list").out == ""


def test_a_refused_day_does_not_turn_the_hub_to_practice(two: Two) -> None:
    assert two.at("Q", "init", "--round", "R1", "--point", "Q", "--practice").code == 0
    assert two.at("Q", "enrol", two.file, "--yes", "--out", two.own).code == 0
    assert two.at("hub", "enrol", two.own, "--yes", "--expires", "2020-01-01").code == 1
    assert two.adopts("--yes").code == 0
    assert two.at("hub", "enrol", two.own, "--yes").code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes have no file here")
def test_a_pipe_is_no_file_to_wait_for(two: Two, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.enrol")
    assert two.at("P", "enrol", tmp_path / "pipe.enrol", "--out", two.own).code == 4
