"""A sample: one person in one tube, as the fact `PersonBound` carries it.

Owns the fields and their plain form; refuses to know which samples still count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import Document, DocumentType
from samplepoint.domain.facts import FactId
from samplepoint.domain.people import Person, Relation
from samplepoint.domain.resident_id import Sex

FIELDS = (
    "tube",
    "tube_station",
    "ordinal",
    "doc_type",
    "doc_number",
    "doc_identity",
    "relation",
    "name",
    "sex",
    "birth_date",
    "phone",
    "address",
    "community",
    "category",
    "remark",
    "flags",
    "source",
    "taken_at_utc",
    "replaces",
)
"""The columns of a sample, in the order in which they are stored.

`tube_station` is empty, or the earlier station of a restored book whose tube it is.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A binding as it stands: whose, in which tube, as the how-manieth, and its fact's id."""

    id: FactId
    person: Person
    tube: TubeCode
    ordinal: int
    at_utc: str
    offset_minutes: int
    desk: str
    round_id: str
    staff_id: str = ""
    source: str = ""
    taken_at_utc: str = ""
    """When the swab was taken, where that is not when the fact was written; else empty."""
    replaces: str = ""
    """`station/seq` of the sample this one continues, after a move or a correction."""


def sample_body(
    person: Person,
    tube: TubeCode,
    ordinal: int,
    *,
    source: str,
    taken_at_utc: str = "",
    replaces: str = "",
) -> dict[str, Any]:
    """Build the body of a `PersonBound` fact: every key of `FIELDS`, texts and one integer."""
    return {
        "tube": tube,
        "tube_station": "",
        "ordinal": ordinal,
        **person_body(person),
        "source": source,
        "taken_at_utc": taken_at_utc,
        "replaces": replaces,
    }


def person_body(person: Person) -> dict[str, Any]:
    """Write a person as plain texts, as facts and files carry one."""
    document = person.document
    return {
        "doc_type": str(document.type),
        "doc_number": document.number,
        "doc_identity": document.identity,
        "relation": str(person.relation),
        "name": person.name,
        "sex": str(document.sex or ""),
        "birth_date": document.birth_date.isoformat() if document.birth_date else "",
        "phone": person.phone,
        "address": person.address,
        "community": person.community,
        "category": person.category,
        "remark": person.remark,
        "flags": " ".join(person.flags),
    }


def person_from_body(body: Mapping[str, Any]) -> Person:
    """Read a person back from the plain texts of a fact."""
    document = Document(
        DocumentType(body["doc_type"]),
        body["doc_number"],
        body["doc_identity"],
        date.fromisoformat(body["birth_date"]) if body["birth_date"] else None,
        Sex(body["sex"]) if body["sex"] else None,
    )
    return Person(
        document,
        body["name"],
        Relation(body["relation"]),
        body["phone"],
        body["address"],
        body["community"],
        body["category"],
        body["remark"],
        tuple(body["flags"].split()),
    )
