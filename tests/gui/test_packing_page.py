"""The packing page: what is in the box, what lies loose, and taking a tube out by a second scan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.readings import Reading
from samplepoint.gui.keys import Verb
from samplepoint.gui.models.loose_tubes import LooseTube, LooseTubes
from samplepoint.gui.pages.packing import PackingPage
from samplepoint.gui.widgets.box_rack import RackState
from samplepoint.gui.workplace import Workplace
from samplepoint.wording import Language, Wording
from tests.gui.pages_ground import BOX, OTHER_TUBE, TUBE, WORDS, fill_tube, scan, workplace_in


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path, pool_size=3)
    fill_tube(place, TUBE, 0, 3)
    fill_tube(place, OTHER_TUBE, 10, 2)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace) -> PackingPage:
    page = PackingPage(workplace)
    qtbot.addWidget(page)
    page.resize(888, 624)
    page.show()
    scan(workplace, "SPCPACK")
    return page


def give(page: PackingPage, workplace: Workplace, code: str) -> None:
    """Give a scan as the window does."""
    workplace.take(Reading(code))


def loose(page: PackingPage) -> list[str]:
    return [row.code for row in page.loose.rows]


def boxed(page: PackingPage) -> list[str]:
    return [code for code, _people in page.rack.state.tubes]


def test_the_rack_fills_and_the_list_empties(page: PackingPage, workplace: Workplace) -> None:
    assert loose(page) == [TUBE, OTHER_TUBE]
    scan(workplace, BOX, TUBE)
    assert (boxed(page), loose(page)) == ([TUBE], [OTHER_TUBE])
    assert page.rack.state.people == 3
    page.grab()


def test_the_seal_key_seals_the_box_of_this_seat(page: PackingPage, workplace: Workplace) -> None:
    scan(workplace, BOX, TUBE)
    assert page.does(Verb.CLOSE_TUBE)
    assert page.rack.state.code == ""
    assert workplace.desk.station.queries.open_boxes("R1") == []


def test_a_key_then_a_scan_takes_a_tube_out(page: PackingPage, workplace: Workplace) -> None:
    scan(workplace, BOX, TUBE, OTHER_TUBE)
    assert page.does(Verb.UNDO)
    page.grab()
    give(page, workplace, TUBE)
    assert (boxed(page), loose(page)) == ([OTHER_TUBE], [TUBE])
    give(page, workplace, TUBE)
    assert boxed(page) == [OTHER_TUBE, TUBE]


def test_the_printed_code_takes_a_tube_out_too(page: PackingPage, workplace: Workplace) -> None:
    scan(workplace, BOX, TUBE)
    give(page, workplace, "SPCUNPACK")
    assert page.is_taking_out
    give(page, workplace, "SPCUNPACK")
    assert page.is_taking_out
    give(page, workplace, TUBE)
    assert (boxed(page), page.is_taking_out) == ([], False)


@pytest.mark.parametrize("way", ["key", "code", "box"])
def test_taking_out_can_be_left(page: PackingPage, workplace: Workplace, way: str) -> None:
    scan(workplace, BOX, TUBE)
    page.take_out()
    if way == "key":
        assert page.does(Verb.BACK)
    else:
        give(page, workplace, {"code": "SPCNO", "box": BOX}[way])
    assert not page.is_taking_out
    assert boxed(page) == [TUBE]


def test_a_loose_tube_cannot_be_taken_out(
    qtbot: QtBot, page: PackingPage, workplace: Workplace
) -> None:
    scan(workplace, BOX)
    page.take_out()
    with qtbot.waitSignal(workplace.answered) as answered:
        give(page, workplace, TUBE)
    outcome = answered.args[0]
    assert isinstance(outcome, Outcome)
    assert outcome.code == "tube_not_boxed"
    assert boxed(page) == []


def test_other_keys_mean_the_same_as_everywhere(page: PackingPage) -> None:
    assert not page.does(Verb.SUPERVISE)
    assert not page.does(Verb.BACK)


def test_going_back_to_the_desk_ends_taking_out(page: PackingPage, workplace: Workplace) -> None:
    page.take_out()
    scan(workplace, "SPCCOLLECT")
    assert not page.is_taking_out


@pytest.mark.parametrize(
    ("tubes", "capacity", "grid"),
    [(0, 20, (5, 4)), (21, 20, (5, 5)), (3, 6, (5, 4)), (0, 96, (10, 10))],
)
def test_a_fuller_box_has_more_rows(tubes: int, capacity: int, grid: tuple[int, int]) -> None:
    state = RackState(BOX, tuple((f"T{n}", 1) for n in range(tubes)), capacity)
    assert state.grid == grid


def test_the_loose_tubes_are_a_sound_model(qtbot: QtBot) -> None:
    wording = Wording(WORDS)
    model = LooseTubes(wording)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show([LooseTube(TUBE, 2, 3, "2026-01-12T01:41:00.000Z", 480)])
    wording.language = Language.ENGLISH
    model.speak()
    row = [model.index(0, column).data() for column in range(3)]
    assert row == ["T00 0110 0037", "2/3", "09:41"]
    model.show([])
    assert model.rowCount() == 0
