"""Scans of our own paper that the book can answer: a handover sheet, the proof of a box.

Owns which service answers for which paper; refuses to act on any.
"""

from __future__ import annotations

from samplepoint.domain.classifying import OWN_BOX_PROOF, Unknown
from samplepoint.domain.outcomes import Outcome
from samplepoint.services.handing_over import HandingOver
from samplepoint.services.known_signers import BookSigners
from samplepoint.services.proof_checking import ProofChecking
from samplepoint.services.station import Station


class OwnPapers:
    """Answers for the papers of one station's book; nothing is stored."""

    def __init__(self, station: Station, handing_over: HandingOver) -> None:
        """Look into this station's book."""
        self._handing_over = handing_over
        self._proofs = ProofChecking(station.book, BookSigners(station))

    def answer(self, paper: Unknown, text: str) -> Outcome:
        """Say how what a paper speaks of stands; `text` is all that was scanned.

        Raises:
            Refusal: as `HandingOver.sheet` and `ProofChecking.answer` say.
        """
        if paper.code == OWN_BOX_PROOF:
            return self._proofs.answer(text)
        return self._handing_over.sheet(paper.shown)
