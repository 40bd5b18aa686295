"""Scripts of readers that type or send a whole card as one line."""

from __future__ import annotations

import pytest

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.field_maps import parse_map
from samplepoint.domain.own_codes import Command
from samplepoint.domain.people import Person
from samplepoint.services.rostering import load_roster
from samplepoint.services.station import Place
from tests.desk.words import Words, person, tube

SIX = "{name},女,汉,19310101,河北省石家庄市长安区,{number}"


@pytest.fixture
def with_tube(at_desk: Words) -> Words:
    at_desk.accepts(tube(1))
    return at_desk


def bound(words: Words) -> list[tuple[str, str, str]]:
    samples = [one.person for one in words.station.queries.samples_in(TubeCode(tube(1)))]
    return [(one.document.number, one.name, one.address) for one in samples]


def test_a_line_of_a_known_shape_binds_with_name_and_address(with_tube: Words) -> None:
    with_tube.accepts(SIX.format(name="王小明", number=person(1)))
    assert bound(with_tube) == [(person(1), "王小明", "河北省石家庄市长安区")]


def test_a_line_that_contradicts_its_number_is_refused(with_tube: Words) -> None:
    line = SIX.format(name="王小明", number=person(1)).replace("女", "男")
    assert with_tube.refuses(line).code == "card_line_sex"
    assert bound(with_tube) == []


def test_a_shape_nobody_set_is_named(with_tube: Words) -> None:
    line = f"1;2;3;4;{person(1)};5;6"
    assert with_tube.refuses(line).code == "card_line_no_map"


def test_a_map_of_the_stations_own(with_tube: Words) -> None:
    with_tube.desk.field_maps = (parse_map("semicolon skip,skip,skip,skip,number,name,skip"),)
    with_tube.accepts(f"1;2;3;4;{person(1)};王小明;6")
    assert bound(with_tube) == [(person(1), "王小明", "")]


def test_a_name_lost_in_the_keyboard_is_taken_from_the_roster(with_tube: Words) -> None:
    known = Person(with_tube.document(person(1)), "王小明")
    place = Place("A", with_tube.desk.place.staff)
    load_roster(with_tube.station, place, [known], "test")
    with_tube.accepts(SIX.format(name="???", number=person(1)))
    assert [name for _number, name, _address in bound(with_tube)] == ["王小明"]


def test_a_name_that_nobody_knows_is_said_to_be_missing(with_tube: Words) -> None:
    answer = with_tube.accepts(SIX.format(name="???", number=person(1)))
    assert "card_line_garbled_name" in [notice.code for notice in answer.notices]
    assert [name for _number, name, _address in bound(with_tube)] == [""]


def test_at_the_packing_place_a_card_is_named(with_tube: Words) -> None:
    with_tube.accepts(Command.PACK)
    line = SIX.format(name="王小明", number=person(1))
    assert with_tube.refuses(line).code == "person_code_at_packing"
