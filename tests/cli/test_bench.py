"""`bench`: prints every figure it promises, in one run, and makes its full book only once."""

from __future__ import annotations

from pathlib import Path

from tests.cli.shell import samplepoint

DESK = (
    "bench_commit",
    "bench_transaction",
    "bench_answer",
    "bench_picture",
    "bench_undo",
    "bench_checkpoint",
)
BOOKS = ("plain-0", "encrypted-0", "plain-60", "encrypted-60")
WORDS = ("bench", "--samples", "60", "--bursts", "8", "--no-window")


def test_every_book_is_measured_in_every_respect(tmp_path: Path) -> None:
    answer = samplepoint(*WORDS, "--folder", tmp_path, "--json")
    assert answer.code == 0, answer.err
    figures = answer.json["figures"]
    found = [(line["what"], line["book"]) for line in figures]
    assert sorted(found) == sorted(
        [("bench_floor", ""), *((what, book) for what in DESK for book in BOOKS)]
    )
    assert all(0 < line["median_ms"] <= line["p99_ms"] <= line["max_ms"] for line in figures)
    assert figures[0]["times_floor"] == 1


def test_the_full_books_are_kept_and_the_empty_ones_begin_anew(tmp_path: Path) -> None:
    samplepoint(*WORDS, "--folder", tmp_path)
    made = {path.name: path.stat().st_ino for path in tmp_path.glob("*60*")}
    again = samplepoint("--lang", "en", *WORDS, "--folder", tmp_path)
    assert again.code == 0, again.err
    assert {path.name: path.stat().st_ino for path in tmp_path.glob("*60*")} == made
    assert "Disk: write 4 KiB and flush" in again.out
    assert not list(tmp_path.glob("floor*"))
