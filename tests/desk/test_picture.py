"""What the desk shows: masked, counted, and as old as the oldest sample."""

from __future__ import annotations

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.services.picture import picture
from tests.desk.words import Words, box, person, tube


def test_the_queue_sees_masks_only(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    at_desk.types(PersonEntry(DocumentType.RESIDENT_ID, person(1), "欧阳娜娜"))
    slot = picture(at_desk.desk).slots[0]
    assert (slot.ordinal, slot.name, slot.number_end) == (1, "欧阳**", person(1)[-4:])


def test_counts_follow_what_is_bound_and_undone(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.undoes()
    counts = picture(at_desk.desk).counts
    assert (counts.today, counts.last_hour, counts.stored_here) == (2, 2, 2)


def test_yesterdays_people_are_stored_but_not_of_today(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.clock.jump(24 * 3600)
    counts = picture(at_desk.desk).counts
    assert (counts.today, counts.last_hour, counts.stored_here) == (0, 0, 3)


def test_the_clock_of_the_oldest_sample_ends_when_the_courier_takes_it(at_desk: Words) -> None:
    assert picture(at_desk.desk).counts.oldest_minutes == -1
    at_desk.fills(1, range(1, 4))
    at_desk.clock.jump(65 * 60)
    assert picture(at_desk.desk).counts.oldest_minutes == 65
    at_desk.goes_packing()
    at_desk.accepts(box(1))
    at_desk.accepts(tube(1))
    assert picture(at_desk.desk).counts.oldest_minutes == 65
    at_desk.accepts("SPCSEAL")
    shown = picture(at_desk.desk)
    assert (shown.counts.oldest_minutes, shown.ready_boxes) == (65, 1)
    hand_over = at_desk.desk.handing_over.hand_over
    at_desk.desk.perform(lambda at: hand_over(at, [BoxCode(box(1))], HandoverEntry("陈师傅")))
    shown = picture(at_desk.desk)
    assert (shown.counts.oldest_minutes, shown.ready_boxes) == (-1, 0)


def test_the_box_of_the_seat_is_shown_with_its_tubes(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.goes_packing()
    at_desk.accepts(box(1))
    at_desk.accepts(tube(1))
    shown = picture(at_desk.desk).box
    assert shown is not None
    assert (shown.code, shown.tubes, shown.capacity) == (box(1), ((tube(1), 3),), 20)


def test_people_who_wait_for_a_tube_stand_in_the_slots(people_first: Words) -> None:
    people_first.accepts(person(1))
    shown = picture(people_first.desk)
    assert (shown.tube, shown.capacity, len(shown.slots)) == ("", 3, 1)
