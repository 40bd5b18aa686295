"""Scripts of boxes that were done: opened again, swapped, a label lost."""

from __future__ import annotations

import pytest

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.own_codes import Command
from samplepoint.domain.rounds import SealRule
from samplepoint.domain.staff import Role
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.services.state import state
from tests.desk.boxing import BAGS, asked, bodies, pack_under, packs, shown, status
from tests.desk.words import Words, box, tube

SEAL = str(Command.SEAL_BOX)


def sealed(words: Words, *tubes: int) -> None:
    pack_under(words, max(tubes))
    packs(words, *tubes)
    words.accepts(SEAL)


def reopens(words: Words, reason: str = "少装一管", number: int = 1) -> Outcome:
    code = BoxCode(box(number))
    return words.desk.perform(lambda at: words.desk.reboxing.reopen_box(at, code, reason))


def swaps(words: Words, old: int, new: int, reason: str = "箱破") -> Outcome:
    one, other = BoxCode(box(old)), BoxCode(box(new))
    return words.desk.perform(lambda at: words.desk.reboxing.swap_box(at, one, other, reason))


def hands_over(words: Words, *boxes: int) -> Outcome:
    codes = [BoxCode(box(number)) for number in boxes]
    entry = HandoverEntry("陈师傅")
    return words.desk.perform(lambda at: words.desk.handing_over.hand_over(at, codes, entry))


def tubes_in(words: Words, number: int) -> list[str]:
    return [row.code for row in words.station.queries.tubes_in(BoxCode(box(number)))]


# -- opened again ---------------------------------------------------------------------------------


def test_a_supervisor_opens_a_sealed_box_again_with_a_reason(at_desk: Words) -> None:
    sealed(at_desk, 1, 2)
    assert reopens(at_desk).code == "supervisor_only"
    at_desk.supervisor_comes()
    assert reopens(at_desk, " ").code == "reason_missing"
    answer = reopens(at_desk)
    assert (answer.code, answer.values["sealing"]) == ("box_reopened", 1)
    assert (status(at_desk), shown(at_desk).void_seals) == ("open", 1)
    assert bodies(at_desk, Kind.BOX_REOPENED)[0]["reason"] == "少装一管"


def test_the_void_seal_is_kept_beside_the_new_one(at_desk: Words) -> None:
    sealed(at_desk, 1)
    desk, code = at_desk.desk, BoxCode(box(1))
    desk.perform(lambda at: desk.packing.set_seal(at, code, "SF001"))
    at_desk.supervisor_comes()
    reopens(at_desk)
    assert shown(at_desk).seal == ""
    at_desk.accepts(SEAL)
    first, second = desk.handing_over.queries.sealings(code, "R1")
    assert (first.nth, first.seal, first.void_reason) == (1, "SF001", "少装一管")
    assert (second.nth, second.seal, second.void_utc) == (2, "", "")
    assert first.void_utc


def test_a_box_opened_again_must_be_counted_again(at_desk: Words) -> None:
    pack_under(at_desk, 1, seal_rule=SealRule.COUNTED)
    packs(at_desk, 1)
    asked(at_desk, SEAL)
    at_desk.accepts("1")
    at_desk.supervisor_comes()
    reopens(at_desk)
    assert asked(at_desk, SEAL).code == "count_box"


@pytest.mark.parametrize(
    ("number", "code"), [(2, "box_not_sealed"), (3, "box_unknown")], ids=["open", "unknown"]
)
def test_only_a_sealed_box_can_be_opened_again(at_desk: Words, number: int, code: str) -> None:
    sealed(at_desk, 1)
    at_desk.accepts(box(2))
    at_desk.supervisor_comes()
    assert reopens(at_desk, number=number).code == code


def test_nothing_opens_a_box_after_its_handover(at_desk: Words) -> None:
    sealed(at_desk, 1)
    hands_over(at_desk, 1)
    at_desk.supervisor_comes()
    assert reopens(at_desk).code == "box_handed_over"
    assert swaps(at_desk, 1, 2).code == "box_handed_over"
    assert at_desk.refuses(box(1)).code == "box_handed_over"


# -- swapped --------------------------------------------------------------------------------------


def test_all_tubes_move_in_their_order_and_the_old_box_is_void(at_desk: Words) -> None:
    pack_under(at_desk, 3, bag_rules=BAGS)
    at_desk.accepts("BAG00001")
    packs(at_desk, 3, 1, 2)
    answer = swaps(at_desk, 1, 2)
    assert (answer.code, answer.values["tubes"]) == ("box_swapped", 3)
    assert (tubes_in(at_desk, 1), tubes_in(at_desk, 2)) == ([], [tube(3), tube(1), tube(2)])
    assert {row.bag for row in at_desk.station.queries.tubes_in(BoxCode(box(2)))} == {"BAG00001"}
    assert shown(at_desk).code == box(2)
    assert at_desk.refuses(box(1)).code == "box_void"
    assert [one["code"] for one in state(at_desk.station)["boxes"]] == [box(2)]
    logged = bodies(at_desk, Kind.BOX_SWAPPED)[0]
    assert (logged["box"], logged["to"], logged["reason"]) == (box(1), box(2), "箱破")


def test_the_new_box_may_have_been_scanned_before(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    packs(at_desk, 1)
    at_desk.accepts(box(2))
    assert swaps(at_desk, 1, 2).is_accepted


def test_to_swap_a_sealed_box_is_to_open_it_again(at_desk: Words) -> None:
    sealed(at_desk, 1, 2)
    assert swaps(at_desk, 1, 2).code == "supervisor_only"
    at_desk.supervisor_comes()
    assert swaps(at_desk, 1, 2).is_accepted
    assert bodies(at_desk, Kind.BOX_REOPENED)[0]["reason"] == "箱破"
    assert (status(at_desk, 1), status(at_desk, 2)) == ("void", "open")


def test_a_swap_is_refused_into_what_is_no_empty_box(at_desk: Words) -> None:
    sealed(at_desk, 1)
    at_desk.accepts(box(2))
    assert swaps(at_desk, 2, 3).code == "box_empty"
    packs_more(at_desk)
    assert swaps(at_desk, 2, 2).code == "same_box"
    assert swaps(at_desk, 2, 1).code == "box_used"
    assert swaps(at_desk, 2, 3, "").code == "reason_missing"
    assert swaps(at_desk, 9, 3).code == "box_unknown"
    assert (status(at_desk, 3), tubes_in(at_desk, 2)) == ("", [tube(8)])


def packs_more(words: Words) -> None:
    """Fill another tube and put it into the box in hand."""
    words.sit_down(Role.REGISTRAR)
    words.fills(8, range(40, 43))
    words.goes_packing()
    packs(words, 8)


# -- a lost label ---------------------------------------------------------------------------------


def test_a_lost_label_is_put_on_record(at_desk: Words) -> None:
    sealed(at_desk, 1)
    desk, code = at_desk.desk, BoxCode(box(1))
    lost = desk.perform(lambda at: desk.reboxing.reprint_label(at, code, "掉了"))
    assert lost.code == "label_reprinted"
    assert bodies(at_desk, Kind.LABEL_REPRINTED) == [{"box": box(1), "reason": "掉了"}]
    silent = desk.perform(lambda at: desk.reboxing.reprint_label(at, code, ""))
    assert silent.code == "reason_missing"
