"""The QR of a receipt, scanned at the desk while people wait: taken at once, or told why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplepoint.domain.outcomes import Changed
from samplepoint.services.picture import picture
from tests.desk.words import Words, person
from tests.storage.working_book import new_desk
from tests.travel.city import Town, TownPoint
from tests.travel.introducing import known_point, receipt, stores


@pytest.fixture
def point(town: Town) -> TownPoint:
    made = known_point(town, "东门小学")
    made.words.fills(1, range(2))
    town.merges(stores(made).path)
    return made


def counts(words: Words) -> tuple[int, int, int]:
    seen = picture(words.desk).counts
    return seen.stored_here, seen.handed_over, seen.acknowledged


def test_a_scanned_receipt_acknowledges_and_the_desk_goes_on(town: Town, point: TownPoint) -> None:
    assert counts(point.words) == (0, 2, 0)
    answer = point.words.accepts(receipt(town).symbol)
    assert (answer.code, answer.values["people"]) == ("receipt_taken", 2)
    assert Changed.COUNTS in answer.changed
    assert counts(point.words) == (0, 0, 2)
    assert point.words.accepts(person(2)).code == "bound_tube_full"
    assert counts(point.words) == (1, 0, 2)


def test_the_same_receipt_again_acknowledges_nobody_anew(town: Town, point: TownPoint) -> None:
    symbol = receipt(town).symbol
    point.words.accepts(symbol)
    assert point.words.accepts(symbol).values["people"] == 0
    assert counts(point.words) == (0, 0, 2)


def test_a_receipt_of_another_point_is_refused(town: Town, point: TownPoint) -> None:
    west = known_point(town, "西门")
    assert west.words.refuses(receipt(town).symbol).code == "receipt_fits_nothing"


def test_a_point_that_knows_no_supervisor_says_so(tmp_path: Path) -> None:
    words = new_desk(tmp_path / "lone.db")
    assert words.refuses("SPRC" + "0" * 18).code == "hub_missing"
    words.book.close()


def test_a_receipt_with_a_lost_character_is_no_receipt(town: Town, point: TownPoint) -> None:
    assert point.words.refuses(receipt(town).symbol[:-1]).code == "scan_not_understood"
