"""A box proof compared with a book: the same box, the same counts, the same people?

Owns the verdicts and their order (who signed comes first); refuses to change anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from samplepoint.domain.clock import local_time
from samplepoint.domain.codes import BoxCode, normalise
from samplepoint.domain.outcomes import Outcome, accepted, refused
from samplepoint.errors import Value
from samplepoint.formats.box_hash import HashedPerson, box_hash
from samplepoint.formats.box_proof import (
    BoxProof,
    parse_proof,
    round_mark,
    whole_seconds,
)
from samplepoint.formats.manifest import TIME_FORM
from samplepoint.formats.minisign import PublicKey
from samplepoint.services.known_signers import KnownSigner, Signers
from samplepoint.storage.book import Book
from samplepoint.storage.evidence_queries import BookSample, EvidenceQueries, SealedOnce


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
    PEOPLE_ERASED = "people_erased"
    """The seal is the same; its people were erased after their time, nobody is left to hash."""
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


class Signed(Protocol):
    """Anything that names the key under it."""

    @property
    def key_id(self) -> bytes:
        """Return the name of the key that it says it is signed with."""

    def is_signed_by(self, key: PublicKey) -> bool:
        """Tell whether a key really signed it."""


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
        signer, doubt = self.believe(signed, signed.proof.station)
        if doubt or signer is None:
            return CheckedProof(signed.proof, doubt or ProofState.UNKNOWN_SIGNER)
        state, book = self.compare(signed.proof)
        return CheckedProof(signed.proof, state, signer.name, book)

    def answer(self, untrusted: str) -> Outcome:
        """Compare a proof that was scanned at a desk; nothing of it is stored.

        Raises:
            Refusal: as `parse_proof` says, for a text that is no whole proof.
        """
        return outcome_of(self.check(untrusted))

    def believe(self, signed: Signed, station: str) -> tuple[KnownSigner | None, ProofState | None]:
        """Return who signed in the name of a station, and why that counts for nothing, if so."""
        signer = self._signers.with_key(signed.key_id)
        if signer is None:
            return None, ProofState.UNKNOWN_SIGNER
        if not signed.is_signed_by(signer.key):
            return signer, ProofState.FORGED
        if signer.is_revoked:
            return signer, ProofState.REVOKED_SIGNER
        is_theirs = any(self._queries.are_one_book(station, one) for one in signer.stations)
        return signer, None if is_theirs else ProofState.FOREIGN_STATION

    def compare(self, proof: BoxProof) -> tuple[ProofState, SealedOnce | None]:
        """Compare what a proof says, whoever signed it; return the book's sealing beside it."""
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
        people = self._people_now(box, book.round_id, proof.station)
        if any(one.is_erased for one in people):
            return ProofState.PEOPLE_ERASED, book
        is_same = _hash_of(box, people) == proof.box_hash
        return ProofState.AGREES if is_same else ProofState.ROWS_DIFFER, book

    def _people_now(self, box: BoxCode, round_id: str, station: str) -> list[BookSample]:
        """Return whom the book has in a box now."""
        tubes = self._queries.tubes_in(box, round_id, station)
        return [
            one
            for one in self._queries.samples_in(tubes)
            if not one.ended and self._queries.are_one_book(one.tube_station, station)
        ]


def _hash_of(box: BoxCode, people: Iterable[BookSample]) -> str:
    return box_hash(
        HashedPerson(
            box,
            one.tube,
            one.doc_number,
            one.name,
            local_time(one.taken_utc, one.offset_minutes).strftime(TIME_FORM),
        )
        for one in people
    )


def outcome_of(checked: CheckedProof) -> Outcome:
    """Return a verdict as the answer to a scan: only `AGREES` is accepted."""
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
    return refused(f"box_proof_{checked.state}", **values)
