"""The parts of a strip found in pictures: any order, missing ones, two strips, no strip."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplepoint.errors import Obstacle, Refusal
from samplepoint.formats import strip_frames, strip_list, strip_seal
from samplepoint.services.jobs import Reporter
from samplepoint.services.strip_reading import gather
from tests.formats.paper_twins import OTHER_SEED, people, recipients
from tests.formats.paper_twins import listed as invented
from tests.formats.refusing import code_of
from tests.services.strip_album import Album


def pieces_of(count: int = 200) -> list[bytes]:
    text = strip_list.written(invented(list(people(count))), with_phones=False)
    return strip_frames.cut(strip_seal.sealed(text, OTHER_SEED, recipients()), "BX001101")


def test_pictures_give_their_parts_in_any_order_until_the_strip_is_whole() -> None:
    pieces = pieces_of(100)
    other = b"https://example.invalid/" + bytes(40)
    album = Album(a=[pieces[3], other], b=[pieces[1], pieces[3], pieces[0]], c=pieces, d=pieces)
    found = album.gathered()
    assert [one.numbers for one in found.pictures] == [(4,), (1, 2), (3,), ()]
    assert not found.parts.missing


def test_what_is_missing_is_named_and_a_bad_picture_is_told() -> None:
    pieces = pieces_of()
    gone = Obstacle("picture_broken", file="b")
    found = Album(a=pieces[:1], b=gone, c=[pieces[3][:-1] + b"x", *pieces[2:4]]).gathered()
    assert [one.problem for one in found.pictures] == [None, gone, None]
    with pytest.raises(Refusal) as refused:
        found.parts.whole()
    missing = [1 + at for at in range(len(pieces)) if at not in (0, 2, 3)]
    assert refused.value.values["missing"] == ", ".join(map(str, missing))


def test_pictures_of_two_strips_are_refused_and_the_picture_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        Album(a=pieces_of()[:2], b=pieces_of()[2:]).gathered()
    assert refused.value.code == "strip_mixed"
    assert refused.value.values == {"box": "BX001101", "other": "BX001101", "file": "b"}


def test_pictures_without_any_part_are_no_strip() -> None:
    assert code_of(Album(a=[], b=[b"SPV1 BX001101"]).gathered().parts.whole) == "strip_absent"


def test_looking_can_be_cancelled() -> None:
    reporter = Reporter()
    reporter.cancel()
    album = Album(a=[])
    assert code_of(gather, album, [Path("a")], reporter) == "cancelled"
