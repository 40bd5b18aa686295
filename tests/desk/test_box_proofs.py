"""Scripts of sheets whose small squares are scanned: does the box agree, and who vouches for it?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.own_codes import Command
from samplepoint.domain.staff import Role
from samplepoint.formats.box_proof import BoxProof, parse_proof, signed_text
from samplepoint.formats.handover_sheet import HandoverSheet
from samplepoint.formats.minisign import SigningKey
from samplepoint.services.box_papers import handover_sheet_of, proof_of
from samplepoint.services.known_signers import BookSigners, KnownSigner
from samplepoint.services.proof_checking import ProofChecking, ProofState
from samplepoint.storage import book_keys
from samplepoint.storage.handover_queries import HandoverQueries
from tests.desk.boxing import packs
from tests.desk.test_packing_after_restore import restored
from tests.desk.test_reboxing import hands_over, reopens, sealed
from tests.desk.words import Words, box, person
from tests.formats.paper_twins import OTHER_SEED

SEAL = str(Command.SEAL_BOX)
__all__ = ["restored"]


def proof(words: Words, number: int = 1, nth: int = -1) -> str:
    """Return the proof of a box, by default of its last sealing."""
    sealings = HandoverQueries(words.book).sealings(BoxCode(box(number)), "R1")
    return proof_of(words.station, sealings[nth])


def seed_of(words: Words) -> bytes:
    return book_keys.read(words.book.db).sign_seed


def changed(words: Words, **values: Any) -> str:
    """Return the proof of box 1 with something else in it, signed by this very book."""
    return signed_text(replace(parse_proof(proof(words)).proof, **values), seed_of(words))


@pytest.mark.parametrize("place", ["desk", "packing"])
def test_a_box_that_is_as_it_was_sealed_agrees(at_desk: Words, place: str) -> None:
    sealed(at_desk, 1, 2)
    if place == "desk":
        at_desk.goes_collecting()
    before = at_desk.truth()
    answer = at_desk.accepts(proof(at_desk))
    assert answer.code == "box_proof_agrees"
    assert (answer.values["tubes"], answer.values["people"]) == (2, 6)
    assert answer.values["point"] == "西古城社区"
    assert at_desk.truth() == before


def test_it_agrees_whatever_keyboard_typed_it_and_after_the_handover(at_desk: Words) -> None:
    sealed(at_desk, 1)
    text = proof(at_desk)
    hands_over(at_desk, 1)
    for typed in (text.lower(), f" {text} ", text.translate({32: 0x3000})):
        assert at_desk.accepts(typed).code == "box_proof_agrees"


def test_the_sheet_carries_the_proof_of_every_box(at_desk: Words) -> None:
    sealed(at_desk, 1)
    at_desk.accepts(box(2))
    code = [BoxCode(box(1))]
    made = at_desk.desk.perform(lambda at: at_desk.desk.handing_over.prepare(at, code))
    sheet = handover_sheet_of(at_desk.station, str(made.values["handover"]), lambda code, **_: code)
    assert isinstance(sheet, HandoverSheet)
    assert [one.proof for one in sheet.boxes] == [proof(at_desk)]


def test_a_proof_is_the_same_every_time_it_is_printed(at_desk: Words) -> None:
    sealed(at_desk, 1)
    assert proof(at_desk) == proof(at_desk)


def test_an_old_sheet_of_a_box_that_was_opened_again_is_void(at_desk: Words) -> None:
    sealed(at_desk, 1, 2)
    old = proof(at_desk)
    at_desk.supervisor_comes()
    reopens(at_desk)
    assert at_desk.refuses(old).code == "box_proof_void"
    at_desk.goes_packing()
    at_desk.ignores(box(1))
    at_desk.accepts(SEAL)
    assert at_desk.refuses(old).code == "box_proof_void"
    assert at_desk.accepts(proof(at_desk)).values["sealing"] == 2


def test_the_proof_of_another_box_speaks_of_that_box_alone(at_desk: Words) -> None:
    """A square cut out and pasted onto the sheet of another box."""
    sealed(at_desk, 1)
    at_desk.sit_down()
    at_desk.fills(7, range(50, 53))
    at_desk.sit_down(Role.PACKER)
    at_desk.goes_packing()
    at_desk.accepts(box(2))
    packs(at_desk, 7)
    at_desk.accepts(SEAL)
    assert at_desk.accepts(proof(at_desk, 2)).values["box"] == box(2)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"people": 4}, "box_proof_counts_differ"),
        ({"tubes": 2}, "box_proof_counts_differ"),
        ({"box_hash": "3f2a" * 16}, "box_proof_list_differs"),
        ({"sealed_utc": "2026-01-12T09:00:00.000Z"}, "box_proof_time_differs"),
        ({"box": "BX999999"}, "box_proof_unknown_box"),
        ({"round": "R2"}, "box_proof_unknown_box"),
        ({"sealing": 2}, "box_proof_unknown_sealing"),
        ({"station": "ZZZZZZZZ"}, "box_proof_foreign_station"),
    ],
)
def test_what_differs_from_the_book_is_named(
    at_desk: Words, values: dict[str, Any], code: str
) -> None:
    sealed(at_desk, 1)
    assert at_desk.refuses(changed(at_desk, **values)).code == code


def test_counts_of_paper_and_book_are_both_told(at_desk: Words) -> None:
    sealed(at_desk, 1)
    told = at_desk.refuses(changed(at_desk, people=4)).values
    assert (told["tubes"], told["people"], told["book_tubes"], told["book_people"]) == (1, 4, 1, 3)


def test_a_document_that_was_corrected_after_sealing_is_told(at_desk: Words) -> None:
    """The desk refuses that; the supervisor's book may decide it."""
    sealed(at_desk, 1)
    document = at_desk.document(person(3))
    [sample] = at_desk.station.queries.find_document(document.type, document.identity, "R1")
    body = {"sample_seq": sample.id.seq, "tube": sample.tube, "reason": "读错"}
    with at_desk.book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
        draft.record(Kind.DOCUMENT_CORRECTED, body)
    assert at_desk.refuses(proof(at_desk)).code == "box_proof_rows_differ"


def test_a_proof_with_a_wrong_signature_is_a_forgery(at_desk: Words) -> None:
    sealed(at_desk, 1)
    text = proof(at_desk)
    forged = text.replace(f" {parse_proof(text).proof.people} ", " 4 ", 1)
    assert forged != text
    assert at_desk.refuses(forged).code == "box_proof_forged"


def test_a_station_that_nobody_enrolled_is_not_believed(at_desk: Words) -> None:
    sealed(at_desk, 1)
    said = parse_proof(proof(at_desk)).proof
    assert at_desk.refuses(signed_text(said, OTHER_SEED)).code == "box_proof_unknown_signer"


def test_a_half_read_proof_says_what_is_missing(at_desk: Words) -> None:
    sealed(at_desk, 1)
    text = proof(at_desk)
    assert at_desk.refuses(text[:100]).code == "box_proof_cut"
    assert at_desk.refuses(text[:-1]).values["part"] == "signature"
    assert at_desk.refuses(text.replace("SPV1", "SPV2", 1)).code == "box_proof_newer"


def test_after_a_restore_the_old_sheets_still_agree(restored: Words) -> None:
    one = proof(restored)
    assert parse_proof(one).proof.station in restored.book.forebears
    assert restored.accepts(one).code == "box_proof_agrees"


class OneSigner:
    """A supervisor's list with one station in it."""

    def __init__(self, seed: bytes, station: str, *, revoked: bool = False) -> None:
        self.signer = KnownSigner(
            SigningKey(seed).public, frozenset((station,)), "东古城", is_revoked=revoked
        )

    def with_key(self, key_id: bytes) -> KnownSigner | None:
        return self.signer if self.signer.key.key_id == key_id else None


def other_station(**values: Any) -> str:
    said = BoxProof(
        *("BX001101", "R1", "7K2M9QXZ", 1, 2, 6, "2026-01-12T00:30:00.000Z"), "3f2a" * 16
    )
    return signed_text(replace(said, **values), OTHER_SEED)


@pytest.mark.parametrize(
    ("signer", "state"),
    [
        (OneSigner(OTHER_SEED, "7K2M9QXZ"), ProofState.UNKNOWN_BOX),
        (OneSigner(OTHER_SEED, "7K2M9QXZ", revoked=True), ProofState.REVOKED_SIGNER),
        (OneSigner(OTHER_SEED, "AAAAAAAA"), ProofState.FOREIGN_STATION),
        (OneSigner(bytes(32), "7K2M9QXZ"), ProofState.UNKNOWN_SIGNER),
    ],
)
def test_who_signed_is_asked_before_the_book(
    at_desk: Words, signer: OneSigner, state: ProofState
) -> None:
    checked = ProofChecking(at_desk.book, signer).check(other_station())
    assert (checked.state, checked.book) == (state, None)
    assert checked.proof.box == "BX001101"


def test_a_book_knows_its_own_signature_and_its_point(at_desk: Words) -> None:
    own = SigningKey(seed_of(at_desk)).public
    known = BookSigners(at_desk.station).with_key(own.key_id)
    assert known == KnownSigner(own, frozenset((at_desk.book.station_id,)), "西古城社区")
    assert BookSigners(at_desk.station).with_key(bytes(8)) is None
