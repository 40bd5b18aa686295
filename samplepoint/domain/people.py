"""A person as the desk knows them: names, relation, contact, and who is the same as whom.

Owns identity (handbook §3) and the cleaning of names; refuses to know tubes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from samplepoint.domain.documents import Document, DocumentType
from samplepoint.errors import Refusal

LONGEST_NAME = 120
LONGEST_FIELD = 300
# Dots that people type for the one in Uyghur, Kazakh and Mongolian names (U+00B7).
_DOTS = dict.fromkeys(map(ord, "\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u2e33\u25cf\ufe52"), "·")
# Not "unassigned": this Python's tables are older than some characters on new cards; and not
# "private use": some registers still store rare name characters there.
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


class Relation(StrEnum):
    """How a person relates to the holder of the document they are registered with."""

    SELF = "self"
    SON = "son"
    DAUGHTER = "daughter"
    FATHER = "father"
    MOTHER = "mother"
    GRANDSON = "grandson"
    GRANDDAUGHTER = "granddaughter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is in a round: never the number alone (a child goes under a parent's)."""

    type: DocumentType
    number: str
    relation: Relation = Relation.SELF
    name: str = ""
    """Folded, and only where the relation is not `SELF`."""


@dataclass(frozen=True, slots=True)
class Person:
    """Everything one registration tells about a person; texts are clean, possibly empty."""

    document: Document
    name: str = ""
    relation: Relation = Relation.SELF
    phone: str = ""
    address: str = ""
    community: str = ""
    category: str = ""
    remark: str = ""
    flags: tuple[str, ...] = field(default=())
    """What a later reader must know: `id_unverified`, `name_missing`, `back_entered`, ..."""

    @property
    def identity(self) -> Identity:
        """Return who this is, comparable between two registrations."""
        name = "" if self.relation is Relation.SELF else fold_name(self.name)
        return Identity(self.document.type, self.document.identity, self.relation, name)


def clean_text(untrusted: str, longest: int = LONGEST_FIELD) -> str:
    """Return a field as it will be stored: characters as written, single blanks, no line ends.

    Raises:
        Refusal: `text_hidden_characters` for control, bidi and zero-width characters,
            `text_too_long`.
    """
    if len(untrusted) > 4 * longest:
        raise Refusal("text_too_long", longest=longest)
    text = " ".join(untrusted.split())
    if any(unicodedata.category(char) in _HIDDEN for char in text):
        raise Refusal("text_hidden_characters")
    if len(text) > longest:
        raise Refusal("text_too_long", longest=longest)
    return text


def clean_name(untrusted: str) -> str:
    """Return a name as it will be stored and printed; the dot stays as it was written.

    Raises:
        Refusal: `text_hidden_characters`, `text_too_long`.
    """
    return clean_text(untrusted, LONGEST_NAME)


def fold_name(name: str) -> str:
    """Return the form in which two spellings of one name are equal; never stored or shown."""
    dotted = unicodedata.normalize("NFKC", name.translate(_DOTS)).translate(_DOTS)
    folded = "".join(dotted.split()).casefold()
    # A free accent is a blank and a joining accent: without the blank it joins the letter before.
    return unicodedata.normalize("NFKC", folded)
