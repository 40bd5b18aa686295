"""Scans of our own paper that the book can answer: a handover sheet, a box's proof, a receipt.

Owns which service answers for which paper; refuses to judge any.
"""

from __future__ import annotations

from samplepoint.domain.classifying import OWN_BOX_PROOF, OWN_RECEIPT, Unknown
from samplepoint.domain.outcomes import Changed, Outcome, accepted
from samplepoint.services.handing_over import HandingOver
from samplepoint.services.known_signers import BookSigners
from samplepoint.services.proof_checking import ProofChecking
from samplepoint.services.station import Place, Station


class OwnPapers:
    """Answers for the papers of one station's book; only a receipt changes it."""

    def __init__(self, station: Station, handing_over: HandingOver) -> None:
        """Look into this station's book."""
        self._station = station
        self._handing_over = handing_over
        self._proofs = ProofChecking(station.book, BookSigners(station))

    def answer(self, place: Place, paper: Unknown, text: str) -> Outcome:
        """Say how what a paper speaks of stands; `text` is all that was scanned.

        Raises:
            Refusal: as `HandingOver.sheet`, `ProofChecking.answer` and `Receipting.take_code` say.
        """
        if paper.code == OWN_RECEIPT:
            return self.take_receipt(place, text)
        if paper.code == OWN_BOX_PROOF:
            return self._proofs.answer(text)
        return self._handing_over.sheet(paper.shown)

    def take_receipt(self, place: Place, untrusted: str | bytes) -> Outcome:
        """Take a receipt, spoken, typed or scanned as a text, or the content of its file.

        Raises:
            Refusal, Obstacle, Damage: as `Receipting.take_code` and `Receipting.take_file` say.
        """
        # Its formats are read once a day, and not on the way to "ready to scan".
        from samplepoint.services.receipting import Receipting  # noqa: PLC0415

        receipts = Receipting(self._station)
        if isinstance(untrusted, bytes):
            people = receipts.take_file(place, untrusted).people
        else:
            people = receipts.take_code(place, untrusted).people
        where = self._station.whereabouts.count()
        return accepted(
            "receipt_taken",
            Changed.COUNTS,
            people=people,
            here_only=where.here_only,
            handed_over=where.handed_over,
            acknowledged=where.acknowledged,
        )
