"""A supervisor's book with more points than one file can be sealed for: a file for each hundred."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from samplepoint.domain.findings import Ruling
from samplepoint.domain.outcomes import Verdict as Answer
from samplepoint.errors import Obstacle, Refusal
from samplepoint.formats.age_box import MOST_RECIPIENTS
from samplepoint.formats.minisign import SigningKey
from samplepoint.formats.package import (
    decode_package,
    decrypt_package,
    open_package,
    verify_package,
)
from samplepoint.services import packaging as packaging_module
from samplepoint.services import sending
from samplepoint.services.decisions import take_decisions
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import FileVerdict, Verdict, packages_in
from samplepoint.services.packaging import MadeFile, Packaging
from samplepoint.services.quarantine import Quarantine
from samplepoint.services.sending import send
from samplepoint.services.stick import Destination, StickDoor
from samplepoint.storage import book_keys
from tests.desk.words import person, tube
from tests.formats.refusing import code_of
from tests.stick.fake_stick import FakeStick
from tests.storage.working_book import wrong
from tests.travel.city import SUPERVISOR, Town, TownPoint
from tests.travel.many_points import enrols_light_points

LIGHT = 228


@pytest.fixture
def identities(town: Town) -> dict[str, str]:
    return enrols_light_points(town, LIGHT)


@pytest.fixture
def points(town: Town, identities: dict[str, str]) -> tuple[TownPoint, TownPoint]:
    """Return the first and the last of 230 points, at which one person was twice."""
    assert len(identities) == LIGHT
    first, last = town.has_point("一号点"), town.has_point("龙王庙")
    first.words.fills(2, range(3, 6))
    last.words.accepts(tube(90))
    last.words.accepts(person(4))
    last.words.closes()
    town.merges(first.packs(), last.packs())
    (found,) = town.findings.undecided()
    kept = next(nth for nth, place in enumerate(found.places) if place["point"] == "一号点")
    town.findings.decide(SUPERVISOR, found, Ruling.KEEP_ONE, "问过本人", kept)
    return first, last


def made_at(town: Town) -> list[MadeFile]:
    """Let the supervisor's book write its packages into a folder of their own."""
    outbox = town.folder / "outbox"
    outbox.mkdir(exist_ok=True)
    return Packaging(town.station, outbox).make(SUPERVISOR)


def takes(point: TownPoint, files: Sequence[Path]) -> list[FileVerdict]:
    """Let a point merge files as they lie on a stick."""
    quarantine = point.folder / "quarantine"
    quarantine.mkdir(exist_ok=True)
    return list(Merging(point.words.station, quarantine).merge(SUPERVISOR, files))


def test_every_point_can_read_one_file_and_the_names_tell_which(
    town: Town, identities: dict[str, str], points: tuple[TownPoint, TownPoint]
) -> None:
    made = made_at(town)
    assert [len(one.readers) for one in made] == [100, 100, 30]
    everybody = [*identities, *(point.name for point in points)]
    assert [name for one in made for name in one.readers] == sorted(everybody)
    assert [one.number for one in made] == [1, 2, 3]
    assert len({one.name for one in made}) == len(made)
    key = SigningKey(book_keys.read(town.book.db).sign_seed).public
    proven = [verify_package(open_package(one.content), key) for one in made]
    # A key of each file, and its neighbour's.
    for name in ("采样点00000", "采样点00098", "采样点00150", "采样点00227"):
        able = [one for one in proven if code_of(decrypt_package, one, identities[name]) == ""]
        (at,) = (nth for nth, one in enumerate(made) if name in one.readers)
        assert able == [proven[at]]
        facts = decode_package(decrypt_package(able[0], identities[name])).facts
        assert len(facts) == made[at].facts


def test_packages_are_a_chain_across_groups_and_turns(
    town: Town, points: tuple[TownPoint, TownPoint]
) -> None:
    assert points
    made = made_at(town)
    told = [json.loads(open_package(one.content).manifest_bytes) for one in made]
    again = [open_package(one.content).untrusted for one in made_at(town)]
    assert [one["previous"] for one in told] == ["", made[0].sha256, made[1].sha256]
    assert [one.head.number for one in again] == [4, 5, 6]
    assert again[0].head.previous == made[2].sha256
    assert [len(one["sealed_for"]) for one in told] == [MOST_RECIPIENTS, MOST_RECIPIENTS, 30]


def test_a_point_takes_its_own_and_leaves_the_rest(
    town: Town, points: tuple[TownPoint, TownPoint]
) -> None:
    first, last = points
    files = [one.path for one in made_at(town)]
    for point, place in ((first, 0), (last, 2)):
        told = takes(point, packages_in([files[0].parent]))
        expected = [Verdict.OTHERS] * 3
        expected[place] = Verdict.ACCEPT
        assert [one.verdict for one in told] == expected
        assert {(one.code, one.point) for one in told if one.verdict is Verdict.OTHERS} == {
            ("merge_others", "督导")
        }
        assert list((point.folder / "quarantine").iterdir()) == []
        own = "SELECT kind FROM fact WHERE station_id = ?"
        rows = point.book.db.conn.execute(own, (point.book.station_id,))
        kinds = [kind for (kind,) in rows]
        assert kinds.count("PackageMerged") == 1
        assert "PackageRefused" not in kinds
        assert wrong(point.book) == {}
    assert last.words.people_in(90) == []
    assert person(4) in first.words.people_in(2)


def test_seeing_every_third_number_is_no_gap(
    town: Town, points: tuple[TownPoint, TownPoint]
) -> None:
    last, early = points[1], [one.path for one in made_at(town)]
    early_copies = []
    for path in early:
        early_copies.append(path.with_name(f"early-{path.name}"))
        early_copies[-1].write_bytes(path.read_bytes())
    late = [one.path for one in made_at(town)]
    told = takes(last, [*late, *early_copies, *late])
    ours = [(one.verdict, one.number) for one in told if one.verdict is not Verdict.OTHERS]
    assert ours == [(Verdict.ACCEPT, 6), (Verdict.OLDER, 3), (Verdict.DUPLICATE, 6)]
    assert wrong(last.book) == {}


def test_a_long_book_is_written_in_pieces_for_each_group(
    town: Town, points: tuple[TownPoint, TownPoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packaging_module, "MOST_FACTS", 90)
    files = [one.path for one in made_at(town)]
    assert len(files) == 9
    last = points[1]
    told = takes(last, files[6:])
    (gap,) = (one for one in told if one.verdict is not Verdict.OTHERS)
    assert gap.verdict is Verdict.GAP
    assert gap.missing == ((town.book.station_id, 1, 180),)
    (again,) = (one for one in takes(last, files[6:]) if one.verdict is not Verdict.OTHERS)
    assert (again.verdict, again.missing) == (Verdict.DUPLICATE, gap.missing)
    assert person(4) in last.words.people_in(90)
    told = takes(last, [*files[3:6], *files[:3]])
    ours = [one.verdict for one in told if one.verdict is not Verdict.OTHERS]
    assert ours == [Verdict.GAP, Verdict.ACCEPT]
    assert last.words.people_in(90) == []
    assert wrong(last.book) == {}


def test_a_piece_that_is_too_long_in_bytes_is_halved(
    town: Town, points: tuple[TownPoint, TownPoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samplepoint.formats.package.LARGEST_PLAIN", 128 * 1024 + 60_000)
    made = made_at(town)
    assert len(made) == 3 * 2
    told = takes(points[0], [one.path for one in made])
    ours = [one.verdict for one in told if one.verdict is not Verdict.OTHERS]
    assert ours == [Verdict.ACCEPT] * 2


def test_any_of_the_files_leads_to_the_one_for_this_point(
    town: Town, points: tuple[TownPoint, TownPoint]
) -> None:
    last, files = points[1], [one.path for one in made_at(town)]
    # Somebody else's package lies there too.
    (files[0].parent / "a-point.spkg").write_bytes(points[0].packs().read_bytes())
    (files[0].parent / "cut.spkg").write_bytes(files[0].read_bytes()[:1000])
    outcome = take_decisions(last.words.station, SUPERVISOR, last.folder / "quarantine", files[0])
    assert (outcome.code, outcome.values["number"]) == ("decisions_taken", 3)
    assert last.words.people_in(90) == []
    again = take_decisions(last.words.station, SUPERVISOR, last.folder / "quarantine", files[1])
    assert again.code == "decisions_known"


def test_a_point_for_which_nothing_is_there_is_told_so(
    town: Town, points: tuple[TownPoint, TownPoint]
) -> None:
    first, last = points
    town.revokes(last, "笔记本丢失")
    files = [one.path for one in made_at(town)]
    outcome = take_decisions(last.words.station, SUPERVISOR, last.folder / "quarantine", files[2])
    assert (outcome.verdict, outcome.code) == (Answer.REFUSED, "decisions_for_others")
    assert outcome.values["files"] == 3
    with pytest.raises(Refusal) as caught:
        take_decisions(first.words.station, SUPERVISOR, first.folder, last.packs())
    assert caught.value.code == "decisions_from_a_point"


def test_a_cover_that_was_changed_is_no_reason_to_leave_a_file(
    town: Town, points: tuple[TownPoint, TownPoint], tmp_path: Path
) -> None:
    """Otherwise whoever changes a mark keeps a decision from a point, and nobody hears of it."""
    last, file = points[1], made_at(town)[2]
    marks = json.loads(open_package(file.content).manifest_bytes)["sealed_for"]
    spoiled = file.content
    for mark in marks:
        spoiled = spoiled.replace(mark.encode(), b"00000000" if mark != "00000000" else b"0000000f")
    (tmp_path / "changed.spkg").write_bytes(spoiled)
    (told,) = takes(last, [tmp_path / "changed.spkg"])
    assert told.verdict is Verdict.DAMAGED


def test_a_strangers_file_for_others_is_still_a_strangers(
    town: Town, points: tuple[TownPoint, TownPoint], tmp_path: Path
) -> None:
    other = Town(tmp_path / "elsewhere")
    enrols_light_points(other, 3)
    file = made_at(other)[0].path
    (told,) = takes(points[0], [file])
    assert (told.verdict, told.code) == (Verdict.QUARANTINE, "signer_not_for_points")
    other.book.close()
    assert town.book.is_hub


def test_what_turns_out_to_be_for_others_leaves_the_quarantine(
    town: Town, points: tuple[TownPoint, TownPoint]
) -> None:
    first, file = points[0], made_at(town)[1]
    folder = first.folder / "quarantine"
    folder.mkdir()
    (folder / file.name).write_bytes(file.content)
    kept = Quarantine(first.words.station, folder)
    assert [one.verdict for one in kept.look(SUPERVISOR)] == [Verdict.OTHERS]
    assert kept.files() != []
    list(kept.merge(SUPERVISOR, kept.files()))
    assert kept.files() == []


def test_a_supervisors_earlier_copies_make_room(
    town: Town, points: tuple[TownPoint, TownPoint]
) -> None:
    assert points
    early, late = made_at(town), made_at(town)
    assert {one.name for one in (town.folder / "outbox").iterdir()} == {one.name for one in late}
    packaging = Packaging(town.station, town.folder / "outbox")
    assert packaging.copy_of(late[1].number).content == late[1].content
    with pytest.raises(Obstacle) as caught:
        packaging.copy_of(early[1].number)
    assert caught.value.code == "package_copy_gone"


@pytest.mark.parametrize("capacity", [8_000_000, 60_000])
def test_files_go_to_the_stick_a_few_at_a_time(
    town: Town,
    points: tuple[TownPoint, TownPoint],
    monkeypatch: pytest.MonkeyPatch,
    capacity: int,
) -> None:
    assert points
    monkeypatch.setattr(sending, "_AT_ONCE", 1)
    stick = FakeStick()
    stick.capacity = capacity
    outbox = town.folder / "outbox"
    outbox.mkdir()
    door = StickDoor(stick)
    sent = send(Packaging(town.station, outbox), SUPERVISOR, Destination(door, door.choose()))
    assert stick.files == {one.name: one.content for one in sent.safe}
    status = [one.status for one in reversed(Packaging(town.station, outbox).every())]
    if capacity > 1_000_000:
        assert (sent.leave.code, status) == ("stick_done", ["stored"] * 3)
    else:
        assert [str(put.end) for put in sent.puts] == ["written", "full", "not_begun"]
        assert (sent.leave.code, status) == ("stick_full", ["stored", "made", "made"])
