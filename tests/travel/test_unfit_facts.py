"""Facts that are signed and in order, and that no desk writes: refused by name, nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samplepoint.domain.facts import FactLine, Kind
from samplepoint.errors import Damage
from tests.formats.packages import OLDER, PLAN, STATION, chained
from tests.storage.working_book import wrong
from tests.travel.stations import Hub, new_hub

LINK = bytes(range(32))


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = new_hub(tmp_path / "hub.db")
    yield made
    made.book.close()


def refuses(hub: Hub, lines: list[FactLine]) -> str:
    """Offer facts, and return why they are not taken in; the book must be as it was."""
    before = hub.state()
    with pytest.raises(Damage) as caught:
        hub.takes(lines)
    assert hub.state() == before
    assert wrong(hub.book) == {}
    return caught.value.code


def going_on(station: str, continued: str, first: int = 5) -> list[FactLine]:
    """Return facts of a station that says it continues another one."""
    deeds = [(Kind.BOOK_RESTORED, {"continues": continued}), (Kind.BOX_OPENED, {"box": "BX000001"})]
    return chained(deeds, station, first, LINK)


@pytest.mark.parametrize("number", [2**63, 2**64 - 1, -(2**63) - 1])
def test_a_number_that_no_table_holds(hub: Hub, number: int) -> None:
    plan = (Kind.ROUND_OPENED, PLAN.to_body())
    tube = (Kind.TUBE_OPENED, {"tube": "T0000000001", "capacity": number})
    assert refuses(hub, chained([plan, tube])) == "facts_unfit"


def test_a_book_that_continues_itself(hub: Hub) -> None:
    assert refuses(hub, going_on(STATION, STATION)) == "facts_unfit"


def test_two_books_that_continue_each_other(hub: Hub) -> None:
    hub.takes(going_on(STATION, OLDER))
    assert refuses(hub, going_on(OLDER, STATION, first=9)) == "facts_unfit"


def test_books_that_continue_each_other_in_a_ring(hub: Hub) -> None:
    for station, continued in (("AAAAAAAA", "BBBBBBBB"), ("BBBBBBBB", "CCCCCCCC")):
        hub.takes(going_on(station, continued))
    assert refuses(hub, going_on("CCCCCCCC", "AAAAAAAA")) == "facts_unfit"
    hub.takes(going_on("CCCCCCCC", "DDDDDDDD"))


def test_a_book_whose_earlier_part_has_not_arrived_is_not_damaged(hub: Hub) -> None:
    assert hub.takes(going_on(STATION, OLDER)) == (2, 0)
    assert wrong(hub.book) == {}
