"""Packages onto a stick: on record only when read back there, and again from the outbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplepoint.domain.drives import ReleaseEnd
from samplepoint.errors import Cancelled, Obstacle, Refusal
from samplepoint.services.jobs import Reporter
from samplepoint.services.packaging import Packaging, Scope
from samplepoint.services.sending import send, send_again
from samplepoint.services.stick import Destination, StickDoor
from tests.stick.fake_stick import FakeStick
from tests.travel.city import SUPERVISOR, Town, TownPoint
from tests.travel.introducing import introduce, kinds, known_point


@pytest.fixture
def point(town: Town) -> TownPoint:
    made = known_point(town, "东门小学")
    made.words.fills(1, range(3))
    return made


@pytest.fixture
def stick() -> FakeStick:
    return FakeStick()


@pytest.fixture
def packaging(point: TownPoint) -> Packaging:
    return Packaging(point.words.station, point.folder)


@pytest.fixture
def to(stick: FakeStick) -> Destination:
    door = StickDoor(stick)
    return Destination(door, door.choose())


def test_what_was_read_back_is_handed_over_and_the_stick_let_go_of(
    packaging: Packaging, stick: FakeStick, to: Destination, point: TownPoint
) -> None:
    sent = send(packaging, SUPERVISOR, to)
    assert sent.leave.code == "stick_done"
    assert stick.files == {one.name: one.content for one in sent.safe}
    assert kinds(point) == ["PackageMade", "PackageStored"]
    assert point.words.station.whereabouts.count().handed_over == 3


def test_written_but_not_released_is_still_handed_over(
    packaging: Packaging, stick: FakeStick, to: Destination, point: TownPoint
) -> None:
    stick.release_end = ReleaseEnd.BUSY
    sent = send(packaging, SUPERVISOR, to)
    assert (sent.leave.code, sent.leave.values["why"]) == (
        "stick_not_released",
        "stick_release_busy",
    )
    assert point.words.station.whereabouts.count().handed_over == 3


@pytest.mark.parametrize(("spoil", "code"), [("flip", "stick_mismatch"), ("pull", "stick_gone")])
def test_what_did_not_arrive_is_not_handed_over_and_can_be_written_again(
    packaging: Packaging, stick: FakeStick, to: Destination, point: TownPoint, spoil: str, code: str
) -> None:
    stick.on_read = stick.flip_a_bit if spoil == "flip" else stick.pull
    sent = send(packaging, SUPERVISOR, to)
    assert sent.leave.code == code
    assert sent.safe == ()
    assert kinds(point) == ["PackageMade"]
    assert point.words.station.whereabouts.count().here_only == 3
    stick.plug_in()
    stick.on_read = lambda: None
    again = send_again(packaging, SUPERVISOR, [sent.made[0].number], to)
    assert again.leave.code == "stick_done"
    assert stick.files == {sent.made[0].name: sent.made[0].content}
    assert point.words.station.whereabouts.count().handed_over == 3


def test_a_stick_that_is_gone_costs_no_number(
    packaging: Packaging, stick: FakeStick, to: Destination, point: TownPoint
) -> None:
    stick.pull()
    with pytest.raises(Obstacle) as caught:
        send(packaging, SUPERVISOR, to)
    assert caught.value.code == "stick_gone"
    assert kinds(point) == []


def test_a_cancel_leaves_the_package_in_the_outbox(
    packaging: Packaging, stick: FakeStick, to: Destination, point: TownPoint
) -> None:
    reporter = Reporter()
    stick.on_read = reporter.cancel
    with pytest.raises(Cancelled):
        send(packaging, SUPERVISOR, to, Scope.EVERYTHING, reporter)
    assert kinds(point) == ["PackageMade"]
    (made,) = packaging.every()
    assert made.status == "made"
    assert stick.files == {}


def test_a_copy_that_was_changed_or_sealed_for_another_is_not_sent(
    packaging: Packaging, town: Town, point: TownPoint, to: Destination, tmp_path: Path
) -> None:
    made = packaging.make(SUPERVISOR)[-1]
    content = made.content
    made.path.write_bytes(content[:-1])
    with pytest.raises(Obstacle) as caught:
        send_again(packaging, SUPERVISOR, [made.number], to)
    assert caught.value.code == "package_copy_gone"
    made.path.write_bytes(content)
    other = Town(tmp_path / "elsewhere")
    introduce(other, point)
    with pytest.raises(Refusal) as refused:
        send_again(packaging, SUPERVISOR, [made.number], to)
    assert refused.value.code == "package_for_another"
    other.book.close()
