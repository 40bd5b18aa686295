"""Names and fields as they are stored: nothing hidden, and equal for the same person."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry, parse_entry
from samplepoint.domain.people import (
    LONGEST_NAME,
    Person,
    Relation,
    clean_name,
    clean_text,
    fold_name,
)
from samplepoint.domain.samples import person_body, person_from_body
from samplepoint.errors import Refusal
from tests.domain.inventing import TODAY, people, texts


@given(texts)
def test_a_field_is_stored_without_anything_hidden_or_refused(text: str) -> None:
    try:
        stored = clean_text(text)
    except Refusal:
        return
    assert clean_text(stored) == stored
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in stored)


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\u200f", "\x07", "\ud800"])
def test_bidi_and_other_hidden_characters_are_refused(hidden: str) -> None:
    with pytest.raises(Refusal):
        clean_name(f"王{hidden}芳")


@pytest.mark.parametrize(
    "name", ["=1+1", "+86", "-王", "@王", "𠮷田", "Ann-Marie O’Neil", "王・芳"]
)
def test_an_odd_name_is_kept_as_it_was_written(name: str) -> None:
    assert clean_name(name) == name


@given(st.text("王", min_size=LONGEST_NAME + 1, max_size=LONGEST_NAME + 9))
def test_a_name_without_end_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_name(name)
    assert refused.value.code == "text_too_long"


@given(texts)
@example("A\u00b4")
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@pytest.mark.parametrize(
    "dot", "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u2e33\u25cf\ufe52"
)
def test_every_dot_that_people_type_is_the_same_name(dot: str) -> None:
    assert fold_name(f"古丽{dot}买买提") == fold_name("古丽 · 买买提")


@given(people())
def test_a_person_comes_back_from_a_fact_as_they_went_in(person: Person) -> None:
    assert person_from_body(person_body(person)) == person


@given(people(), st.sampled_from([r for r in Relation if r is not Relation.SELF]))
def test_a_child_under_a_parents_number_is_somebody_else(
    person: Person, relation: Relation
) -> None:
    number = person.document.number
    kind = person.document.type
    holder = parse_entry(PersonEntry(kind, number, person.name), TODAY, "LS00000001")
    child = parse_entry(PersonEntry(kind, number, person.name, relation), TODAY, "LS00000001")
    assert holder.identity != child.identity


@given(people())
def test_the_holder_is_the_same_whatever_name_was_written(person: Person) -> None:
    kind, number = DocumentType.PASSPORT, "UTO123456"
    names = (person.name, "王芳")
    identities = {parse_entry(PersonEntry(kind, number, n), TODAY, "").identity for n in names}
    assert len(identities) == 1
