"""What sticks, their owners and their file systems get wrong, each with its name."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from samplepoint.domain import drives as domain_drives
from samplepoint.domain.drives import Drive, ReadWay, ReleaseEnd
from samplepoint.domain.outcomes import Verdict
from samplepoint.errors import Cancelled, Obstacle, Refusal
from samplepoint.services.jobs import Progress, Reporter
from samplepoint.services.stick import StickDoor
from samplepoint.services.stick_outcomes import PutEnd
from tests.stick.fake_stick import FakeStick, no
from tests.stick.media import content

A, B = ("A.spkg", content(1)), ("B.spkg", content(2))


@pytest.fixture
def stick() -> FakeStick:
    return FakeStick()


@pytest.fixture
def door(stick: FakeStick) -> StickDoor:
    return StickDoor(stick)


def put_ends(door: StickDoor, drive: Drive, *files: tuple[str, bytes]) -> list[PutEnd]:
    return [put.end for put in door.put(drive, files)]


# -- the order of the steps --------------------------------------------------------------------


def test_a_file_gets_its_name_after_it_was_read_back(stick: FakeStick, door: StickDoor) -> None:
    puts = door.put(stick.drive, [("A.spkg", b"a few bytes")])
    door.close(stick.drive, puts)
    kept = [step for step in stick.steps if step != "look"]
    assert kept == ["write", "flush", "read", "rename", "settle", "release"]


def test_a_flush_that_lies_is_found_by_reading_back(stick: FakeStick, door: StickDoor) -> None:
    stick.lies = True
    puts = door.put(stick.drive, [A, B])
    assert [put.end for put in puts] == [PutEnd.MISMATCH, PutEnd.NOT_BEGUN]
    assert puts[0].path is None
    assert stick.sizes(stick.drive.folder) == {}
    assert door.close(stick.drive, puts).code == "stick_mismatch"
    assert "release" not in stick.steps


def test_a_reading_back_from_memory_is_told(stick: FakeStick, door: StickDoor) -> None:
    stick.way = ReadWay.MEMORY
    puts = door.put(stick.drive, [A])
    outcome = door.close(stick.drive, puts)
    assert outcome.is_accepted
    assert [notice.code for notice in outcome.notices] == ["stick_from_memory"]


# -- progress and cancelling -------------------------------------------------------------------


class Watched(Reporter):
    """Shows every report, whenever it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Progress] = []

    def report(self, code: str, done: int, total: int = 0) -> None:
        super().report(code, done, total)
        self.seen.append(Progress(code, done, total))


def test_bytes_are_counted_there_and_back(stick: FakeStick, door: StickDoor) -> None:
    reporter = Watched()
    door.put(stick.drive, [A, B], reporter)
    moving = [one for one in reporter.seen if one.code == "stick_moving"]
    whole = 2 * (len(A[1]) + len(B[1]))
    assert {one.total for one in moving} == {whole}
    assert [one.done for one in moving] == sorted(one.done for one in moving)
    assert (moving[0].done, moving[-1].done) == (0, whole)


def test_a_slow_stick_shows_its_progress_in_small_pieces(stick: FakeStick) -> None:
    clock = {"now": 0.0}

    def take_a_second(_written: int) -> None:
        clock["now"] += 1000.0

    stick.on_chunk = take_a_second
    slow, quick = Watched(), Watched()
    big = ("big.bin", content(3, 2_000_000))
    StickDoor(stick, lambda: clock["now"]).put(stick.drive, [big], slow)
    stick.files.clear()
    stick.on_chunk = lambda _written: None
    StickDoor(stick, lambda: clock["now"]).put(stick.drive, [big], quick)
    writing = [[one for one in seen if one.done < len(big[1])] for seen in (slow.seen, quick.seen)]
    assert len(writing[0]) >= 2_000_000 // 65_536
    assert len(writing[1]) < len(writing[0]) // 3


def test_a_cancel_is_noticed_at_the_next_piece(stick: FakeStick, door: StickDoor) -> None:
    reporter = Reporter()
    pieces: list[int] = []

    def cancel(written: int) -> None:
        pieces.append(written)
        reporter.cancel()

    stick.on_chunk = cancel
    with pytest.raises(Cancelled):
        door.put(stick.drive, [A, B], reporter)
    assert pieces == [0]
    assert stick.files == {}


# -- which stick -------------------------------------------------------------------------------


def another(name: str, folder: str = "other") -> Drive:
    stick = FakeStick(name)
    return replace(stick.drive, folder=stick.drive.folder.parent / folder)


def test_no_stick_one_stick_several_sticks(stick: FakeStick, door: StickDoor) -> None:
    assert door.choose().name == "KINGSTON"
    assert door.choose("kingston").name == "KINGSTON"
    stick.others = [another("SANDISK")]
    with pytest.raises(Refusal) as several:
        door.choose()
    assert several.value.values == {"count": 2, "names": "KINGSTON、SANDISK"}
    assert door.choose("SANDISK").folder.name == "other"
    with pytest.raises(Obstacle) as unknown:
        door.choose("LEXAR")
    assert (unknown.value.code, unknown.value.values["wanted"]) == ("stick_unknown", "LEXAR")
    stick.others = []
    stick.pull()
    with pytest.raises(Obstacle) as none:
        door.choose()
    assert none.value.code == "stick_none"


def test_two_sticks_of_one_name_are_told_apart_by_their_folder(
    stick: FakeStick, door: StickDoor
) -> None:
    stick.others = [another("KINGSTON")]
    with pytest.raises(Refusal):
        door.choose("KINGSTON")
    assert door.choose(str(stick.others[0].folder)) == stick.others[0]


def test_a_stick_by_its_letter(stick: FakeStick, door: StickDoor) -> None:
    stick.drive = replace(stick.drive, letter="E:")
    assert door.choose("e").letter == door.choose("E:").letter == "E:"


def test_a_stick_that_nobody_opened_is_named(stick: FakeStick, door: StickDoor) -> None:
    stick.pull()
    stick.closed = ["Kingston DataTraveler"]
    with pytest.raises(Obstacle) as caught:
        door.choose()
    assert caught.value.code == "stick_not_open"
    assert caught.value.values == {"names": "Kingston DataTraveler"}


def test_another_stick_at_the_same_place_is_not_written(stick: FakeStick, door: StickDoor) -> None:
    chosen = stick.drive
    stick.drive = replace(chosen, identity="somebody else's")
    assert put_ends(door, chosen, A) == [PutEnd.GONE]
    with pytest.raises(Obstacle) as caught:
        door.check(chosen)
    assert caught.value.code == "stick_gone"
    assert stick.files == {}


def test_a_stick_changed_between_two_files_is_not_written(
    stick: FakeStick, door: StickDoor
) -> None:
    def change(_written: int) -> None:
        stick.plug_in()

    stick.on_chunk = change
    assert put_ends(door, stick.drive, A, B) == [PutEnd.GONE, PutEnd.NOT_BEGUN]
    assert "rename" not in stick.steps


def test_a_folder_on_a_stick_is_the_stick(stick: FakeStick, door: StickDoor) -> None:
    puts = door.put(stick.drive.folder / "results", [A])
    assert puts[0].values["place"] == "KINGSTON"
    outcome = door.close(stick.drive.folder / "results", puts)
    assert (outcome.code, outcome.values["place"]) == ("stick_stored", "KINGSTON")
    assert "release" not in stick.steps


# -- FAT and names -----------------------------------------------------------------------------


def test_what_is_too_large_for_fat_is_said_beforehand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(domain_drives, "FAT_LARGEST_FILE", 200_000)
    fat = FakeStick(file_system="vfat")
    small = ("small.csv", content(4, 1000))
    puts = StickDoor(fat).put(fat.drive, [A, small])
    assert [put.end for put in puts] == [PutEnd.TOO_LARGE, PutEnd.WRITTEN]
    assert (puts[0].values["size"], puts[0].values["limit"]) == (len(A[1]), 200_000)
    exfat = FakeStick()
    assert put_ends(StickDoor(exfat), exfat.drive, A) == [PutEnd.WRITTEN]


@pytest.mark.parametrize("system", ["vfat", "FAT32", "msdos"])
def test_fat_holds_four_gibibytes_less_one_byte(system: str) -> None:
    assert replace(FakeStick().drive, file_system=system).largest_file == 4_294_967_295


@pytest.mark.parametrize(
    "name",
    ["", "con.csv", "LPT1", "a:b", "a/b", "a\\b", "what?.csv", "名单.csv", "dot.", ".hidden",
     " blank", "tab\t", "x" * 121],
)  # fmt: skip
def test_a_name_that_some_system_refuses_is_not_begun(
    stick: FakeStick, door: StickDoor, name: str
) -> None:
    assert put_ends(door, stick.drive, (name, b"x"), A) == [PutEnd.BAD_NAME, PutEnd.WRITTEN]
    assert list(stick.files) == ["A.spkg"]


def test_two_files_of_one_call_may_not_share_a_name(stick: FakeStick, door: StickDoor) -> None:
    same, other = ("a.SPKG", A[1]), ("a.spkg", B[1])
    assert put_ends(door, stick.drive, A, same, other) == [
        PutEnd.WRITTEN,
        PutEnd.THERE,
        PutEnd.CLASH,
    ]
    assert stick.files == dict([A])


# -- leftovers and ends ------------------------------------------------------------------------


def test_what_was_not_finished_is_swept_and_nothing_else(stick: FakeStick, door: StickDoor) -> None:
    stick.files = {
        ".samplepoint-0123456789abcdef.part": b"half",
        ".SAMPLEPOINT-PROBE.PART": b"half",
        "holiday.part": b"somebody's",
        "samplepoint-0123456789abcdef.part": b"somebody's",
    }
    door.put(stick.drive, [A])
    assert sorted(stick.files) == ["A.spkg", "holiday.part", "samplepoint-0123456789abcdef.part"]


def test_a_check_leaves_nothing(stick: FakeStick, door: StickDoor) -> None:
    door.check(stick.drive)
    assert stick.files == {}
    stick.capacity = 0
    with pytest.raises(Obstacle) as caught:
        door.check(stick.drive)
    assert caught.value.code == "stick_full"


@pytest.mark.parametrize(
    ("number", "end"),
    [
        (errno.EIO, PutEnd.FAILED),
        (errno.EACCES, PutEnd.NOT_ALLOWED),
        (errno.EROFS, PutEnd.READ_ONLY),
        (errno.EFBIG, PutEnd.TOO_LARGE),
        (errno.ENODEV, PutEnd.GONE),
    ],
)
def test_an_error_of_the_system_has_a_name(
    stick: FakeStick, door: StickDoor, number: int, end: PutEnd
) -> None:
    def fail(_written: int) -> None:
        raise no(number)

    stick.on_chunk = fail
    assert put_ends(door, stick.drive, A, B)[0] is end
    assert stick.files == {}


def test_an_error_where_there_is_no_room_is_that(stick: FakeStick, door: StickDoor) -> None:
    def fill(_written: int) -> None:
        stick.files["ballast"] = bytes(stick.capacity)
        raise no(errno.EIO)

    stick.on_chunk = fill
    assert put_ends(door, stick.drive, A, B) == [PutEnd.FULL, PutEnd.NOT_BEGUN]


def test_a_stick_pulled_out_while_it_is_looked_at(stick: FakeStick, door: StickDoor) -> None:
    stick.files = dict([A])
    stick.on_read = stick.pull
    assert put_ends(door, stick.drive, A, B) == [PutEnd.GONE, PutEnd.NOT_BEGUN]


def test_nothing_to_put_is_nothing(stick: FakeStick, door: StickDoor) -> None:
    assert door.put(stick.drive, []) == ()


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (ReleaseEnd.BUSY, "stick_release_busy"),
        (ReleaseEnd.NOT_ALLOWED, "stick_release_not_allowed"),
        (ReleaseEnd.FAILED, "stick_release_failed"),
    ],
)
def test_why_a_stick_was_not_let_go(
    stick: FakeStick, door: StickDoor, end: ReleaseEnd, why: str
) -> None:
    stick.release_end = end
    outcome = door.close(stick.drive, door.put(stick.drive, [A]))
    assert (outcome.verdict, outcome.code) == (Verdict.NEEDS, "stick_not_released")
    assert (outcome.values["why"], outcome.values["count"]) == (why, 1)


def test_a_stick_pulled_out_before_it_was_let_go(stick: FakeStick, door: StickDoor) -> None:
    puts = door.put(stick.drive, [A])
    stick.pull()
    outcome = door.close(stick.drive, puts)
    assert (outcome.code, outcome.values["why"]) == ("stick_not_released", "stick_release_failed")


def test_a_cancel_before_the_release_keeps_what_is_written(
    stick: FakeStick, door: StickDoor
) -> None:
    puts = door.put(stick.drive, [A])
    reporter = Reporter()
    reporter.cancel()
    outcome = door.close(stick.drive, puts, reporter)
    assert (outcome.code, outcome.values["why"]) == ("stick_not_released", "stick_cancelled")
    assert stick.files == dict([A])


def test_counts_say_what_is_new_and_what_was_there(stick: FakeStick, door: StickDoor) -> None:
    door.put(stick.drive, [A])
    outcome = door.close(stick.drive, door.put(stick.drive, [A, B]))
    assert (outcome.code, outcome.values["new"], outcome.values["known"]) == ("stick_done", 1, 1)


def test_the_first_trouble_says_how_many_are_left(stick: FakeStick, door: StickDoor) -> None:
    stick.is_protected = True
    outcome = door.close(stick.drive, door.put(stick.drive, [A, B]))
    assert outcome.verdict is Verdict.REFUSED
    assert (outcome.code, outcome.values["left"]) == ("stick_read_only", 2)


def test_a_made_up_stick_has_no_real_folder() -> None:
    assert not Path(FakeStick().drive.folder).exists()
