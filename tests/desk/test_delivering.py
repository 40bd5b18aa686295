"""Manifests on their way to a stick: recorded first, and after a no a number to go on with."""

from __future__ import annotations

import pytest

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.staff import Role
from samplepoint.errors import Obstacle
from samplepoint.services import delivering, exporting
from samplepoint.services.delivering import Delivered
from samplepoint.services.exporting import Wanted
from samplepoint.services.jobs import Reporter
from samplepoint.services.manifest_files import FileKind
from samplepoint.services.printing import Say
from samplepoint.services.station import Place
from samplepoint.services.stick import Destination, StickDoor
from samplepoint.services.stick_outcomes import PutEnd
from samplepoint.wording import Language
from tests.desk.words import STAFF, Words, box, tube
from tests.formats.manifests import wording
from tests.stick.fake_stick import FakeStick

SUPERVISOR = Place("A", STAFF[Role.SUPERVISOR])
QUICK = (FileKind.CSV, FileKind.JSON)
FILES = [f"manifest-{box(n)}-E000{n}.{form}" for n in (1, 2) for form in ("csv", "json")]


@pytest.fixture
def stick() -> FakeStick:
    return FakeStick()


@pytest.fixture
def to(stick: FakeStick) -> Destination:
    return Destination(StickDoor(stick), stick.drive)


@pytest.fixture
def packed(at_desk: Words) -> Words:
    """Give a point where boxes 1 and 2 are sealed, a tube in each."""
    for number in (1, 2):
        at_desk.fills(number, range(number * 3, number * 3 + 3))
    at_desk.sit_down(Role.PACKER)
    at_desk.goes_packing()
    for number in (1, 2):
        for code in (box(number), tube(number), "SPCSEAL"):
            at_desk.accepts(code)
    return at_desk


def deliver(packed: Words, to: Destination, reporter: Reporter | None = None) -> list[Delivered]:
    wanted = [Wanted((BoxCode(box(number)),), QUICK) for number in (1, 2)]
    say = wording(Language.CHINESE).say
    return delivering.deliver(packed.station, SUPERVISOR, wanted, to, say, reporter)


def again(packed: Words, to: Destination, *numbers: int) -> list[Delivered]:
    def say_in(language: str) -> Say:
        return wording(Language(language)).say

    return delivering.deliver_again(packed.station, SUPERVISOR, numbers, to, say_in)


def numbers(packed: Words) -> set[str]:
    return {one["number"] for one in exporting.exports(packed.station)}


def test_every_file_arrives_and_the_stick_may_be_pulled_out(
    packed: Words, stick: FakeStick, to: Destination
) -> None:
    made = deliver(packed, to)
    puts = [put for one in made for put in one.puts]
    assert {put.end for put in puts} == {PutEnd.WRITTEN}
    assert sorted(stick.files) == FILES
    assert to.close(puts).code == "stick_done"


@pytest.mark.parametrize("trouble", ["gone", "locked", "full"])
def test_nothing_is_recorded_where_nothing_can_be_written(
    packed: Words, stick: FakeStick, to: Destination, trouble: str
) -> None:
    stick.is_in = trouble != "gone"
    stick.is_protected = trouble == "locked"
    stick.capacity = 0 if trouble == "full" else stick.capacity
    with pytest.raises(Obstacle) as caught:
        deliver(packed, to)
    code = {"gone": "stick_gone", "locked": "stick_read_only", "full": "stick_full"}[trouble]
    assert caught.value.code == code
    assert numbers(packed) == set()


def test_a_stick_that_fails_half_way_leaves_a_number_to_go_on_with(
    packed: Words, stick: FakeStick, to: Destination
) -> None:
    written: list[int] = []

    def pull_in_the_third(_before: int) -> None:
        written.append(len(stick.files))
        if len(stick.files) == 3:
            stick.pull()

    check = stick.on_chunk
    stick.on_chunk = pull_in_the_third
    with pytest.raises(Obstacle) as caught:
        deliver(packed, to)
    values = caught.value.values
    assert (caught.value.code, values["why"]) == ("export_not_stored", "stick_gone")
    assert (values["label"], values["stored"], values["left"]) == ("E0002", 1, 0)
    assert (values["place"], values["folder"]) == ("KINGSTON", str(stick.drive.folder))
    stick.plug_in()
    stick.on_chunk = check
    made = again(packed, to, 1, 2)
    assert [put.end for put in made[0].puts] == [PutEnd.THERE, PutEnd.THERE]
    assert sorted(stick.files) == FILES


def test_a_bad_bit_is_told_with_what_to_do(
    packed: Words, stick: FakeStick, to: Destination
) -> None:
    stick.on_read = stick.flip_a_bit
    with pytest.raises(Obstacle) as caught:
        deliver(packed, to)
    assert caught.value.values["why"] == "stick_mismatch"
    said = wording(Language.ENGLISH).error(caught.value)
    assert "What was read back is not what was written" in said
    assert "use another one" in said


def test_room_that_is_missing_is_told_in_numbers(
    packed: Words, stick: FakeStick, to: Destination
) -> None:
    stick.files["ballast"] = bytes(stick.capacity - 1500)
    with pytest.raises(Obstacle) as caught:
        deliver(packed, to)
    said = wording(Language.ENGLISH).error(caught.value)
    assert "kB needed, 1.5 kB free" in said


def test_a_cancel_while_a_recorded_export_is_written_is_no_silence(
    packed: Words, stick: FakeStick, to: Destination
) -> None:
    reporter = Reporter()

    def cancel(_written: int) -> None:
        if not any("probe" in name for name in stick.files):
            reporter.cancel()

    stick.on_chunk = cancel
    with pytest.raises(Obstacle) as caught:
        deliver(packed, to, reporter)
    assert caught.value.values["why"] == "stick_cancelled"
    assert stick.files == {}
    stick.on_chunk = lambda _written: None
    assert [one.label for one in again(packed, to, 1)] == ["E0001"]
    assert sorted(stick.files) == FILES[:2]
