"""The list of a strip: everything comes back, what does not add up is damage, newer is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.errors import SamplepointError
from samplepoint.formats.box_hash import HashedPerson, box_hash
from samplepoint.formats.strip_list import StripList, StripRow, StripTube, read, written
from tests.formats.manifests import shared_names
from tests.formats.paper_twins import HARDEST, listed, people
from tests.formats.refusing import code_of

texts = st.text(st.characters(codec="utf-8"), max_size=12)
moments = (
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001  # the point's own
    .map(lambda at: at.replace(microsecond=0))
    .map("{:%Y-%m-%d %H:%M:%S}".format)
)
rows = st.builds(
    StripRow,
    st.sampled_from(("T1", "T2", "T3")),
    st.sampled_from(("CN_ID", "PASSPORT", "NONE")),
    *(texts, texts, texts),
    st.sampled_from(("self", "son")),
    moments,
    texts,
)


def given_list(of: list[StripRow]) -> StripList:
    return listed(sorted(of, key=lambda row: row.tube))


@given(st.lists(rows, max_size=20).map(given_list))
def test_every_field_comes_back_as_it_was(content: StripList) -> None:
    assert read(written(content, with_phones=True)) == without_blank_identity(content)
    bare = read(written(content, with_phones=False))
    assert not bare.has_phones
    assert bare.hash == content.hash


def without_blank_identity(content: StripList) -> StripList:
    """Return what an empty identity stands for: the number itself."""
    rows = tuple(row._replace(identity=row.identity or row.number) for row in content.rows)
    return replace(content, rows=rows)


@pytest.mark.parametrize("count", [0, 1, 230])
def test_hard_names_and_empty_tubes_come_back(count: int) -> None:
    names = [*HARDEST, *shared_names()]
    content = listed(list(people(count, names=names)))
    content = replace(content, tubes=(*content.tubes, StripTube("T9999999999", 0)))
    assert read(written(content, with_phones=True)) == content


def test_its_hash_is_the_one_that_the_manifest_of_the_box_has() -> None:
    content = listed(list(people(23)))
    hashed = [
        HashedPerson(content.box, row.tube, row.number, row.name, row.taken_at)
        for row in reversed(content.rows)
    ]
    assert content.hash == content.sealed_hash == box_hash(hashed)
    changed = replace(content, rows=(content.rows[0]._replace(name="别人"), *content.rows[1:]))
    assert changed.hash != content.hash


def test_a_clock_that_was_set_back_between_two_people_is_kept() -> None:
    first, second = people(2)
    content = listed([first, second._replace(taken_at="2026-01-12 07:00:00")])
    assert read(written(content, with_phones=False)).rows[1].taken_at == "2026-01-12 07:00:00"


def test_a_column_of_a_later_program_is_left_aside() -> None:
    content = listed(list(people(3)))
    text = written(content, with_phones=False).decode()
    later = text.replace("taken_at\n", "taken_at\tseat\n", 1) + "A\nB\nC\n"
    assert read(later.encode()) == replace(content, rows=bare(content))


def bare(content: StripList) -> tuple[StripRow, ...]:
    return tuple(row._replace(phone="") for row in content.rows)


def changes() -> list[tuple[str, str]]:
    """Return what to put in the place of what in a list of three people in one tube."""
    return [
        ("T0001100021\t3", "T0001100021\t4"),
        ("T0001100021\t3", "T0001100021\t2"),
        ("T0001100021\t3", "T0001100021\t-3"),
        ("T0001100021\t3", "T0001100021\t9999999999"),
        ("T0001100021\t3", "T0001100021"),
        ("\treal\t", "\ttrue\t"),
        ("\t480\t", "\tlocal\t"),
        ("03:30:00.000Z", "03:30:00.000"),
        ("03:30:00.000Z", "noon"),
        ("\tname\t", "\t"),
        ("2026-01-12 08:04", "2026-13-12 08:04"),
        ("samplepoint-strip 1", "samplepoint-strip x"),
        ("samplepoint-strip 1", "samplepoint-list 1"),
        ("西古城", "西\\q城"),
        ("西古城", "西\\"),
        ("\n\n", "\n"),
    ]


@pytest.mark.parametrize(("this", "that"), changes())
def test_what_does_not_add_up_is_damage(this: str, that: str) -> None:
    text = written(listed(list(people(3))), with_phones=False).decode()
    assert this in text
    assert code_of(read, text.replace(this, that, 1).encode()) == "strip_list_damaged"


@given(st.binary(max_size=200))
def test_any_other_bytes_are_damage(untrusted: bytes) -> None:
    assert code_of(read, untrusted) == "strip_list_damaged"


def test_a_list_that_was_cut_off_is_damage() -> None:
    text = written(listed(list(people(9))), with_phones=True)
    for length in range(len(text)):
        assert code_of(read, text[:length]) == "strip_list_damaged"


def test_a_list_of_a_later_program_names_it() -> None:
    text = written(listed([]), with_phones=False).replace(b"strip 1", b"strip 2", 1)
    with pytest.raises(SamplepointError) as refused:
        read(text)
    assert (refused.value.code, refused.value.values) == ("strip_newer", {"version": 2})
