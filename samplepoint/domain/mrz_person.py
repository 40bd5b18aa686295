"""From a proved machine-readable zone to the form of a person.

Owns which document a zone belongs to; refuses to know how it was read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.seen import MrzSeen
from samplepoint.errors import Refusal

NAME_BY_EYE: Final = "name_by_eye"
"""The flag of an entry whose name nothing proves but a person who looks at the picture."""

_HK_MACAU: Final = re.compile(r"[HM][0-9]{8}")
_TAIWAN: Final = re.compile(r"[0-9]{8}")
_CHINA: Final = "CHN"
_EXIT_ENTRY: Final = {"CS": "往来港澳通行证", "CD": "往来港澳或台湾通行证"}
"""Held by people of the mainland; the second code is seen on both."""


def entry_of(seen: MrzSeen) -> PersonEntry:
    """Fill a form from a zone: number proved, name in Latin letters and flagged `NAME_BY_EYE`.

    A document that has no kind of its own is `OTHER`, and the remark says which.

    Raises:
        Refusal: `mrz_checks` for a zone that is not proved, `mrz_visa` for a visa, whose number is
            not its holder's.
    """
    if seen.document.startswith("V"):
        raise Refusal("mrz_visa")
    if not seen.checks:
        raise Refusal("mrz_checks")
    kind, remark = _kind(seen)
    name = " ".join(part for part in (seen.surname, seen.given) if part)
    return PersonEntry(
        kind,
        seen.number,
        name,
        remark=remark,
        flags=(NAME_BY_EYE,) if name else (),
    )


def confirmed(entry: PersonEntry, name: str) -> PersonEntry:
    """Return the entry with the name as a person read it from the picture."""
    flags = tuple(flag for flag in entry.flags if flag != NAME_BY_EYE)
    return replace(entry, name=name, flags=flags)


def _kind(seen: MrzSeen) -> tuple[DocumentType, str]:
    """Return the kind of document and, for one without a kind, which it is."""
    if seen.document.startswith(("P", "IP")):
        return DocumentType.PASSPORT, ""
    is_chinese_card = seen.document.startswith("C") and seen.issuer == _CHINA
    if is_chinese_card and _HK_MACAU.fullmatch(seen.number):
        return DocumentType.HKM_PERMIT, ""
    if is_chinese_card and _TAIWAN.fullmatch(seen.number):
        return DocumentType.TW_PERMIT, ""
    if is_chinese_card and len(seen.lines) == 1:
        return DocumentType.OTHER, _EXIT_ENTRY[seen.document]
    return DocumentType.OTHER, f"{seen.document} {seen.issuer}".strip()
