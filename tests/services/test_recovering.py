"""Every PIN is forgotten: the key from the safe opens the book, and the book remembers it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from samplepoint.domain.facts import Kind
from samplepoint.domain.staff import Role
from samplepoint.errors import SamplepointError
from samplepoint.services.opening import NewStaff, Staffing, open_book
from samplepoint.services.recovering import Recovered, Recovery, Source, entrust
from samplepoint.services.upkeep import Restore
from samplepoint.storage.book import create_book
from samplepoint.storage.key_copies import key_copies, place_on
from samplepoint.storage.key_file import KeyFile, previous_of
from tests.desk.words import Words, person
from tests.services.kept_point import CHEAP, PIN, REGISTRARS_PIN, Point, new_point
from tests.storage.test_recovery import OTHER_RECIPIENT, OTHER_SAFE, RECIPIENT, SAFE
from tests.storage.working_book import wrong

NEW_PIN = "975310"
WANTED = NewStaff("周", Role.SUPERVISOR, NEW_PIN)


@pytest.fixture
def point(tmp_path: Path) -> Iterator[Point]:
    """A point with three people in a tube, entrusted to the safe."""
    point = new_point(tmp_path)
    point.desk.fills(1, range(3))
    entrust(point.shelf, point.key, RECIPIENT)
    yield point
    point.close()


def recover(point: Point, source: Source = Source.BOOK, safe: str = SAFE) -> Recovered:
    return Recovery(point.shelf, safe).recover(WANTED, point.clock, source, cost=CHEAP)


def facts_of(words: Words, kind: Kind) -> list[tuple[str, dict[str, object]]]:
    rows = words.book.db.conn.execute(
        "SELECT staff_id, body FROM fact WHERE kind = ? ORDER BY seq", (str(kind),)
    )
    return [(staff_id, json.loads(body)) for staff_id, body in rows]


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(SamplepointError) as caught:
        deed()
    return caught.value.code


def forget_every_pin(path: Path) -> None:
    """Leave nothing in a key file but what lies in the safe."""
    document = orjson.loads(path.read_bytes())
    path.write_bytes(orjson.dumps({**document, "slots": []}))


def test_the_safe_lets_a_new_supervisor_in_and_the_people_are_there(point: Point) -> None:
    point.close()
    forget_every_pin(point.shelf.files.keys)
    done = recover(point)
    words = point.opened_again(NEW_PIN)
    assert words.people_in(1) == [person(0), person(1), person(2)]
    assert done.kept == ()
    assert not wrong(words.book)
    words.book.close()


def test_the_book_says_who_came_in_and_when(point: Point) -> None:
    point.close()
    done = recover(point)
    words = point.opened_again(NEW_PIN)
    ((by, body),) = facts_of(words, Kind.BOOK_RECOVERED)
    assert by == body["id"] == done.staff.id
    assert (body["recipient"], body["keys"]) == (RECIPIENT, "keys.json")
    assert {one.id for one in words.station.queries.staff()} > {done.staff.id}
    words.book.close()


def test_pins_of_before_stay_and_are_named(point: Point) -> None:
    point.close()
    done = recover(point)
    assert [one.staff_name for one in done.kept] == ["赵", "王"]
    for pin in (PIN, REGISTRARS_PIN, NEW_PIN):
        point.opened_again(pin).book.close()
    assert KeyFile.read(point.shelf.files.keys).recovery_recipient == RECIPIENT


def test_a_second_forgetting_is_no_trouble(point: Point) -> None:
    point.close()
    recover(point)
    recover(point)
    words = point.opened_again(PIN)
    assert len(facts_of(words, Kind.BOOK_RECOVERED)) == 2
    words.book.close()


# -- when more than the PINs is lost -----------------------------------------------------------


def test_a_lost_book_comes_back_from_its_backup(point: Point) -> None:
    made = point.backing_up.backup(point.place)
    point.close()
    point.shelf.files.book.unlink()
    forget_every_pin(point.shelf.files.keys)
    done = recover(point)
    assert done.restored
    assert done.restored.backup == made.backup
    words = point.opened_again(NEW_PIN)
    assert words.people_in(1) == [person(0), person(1), person(2)]
    assert facts_of(words, Kind.BOOK_RESTORED)[0][0] == done.staff.id
    words.book.close()


def test_nothing_left_but_a_stick_with_backups(point: Point, tmp_path: Path) -> None:
    point.backing_up.backup(point.place)
    point.close()
    (tmp_path / "new laptop").mkdir()
    files = replace(
        point.shelf.files,
        book=tmp_path / "new laptop" / "book.db",
        keys=tmp_path / "new laptop" / "keys.json",
    )
    point.shelf = replace(point.shelf, files=files)
    done = recover(point)
    assert done.keys_from.startswith("keys-")
    words = point.opened_again(NEW_PIN)
    assert words.people_in(1) == [person(0), person(1), person(2)]
    words.book.close()


def test_a_damaged_book_is_named_and_then_replaced_by_its_backup(point: Point) -> None:
    point.backing_up.backup(point.place)
    point.close()
    book = point.shelf.files.book
    book.write_bytes(b"spoiled" * 2000)
    assert code_of(lambda: recover(point)) == "book_unreadable"
    done = recover(point, Source.BACKUP)
    assert done.restored
    assert done.restored.aside
    assert done.restored.aside.read_bytes().startswith(b"spoiled")
    point.opened_again(NEW_PIN).book.close()


@pytest.mark.parametrize("loss", ["lost", "damaged"])
def test_lost_keys_are_made_anew_from_those_beside_the_backup(point: Point, loss: str) -> None:
    point.backing_up.backup(point.place)
    point.close()
    keys = point.shelf.files.keys
    previous_of(keys).unlink()
    keys.unlink()
    if loss == "damaged":
        keys.write_bytes(b"{")
    recover(point)
    for pin in (PIN, NEW_PIN):
        point.opened_again(pin).book.close()
    assert keys.with_name("keys.json.damaged").exists() == (loss == "damaged")


def test_who_was_retired_does_not_come_back_with_an_old_copy(point: Point) -> None:
    """The safe's part of the key file is spoiled; the copy beside the back-up is from before."""
    point.backing_up.backup(point.place)
    (registrar,) = [
        one for one in KeyFile.read(point.shelf.files.keys).slots if one.role != "supervisor"
    ]
    Staffing(point.station, point.place, point.shelf.files.keys, point.key, CHEAP).retire(
        registrar.staff_id
    )
    point.close()
    for path in (point.shelf.files.keys, previous_of(point.shelf.files.keys)):
        document = orjson.loads(path.read_bytes())
        del document["recovery"]
        path.write_bytes(orjson.dumps(document))
    recover(point)
    assert code_of(lambda: point.opened_again(REGISTRARS_PIN)) == "pin_wrong"
    assert KeyFile.read(point.shelf.files.keys).open_with_recovery([SAFE]) == point.key
    (copy,) = key_copies(point.shelf.backups)
    assert code_of(lambda: KeyFile.read(copy).open_with_pin(REGISTRARS_PIN)) == "pin_wrong"


def test_keys_of_an_older_book_beside_the_backups_are_passed_over(point: Point) -> None:
    older = KeyFile.create(point.shelf.backups / "keys-00000000.json", cost=CHEAP)
    older.add_recovery(bytes(32), RECIPIENT)
    older.save()
    point.backing_up.backup(point.place)
    point.close()
    point.shelf.files.keys.unlink()
    previous_of(point.shelf.files.keys).unlink()
    (point.shelf.backups / "keys-00000000.json").touch()
    recover(point)
    for pin in (PIN, NEW_PIN):
        point.opened_again(pin).book.close()


# -- refused by name ---------------------------------------------------------------------------


def test_the_key_of_another_safe_is_refused_and_nothing_changes(point: Point) -> None:
    point.close()
    before = point.shelf.files.book.read_bytes(), point.shelf.files.keys.read_bytes()
    assert code_of(lambda: recover(point, safe=OTHER_SAFE)) == "recovery_wrong_key"
    assert (point.shelf.files.book.read_bytes(), point.shelf.files.keys.read_bytes()) == before


def test_a_point_that_was_never_enrolled_says_so(tmp_path: Path) -> None:
    point = new_point(tmp_path)
    point.close()
    assert code_of(lambda: recover(point)) == "recovery_none"
    point.shelf.files.keys.unlink()
    assert code_of(lambda: recover(point)) == "key_file_missing"


def test_a_key_that_fits_the_keys_but_not_the_book_is_said(point: Point) -> None:
    point.close()
    point.shelf.files.book.unlink()
    create_book(point.shelf.files.book, bytes(32), point.clock, practice=True).close()
    assert code_of(lambda: recover(point)) == "book_unreadable"


def test_without_book_and_backup_there_is_nothing_to_open(point: Point) -> None:
    point.close()
    point.shelf.files.book.unlink()
    assert code_of(lambda: recover(point)) == "backup_missing"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (NewStaff("周", Role.SUPERVISOR, "12"), "pin_shape"),
        (NewStaff(" ", Role.SUPERVISOR, NEW_PIN), "name_missing"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_before_anything_moves(
    point: Point, wanted: NewStaff, code: str
) -> None:
    point.backing_up.backup(point.place)
    point.close()
    recovery = Recovery(point.shelf, SAFE)
    assert code_of(lambda: recovery.recover(wanted, point.clock, Source.BACKUP)) == code
    assert not list(point.shelf.files.book.parent.glob("book-before-restore*"))


def test_a_key_file_that_cannot_be_written_leaves_a_record_and_no_way_in(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: KeyFile) -> None:
        raise SamplepointError("disk_full")

    point.close()
    monkeypatch.setattr(KeyFile, "save", full)
    assert code_of(lambda: recover(point)) == "disk_full"
    assert code_of(lambda: point.opened_again(NEW_PIN)) == "pin_wrong"
    words = point.opened_again(PIN)
    assert len(facts_of(words, Kind.BOOK_RECOVERED)) == 1
    words.book.close()


# -- entrusting --------------------------------------------------------------------------------


def test_a_recipient_that_comes_after_the_first_backup_reaches_the_copy(tmp_path: Path) -> None:
    point = new_point(tmp_path)
    point.backing_up.backup(point.place)
    assert entrust(point.shelf, point.key, RECIPIENT) == ()
    (copy,) = key_copies(point.shelf.backups)
    assert KeyFile.read(copy).open_with_recovery([SAFE]) == point.key
    point.close()


def test_a_new_hub_replaces_the_old_one_everywhere(point: Point, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    point.shelf = replace(point.shelf, second=tmp_path / "stick")
    point.backing_up.backup(point.place)
    entrust(point.shelf, point.key, OTHER_RECIPIENT)
    point.close()
    copies = [
        *key_copies(point.shelf.backups),
        *key_copies(place_on(tmp_path / "stick", point.key)),
    ]
    assert len(copies) == 2
    for path in (point.shelf.files.keys, previous_of(point.shelf.files.keys), *copies):
        assert KeyFile.read(path).open_with_recovery([OTHER_SAFE]) == point.key
    assert code_of(lambda: recover(point)) == "recovery_wrong_key"
    recover(point, safe=OTHER_SAFE)


def test_a_stick_that_is_not_there_is_named_and_caught_up_by_its_next_backup(
    point: Point, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    point.shelf = replace(point.shelf, second=stick)
    point.backing_up.backup(point.place)
    stick.rename(tmp_path / "pulled out")
    place = place_on(stick, point.key)
    assert entrust(point.shelf, point.key, OTHER_RECIPIENT) == (str(place),)
    (tmp_path / "pulled out").rename(stick)
    point.backing_up.backup(point.place)
    (copy,) = key_copies(place)
    assert KeyFile.read(copy).recovery_recipient == OTHER_RECIPIENT


def test_a_restore_with_the_keys_of_the_backup_keeps_the_safe(point: Point) -> None:
    point.backing_up.backup(point.place)
    point.close()
    point.shelf.files.keys.unlink()
    restore = Restore(point.shelf, PIN)
    restore.put_back(restore.rehearse(), point.clock)
    open_book(point.shelf.files, PIN, point.clock).book.close()
    assert KeyFile.read(point.shelf.files.keys).open_with_recovery([SAFE]) == point.key
