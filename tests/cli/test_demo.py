"""`demo`: the whole job through the real window, and never in the folder of a real book."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from samplepoint.domain.clock import PracticeClock
from samplepoint.storage.book import create_book
from tests.cli.shell import samplepoint


def test_the_whole_job_is_played_and_leaves_its_papers(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    answer = samplepoint("demo", "--out", out, "--people", "12", "--pool", "5")
    assert answer.code == 0, answer.err
    made = {path.name.split("-")[0] for path in (out / "exports").iterdir()}
    assert made == {"box", "command", "forms", "handover", "labels", "manifest", "results", "tubes"}
    pictures = [path.name[3:-4] for path in sorted((out / "pictures").iterdir())]
    assert pictures[0] == "first"
    assert {"person_bound", "count_differs", "box_sealed_now", "handover"} <= set(pictures)
    assert "已交接" in answer.out


def test_a_folder_with_a_real_book_is_left_as_it_is(tmp_path: Path) -> None:
    clock = PracticeClock(datetime(2026, 1, 12, tzinfo=UTC))
    create_book(tmp_path / "book.db", bytes(32), clock, practice=False).close()
    before = sorted(path.name for path in tmp_path.iterdir())
    answer = samplepoint("demo", "--out", tmp_path, "--people", "5")
    assert answer.code == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert samplepoint("--data", tmp_path, "init", "--practice", "--round", "R1").code != 0
    assert sorted(path.name for path in tmp_path.iterdir()) == before
