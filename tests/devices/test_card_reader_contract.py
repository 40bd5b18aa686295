"""What every card reader keeps: the fake, a plug-in that replays a file, and those of makers here.

Each plug-in is tried twice: in this process, and in one of its own as the desk does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from samplepoint.devices.card_reader_apart import ReaderApart
from samplepoint.devices.card_reader_loop import _NOTICES
from samplepoint.devices.card_readers import CardReader, installed_readers, load_reader
from samplepoint.domain.card_fields import CardField
from samplepoint.errors import Obstacle
from tests.devices.fake_card_reader import CARD, FakeCardReader
from tests.devices.plugins_ground import Installed

KNOWN = frozenset(_NOTICES)
WAYS = [
    ("fake", ""),
    *((name, way) for name in ("replay", *installed_readers()) for way in ("here", "apart")),
]


@pytest.fixture(params=WAYS, ids=" ".join)
def reader(request: pytest.FixtureRequest, installed: Installed) -> Iterator[CardReader]:
    name, way = request.param
    if name == "replay":
        installed.replay(CARD, None, {"obstacle": "card_unreadable"})
    if name == "fake":
        yield FakeCardReader([CARD, None, Obstacle("card_unreadable")])
    elif way == "here":
        yield load_reader(name)
    else:
        apart = ReaderApart(name)
        yield apart
        apart.kill()


def code_of(deed: Callable[[], object]) -> str:
    """Do something with a reader; return the code of the obstacle that it met, "" for none."""
    try:
        deed()
    except Obstacle as obstacle:
        return obstacle.code
    return ""


def test_it_closes_without_having_been_opened_and_twice(reader: CardReader) -> None:
    reader.close()
    reader.close()


def test_it_opens_or_says_why_not_and_so_again_after_it_was_closed(reader: CardReader) -> None:
    first = code_of(reader.open)
    reader.close()
    again = code_of(reader.open)
    reader.close()
    assert {first, again} <= {"", *KNOWN}


def test_a_look_gives_known_fields_nothing_or_a_named_obstacle(reader: CardReader) -> None:
    seen: set[CardField] = set()

    def look() -> None:
        reader.open()
        seen.update(reader.poll() or ())

    met = {code_of(look), *(code_of(reader.poll) for _ in range(2))}
    reader.close()
    assert met <= {"", "card_unreadable", *KNOWN}
    assert seen <= set(CardField)


def test_a_look_at_a_closed_reader_is_a_named_obstacle(reader: CardReader) -> None:
    reader.close()
    assert code_of(reader.poll) in KNOWN
