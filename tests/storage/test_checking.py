"""The check of a book: each counter counts what it is named for; a whole book counts nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

import pytest

from samplepoint.domain.own_codes import Command
from samplepoint.errors import Cancelled
from samplepoint.storage import derivation, fact_rows, long_reads
from samplepoint.storage.book import Book
from samplepoint.storage.checking import RULES, check, quick_check
from tests.desk.words import Words, box, person, tube
from tests.storage.working_book import KEY, digests, new_desk, wrong


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Words]:
    """A desk with four tubes: one in a sealed box, one in an open box, one closed, one open."""
    words = new_desk(tmp_path / "book.db")
    for n in (1, 2, 3):
        words.fills(n, range(10 * n, 10 * n + 3))
    words.goes_packing()
    for n in (1, 2):
        words.accepts(box(n))
        words.accepts(tube(n))
        if n == 1:
            words.scan(Command.SEAL_BOX)
    words.goes_collecting()
    words.fills(4, range(40, 42))
    yield words
    words.book.close()


def test_a_whole_book_counts_nothing(desk: Words) -> None:
    assert wrong(desk.book) == {}


def test_undone_moved_and_voided_people_are_nothing_wrong(desk: Words) -> None:
    desk.undoes()
    desk.accepts(person(49))
    desk.undoes()
    desk.supervisor_comes()
    document = desk.document(person(30))
    (sample,) = desk.station.queries.find_document(document.type, document.identity, "R1")
    desk.desk.correcting.void_tube(desk.desk.place, sample.tube, "leaked")
    assert wrong(desk.book) == {}


SPOILED = {
    "check_tube_over_capacity": ["UPDATE tube SET capacity = 2 WHERE code = 'T0000000001'"],
    "check_tube_count_differs": ["UPDATE tube SET people = 2 WHERE code = 'T0000000001'"],
    "check_sample_without_tube": ["DELETE FROM tube WHERE code = 'T0000000003'"],
    "check_ended_without_sample": ["INSERT INTO ended VALUES ('NOBODY00', 1, 'undone')"],
    "check_box_missing": ["UPDATE tube SET box = 'BX999999' WHERE code = 'T0000000002'"],
    "check_box_count_differs": ["UPDATE box SET tubes = 5 WHERE code = 'BX000002'"],
    "check_sealed_with_open_tube": ["UPDATE tube SET status = 'void' WHERE code = 'T0000000001'"],
    "check_desk_with_two_tubes": ["UPDATE tube SET status = 'open' WHERE code = 'T0000000003'"],
    "check_tally_differs": ["UPDATE tally SET people = people + 1"],
    "check_person_twice": [
        "DROP TRIGGER sample_no_update",
        (
            "UPDATE sample SET (doc_identity, person_key) = ("
            "SELECT doc_identity, person_key FROM sample WHERE tube = 'T0000000001' LIMIT 1) "
            "WHERE tube = 'T0000000004' AND ordinal = 1"
        ),
    ],
    "check_ordinal_gap": [
        "DROP TRIGGER sample_no_update",
        "UPDATE sample SET ordinal = 9 WHERE tube = 'T0000000004' AND ordinal = 2",
    ],
    "check_ordinal_twice": [
        "DROP TRIGGER sample_no_update",
        "UPDATE sample SET ordinal = 1 WHERE tube = 'T0000000004' AND ordinal = 2",
    ],
    "check_chains": [
        "DROP TRIGGER sample_no_update",
        "UPDATE sample SET phone = '1' WHERE tube = 'T0000000004' AND ordinal = 2",
    ],
    "check_erased_without_fact": ["INSERT INTO erased VALUES ('NOBODY00', 1)"],
    "check_derived": ["UPDATE tube SET closed_utc = 'x' WHERE code = 'T0000000003'"],
}
ALONE = {"check_chains", "check_derived", "check_erased_without_fact"}


@pytest.mark.parametrize("code", SPOILED)
def test_what_is_spoiled_is_counted_under_its_name(desk: Words, code: str) -> None:
    for statement in SPOILED[code]:
        desk.book.db.execute(statement)
    found = wrong(desk.book)
    assert code in found
    # What contradicts a rule also contradicts the facts: a row, or the chain that was forged.
    assert code in ALONE or {"check_derived", "check_chains"} & found.keys()
    assert code not in ALONE or set(found) == {code}


def test_every_rule_is_tried_here() -> None:
    assert set(RULES) <= set(SPOILED)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE tube SET people = 2 WHERE code = 'T0000000001'", "T0000000001"),
        ("UPDATE tube SET status = 'open' WHERE code = 'T0000000003'", "A"),
    ],
)
def test_a_counter_names_the_place_and_no_person(desk: Words, statement: str, place: str) -> None:
    desk.book.db.execute(statement)
    with closing(desk.book.open_reader()) as reader:
        places = [place for counter in check(reader) for place in counter.where]
    assert place in places
    assert person(10) not in " ".join(places)


def test_a_fact_about_nothing_does_not_stop_the_check(desk: Words) -> None:
    desk.book.db.execute("DROP TRIGGER fact_no_update")
    desk.undoes()
    desk.book.db.execute(
        "UPDATE fact SET body = json_set(body, '$.sample_seq', 9999) WHERE kind = 'BindingUndone'"
    )
    assert {"check_chains", "check_derived"} <= wrong(desk.book).keys()


def test_a_flipped_page_is_counted_by_the_seals_and_the_chain(desk: Words, tmp_path: Path) -> None:
    desk.book.close()
    path = tmp_path / "book.db"
    whole = path.read_bytes()
    found: set[str] = set()
    for page in range(2, len(whole) // 4096):
        content = bytearray(whole)
        content[page * 4096 + 99] ^= 1
        path.write_bytes(content)
        found |= wrong_if_open(path, desk)
    assert {"check_seals", "check_pages", "check_chains"} <= found
    path.write_bytes(whole)


def wrong_if_open(path: Path, desk: Words) -> set[str]:
    try:
        book = Book(path, KEY, desk.clock)
    except Exception as error:  # noqa: BLE001  # which page opening reads is not the point here
        return {repr(error)}
    found = set(wrong(book))
    book.db.conn.close()
    assert found
    return found


def test_the_check_changes_nothing_and_the_desk_works_meanwhile(desk: Words) -> None:
    before = digests(desk.book.path.parent)
    codes: set[str] = set()
    scanned: list[str] = []

    def scan_once(code: str, _done: int, _total: int) -> None:
        codes.add(code)
        if len(codes) == 1 and not scanned:
            assert digests(desk.book.path.parent)["book.db"] == before["book.db"]
            scanned.append(desk.accepts(person(45)).code)

    with closing(desk.book.open_reader()) as reader:
        counters = check(reader, scan_once)
    assert scanned == ["bound_tube_full"]
    assert not any(counter.count for counter in counters)
    assert wrong(desk.book) == {}


def test_a_check_can_be_cancelled_in_the_middle_of_a_statement(
    desk: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def stop(code: str, _done: int, _total: int) -> None:
        calls.append(code)
        if len(calls) > 1:
            raise Cancelled("cancelled")

    monkeypatch.setattr(long_reads, "_STEPS", 10)
    with closing(desk.book.open_reader()) as reader:
        with pytest.raises(Cancelled):
            check(reader, stop)
        assert not reader.conn.in_transaction
    assert calls == ["checking", "checking"]


def test_the_quick_check_finds_a_whole_book_whole(desk: Words) -> None:
    with closing(desk.book.open_reader()) as reader:
        assert quick_check(reader).count == 0


def test_a_book_without_encryption_is_checked_too(tmp_path: Path) -> None:
    words = new_desk(tmp_path / "plain.db", None)
    words.fills(1, range(3))
    assert wrong(words.book) == {}
    words.book.close()


def test_what_is_being_done_is_said_until_the_next_thing(
    desk: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_reads, "_STEPS", 10)
    monkeypatch.setattr(fact_rows, "_OFTEN", 1)
    monkeypatch.setattr(derivation, "OFTEN", 1)
    said: list[tuple[str, int, int]] = []
    with closing(desk.book.open_reader()) as reader:
        check(reader, lambda *report: said.append(report))
    codes = [code for code, _same in groupby(code for code, _done, _total in said)]
    assert codes == ["checking", "checking_chains", "checking", "checking_derived", "checking"]
    assert len(said) > 10 * len(codes)
