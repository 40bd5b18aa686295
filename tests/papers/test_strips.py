"""The command that measures strips: what it prints of sizes, and what it reads from a page."""

from __future__ import annotations

from tests.papers.strips import decoded, sizes


def test_sizes_are_told_for_every_number_of_people() -> None:
    proof, _head, *lines = sizes()
    assert proof.endswith("characters, version 8")
    squares = {int(line.split()[0]): int(line.split()[3]) for line in lines}
    assert squares[1] <= 2
    assert 5 <= squares[200] <= 6
    assert list(squares.values()) == sorted(squares.values())


def test_a_page_at_200_dpi_is_read_whole_whatever_happened_to_it() -> None:
    read, whole, _seconds = decoded(23, 200, with_phones=False)
    assert read == [whole] * len(read)
