"""Scripts of a strip that is held before a camera, page by page: what counts, what is answered."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, field

import pytest

from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.formats.box_proof import BoxProof, signed_text
from samplepoint.formats.strip_frames import MAGIC, cut
from samplepoint.services.paper_squares import AGAIN_S, PaperSquares
from tests.formats.paper_twins import OTHER_SEED

PROOF = signed_text(
    BoxProof("BX001101", "R1", "7K2M9QXZ", 1, 2, 6, "2026-01-12T00:30:00.000Z", "3f2a" * 16),
    OTHER_SEED,
)
FRAME_S = 0.1


def printed(seed: int, box: str = "BX001101") -> list[bytes]:
    """Return the six squares of one print; what is sealed in them does not matter here."""
    return cut(random.Random(seed).randbytes(3_700), box)


@pytest.fixture(scope="module")
def strip() -> list[bytes]:
    return printed(1)


@pytest.fixture(scope="module")
def other_strip() -> list[bytes]:
    return printed(2, "BX001102")


@dataclass
class Table:
    """Paper before a camera that takes ten frames a second."""

    now_s: float = 0.0
    squares: PaperSquares = field(init=False)

    def __post_init__(self) -> None:
        self.squares = PaperSquares(lambda: self.now_s)

    def shows(self, *in_view: bytes, frames: int = 1) -> list[Outcome]:
        """Hold these squares before the camera; return what was answered."""
        answers: list[Outcome] = []
        for _ in range(frames):
            self.now_s += FRAME_S
            answers += self.squares.take(in_view).answers
        return answers

    def proofs(self, *in_view: bytes, frames: int = 1) -> list[str]:
        found: list[str] = []
        for _ in range(frames):
            self.now_s += FRAME_S
            found += self.squares.take(in_view).proofs
        return found

    @property
    def missing(self) -> tuple[int, ...]:
        return self.squares.parts.missing


@pytest.fixture
def table() -> Table:
    return Table()


def test_squares_count_in_any_order_and_each_new_one_is_answered(
    table: Table, strip: list[bytes]
) -> None:
    said = [answer for nth in (4, 0, 3) for answer in table.shows(strip[nth], frames=5)]
    assert [answer.code for answer in said] == ["strip_squares_taken"] * 3
    assert [answer.values["numbers"] for answer in said] == ["5", "1", "4"]
    last = said[-1].values
    assert (last["have"], last["count"], last["missing"]) == (3, 6, "2, 3, 6")
    assert not table.squares.is_whole


def test_two_squares_in_one_picture_are_one_answer(table: Table, strip: list[bytes]) -> None:
    [answer] = table.shows(strip[2], strip[1])
    assert answer.values["numbers"] == "2, 3"


def test_the_last_square_says_that_the_strip_is_whole(table: Table, strip: list[bytes]) -> None:
    table.shows(*strip[:5])
    [answer] = table.shows(strip[5])
    assert (answer.code, answer.values["count"]) == ("strip_whole", 6)
    assert table.squares.is_whole
    assert len(table.squares.parts.whole()) == 3_700


def test_a_square_that_is_there_already_is_never_answered_again(
    table: Table, strip: list[bytes]
) -> None:
    table.shows(strip[0])
    table.now_s += 60
    assert table.shows(strip[0], frames=20) == []
    assert table.missing == (2, 3, 4, 5, 6)


def test_a_square_of_another_box_is_refused_once_while_it_lies_there(
    table: Table, strip: list[bytes], other_strip: list[bytes]
) -> None:
    table.shows(strip[0])
    [answer] = table.shows(*other_strip, frames=200)
    assert (answer.verdict, answer.code) == (Verdict.REFUSED, "strip_mixed_in_view")
    assert (answer.values["box"], answer.values["other"]) == ("BX001101", "BX001102")
    assert table.missing == (2, 3, 4, 5, 6)
    table.now_s += AGAIN_S + 1
    assert len(table.shows(other_strip[0])) == 1


def test_another_print_of_the_same_box_is_another_strip(table: Table, strip: list[bytes]) -> None:
    table.shows(strip[0])
    [answer] = table.shows(printed(3)[1])
    assert answer.code == "strip_mixed_in_view"
    assert table.missing == (2, 3, 4, 5, 6)


def test_what_belongs_here_counts_beside_what_does_not(
    table: Table, strip: list[bytes], other_strip: list[bytes]
) -> None:
    table.shows(strip[0])
    codes = [answer.code for answer in table.shows(other_strip[1], strip[1])]
    assert codes == ["strip_mixed_in_view", "strip_squares_taken"]


def test_a_damaged_square_is_told_when_two_pictures_show_it_so(
    table: Table, strip: list[bytes]
) -> None:
    damaged = strip[1][:-1] + bytes([strip[1][-1] ^ 1])
    assert table.shows(damaged) == []
    [answer] = table.shows(damaged, frames=30)
    assert (answer.verdict, answer.code) == (Verdict.REFUSED, "strip_symbol_damaged")
    assert table.squares.parts.count == 0
    assert table.shows(strip[1])[0].code == "strip_squares_taken"


def test_a_strip_of_a_later_version_says_so(table: Table, strip: list[bytes]) -> None:
    body = MAGIC + b"\x09" + strip[0][4:-4]
    [answer] = table.shows(body + zlib.crc32(body).to_bytes(4, "big"), frames=5)
    assert (answer.code, answer.values["version"]) == ("strip_newer", 9)


def test_nothing_else_in_view_matters(table: Table) -> None:
    assert table.shows(b"https://example.invalid/", b"T0001100021", b"", b"\xff" * 40) == []
    assert table.proofs(b"https://example.invalid/", b"SPH1 H0001", frames=3) == []


def test_a_proof_is_given_once_while_it_is_in_view(table: Table, strip: list[bytes]) -> None:
    assert table.proofs(PROOF.encode(), frames=50) == [PROOF]
    assert table.proofs(strip[0], PROOF.encode()) == []
    table.now_s += AGAIN_S + 1
    assert table.proofs(PROOF.lower().encode()) == [PROOF]
