"""What lies in the house: the fixed top level, and no trace of the machine it was written on."""

from __future__ import annotations

import os
import re

import pytest

from tests.house.tree import ROOT, own_files

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "README.md",
    "packaging",
    "pyproject.toml",
    "resources",
    "samplepoint",
    "tests",
}

# Bracketed letters keep this file from finding itself.
TRACES = {
    "a folder of one machine": r"/(wor[k]|roo[t]|hom[e]/\w+)/|[A-Z]:\\User[s]\\|/\.pyen[v]\b",
    "the address of a registry": (
        r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.(org|com)|deb\.debia[n]\.org"
        r"|archive\.ubunt[u]\.com|--(extra-)?inde[x]-url|--find-link[s]"
    ),
}


def test_the_top_level_is_the_fixed_one() -> None:
    assert {name.partition("/")[0] for name in own_files()} <= TOP_LEVEL


@pytest.mark.parametrize("trace", TRACES)
def test_no_file_holds(trace: str) -> None:
    pattern = re.compile(TRACES[trace])
    found = [
        f"{name}: {match.group()}"
        for name in own_files()
        for match in pattern.finditer((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("trace", "text"),
    [
        ("a folder of one machine", "/" + "work/main/x.py"),
        ("a folder of one machine", "C:" + "\\Users\\me"),
        ("the address of a registry", "https://" + "pypi" + ".org/simple"),
        ("the address of a registry", "--extra-" + "index-url x"),
    ],
)
def test_a_trace_would_be_found(trace: str, text: str) -> None:
    assert re.search(TRACES[trace], text)


@pytest.mark.parametrize("name", [".ci/run", "packaging/lock", "packaging/run", "packaging/test"])
def test_a_script_can_be_started(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.parametrize("command", ["./packaging/run", "./packaging/test"])
def test_the_readme_says_the_two_commands(command: str) -> None:
    assert f"\n{command}\n" in (ROOT / "README.md").read_text(encoding="utf-8")
