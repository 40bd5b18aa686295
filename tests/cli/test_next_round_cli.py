"""`next-round` from the command line: at the supervisor's, and at a point that works for it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Say


def test_a_point_takes_the_supervisors_round_and_then_the_next_one(
    tmp_path: Path, say: Say
) -> None:
    hub, point = ("--data", tmp_path / "HUB"), ("--data", tmp_path / "P")
    say(*hub, "init", "--hub", "--round", "第二轮", "--practice")
    say(*point, "init", "--round", "自己的", "--point", "东门小学", "--practice")
    file, own = tmp_path / "hub.enrol", tmp_path / "P.enrol"
    say(*hub, "enrol", "--out", file)
    said = say(*point, "enrol", file, "--yes", "--out", own, "--json").json
    assert said["round_answer"] == "round_begun"
    assert say(*hub, "enrol", own, "--yes").code == 0

    third = say(*hub, "next-round", "--name", "第三轮", "--json").json
    assert third["code"] == "round_begun"
    assert third["round"] != said["round"]
    assert say(*hub, "package", "--out", tmp_path / "stick").code == 0
    early = say(*point, "--lang", "en", "next-round")
    assert (early.code != 0, "No next round yet" in early.err) == (True, True)
    assert say(*point, "merge", tmp_path / "stick").code == 0
    assert say(*point, "next-round", "--list").out.split() == [third["round"], "第三轮"]
    assert say(*point, "next-round").out.startswith("新的一轮")
    again = say(*point, "enrol", file, "--yes", "--out", own, "--json").json
    assert again["round"] == third["round"]
    own_one = say(*point, "next-round", "--name", "第四轮")
    assert "轮次由督导开始" in own_one.err
