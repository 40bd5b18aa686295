"""The door to a stick, tried on made-up sticks and on real file systems: one contract for all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samplepoint.domain.drives import ReadWay
from samplepoint.domain.outcomes import Verdict
from samplepoint.errors import Cancelled, Obstacle
from samplepoint.services.jobs import Reporter
from samplepoint.services.stick_outcomes import FilePut, PutEnd
from samplepoint.services.stick_planning import Clash
from tests.stick.media import FakeMedium, Medium, content

FAKES = {"a made-up exFAT stick": "exfat", "a made-up FAT stick": "vfat"}
REAL = [] if sys.platform != "linux" else ["tmpfs", "ext4", "vfat", "exfat"]
SERVED = [] if sys.platform != "linux" else ["exfat by FUSE", "FAT by FUSE", "NTFS by FUSE"]
# One lives in memory; the other is served from an image file, which nobody can be made to forget.
WITHOUT_A_DEVICE = {"tmpfs", "FAT by FUSE"}
WITH_A_DEVICE = [name for name in [*FAKES, *REAL, *SERVED] if name not in WITHOUT_A_DEVICE]

A, B, C = ("A_r1_v001.spkg", content(1)), ("B_r1_v001.spkg", content(2)), ("C.csv", content(3))


def medium_of(name: str, scratch: Path) -> Iterator[Medium]:
    if name in FAKES:
        yield FakeMedium(FAKES[name])
        return
    from tests.stick.file_systems import real_medium  # noqa: PLC0415  # Linux alone

    with real_medium(name, scratch) as medium:
        yield medium


@pytest.fixture(params=[*FAKES, *REAL, *SERVED])
def medium(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Medium]:
    yield from medium_of(request.param, tmp_path)


@pytest.fixture(params=WITH_A_DEVICE)
def medium_with_device(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Medium]:
    yield from medium_of(request.param, tmp_path)


def ends(puts: tuple[FilePut, ...]) -> list[PutEnd]:
    return [put.end for put in puts]


def test_what_is_put_is_there_and_nothing_else(medium: Medium) -> None:
    puts = medium.door.put(medium.drive, [A, B])
    assert ends(puts) == [PutEnd.WRITTEN, PutEnd.WRITTEN]
    assert medium.contents() == dict([A, B])
    assert [put.path for put in puts] == [medium.drive.folder / name for name, _ in (A, B)]


def test_an_empty_file_and_one_of_whole_blocks(medium: Medium) -> None:
    files = [("empty", b""), ("block", content(4, 4096)), ("many", content(5, 3 * 1024 * 1024))]
    assert set(ends(medium.door.put(medium.drive, files))) == {PutEnd.WRITTEN}
    assert medium.contents() == dict(files)
    assert set(ends(medium.door.put(medium.drive, files))) == {PutEnd.THERE}


def test_the_same_again_is_compared_and_not_written(medium: Medium) -> None:
    medium.door.put(medium.drive, [A])
    puts = medium.door.put(medium.drive, [A, B])
    assert ends(puts) == [PutEnd.THERE, PutEnd.WRITTEN]
    assert medium.contents() == dict([A, B])


def test_an_earlier_file_is_never_overwritten(medium: Medium) -> None:
    medium.door.put(medium.drive, [A])
    other, longer = (A[0], content(9)), (A[0], content(9, 400_000))
    for clashing in (other, longer):
        puts = medium.door.put(medium.drive, [clashing, B])
        assert puts[0].end is PutEnd.CLASH
        assert puts[1].is_safe
    assert medium.contents() == dict([A, B])


def test_names_that_differ_in_case_alone_are_one_name(medium: Medium) -> None:
    medium.door.put(medium.drive, [A])
    assert ends(medium.door.put(medium.drive, [(A[0].lower(), B[1])])) == [PutEnd.CLASH]
    assert ends(medium.door.put(medium.drive, [(A[0].lower(), A[1])])) == [PutEnd.THERE]
    assert medium.contents() == dict([A])


def test_a_list_may_take_the_next_free_number(medium: Medium) -> None:
    files = [("list.csv", content(n)) for n in (1, 2, 1, 3)]
    puts = medium.door.put(medium.drive, files, clash=Clash.NUMBER)
    assert [put.path.name for put in puts if put.path] == [
        "list.csv",
        "list-2.csv",
        "list.csv",
        "list-3.csv",
    ]
    assert len(medium.contents()) == 3


def test_nothing_is_written_where_not_everything_has_room(medium: Medium) -> None:
    medium.leave(400_000)
    puts = medium.door.put(medium.drive, [A, B])
    assert ends(puts) == [PutEnd.FULL, PutEnd.NOT_BEGUN]
    assert int(str(puts[0].values["needed"])) >= 600_000
    assert int(str(puts[0].values["free"])) <= 400_000
    assert medium.contents() == {}


def test_a_stick_that_runs_full_meanwhile_keeps_no_half_file(medium: Medium) -> None:
    medium.leave(500_000)
    medium.claim(10_000_000)
    puts = medium.door.put(medium.drive, [A, B])
    assert ends(puts) == [PutEnd.WRITTEN, PutEnd.FULL]
    assert medium.contents() == dict([A])


def test_a_locked_stick_says_so(medium: Medium) -> None:
    medium.protect()
    with pytest.raises(Obstacle) as caught:
        medium.door.check(medium.drive)
    assert caught.value.code == "stick_read_only"
    assert ends(medium.door.put(medium.drive, [A, B])) == [PutEnd.READ_ONLY, PutEnd.NOT_BEGUN]


def test_a_stick_pulled_out_half_way_goes_on_when_it_is_back(medium: Medium) -> None:
    medium.door.put(medium.drive, [A])
    medium.pull_at(100_000)
    puts = medium.door.put(medium.drive, [A, B, C])
    assert ends(puts) == [PutEnd.THERE, PutEnd.GONE, PutEnd.NOT_BEGUN]
    assert ends(medium.door.put(medium.drive, [C])) == [PutEnd.GONE]
    medium.plug_in()
    puts = medium.door.put(medium.drive, [A, B, C])
    assert all(put.is_safe for put in puts)
    assert dict([B, C]).items() <= medium.contents().items()
    assert not [name for name in medium.contents() if name.startswith(".samplepoint")]


def test_one_bit_that_is_not_as_it_was_written_is_found(medium_with_device: Medium) -> None:
    medium = medium_with_device
    medium.spoil_while_written()
    puts = medium.door.put(medium.drive, [A, B])
    assert ends(puts) == [PutEnd.MISMATCH, PutEnd.NOT_BEGUN]
    assert medium.contents() == {}


def test_what_was_read_back_came_from_the_device(medium_with_device: Medium) -> None:
    puts = medium_with_device.door.put(medium_with_device.drive, [A])
    puts += medium_with_device.door.put(medium_with_device.drive, [A])
    assert {put.way for put in puts} == {ReadWay.DEVICE}


class StopsAfter(Reporter):
    """Somebody presses cancel when more than so many bytes were moved."""

    def __init__(self, moved: int) -> None:
        super().__init__()
        self._moved = moved

    def report(self, code: str, done: int, total: int = 0) -> None:
        if code == "stick_moving" and done > self._moved:
            self.cancel()
        super().report(code, done, total)


def test_cancelling_leaves_whole_files_and_no_half_one(medium: Medium) -> None:
    big = ("big.bin", content(7, 2_000_000))

    reporter = StopsAfter(2 * len(A[1]))
    with pytest.raises(Cancelled):
        medium.door.put(medium.drive, [A, big], reporter)
    assert medium.contents() == dict([A])
    assert ends(medium.door.put(medium.drive, [A, big])) == [PutEnd.THERE, PutEnd.WRITTEN]


def test_done_is_said_when_it_may_be_pulled_out(medium: Medium) -> None:
    puts = medium.door.put(medium.drive, [A])
    outcome = medium.door.close(medium.drive, puts)
    assert (outcome.verdict, outcome.code) == (Verdict.ACCEPTED, "stick_done")
    assert medium.door.drives() == []
    medium.plug_in()
    if medium.contents():  # what lives in memory is gone with its mount
        assert medium.contents() == dict([A])


def test_written_but_not_released_is_told_apart(medium: Medium) -> None:
    puts = medium.door.put(medium.drive, [A])
    medium.hold()
    outcome = medium.door.close(medium.drive, puts)
    assert (outcome.verdict, outcome.code) == (Verdict.NEEDS, "stick_not_released")
    assert outcome.values["why"] == "stick_release_busy"
    assert medium.contents() == dict([A])
