"""From a zone to a form: the right kind of document, a name that somebody has to look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry, parse_entry
from samplepoint.domain.mrz import read_zone
from samplepoint.domain.mrz_person import NAME_BY_EYE, confirmed, entry_of
from samplepoint.errors import Refusal
from tests.domain.zones import (
    TODAY,
    Holder,
    card,
    exit_entry_permit,
    mainland_permit,
    passport,
)

HOLDER = Holder()


def entry(lines: list[str]) -> PersonEntry:
    seen = read_zone([lines], TODAY)
    assert seen is not None
    return entry_of(seen)


@pytest.mark.parametrize(
    ("lines", "kind", "number", "remark"),
    [
        (passport(HOLDER), DocumentType.PASSPORT, "E00000999", ""),
        (passport(HOLDER, "PO"), DocumentType.PASSPORT, "E00000999", ""),
        (card(HOLDER, "IP"), DocumentType.PASSPORT, "E00000999", ""),
        (
            mainland_permit(replace(HOLDER, number="M00000999")),
            DocumentType.HKM_PERMIT,
            "M00000999",
            "",
        ),
        (
            mainland_permit(replace(HOLDER, number="00000999"), "CT"),
            DocumentType.TW_PERMIT,
            "00000999",
            "",
        ),
        (
            exit_entry_permit(replace(HOLDER, number="C00000999")),
            DocumentType.OTHER,
            "C00000999",
            "往来港澳通行证",
        ),
        (card(HOLDER), DocumentType.OTHER, "E00000999", "I UTO"),
    ],
)
def test_every_document_becomes_its_own_kind(
    lines: list[str], kind: DocumentType, number: str, remark: str
) -> None:
    filled = entry(lines)
    assert (filled.doc_type, filled.number, filled.remark) == (kind, number, remark)
    person = parse_entry(filled, TODAY, "")
    assert person.document.type is kind


def test_the_person_of_a_permit_is_its_first_nine_characters() -> None:
    person = parse_entry(entry(mainland_permit(replace(HOLDER, number="H00000999"))), TODAY, "")
    assert person.identity.number == "H00000999"


def test_the_name_waits_for_somebody_who_looks() -> None:
    filled = entry(passport(HOLDER))
    assert (filled.name, filled.flags) == ("ERIKSSON ANNA MARIA", (NAME_BY_EYE,))
    looked_at = confirmed(filled, "ERIKSSON ANNA")
    assert (looked_at.name, looked_at.flags) == ("ERIKSSON ANNA", ())


def test_a_zone_without_a_name_waits_for_nobody() -> None:
    assert entry(exit_entry_permit(replace(HOLDER, number="C00000999"))).flags == ()


def test_an_unproved_zone_fills_no_form() -> None:
    lines = passport(HOLDER)
    with pytest.raises(Refusal, match="mrz_checks"):
        entry([lines[0], "0" + lines[1][1:]])


def test_a_visa_is_not_its_holders_document() -> None:
    with pytest.raises(Refusal, match="mrz_visa"):
        entry(passport(HOLDER, "V<"))
