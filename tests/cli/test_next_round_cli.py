"""`next-round` from the command line: at the supervisor's, and at a point that works for it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.shell import samplepoint


def test_a_point_takes_the_supervisors_round_and_then_the_next_one(tmp_path: Path) -> None:
    hub, point = ("--data", tmp_path / "HUB"), ("--data", tmp_path / "P")
    samplepoint(*hub, "init", "--hub", "--round", "第二轮", "--practice")
    samplepoint(*point, "init", "--round", "自己的", "--point", "东门小学", "--practice")
    file, own = tmp_path / "hub.enrol", tmp_path / "P.enrol"
    samplepoint(*hub, "enrol", "--out", file)
    said = samplepoint(*point, "enrol", file, "--yes", "--out", own, "--json").json
    assert said["round_answer"] == "round_begun"
    assert samplepoint(*hub, "enrol", own, "--yes").code == 0

    third = samplepoint(*hub, "next-round", "--name", "第三轮", "--json").json
    assert third["code"] == "round_begun"
    assert third["round"] != said["round"]
    assert samplepoint(*hub, "package", "--out", tmp_path / "stick").code == 0
    early = samplepoint(*point, "--lang", "en", "next-round")
    assert (early.code != 0, "No next round yet" in early.err) == (True, True)
    assert samplepoint(*point, "merge", tmp_path / "stick").code == 0
    assert samplepoint(*point, "next-round", "--list").out.split() == [third["round"], "第三轮"]
    assert samplepoint(*point, "next-round").out.startswith("新的一轮")
    again = samplepoint(*point, "enrol", file, "--yes", "--out", own, "--json").json
    assert again["round"] == third["round"]
    own_one = samplepoint(*point, "next-round", "--name", "第四轮")
    assert "轮次由督导开始" in own_one.err
