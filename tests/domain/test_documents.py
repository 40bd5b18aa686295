"""Other documents: what is the person in a number, and what any text may be taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.codes import normalise
from samplepoint.domain.documents import (
    DocumentType,
    kind_of_eighteen,
    parse_document,
    recognise,
)
from samplepoint.errors import Refusal
from tests.domain.inventing import TODAY, citizens, old_citizens, texts


@given(st.from_regex(r"[HM][0-9]{8}", fullmatch=True), st.from_regex(r"[0-9]{2}", fullmatch=True))
def test_a_permit_issued_again_is_the_same_person(nine: str, again: str) -> None:
    first = parse_document(DocumentType.HKM_PERMIT, nine, TODAY)
    second = recognise(nine + again, TODAY)
    assert second is not None
    assert first.identity == second.identity == nine


@given(citizens(), st.sampled_from(list(DocumentType)))
def test_eighteen_digits_name_their_own_kind(number: str, chosen: DocumentType) -> None:
    document = recognise(number, TODAY)
    assert document is not None
    assert document.type is kind_of_eighteen(number)
    if chosen in (DocumentType.RESIDENT_ID, DocumentType.HMT_RESIDENCE):
        assert parse_document(chosen, number.lower(), TODAY) == document


@given(old_citizens())
def test_an_old_card_is_the_person_of_the_new_one_and_is_asked_about(old: str) -> None:
    document = parse_document(DocumentType.RESIDENT_ID, old, TODAY)
    renewed = parse_document(DocumentType.RESIDENT_ID, document.identity, TODAY)
    assert document.confirm == "old_number"
    assert (renewed.identity, renewed.type) == (document.identity, document.type)


@given(st.sampled_from(list(DocumentType)), texts)
def test_any_text_is_a_document_or_refused(kind: DocumentType, text: str) -> None:
    try:
        document = parse_document(kind, text, TODAY)
    except Refusal:
        return
    assert document.number == normalise(text)


@pytest.mark.parametrize("code", ["G12345678", "12345", "130102", "H1234567", "A12345678"])
def test_a_shape_that_several_documents_share_is_not_guessed(code: str) -> None:
    assert recognise(code, TODAY) is None
