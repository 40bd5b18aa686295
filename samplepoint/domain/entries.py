"""What a registrar typed about a person, before anything of it is believed.

Owns the way from untrusted fields to a `Person`; refuses to know tubes and screens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samplepoint.domain.codes import normalise
from samplepoint.domain.documents import (
    Document,
    DocumentType,
    parse_document,
    unverified_document,
)
from samplepoint.domain.people import Person, Relation, clean_name, clean_text
from samplepoint.errors import Refusal

UNVERIFIED = "id_unverified"
_LONGEST_PHONE = 30


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A filled form. Every field is untrusted text; `flags` are codes the registrar set."""

    doc_type: DocumentType
    number: str = ""
    name: str = ""
    relation: Relation = Relation.SELF
    phone: str = ""
    address: str = ""
    community: str = ""
    category: str = ""
    remark: str = ""
    flags: tuple[str, ...] = ()
    temporary_number: str = ""
    """For a person without a document: a number given before; empty: the desk makes one."""


def parse_entry(entry: PersonEntry, today: date, fresh_number: str) -> Person:
    """Check a form and return the person; `fresh_number` is used for one without a document.

    Raises:
        Refusal: `name_missing`, `relation_needs_name`, and what the parts raise.
    """
    name = clean_name(entry.name)
    document = _document(entry, today, fresh_number)
    if not name and document.type is DocumentType.NONE:
        raise Refusal("name_missing")
    if not name and entry.relation is not Relation.SELF:
        raise Refusal("relation_needs_name")
    return Person(
        document,
        name,
        entry.relation,
        _phone(entry.phone),
        clean_text(entry.address),
        clean_text(entry.community),
        clean_text(entry.category),
        clean_text(entry.remark),
        tuple(sorted({*entry.flags, *(() if name else ("name_missing",))})),
    )


def _document(entry: PersonEntry, today: date, fresh_number: str) -> Document:
    if entry.doc_type is DocumentType.NONE:
        temporary = clean_text(normalise(entry.temporary_number), _LONGEST_PHONE) or fresh_number
        return Document(DocumentType.NONE, "", temporary)
    if UNVERIFIED in entry.flags:
        return unverified_document(entry.doc_type, entry.number)
    return parse_document(entry.doc_type, entry.number, today)


def _phone(untrusted: str) -> str:
    """Keep a telephone number as written; it is never required and never a reason to refuse."""
    return clean_text(normalise(untrusted), _LONGEST_PHONE)
