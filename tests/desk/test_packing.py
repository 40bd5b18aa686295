"""Scripts of a packer."""

from __future__ import annotations

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.staff import Role
from tests.desk.words import Words, box, person, tube


def ready_to_pack(words: Words, tubes: int) -> None:
    for number in range(1, tubes + 1):
        words.fills(number, range(number * 3, number * 3 + 3))
    words.sit_down(Role.PACKER)
    words.goes_packing()


def test_closed_tubes_go_into_the_box_that_was_scanned(at_desk: Words) -> None:
    ready_to_pack(at_desk, 2)
    at_desk.accepts(box(1))
    assert at_desk.accepts(tube(1)).values["tubes"] == 1
    assert at_desk.accepts(tube(2)).values["tubes"] == 2
    assert at_desk.ignores(tube(2)).code == "already_in_this_box"
    sealed = at_desk.accepts("SPCSEAL")
    assert (sealed.values["tubes"], sealed.values["people"]) == (2, 6)


def test_a_tube_needs_a_box_and_a_box_needs_a_tube(at_desk: Words) -> None:
    ready_to_pack(at_desk, 1)
    assert at_desk.refuses(tube(1)).code == "no_open_box"
    assert at_desk.refuses("SPCSEAL").code == "no_open_box"
    at_desk.accepts(box(1))
    assert at_desk.refuses("SPCSEAL").code == "box_empty"


def test_open_void_and_foreign_tubes_stay_outside(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    at_desk.sit_down(Role.PACKER)
    at_desk.goes_packing()
    at_desk.accepts(box(1))
    assert at_desk.refuses(tube(1)).code == "tube_open"
    assert at_desk.refuses(tube(777)).code == "tube_unknown"


def test_a_sealed_box_takes_nothing_and_opens_no_more(at_desk: Words) -> None:
    ready_to_pack(at_desk, 2)
    at_desk.accepts(box(1))
    at_desk.accepts(tube(1))
    at_desk.accepts("SPCSEAL")
    assert at_desk.refuses(tube(2)).code == "no_open_box"
    assert at_desk.refuses(box(1)).code == "box_sealed"


def test_a_tube_is_in_one_box_only(at_desk: Words) -> None:
    ready_to_pack(at_desk, 1)
    at_desk.accepts(box(1))
    at_desk.accepts(tube(1))
    second = at_desk.accepts(box(2))
    assert [notice.code for notice in second.notices] == ["other_box_open"]
    assert at_desk.refuses(tube(1)).code == "tube_in_other_box"


def test_a_tube_can_be_taken_out_before_the_seal(at_desk: Words) -> None:
    ready_to_pack(at_desk, 1)
    at_desk.accepts(box(1))
    at_desk.accepts(tube(1))
    code = TubeCode(tube(1))
    taken = at_desk.desk.perform(lambda at: at_desk.desk.packing.unpack_tube(at, code))
    assert taken.code == "tube_unpacked"
    at_desk.accepts(tube(1))


def test_the_box_in_hand_is_found_again_after_a_restart(at_desk: Words) -> None:
    ready_to_pack(at_desk, 2)
    at_desk.accepts(box(1))
    at_desk.accepts(tube(1))
    at_desk.restart()
    at_desk.sit_down(Role.PACKER)
    at_desk.goes_packing()
    assert at_desk.accepts(tube(2)).values["box"] == box(1)


def test_a_document_at_the_packing_place_is_named_as_one(at_desk: Words) -> None:
    ready_to_pack(at_desk, 1)
    assert at_desk.refuses(person(9)).code == "person_code_at_packing"
