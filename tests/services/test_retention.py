"""People are erased after their time: not a trace of two hundred of them, and all counts stay."""

from __future__ import annotations

import pytest

from samplepoint.domain.facts import Kind
from samplepoint.domain.staff import Role
from samplepoint.errors import Damage
from samplepoint.storage import backup, derivation, erasing, fact_rows
from samplepoint.storage.erased_rows import erased_numbers, is_erased
from samplepoint.storage.restoring import newest_good
from tests.desk.words import STAFF, person, tube
from tests.services.planted import (
    PEOPLE,
    Planted,
    bodies,
    entry,
    erase,
    samples,
    traces,
)
from tests.storage.working_book import STAFF_ID, derived, wrong

# -- not a trace -----------------------------------------------------------------------------------


def test_the_planted_people_are_found_before(point: Planted, key: bytes | None) -> None:
    point.backing_up.backup(point.place)
    point.desk.types(entry(300))
    found = " ".join(traces(point))
    assert "book.db:" in found
    assert "book.db-wal:" in found
    assert "book-2026" in found
    for n in (0, 149, 155, 170, PEOPLE - 1):
        assert person(n) in found


def test_nothing_of_two_hundred_people_is_found_afterwards(old: Planted) -> None:
    old.backing_up.backup(old.place)
    done = erase(old)
    assert traces(old) == []
    assert done.people == samples(old)
    assert done.roster == 30
    assert done.unreached == []


def test_nothing_is_found_after_a_restart_either(old: Planted) -> None:
    erase(old)
    old.restart()
    assert traces(old) == []
    assert old.retention.preview().is_nothing


def test_a_book_too_large_for_memory_is_written_anew_by_way_of_a_file(
    old: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "_MOST_IN_MEMORY", 0)
    erase(old)
    assert traces(old) == []
    (store,) = old.desk.book.db.conn.execute("PRAGMA temp_store").fetchone()
    assert int(store) == 2  # back in memory


def test_counts_tubes_boxes_and_audit_stay(old: Planted) -> None:
    head = old.desk.book.head[0]
    before = counts(old, head)
    erase(old)
    assert counts(old, head) == before
    assert not wrong(old.desk.book)


def counts(point: Planted, head: int) -> list[object]:
    """Return what stays: every count, tube, box, handover and who did what when."""
    execute = point.desk.book.db.conn.execute
    tables = ("tube", "box", "tally", "ended", "staff", "handover_box", "printing")
    kept = [execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    audit = "SELECT station_id, seq, kind, at_utc, desk, staff_id, hash FROM {} WHERE seq <= ?"
    return [
        *kept,
        *(execute(audit.format(table), (head,)).fetchall() for table in ("fact", "sample")),
        execute("SELECT tube, ordinal, doc_type, relation FROM sample ORDER BY seq").fetchall(),
        execute("SELECT courier, received_by, temperature_c, people FROM handover").fetchall(),
    ]


def test_the_chain_is_checkable_and_a_rebuild_gives_the_same(old: Planted) -> None:
    erase(old)
    before = derived(old.desk.book)
    assert derivation.rebuild(old.desk.book.db) == old.desk.book.head[0]
    assert derived(old.desk.book) == before
    assert fact_rows.check_chains(old.desk.book.db) == old.desk.book.head[0]


def test_the_desk_goes_on_afterwards(old: Planted) -> None:
    erase(old)
    desk = old.desk
    desk.accepts(person(3))
    desk.accepts(tube(2000))
    assert not wrong(desk.book)


def test_who_was_erased_is_found_by_nobody(old: Planted) -> None:
    document = old.desk.document(person(30))
    queries = old.desk.station.queries
    assert queries.find_document(document.type, document.identity, "R1")
    erase(old)
    assert not queries.find_document(document.type, document.identity, "R1")


# -- on record -------------------------------------------------------------------------------------


def test_the_book_says_what_was_erased(old: Planted) -> None:
    total = samples(old)
    erase(old)
    said = bodies(old, Kind.PERSONS_ERASED)
    assert sum(int(str(one["people"])) for one in said) == total
    assert sum(int(str(one["roster"])) for one in said) == 30
    assert said[0]["rounds"] == ["R1"]
    assert said[0]["days"] == 60
    assert str(said[0]["limit_utc"]).startswith("2026-01-13")
    assert said[0]["by"] == STAFF_ID or said[0]["by"] == STAFF[Role.SUPERVISOR].id
    (finished,) = bodies(old, Kind.ERASURE_FINISHED)
    assert finished["backup"] == backup.list_backups(old.shelf.backups)[0].name


def test_an_erased_fact_is_known_as_such(old: Planted) -> None:
    erase(old)
    station = old.desk.book.station_id
    erased = erased_numbers(old.desk.book.db, station, 1, 1000)
    for line in fact_rows.lines_of(old.desk.book.db, station):
        assert is_erased(old.desk.book.db, station, line[1]) == (line[1] in erased)
        assert line[2] != Kind.PERSON_BOUND or line[1] in erased


def test_people_of_one_round_stay_apart_without_their_numbers(old: Planted) -> None:
    erase(old)
    keys = [key for (key,) in old.desk.book.db.conn.execute("SELECT person_key FROM sample")]
    assert len(set(keys)) == len(keys)
    assert max(keys) < 0


# -- what is damage --------------------------------------------------------------------------------


def damaged(point: Planted, *statements: str) -> str:
    for statement in statements:
        point.desk.book.db.execute(statement)
    with pytest.raises(Damage) as caught:
        fact_rows.check_chains(point.desk.book.db)
    return caught.value.code


def test_a_mark_that_no_fact_covers_is_damage(point: Planted) -> None:
    station = point.desk.book.station_id
    assert damaged(point, f"INSERT INTO erased VALUES ('{station}', 3)") == "erased_unclaimed"


def test_a_marked_fact_that_still_tells_of_somebody_is_damage(old: Planted) -> None:
    erase(old)
    undo = ("DROP TRIGGER sample_no_update", "UPDATE sample SET name = '赵' WHERE ordinal = 2")
    assert damaged(old, *undo) == "erased_not_empty"
    assert "check_chains" in wrong(old.desk.book)


def test_an_emptied_fact_without_a_mark_is_damage(old: Planted) -> None:
    erase(old)
    assert damaged(old, "DELETE FROM erased WHERE seq = 3") == "chain_broken"


def test_a_backup_with_such_a_mark_is_not_restored(point: Planted) -> None:
    point.backing_up.backup(point.place)
    station = point.desk.book.station_id
    point.desk.book.db.execute(f"INSERT INTO erased VALUES ('{station}', 3)")
    bad = backup.make_backup(point.desk.book, point.shelf.backups).backup
    found = newest_good(point.shelf.backups, point.key)
    assert found.bad == ((bad, "erased_unclaimed"),)


@pytest.mark.parametrize("table", ["fact", "sample"])
def test_facts_are_closed_to_everybody_else_afterwards(old: Planted, table: str) -> None:
    erase(old)
    for deed in (f"UPDATE {table} SET gesture = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="append-only"):
            old.desk.book.db.execute(deed)
