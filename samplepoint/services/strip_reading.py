"""Reading a strip back: from pictures to the people of a box that a lost stick took with it.

Owns the order (gather, decrypt, who signed, does it add up, compare, record); refuses to put
anything of it among the samples. How pictures are read is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Notice
from samplepoint.domain.staff import Deed
from samplepoint.errors import Damage, Obstacle, Refusal, SamplepointError
from samplepoint.formats import strip_list, strip_seal
from samplepoint.formats.box_proof import BoxProof, round_mark, whole_seconds
from samplepoint.formats.strip_frames import Gathering, Part, is_part, parse_part
from samplepoint.formats.strip_list import StripList
from samplepoint.formats.strip_seal import OpenedStrip
from samplepoint.services import strip_evidence
from samplepoint.services.jobs import Reporter
from samplepoint.services.known_signers import BookSigners
from samplepoint.services.proof_checking import (
    CheckedProof,
    ProofChecking,
    ProofState,
    outcome_of,
)
from samplepoint.services.proof_pictures import BytesEye, proof_in
from samplepoint.services.small_files import read_small
from samplepoint.services.station import Place, Station, demand
from samplepoint.services.strip_evidence import Evidence, RowState
from samplepoint.storage import book_keys
from samplepoint.storage.evidence_queries import EvidenceQueries, SealedOnce
from samplepoint.storage.recovery import identities_in

_NOT_OURS = "age_not_for_us"


@dataclass(frozen=True, slots=True)
class PictureRead:
    """One picture: the numbers of the squares that were new in it, and what was wrong with it.

    `proofs`: texts of proofs beside them, untrusted.
    """

    path: Path
    numbers: tuple[int, ...] = ()
    problem: SamplepointError | None = None
    proofs: tuple[str, ...] = ()


@dataclass(slots=True)
class Gathered:
    """What some pictures gave: the parts of one strip, picture by picture."""

    parts: Gathering = field(default_factory=Gathering)
    pictures: list[PictureRead] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StripRead:
    """A strip that was read back.

    `signature` None: signed by the station that it names. `sealing` says how the book's sealing
    stands to the strip's, `book` is that one; `point` is who signed, as people call it.
    """

    content: StripList
    symbols: int
    signature: ProofState | None
    point: str
    sealing: ProofState
    book: SealedOnce | None
    evidence: Evidence

    @property
    def is_as_sealed(self) -> bool:
        """Tell whether the people are those for whom the seal of the box vouches."""
        return self.content.hash == self.content.sealed_hash

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Return what a person has to know before this list is used."""
        checked = CheckedProof(as_proof(self.content), self.sealing, self.content.point, self.book)
        doubts = (self.signature, None if self.sealing is ProofState.AGREES else self.sealing)
        told = [outcome_of(replace(checked, state=doubt)) for doubt in doubts if doubt]
        found = [Notice(one.code, one.values) for one in told]
        if not self.is_as_sealed:
            found.append(Notice("strip_not_as_sealed", {"box": self.content.box}))
        if self.evidence.only_in_book:
            found.append(Notice("strip_only_in_book", {"count": self.evidence.only_in_book}))
        return tuple(found)


def identities_of(station: Station, key_file: bytes = b"") -> tuple[str, ...]:
    """Return the age identities of a book, and those of a file with the key from the safe.

    Raises:
        Refusal: `recovery_key_shape`: there is such a file, but no key in it.
    """
    with station.book.gate:
        own = book_keys.read(station.book.db).age_identity
    text = key_file.decode("utf-8", "replace")
    return (own, *(identities_in(text) if key_file else ()))


def gather(
    eye: BytesEye,
    pictures: Sequence[Path],
    reporter: Reporter | None = None,
    found: Gathered | None = None,
) -> Gathered:
    """Look for the parts of one strip; a picture that cannot be read is told, not fatal.

    What was `found` before is gone on with. Looking at a picture ends as soon as the strip is
    whole.

    Raises:
        Refusal: `strip_mixed`, `strip_symbol_damaged`, each with the `file`.
        Obstacle: `strip_newer`.
        Cancelled: the operator asked to stop.
    """
    reporter = reporter or Reporter()
    found = found or Gathered()
    for done, path in enumerate(pictures):
        reporter.report("reading_pictures", done, len(pictures))
        found.pictures.append(_look(eye, path, found.parts))
    reporter.report("reading_pictures", len(pictures), len(pictures))
    return found


def _look(eye: BytesEye, path: Path, parts: Gathering) -> PictureRead:
    numbers: list[int] = []
    proofs: list[str] = []
    problem: SamplepointError | None = None
    try:
        for raw in eye.bytes_in(path):
            if text := proof_in(raw):
                proofs.append(text)
            part = _part(raw)
            if part is None:
                continue
            if parts.add(part):
                numbers.append(part.number)
            if not parts.missing:
                break
    except Obstacle as obstacle:
        if obstacle.code == "strip_newer":
            raise
        problem = obstacle
    except Refusal as refusal:
        raise Refusal(refusal.code, file=path.name, **refusal.values) from None
    return PictureRead(path, tuple(sorted(numbers)), problem, tuple(proofs))


def _part(raw: bytes) -> Part | None:
    """Return the part in a square; one that is none, or was misread, is passed over."""
    try:
        return parse_part(raw) if is_part(raw) else None
    except Refusal:
        return None


class StripReading:
    """Opens strips for one book."""

    def __init__(self, station: Station, identities: Sequence[str]) -> None:
        """Open with these age identities, the first one that fits."""
        self._station = station
        self._identities = identities
        self._queries = EvidenceQueries(station.book)
        self._checking = ProofChecking(station.book, BookSigners(station))

    def read(self, place: Place, found: Gathered) -> StripRead:
        """Open a strip, compare it with the book, and put on record that it was read.

        Raises:
            Refusal: `supervisor_only`; `strip_absent`, `strip_incomplete`, `strip_symbol_damaged`;
                `age_not_for_us`; `strip_practice` for a strip of the other kind of book.
            Damage: `age_damaged`, `age_identity_wrong`, `strip_list_damaged`.
            Obstacle: `strip_newer`, and what the disk says.
        """
        demand(place, Deed.RUN_ROUND)
        opened = self._opened(found.parts.whole())
        content = strip_list.read(opened.content)
        if content.box != found.parts.box:
            raise Damage("strip_list_damaged")
        if content.is_practice != self._station.book.is_practice:
            raise Refusal("strip_practice", box=content.box)
        signer, doubt = self._checking.believe(opened, content.station)
        state, book = self._beside_the_seal(content)
        read = StripRead(
            content,
            found.parts.count,
            doubt,
            signer.name if signer else "",
            state,
            book,
            strip_evidence.compare(content, self._queries),
        )
        with self._station.gesture(place) as draft:
            draft.record(Kind.STRIP_READ, _body(read))
        return read

    def _beside_the_seal(self, content: StripList) -> tuple[ProofState, SealedOnce | None]:
        """Compare with the book's sealing; other counts are no miscount where the book knows why.

        A list printed after a correction has fewer people than its seal, and so has the book.
        """
        proof = as_proof(content)
        state, book = self._checking.compare(proof)
        if state is ProofState.COUNTS_DIFFER and book is not None:
            as_sealed = replace(proof, tubes=book.tubes, people=book.people)
            if self._checking.compare(as_sealed)[0] is ProofState.ROWS_DIFFER:
                return ProofState.ROWS_DIFFER, book
        return state, book

    def _opened(self, sealed: bytes) -> OpenedStrip:
        for identity in self._identities:
            try:
                return strip_seal.opened(sealed, identity)
            except Refusal as refusal:
                if refusal.code != _NOT_OURS:
                    raise
        raise Refusal("age_not_for_us")


def read_back(
    station: Station, place: Place, found: Gathered, safe_key: Path | None = None
) -> StripRead:
    """Read a strip with the book's own key, else with the one of the safe.

    The file of the safe is read only where it is needed.

    Raises:
        As `StripReading.read` and `identities_of`; Obstacle: what the disk says of the file.
    """
    try:
        return StripReading(station, identities_of(station)).read(place, found)
    except Refusal as refusal:
        if refusal.code != _NOT_OURS or safe_key is None:
            raise
    return StripReading(station, identities_of(station, read_small(safe_key))).read(place, found)


def as_proof(content: StripList) -> BoxProof:
    """Return the proof that stands on the handover sheet of the same sealing."""
    return BoxProof(
        content.box,
        round_mark(content.round_id),
        content.station,
        content.sealing,
        len(content.tubes),
        len(content.rows),
        whole_seconds(content.sealed_utc),
        content.sealed_hash,
    )


def _body(read: StripRead) -> dict[str, Any]:
    """Return what goes on record: which box, how it stands; nobody's name."""
    content, counts = read.content, read.evidence.count
    return {
        "box": content.box,
        "round": content.round_id,
        "station": content.station,
        "sealing": content.sealing,
        "people": len(content.rows),
        "hash": content.hash,
        "as_sealed": read.is_as_sealed,
        "signature": str(read.signature or "good"),
        "book": str(read.sealing),
        **{str(state): counts(state) for state in RowState},
        "only_in_book": read.evidence.only_in_book,
    }
