"""A number while it is typed: unfinished is not wrong, and what cannot become right is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.resident_id import check_digit
from samplepoint.gui.models.number_check import (
    CheckState,
    check_number,
    guess_kind,
    guess_kind_when_done,
)

TODAY = date(2026, 1, 12)
RESIDENT = DocumentType.RESIDENT_ID


def state_of(kind: DocumentType, text: str) -> CheckState:
    return check_number(kind, text, TODAY).state


@given(
    st.sampled_from(["11", "44", "65", "81"]),
    st.dates(date(1900, 1, 1), date(2026, 1, 11)),
    st.sampled_from(["000", "999"]),
)
def test_no_beginning_of_a_right_number_is_called_wrong(
    area: str, born: date, sequence: str
) -> None:
    seventeen = f"{area}0102{born:%Y%m%d}{sequence}"
    number = seventeen + check_digit(seventeen)
    states = {state_of(RESIDENT, number[:length]) for length in range(1, 18)}
    assert states <= {CheckState.TYPING, CheckState.CONFIRM}
    assert state_of(RESIDENT, number) is CheckState.GOOD


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)))
def test_no_beginning_of_an_old_number_is_called_wrong(born: date) -> None:
    number = f"130102{born:%y%m%d}999"
    assert CheckState.BAD not in {state_of(RESIDENT, number[:n]) for n in range(1, 15)}
    assert state_of(RESIDENT, number) is CheckState.CONFIRM


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("99", "id_length"),
        ("00", "id_area"),
        ("130102199013", "id_date"),
        ("13010219900230", "id_date"),
        ("1301A", "id_characters"),
        ("130102199001019990", "id_check"),
        ("1301021990010199999", "id_length"),
    ],
)
def test_the_reason_is_named_as_early_as_it_is_certain(text: str, code: str) -> None:
    assert check_number(RESIDENT, text, TODAY).code == code


@pytest.mark.parametrize(
    ("kind", "text", "state"),
    [
        (DocumentType.HKM_PERMIT, "H1234", CheckState.TYPING),
        (DocumentType.HKM_PERMIT, "X1234", CheckState.BAD),
        (DocumentType.HKM_PERMIT, "H12345678", CheckState.GOOD),
        (DocumentType.PASSPORT, "E12", CheckState.TYPING),
        (DocumentType.PASSPORT, "E12-", CheckState.BAD),
        (DocumentType.BIRTH_CERTIFICATE, "T110", CheckState.TYPING),
        (DocumentType.FOREIGN_RESIDENCE, "USA12", CheckState.TYPING),
        (DocumentType.NONE, "", CheckState.GOOD),
        (RESIDENT, "", CheckState.EMPTY),
        (RESIDENT, "١٣٠١٠٢", CheckState.BAD),
    ],
)
def test_each_kind_knows_unfinished_from_wrong(
    kind: DocumentType, text: str, state: CheckState
) -> None:
    assert state_of(kind, text) is state


@given(st.text(max_size=30))
def test_nothing_typed_breaks_the_form(text: str) -> None:
    for kind in DocumentType:
        assert check_number(kind, text, TODAY).code
    assert guess_kind(text) in (None, *DocumentType)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("UTO99887", DocumentType.PASSPORT),
        ("E99887766", DocumentType.PASSPORT),
        ("H90120090", DocumentType.HKM_PERMIT),
        ("ABC123456789012", DocumentType.FOREIGN_RESIDENCE),
        ("80120189", DocumentType.TW_PERMIT),
    ],
)
def test_a_number_typed_to_its_end_names_its_kind(number: str, kind: DocumentType) -> None:
    assert guess_kind_when_done(number) is kind


def test_a_passport_is_not_taken_for_a_residence_card_while_it_is_typed() -> None:
    assert guess_kind("UTO9988") is None
