"""Scripts of a packer whose box is not simply filled: two packers, bags, seals, undo, strangers."""

from __future__ import annotations

from functools import partial

from samplepoint.domain.codes import BoxCode, CodeRule, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.label_series import LabelKind, LabelRange
from samplepoint.domain.outcomes import Changed, Outcome
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Reading
from samplepoint.domain.staff import Role
from samplepoint.services.desk import Activity, Desk
from samplepoint.services.manifest_making import ManifestMaker
from samplepoint.services.station import Place
from tests.desk.boxing import BAGS, bodies, nobody, pack_under, packs, shown, status
from tests.desk.words import STAFF, Words, box, tube

SEAL, UNDO = str(Command.SEAL_BOX), str(Command.UNDO)


def notices(outcome: Outcome) -> list[str]:
    return [notice.code for notice in outcome.notices]


def other_desk(words: Words) -> Desk:
    """Sit a second packer down at desk B of the same station."""
    desk = Desk(words.station, Place("B", STAFF[Role.PACKER]), nobody)
    desk.activity = Activity.PACKING
    return desk


# -- two packers ----------------------------------------------------------------------------------


def test_two_packers_may_fill_one_box_and_each_hears_of_the_other(at_desk: Words) -> None:
    pack_under(at_desk, 4)
    packs(at_desk, 1)
    other = other_desk(at_desk)
    taken_up = other.take(Reading(box(1)))
    assert taken_up.notices[0].values == {"box": box(1), "desk": "A"}
    assert notices(other.take(Reading(tube(2)))) == ["box_in_other_hands"]
    assert notices(other.take(Reading(tube(3)))) == []
    assert shown(at_desk).other_seat == "B"
    answer = at_desk.accepts(tube(4))
    assert (notices(answer), answer.notices[0].values["desk"]) == (["box_in_other_hands"], "B")


def test_taking_up_another_box_shows_it(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    at_desk.accepts(box(2))
    again = at_desk.ignores(box(1))
    assert (again.code, Changed.BOX in again.changed) == ("box_already_open", True)
    assert shown(at_desk).code == box(1)


def test_a_box_too_full_is_said_not_forbidden(at_desk: Words) -> None:
    pack_under(at_desk, 2, box_capacity=1)
    packs(at_desk, 1)
    assert notices(at_desk.accepts(tube(2))) == ["box_over_capacity"]


# -- undo -----------------------------------------------------------------------------------------


def test_undo_at_the_packing_place_takes_the_last_tube_out(at_desk: Words) -> None:
    pack_under(at_desk, 2)
    packs(at_desk, 1, 2)
    people = at_desk.people_in(2)
    assert at_desk.accepts(UNDO).values["tube"] == tube(2)
    assert at_desk.accepts(UNDO).values["tube"] == tube(1)
    assert at_desk.refuses(UNDO).code == "nothing_to_undo"
    assert at_desk.people_in(2) == people, "a packer's undo takes no person back"


# -- strangers ------------------------------------------------------------------------------------


def labels(words: Words, first: int, station: str = "") -> None:
    """Put a range of ten tube labels on record, as printed here or by another station."""
    reserved = LabelRange(LabelKind.TUBE, CodeRule("T#{10}"), tube(first), tube(first + 9), 10)
    with words.book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
        draft.record(Kind.LABELS_RESERVED, reserved.to_body())
    if station:
        words.book.db.execute("UPDATE label_range SET station_id = ?", [station])


def test_a_tube_that_is_on_no_list_is_told_by_its_label(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    assert at_desk.refuses(tube(105)).code == "tube_unknown"
    labels(at_desk, 100)
    assert at_desk.refuses(tube(105)).code == "tube_never_opened"
    assert at_desk.refuses(tube(110)).code == "tube_unknown"


def test_a_tube_of_another_station_says_which(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    labels(at_desk, 100, station="7KQ2M9XA")
    answer = at_desk.refuses(tube(105))
    assert (answer.code, answer.values["station"]) == ("tube_of_other_station", "7KQ2M9XA")


# -- bags -----------------------------------------------------------------------------------------


def test_tubes_go_into_the_bag_that_was_scanned_last(at_desk: Words) -> None:
    pack_under(at_desk, 4, bag_rules=BAGS)
    packs(at_desk, 1)
    assert at_desk.accepts("BAG00001").code == "bag_begun"
    packs(at_desk, 2)
    at_desk.accepts("BAG00002")
    packs(at_desk, 3)
    at_desk.restart()
    at_desk.goes_packing()
    packs(at_desk, 4)
    rows = at_desk.station.queries.tubes_in(BoxCode(box(1)))
    assert [row.bag for row in rows] == ["", "BAG00001", "BAG00002", "BAG00002"]
    packed = bodies(at_desk, Kind.TUBE_PACKED)
    assert [one.get("bag") for one in packed] == [None, "BAG00001", "BAG00002", "BAG00002"]
    assert (shown(at_desk).bag, shown(at_desk).in_bag) == ("BAG00002", 2)


def test_a_bag_too_full_is_said(at_desk: Words) -> None:
    pack_under(at_desk, 2, bag_rules=BAGS, bag_capacity=1)
    at_desk.accepts("BAG00001")
    packs(at_desk, 1)
    assert notices(at_desk.accepts(tube(2))) == ["bag_over_capacity"]


def test_a_bag_is_in_one_box_only(at_desk: Words) -> None:
    pack_under(at_desk, 1, bag_rules=BAGS)
    at_desk.accepts("BAG00001")
    packs(at_desk, 1)
    at_desk.accepts(box(2))
    assert shown(at_desk).bag == ""
    answer = at_desk.refuses("BAG00001")
    assert (answer.code, answer.values["box"]) == ("bag_in_other_box", box(1))


def test_without_bags_in_the_round_a_bag_code_means_nothing(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    assert at_desk.refuses("BAG00001").code == "scan_not_understood"


def test_a_bag_at_the_desk_is_named_as_one(at_desk: Words) -> None:
    pack_under(at_desk, 1, bag_rules=BAGS)
    at_desk.goes_collecting()
    assert at_desk.refuses("BAG00001").code == "bag_code_at_desk"


# -- seals ----------------------------------------------------------------------------------------


def notes_seal(words: Words, text: str, number: int = 1) -> Outcome:
    code = BoxCode(box(number))
    return words.desk.perform(lambda at: words.desk.packing.set_seal(at, code, text))


def test_the_seal_number_can_be_noted_before_and_after_sealing(at_desk: Words) -> None:
    pack_under(at_desk, 2)
    packs(at_desk, 1)
    assert notes_seal(at_desk, " sf００１ ").values["seal"] == "SF001"
    assert notes_seal(at_desk, "SF001").code == "seal_same"
    at_desk.accepts(SEAL)
    assert bodies(at_desk, Kind.BOX_SEALED)[0]["seal"] == "SF001"
    assert notes_seal(at_desk, "SF002").is_accepted
    sealing = at_desk.desk.handing_over.queries.sealings(BoxCode(box(1)), "R1")[-1]
    assert sealing.seal == "SF002"
    at_desk.accepts(box(2))
    assert notes_seal(at_desk, "SF002", 2).code == "seal_used"
    assert notes_seal(at_desk, "  ", 2).code == "seal_missing"
    assert notes_seal(at_desk, "SF003", 9).code == "box_unknown"
    assert notes_seal(at_desk, "S\u202eF", 2).code == "text_hidden_characters"


def test_a_seal_vouches_for_the_list_its_manifest_will_carry(at_desk: Words) -> None:
    pack_under(at_desk, 2)
    packs(at_desk, 2, 1)
    at_desk.accepts(SEAL)
    sealed = bodies(at_desk, Kind.BOX_SEALED)[0]
    read = ManifestMaker(at_desk.station, lambda code, **_values: code).box(BoxCode(box(1)))
    assert sealed["hash"] == read.content.hash
    assert sealed["oldest_utc"] == read.content.oldest_utc
    assert (sealed["tubes"], sealed["people"]) == ([tube(2), tube(1)], 6)


def test_a_tube_whose_people_were_moved_out_is_still_on_the_list(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    at_desk.supervisor_comes()
    at_desk.goes_collecting()
    at_desk.accepts(tube(9))
    desk, target = at_desk.desk, TubeCode(tube(9))
    for sample in at_desk.station.queries.samples_in(TubeCode(tube(1))):
        moves = partial(desk.correcting.move_person, sample=sample, to=target, reason="换管")
        assert desk.perform(moves).is_accepted
    at_desk.goes_packing()
    packs(at_desk, 1)
    assert at_desk.accepts(SEAL).values["people"] == 0
    waiting = desk.handing_over.ready()[0]
    assert (waiting.sealing.oldest_utc, waiting.minutes_left) == ("", None)
    assert status(at_desk) == "sealed"


def test_plain_settings_of_an_older_book_are_still_read(at_desk: Words) -> None:
    body = at_desk.station.plan.to_body()
    for key in ("seal_rule", "bag_rules", "bag_capacity"):
        del body[key]
    plan = type(at_desk.station.plan).from_body(body)
    assert plan == at_desk.station.plan
