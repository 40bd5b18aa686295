"""A supervisor's packages at the command line: for whom they are, and what is told of them."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Say
from tests.cli.shell import Answer

OTHERS = "Files for other points, nothing to do: 1"


def test_files_for_other_points_are_summed_up_in_one_line(tmp_path: Path, say: Say) -> None:
    def at(name: str, *words: str | Path) -> Answer:
        return say("--lang", "en", "--data", tmp_path / name, *words)

    def enrols(point: str) -> None:
        file = tmp_path / f"{point}.enrol"
        at(point, "init", "--round", "R1", "--point", point, "--practice")
        assert at(point, "enrol", tmp_path / "hub.enrol", "--yes", "--out", file).code == 0
        assert at("hub", "enrol", file, "--yes").code == 0

    at("hub", "init", "--hub", "--round", "R1")
    at("hub", "enrol", "--out", tmp_path / "hub.enrol")
    enrols("P1")
    early = at("hub", "package", "--out", tmp_path / "stick", "--json").lines
    assert [one["readers"] for one in early] == [["P1"]]
    enrols("P2")
    nothing = at("P2", "merge", tmp_path / "stick")
    assert (nothing.code, nothing.out) == (1, f"{OTHERS}\n")
    assert "None of this is for this point" in nothing.err
    written = at("hub", "package", "--out", tmp_path / "stick")
    assert "for 2 points: P1 to P2" in written.err
    told = at("P2", "merge", tmp_path / "stick")
    assert told.code == 0, told.err
    first, others = told.out.splitlines()
    assert "taken in" in first
    assert others == OTHERS
    verdicts = [one["verdict"] for one in at("P2", "verify", tmp_path / "stick", "--json").lines]
    assert verdicts == ["others", "duplicate"]
