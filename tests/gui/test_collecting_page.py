"""What the tube card shows in each state, and that it paints no more than changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from samplepoint.domain.outcomes import Notice, accepted, needs, refused
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.models import history
from samplepoint.gui.models.history import HistoryModel, HistoryRow
from samplepoint.gui.pages.collecting import CollectingPage
from samplepoint.gui.shades import Shade, loud, shade_of
from samplepoint.gui.theme import COUNT, DAY, NIGHT, SMALLEST, Look, Palette, scale_for
from samplepoint.gui.widgets.box_line import BoxLineState
from samplepoint.gui.widgets.ladder import LadderState, grid
from samplepoint.gui.widgets.painting import fitted, in_lines, width_of
from samplepoint.gui.widgets.tube_head import next_step
from samplepoint.services.picture import BoxPicture, DeskPicture, Slot
from tests.gui.conftest import scan_keys
from tests.gui.pages_ground import TUBE, number_of

SOMEBODY = Slot(1, "李*", "self", "9994")


@pytest.fixture
def page(window: MainWindow) -> CollectingPage:
    shown = window.pages.currentWidget()
    assert isinstance(shown, CollectingPage)
    return shown


@pytest.fixture
def seen(window: MainWindow) -> DeskPicture:
    assert window.workplace.picture is not None
    return window.workplace.picture


def test_the_card_follows_the_tube(window: MainWindow, page: CollectingPage) -> None:
    assert page.head.state.next_code == "next_tube"
    scan_keys(window, TUBE)
    assert (page.head.state.tube, page.head.state.people) == (TUBE, 0)
    scan_keys(window, number_of(1))
    assert page.head.state.people == 1
    assert [slot.number_end for slot in page.ladder.state.slots] == [number_of(1)[-4:]]
    assert page.box_line.state is not None
    assert page.box_line.state.today == 1


@pytest.mark.parametrize(
    ("order", "tube", "people", "wanted"),
    [
        ("tube first", "", 0, "next_tube"),
        ("tube first", TUBE, 0, "next_first_person"),
        ("tube first", TUBE, 3, "next_person"),
        ("people first", "", 0, "next_group_person"),
        ("people first", "", 3, "next_person_or_tube"),
        ("people first", "", 10, "next_group_tube"),
    ],
)
def test_the_card_says_what_to_scan_next(
    seen: DeskPicture, order: str, tube: str, people: int, wanted: str
) -> None:
    slots = (SOMEBODY,) * people
    here = replace(seen, tube=tube, slots=slots, is_people_first=order == "people first")
    assert next_step(here) == wanted


@pytest.mark.parametrize("capacity", [1, 2, 5, 10, 13, 20, 30, 50])
def test_every_place_of_any_pool_stands_free_inside_the_ladder(
    page: CollectingPage, capacity: int
) -> None:
    page.ladder.show_state(LadderState(capacity, (SOMEBODY,), is_open=True))
    boxes = [page.ladder.box(index) for index in range(capacity)]
    least = page.ladder.look.px(SMALLEST)
    for n, box in enumerate(boxes):
        assert page.ladder.rect().contains(box)
        assert box.height() >= least
        assert not any(box.intersects(other) for other in boxes[n + 1 :])
    columns, rows = grid(capacity)
    assert (columns * rows) - columns < capacity <= columns * rows


def test_a_new_person_repaints_two_places(
    page: CollectingPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    repainted: list[QRect] = []
    page.ladder.show_state(LadderState(10, (SOMEBODY,) * 3, is_open=True))
    monkeypatch.setattr(page.ladder, "update", repainted.append)
    page.ladder.show_state(LadderState(10, (SOMEBODY,) * 4, is_open=True))
    assert repainted == [page.ladder.box(3), page.ladder.box(4)]


def test_the_same_numbers_repaint_nothing(
    page: CollectingPage, seen: DeskPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    repainted: list[object] = []
    page.show_picture(seen)
    for part in (page.head, page.ladder, page.box_line):
        monkeypatch.setattr(part, "update", repainted.append)
    page.show_picture(seen)
    assert repainted == []


def test_the_line_counts_down_to_the_limit_of_the_oldest_sample(seen: DeskPicture) -> None:
    box = BoxPicture("BX000001", (("T1", 10), ("T2", 9)), 20)
    waiting = replace(seen.counts, oldest_minutes=250)
    line = BoxLineState.of(replace(seen, box=box, counts=waiting))
    assert (line.box, line.tubes, line.late_in) == ("BX000001", 2, -10)
    assert BoxLineState.of(seen).late_in is None


@pytest.mark.parametrize("length", [4, 12, 40])
@pytest.mark.parametrize("scale", [0.667, 1.0, 1.41])
def test_a_code_of_any_length_is_painted(
    page: CollectingPage, window: MainWindow, length: int, scale: float
) -> None:
    window.workplace.wear(replace(window.workplace.look, scale=scale))
    page.head.show_state(replace(page.head.state, tube="T" + "0" * (length - 1), capacity=10))
    assert not page.head.grab().isNull()


@pytest.mark.parametrize(
    "name", ["阿卜杜热西提·阿卜杜克里木·买买提艾力·图尔荪江", "Wolfeschlegelsteinhausen"]
)
def test_long_names_are_cut_inside_their_place(page: CollectingPage, name: str) -> None:
    slots = (replace(SOMEBODY, name=name),) * 49
    page.ladder.show_state(LadderState(50, slots, is_open=True))
    assert not page.ladder.grab().isNull()


def test_a_text_is_made_smaller_before_it_is_cut_and_never_tiny() -> None:
    look = Look()
    text = "第 50 人 " * 4
    font = fitted(look.font, text, width_of(look.font(60), text), COUNT)
    assert width_of(font, text) <= width_of(look.font(60), text)
    assert fitted(look.font, text * 9, 100, COUNT).pixelSize() == SMALLEST


def test_a_line_is_broken_at_its_dots_first() -> None:
    font = Look().font(23)
    text = "居民身份证 130102********9994 · 已存盘"
    assert in_lines(text, font, width_of(font, text) - 5).splitlines() == text.split(" · ")
    assert in_lines(text, font, 2000) == text


# -- how answers look ----------------------------------------------------------------------------


def test_four_kinds_of_answer_are_told_apart() -> None:
    assert shade_of(accepted("person_bound")) is Shade.ACCEPTED
    assert shade_of(accepted("bound_tube_full")) is Shade.FULL
    assert shade_of(refused("already_sampled")) is Shade.REFUSED
    assert shade_of(needs("confirm_old_number")) is Shade.WARNING


def test_a_missing_name_is_not_shouted() -> None:
    quiet, warned = Notice("name_missing_notice"), Notice("vaccinated_48h")
    assert loud(accepted("person_bound").noticing((quiet, warned))) == (warned,)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 counts it."""

    def light(value: str) -> float:
        parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
def test_every_text_has_enough_contrast(palette: Palette) -> None:
    pairs = [
        (palette.ink, palette.card),
        (palette.ink, palette.paper),
        (palette.muted, palette.card),
        (palette.muted, palette.paper),
        (palette.muted, palette.line),
        (palette.bar_ink, palette.bar),
        (palette.bar_muted, palette.bar),
        (palette.marked_ink, palette.marked),
    ]
    for shade in Shade:
        pairs.append((palette.on_colour, shade.fill(palette)))
        pairs.append((shade.ink(palette), palette.card))
        pairs.append((shade.ink(palette), shade.soft(palette)))
        pairs.append((palette.ink, shade.soft(palette)))
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 4.5} == {}


def test_the_design_is_drawn_for_1366_by_768() -> None:
    assert scale_for(1366, 768) == 1.0
    assert scale_for(910, 512) * 1.5 == pytest.approx(1.0, abs=0.01)


# -- the list ------------------------------------------------------------------------------------


def test_the_list_is_a_sound_model_and_keeps_to_its_bound(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(history, "MOST_ROWS", 4)
    monkeypatch.setattr(history, "SHOWN_ROWS", 3)
    model = HistoryModel(window.workplace)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for n in range(6):
        model.add(HistoryRow(f"09:41:{n:02d}", accepted("tube_opened", tube=TUBE, capacity=n)))
    model.reworded()
    assert model.rowCount() == 3
    newest = model.index(0).data(Qt.ItemDataRole.UserRole)
    assert isinstance(newest, HistoryRow)
    assert newest.at == "09:41:05"
    assert newest.shade is Shade.ACCEPTED
    model.fetchMore(QModelIndex())
    assert model.rowCount() == 4
    assert not model.canFetchMore(QModelIndex())
    assert model.index(3).data(Qt.ItemDataRole.UserRole).at == "09:41:02"


def test_a_warned_person_is_a_warning_in_the_list(window: MainWindow) -> None:
    outcome = accepted("person_bound", name="李*", relation="self", number="9", ordinal=1)
    row = HistoryRow("09:41:00", outcome.noticing((Notice("vaccinated_48h"),)))
    window.history.add(row)
    assert row.shade is Shade.WARNING
    assert window.history.index(0).data() == "李* · 第 1 人  48 小时内接种，请按通知处理"
