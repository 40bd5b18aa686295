"""Proofs of boxes in pictures of handover sheets: each compared with the book.

Owns which squares of a picture are proofs; refuses to know how pictures are read (an eye is handed
in) and what a verdict means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from samplepoint.domain.codes import normalise
from samplepoint.domain.own_codes import OwnPaper, parse_paper
from samplepoint.errors import Obstacle, SamplepointError
from samplepoint.services.jobs import Reporter


class BytesEye(Protocol):
    """Reads the bytes of squares in picture files."""

    def bytes_in(self, path: Path) -> Iterator[bytes]:
        """Yield what each square holds, the easiest to read first; may raise `Obstacle`."""


@dataclass(frozen=True, slots=True)
class ProofsSeen:
    """The texts of proofs in a picture, still untrusted, or why it was not read.

    `path` None: they were not in a picture, a scanner read them.
    """

    path: Path | None
    texts: tuple[str, ...] = ()
    problem: SamplepointError | None = None


def proofs_in(
    eye: BytesEye, pictures: Sequence[Path], reporter: Reporter | None = None
) -> Iterator[ProofsSeen]:
    """Yield the proofs in each picture, in order.

    Raises:
        Cancelled: the operator asked to stop.
    """
    reporter = reporter or Reporter()
    for done, path in enumerate(pictures):
        reporter.report("reading_pictures", done, len(pictures))
        try:
            yield ProofsSeen(path, tuple(filter(None, map(proof_in, eye.bytes_in(path)))))
        except Obstacle as obstacle:
            yield ProofsSeen(path, problem=obstacle)
    reporter.report("reading_pictures", len(pictures), len(pictures))


def proof_in(raw: bytes) -> str:
    """Return the text of a square that says it is a proof, untrusted; "" for any other.

    A byte that is not ASCII makes it none.
    """
    text = normalise(raw.decode("ascii", "replace"))
    found = parse_paper(text)
    return text if found is not None and found[0] is OwnPaper.BOX_PROOF else ""
