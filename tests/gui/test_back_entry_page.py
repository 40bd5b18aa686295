"""Back-entry in the real window: a paper form typed by the keyboard alone, and nothing lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.people import Relation
from samplepoint.gui.keys import MENU, Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.gui.shades import Shade
from tests.gui.back_entry_ground import OLD, UYGHUR, Typist, answer, samples, taken
from tests.gui.conftest import PIN, handle_of, page_of
from tests.gui.pages_ground import NUMBER, OTHER_TUBE, TUBE, number_of


@pytest.fixture
def hands(window: MainWindow) -> Typist:
    typist = Typist(window)
    window.do(Verb.BACK_ENTRY)
    return typist


# -- the fast way --------------------------------------------------------------------------------


def test_ten_people_cost_four_enters_each_and_three_keys_more(
    window: MainWindow, hands: Typist
) -> None:
    rows = [(number_of(at), "张伟", "13800000000", f"09{at:02d}") for at in range(10)]
    hands.head()
    for row in rows:
        hands.cells(*row)
    hands.store()
    bare = len("F-07" + TUBE) + sum(len("".join(row)) for row in rows)
    assert hands.keys - bare == 4 * len(rows) + 3
    assert answer(window) == ("已补录", "T00 0110 0037 · 10 人")
    assert taken(window) == [f"01-12 09:{at:02d}" for at in range(10)]
    assert {one.person.phone for one in samples(window)} == {"13800000000"}


def test_what_is_stored_is_marked_and_the_page_is_empty_for_the_next_tube(
    window: MainWindow, hands: Typist
) -> None:
    hands.head()
    hands.person(0, UYGHUR, "0930")
    hands.store()
    sample = samples(window)[0]
    assert (sample.person.name, sample.person.flags) == (UYGHUR, ("back_entered",))
    page = hands.page
    assert page.draft.filled == []
    assert page.sheet.head.tube.text() == ""
    assert "F-07" in page.answer_strip.text
    assert hands.is_in(page.sheet.head.form)
    hands.head("", OTHER_TUBE)
    assert not page.answer_strip.isVisible()
    assert page.draft.number == "F-07"


def test_enter_after_the_last_person_leads_to_the_key(hands: Typist, window: MainWindow) -> None:
    hands.head()
    hands.person(0, taken="0930")
    hands.cells("")
    assert hands.is_in(hands.page.store_key)
    hands.cells("")
    assert len(samples(window)) == 1


def test_tab_stops_at_every_cell_and_arrows_change_the_row(hands: Typist) -> None:
    line = hands.line(1)
    hands.go(line.number)
    seen = []
    for _cell in line.cells:
        seen.append(hands.page.focusWidget())
        hands.press(Qt.Key.Key_Tab)
    assert seen == list(line.cells.values())
    hands.press(Qt.Key.Key_Down)
    assert hands.is_in(hands.line(3).number)
    for _step in range(3):
        hands.press(Qt.Key.Key_Up)
    assert hands.is_in(hands.page.sheet.head.tube)


def test_a_key_and_the_menu_open_it_and_escape_keeps_the_draft(
    window: MainWindow, hands: Typist
) -> None:
    hands.head()
    hands.cells(NUMBER)
    hands.write("张")
    window.do(Verb.BACK)
    assert page_of(window) is PageName.COLLECTING
    assert Verb.BACK_ENTRY in MENU
    QTest.keyClick(handle_of(window), Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    QTest.qWait(0)
    row = hands.page.draft.rows[0]
    assert (row.number.text, row.name) == (NUMBER, "张")
    assert hands.is_in(hands.line(1).name)


def test_a_lock_keeps_the_draft_and_takes_no_key_into_it(window: MainWindow, hands: Typist) -> None:
    hands.head()
    hands.person(0, taken="0930")
    hands.go(hands.line(1).name)
    window.do(Verb.LOCK)
    hands.press(Qt.Key.Key_Backspace)
    hands.store()
    hands.cells(PIN)
    assert not window.workplace.desk.is_locked
    assert samples(window) == []
    assert hands.page.draft.rows[0].name == "张伟"


# -- days and times ------------------------------------------------------------------------------


def test_a_night_runs_over_midnight_from_the_day_of_its_first_row(
    window: MainWindow, hands: Typist
) -> None:
    hands.press(Qt.Key.Key_F8)
    assert "昨天" in hands.page.sheet.head.day_key.text()
    hands.head()
    for at, time in enumerate(("2350", "23：58", "", "5", "0:10")):
        hands.person(at, taken=time if time != "5" else "0005")
    assert hands.line(5).time.text() == "00:10+1"
    hands.store()
    assert taken(window) == [
        "01-11 23:50",
        "01-11 23:58",
        "01-11 23:58",
        "01-12 00:05",
        "01-12 00:10",
    ]


def test_the_first_row_needs_a_time_and_is_gone_to(window: MainWindow, hands: Typist) -> None:
    hands.head()
    hands.person(0)
    hands.person(1, taken="0930")
    hands.store()
    assert samples(window) == []
    assert "没有时间" in hands.line(1).trouble.text()
    assert hands.is_in(hands.line(1).time)


@pytest.mark.parametrize("time", ["2460", "9", "٠٩٣٠", "上午"])
def test_a_time_nobody_can_read_is_said_at_its_row(hands: Typist, time: str) -> None:
    hands.head()
    hands.person(0, taken="0930")
    hands.person(1, taken=time)
    assert "看不懂时间" in hands.line(2).trouble.text()
    assert hands.line(2).time.property("state") == "bad"


def test_tomorrow_is_refused_until_the_day_is_changed(window: MainWindow, hands: Typist) -> None:
    hands.head()
    hands.person(0, taken="2200")
    hands.store()
    assert "还没有到" in hands.line(1).trouble.text()
    hands.press(Qt.Key.Key_F8)
    assert not hands.line(1).trouble.isVisible()
    hands.store()
    assert taken(window) == ["01-11 22:00"]


def test_a_day_that_is_no_day_is_said_above(hands: Typist) -> None:
    hands.head()
    hands.person(0, taken="0930")
    hands.replace(hands.page.sheet.head.day, "1301")
    hands.store()
    assert "看不懂日期" in hands.page.state.text()
    assert hands.is_in(hands.page.sheet.head.day)


# -- people --------------------------------------------------------------------------------------


def test_full_width_digits_are_digits_and_arabic_ones_are_refused(hands: Typist) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in NUMBER)
    hands.head()
    hands.cells(wide, "张伟", "", "0930")
    hands.cells("١٣٠١٠٢١٩٩٠٠١٠١٩٩٩٣")
    assert hands.line(1).draft.number.text == NUMBER
    assert "只能有数字" in hands.line(2).trouble.text()


def test_a_number_at_rest_is_masked_and_whole_under_the_cursor(hands: Typist) -> None:
    hands.head()
    hands.cells(NUMBER)
    number = hands.line(1).number
    assert number.text() == f"130102********{NUMBER[-4:]}"
    hands.go(number)
    assert number.text() == NUMBER


def test_an_old_number_is_asked_about_once(window: MainWindow, hands: Typist) -> None:
    hands.head()
    hands.cells(OLD, "张伟", "", "0930")
    hands.store()
    assert (window.outcome_panel.shade, samples(window)) == (Shade.WARNING, [])
    assert "没有校验位" in hands.line(1).trouble.text()
    hands.store()
    assert samples(window)[0].person.document.number == OLD


def test_a_child_under_a_parents_number_is_asked_for_the_relation(
    window: MainWindow, hands: Typist
) -> None:
    hands.head()
    hands.person(0, taken="0930")
    hands.cells(number_of(0))
    assert "第 1 行" in hands.page.state.text()
    hands.cells("小明")
    assert hands.is_in(hands.line(2).relation)
    hands.write("2")
    hands.cells("", "", "")
    hands.store()
    assert [one.person.relation for one in samples(window)] == [Relation.SELF, Relation.SON]


def test_nobody_is_turned_away_without_a_document(window: MainWindow, hands: Typist) -> None:
    hands.head()
    hands.press(Qt.Key.Key_F9)
    assert hands.is_in(hands.line(1).name)
    hands.cells("", "", "0930")
    hands.store()
    assert "没有姓名" in hands.line(1).trouble.text()
    assert hands.is_in(hands.line(1).name)
    hands.write("无名")
    hands.store()
    document = samples(window)[0].person.document
    assert (document.type, document.identity[:2]) == (DocumentType.NONE, "LS")


def test_a_wrong_number_is_kept_when_somebody_insists(window: MainWindow, hands: Typist) -> None:
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    hands.head()
    hands.cells(wrong)
    assert "校验不符" in hands.line(1).trouble.text()
    hands.press(Qt.Key.Key_F10)
    hands.cells("张伟", "", "0930")
    hands.store()
    assert samples(window)[0].person.flags == ("back_entered", "id_unverified")
    assert "未经校验" in hands.page.answer_strip.text
