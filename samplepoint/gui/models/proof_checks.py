"""Proofs that wait to be compared with the book, beside the window's thread.

Owns their order; refuses to show anything. A merge may hold the book for long.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from samplepoint.domain.outcomes import Outcome, refused
from samplepoint.errors import Refusal, SamplepointError
from samplepoint.gui.bridge import JobBridge
from samplepoint.services.known_signers import BookSigners
from samplepoint.services.proof_checking import ProofChecking
from samplepoint.services.station import Station


class ProofChecks(QObject):
    """Compares one batch after the other."""

    answered = Signal(object)
    """A list of `Outcome`, one for each proof, in the order in which they came."""

    def __init__(self, station: Station, parent: QObject | None = None) -> None:
        """Compare with the book of this station."""
        super().__init__(parent)
        self._station = station
        self._waiting: list[str] = []
        self._bridge = JobBridge()
        self._bridge.finished.connect(self._finished)
        self._bridge.failed.connect(self._failed)

    def check(self, untrusted: Iterable[str]) -> None:
        """Compare these texts, after those that came before."""
        self._waiting += untrusted
        if not self._waiting or self._bridge.is_running:
            return
        texts, self._waiting = tuple(self._waiting), []
        station = self._station
        self._bridge.start(lambda _reporter: _answers(station, texts))

    def _finished(self, answers: object) -> None:
        self.answered.emit(answers)
        self.check(())

    def _failed(self, error: SamplepointError) -> None:
        self.answered.emit([refused(error.code, **error.values)])
        self.check(())


def _answers(station: Station, texts: Iterable[str]) -> list[Outcome]:
    checking = ProofChecking(station.book, BookSigners(station))
    return [_answer(checking, text) for text in texts]


def _answer(checking: ProofChecking, text: str) -> Outcome:
    try:
        return checking.answer(text)
    except Refusal as refusal:
        return refused(refusal.code, **refusal.values)
