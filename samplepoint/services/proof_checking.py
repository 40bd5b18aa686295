"""A box proof compared with a book: the same box, the same counts, the same people?

Owns the verdicts and their order (who signed comes first); refuses to change anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from samplepoint.domain.clock import local_time
from samplepoint.domain.codes import BoxCode, normalise
from samplepoint.domain.outcomes import Outcome, accepted
from samplepoint.errors import Refusal, Value
from samplepoint.formats.box_hash import HashedPerson, box_hash
from samplepoint.formats.box_proof import (
    BoxProof,
    SignedProof,
    parse_proof,
    round_mark,
    whole_seconds,
)
from samplepoint.formats.manifest import TIME_FORM
from samplepoint.services.known_signers import KnownSigner, Signers
from samplepoint.storage.book import Book
from samplepoint.storage.evidence_queries import EvidenceQueries, SealedOnce


class ProofState(StrEnum):
    """What comes of comparing a proof with a book."""

    AGREES = "agrees"
    VOID = "void"
    """It agrees with a sealing that is void: the box was opened again since."""
    COUNTS_DIFFER = "counts_differ"
    LIST_DIFFERS = "list_differs"
    """As many tubes and people, but another hash: somebody else, or another name or number."""
    TIME_DIFFERS = "time_differs"
    ROWS_DIFFER = "rows_differ"
    """The seal is the same, but the people whom the book has now are not those of the seal."""
    UNKNOWN_BOX = "unknown_box"
    UNKNOWN_SEALING = "unknown_sealing"
    UNKNOWN_SIGNER = "unknown_signer"
    REVOKED_SIGNER = "revoked_signer"
    FOREIGN_STATION = "foreign_station"
    """Signed with the key of one station, in the name of another."""
    FORGED = "forged"
    """Not signed with the key that it names."""


@dataclass(frozen=True, slots=True)
class CheckedProof:
    """A proof, whose it is (`point` "" for nobody known) and what came of it.

    `book` is the sealing that the proof speaks of, as the book has it; None where it has none.
    """

    proof: BoxProof
    state: ProofState
    point: str = ""
    book: SealedOnce | None = None


class ProofChecking:
    """Compares proofs with one book."""

    def __init__(self, book: Book, signers: Signers) -> None:
        """Compare with this book, and believe these signers."""
        self._queries = EvidenceQueries(book)
        self._signers = signers

    def check(self, untrusted: str) -> CheckedProof:
        """Compare the text of a proof with the book.

        Raises:
            Refusal: as `parse_proof` says, for a text that is no whole proof.
        """
        signed = parse_proof(normalise(untrusted))
        signer = self._signers.with_key(signed.key_id)
        if signer is None:
            return CheckedProof(signed.proof, ProofState.UNKNOWN_SIGNER)
        if doubt := self._doubt(signed, signer):
            return CheckedProof(signed.proof, doubt)
        state, book = self._compared(signed.proof)
        return CheckedProof(signed.proof, state, signer.name, book)

    def answer(self, untrusted: str) -> Outcome:
        """Compare a proof that was scanned at a desk; nothing is stored.

        Raises:
            Refusal: `box_proof_` and the state, for every state but `AGREES`; as `parse_proof`.
        """
        return outcome_of(self.check(untrusted))

    def _doubt(self, signed: SignedProof, signer: KnownSigner) -> ProofState | None:
        """Return why a signature counts for nothing, None when it does count."""
        if not signed.is_signed_by(signer.key):
            return ProofState.FORGED
        if signer.is_revoked:
            return ProofState.REVOKED_SIGNER
        is_theirs = self._queries.are_one_book(signed.proof.station, signer.station)
        return None if is_theirs else ProofState.FOREIGN_STATION

    def _compared(self, proof: BoxProof) -> tuple[ProofState, SealedOnce | None]:
        box = BoxCode(proof.box)
        sealings = [
            one
            for one in self._queries.sealings(box, proof.station)
            if round_mark(one.round_id) == proof.round
        ]
        if not sealings:
            return ProofState.UNKNOWN_BOX, None
        book = next((one for one in sealings if one.nth == proof.sealing), None)
        if book is None:
            return ProofState.UNKNOWN_SEALING, None
        if (book.tubes, book.people) != (proof.tubes, proof.people):
            return ProofState.COUNTS_DIFFER, book
        if book.hash != proof.box_hash:
            return ProofState.LIST_DIFFERS, book
        if whole_seconds(book.sealed_utc) != proof.sealed_utc:
            return ProofState.TIME_DIFFERS, book
        if book.void_utc:
            return ProofState.VOID, book
        is_same = self._hash_now(box, book.round_id, proof.station) == proof.box_hash
        return ProofState.AGREES if is_same else ProofState.ROWS_DIFFER, book

    def _hash_now(self, box: BoxCode, round_id: str, station: str) -> str:
        """Return the hash of the people whom the book has in a box now."""
        tubes = self._queries.tubes_in(box, round_id, station)
        return box_hash(
            HashedPerson(
                box,
                one.tube,
                one.doc_number,
                one.name,
                local_time(one.taken_utc, one.offset_minutes).strftime(TIME_FORM),
            )
            for one in self._queries.samples_in(tubes)
            if not one.ended and self._queries.are_one_book(one.tube_station, station)
        )


def outcome_of(checked: CheckedProof) -> Outcome:
    """Return a verdict as the answer to a scan.

    Raises:
        Refusal: for every state but `AGREES`.
    """
    proof, book = checked.proof, checked.book
    values: dict[str, Value] = {
        "box": proof.box,
        "station": proof.station,
        "sealing": proof.sealing,
        "tubes": proof.tubes,
        "people": proof.people,
        "point": checked.point,
    }
    if checked.state is ProofState.AGREES:
        return accepted("box_proof_agrees", **values)
    if book is not None:
        values |= {"book_tubes": book.tubes, "book_people": book.people}
    code = f"box_proof_{checked.state}"
    raise Refusal(code, **values)
