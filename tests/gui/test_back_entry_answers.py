"""Answers to a typed paper form, said where they belong, and what a scanner does on its page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from samplepoint.domain.documents import Document, DocumentType
from samplepoint.domain.own_codes import Command, card_code
from samplepoint.domain.people import Person, Relation
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.gui.shades import Shade
from samplepoint.services.rostering import load_roster
from samplepoint.services.station import Place
from samplepoint.wording import Language
from tests.gui.back_entry_ground import UYGHUR, Typist, answer, samples
from tests.gui.conftest import page_of
from tests.gui.pages_ground import BADGE, NUMBER, OTHER_TUBE, TUBE, number_of


@pytest.fixture
def hands(window: MainWindow) -> Typist:
    typist = Typist(window)
    window.do(Verb.BACK_ENTRY)
    return typist


# -- problems ------------------------------------------------------------------------------------


def test_every_problem_is_said_at_its_row_and_the_first_is_gone_to(
    window: MainWindow, hands: Typist
) -> None:
    hands.head()
    hands.person(0, taken="0930")
    hands.cells("130102199001019990", "李", "", "")
    hands.cells(number_of(2), "王\u202e", "", "2561")
    hands.store()
    assert answer(window) == ("未补录", "T00 0110 0037 有 2 行要改")
    assert window.outcome_panel.notices == ("第 2、3 行",)
    assert "校验" in hands.line(2).trouble.text()
    assert hands.is_in(hands.line(2).number)
    assert [row.name for _at, row in hands.page.draft.filled] == ["张伟", "李", "王\u202e"]
    hands.replace(hands.line(2).number, number_of(1))
    assert not hands.line(2).trouble.isVisible()
    hands.replace(hands.line(3).time, "0931")
    hands.store()
    assert "看不见的字符" in hands.line(3).trouble.text()
    assert hands.is_in(hands.line(3).name)


def test_rows_are_counted_as_on_the_paper_also_over_a_gap(
    window: MainWindow, hands: Typist
) -> None:
    hands.head(tube=OTHER_TUBE)
    hands.person(5, taken="0900")
    hands.store()
    hands.head()
    hands.person(0, taken="0930")
    hands.go(hands.line(3).number)
    hands.person(5)
    hands.person(0)
    hands.store()
    assert "本轮已采" in hands.line(3).trouble.text()
    assert "与第 1 行是同一人" in hands.line(4).trouble.text()
    hands.press(Qt.Key.Key_Delete, control=True)
    hands.go(hands.line(4).number)
    hands.press(Qt.Key.Key_Delete, control=True)
    hands.store()
    assert len(samples(window)) == 1


def test_what_is_wrong_with_the_form_is_said_above_the_rows(
    window: MainWindow, hands: Typist
) -> None:
    hands.store()
    assert "没有管号" in hands.page.state.text()
    assert hands.is_in(hands.page.sheet.head.tube)
    hands.cells("X1")
    hands.store()
    assert "不是本轮的管码" in hands.page.state.text()
    assert window.outcome_panel.shade is Shade.REFUSED


def test_warnings_of_an_accepted_form_are_said_by_row_in_both_languages(
    window: MainWindow, hands: Typist
) -> None:
    hands.head()
    hands.person(0, taken="0930")
    hands.person(1, "", "0925")
    hands.person(2, "", "0926")
    hands.store()
    assert window.outcome_panel.notices == ("第 2 行：第 2 行的时间早于上一行",)
    assert "第 2、3 行：没有姓名" in hands.page.answer_strip.text
    window.workplace.speak(Language.ENGLISH)
    assert "Row 2, 3: No name yet" in hands.page.answer_strip.text
    assert "Store 0" in hands.page.store_key.text()


def test_a_packer_is_refused_and_the_form_stays(window: MainWindow, hands: Typist) -> None:
    hands.head()
    hands.person(0, taken="0930")
    desk = window.workplace.desk
    desk.place = Place("A", StaffMember("S4", "钱", Role.PACKER))
    hands.store()
    assert hands.page.answer_strip.isVisible()
    assert len(hands.page.draft.filled) == 1
    hands.go(hands.line(2).number)
    hands.cells(BADGE)
    assert desk.place.staff.role is Role.SUPERVISOR
    assert hands.page.draft.rows[1].is_empty
    hands.store()
    assert len(samples(window)) == 1


# -- scans ---------------------------------------------------------------------------------------


def test_a_tube_scanned_into_a_row_goes_to_its_field(hands: Typist) -> None:
    hands.go(hands.line(1).number)
    hands.cells(TUBE)
    assert hands.page.sheet.head.tube.text() == TUBE
    assert hands.page.draft.rows[0].is_empty
    hands.cells(NUMBER)
    hands.write("张伟")
    hands.cells(OTHER_TUBE)
    assert (hands.page.draft.tube, hands.page.draft.rows[0].name) == (OTHER_TUBE, "张伟")
    assert "管号换了" in hands.page.answer_strip.text


def test_a_second_tube_in_a_number_is_no_passport_unless_somebody_says_so(
    window: MainWindow, hands: Typist
) -> None:
    hands.head()
    hands.cells(OTHER_TUBE, "张伟", "", "0930")
    assert hands.page.draft.tube == TUBE
    hands.store()
    assert "这是管码或箱码" in hands.line(1).trouble.text()
    hands.press(Qt.Key.Key_Tab)
    hands.write("6")
    hands.store()
    assert samples(window)[0].person.document.type is DocumentType.PASSPORT


def test_an_id_card_scanned_anywhere_fills_the_next_row(hands: Typist) -> None:
    hands.cells("F-07", NUMBER)
    assert hands.page.draft.rows[0].number.text == NUMBER
    assert hands.is_in(hands.line(1).name)
    hands.write("张伟")
    hands.cells(number_of(7))
    assert [row.number.text for row in hands.page.draft.rows[:2]] == [NUMBER, number_of(7)]
    assert hands.page.draft.rows[0].name == "张伟"


def test_our_own_card_fills_a_whole_row(window: MainWindow, hands: Typist) -> None:
    document = Document(DocumentType.RESIDENT_ID, NUMBER, NUMBER)
    card = card_code(Person(document, UYGHUR, Relation.SON, "13800000000", "西街 1 号"))
    hands.head()
    hands.cells(card)
    assert hands.is_in(hands.line(1).time)
    hands.cells("0930")
    hands.store()
    person = samples(window)[0].person
    assert (person.name, person.relation) == (UYGHUR, Relation.SON)
    assert (person.phone, person.address) == ("13800000000", "西街 1 号")


def test_the_roster_completes_a_typed_number(window: MainWindow, hands: Typist) -> None:
    desk = window.workplace.desk
    parent = Person(Document(DocumentType.RESIDENT_ID, NUMBER, NUMBER), "张父", phone="13800000000")
    load_roster(desk.station, desk.place, [parent], "roster.csv")
    hands.head()
    hands.cells(NUMBER)
    row = hands.page.draft.rows[0]
    assert (row.name, row.phone) == ("张父", "13800000000")
    hands.go(hands.line(1).relation)
    hands.write("2")
    assert row.name == ""


def test_a_serial_scanner_fills_tube_and_rows(window: MainWindow, hands: Typist) -> None:
    for code in (TUBE, NUMBER):
        window.devices.read.emit("", Reading(code, Source.SERIAL))
    assert hands.page.draft.tube == TUBE
    assert hands.page.draft.rows[0].number.text == NUMBER
    assert window.page_shows_tube == ""


def test_a_full_form_takes_nobody_more(window: MainWindow, hands: Typist) -> None:
    for at in range(11):
        window.devices.read.emit("", Reading(number_of(at), Source.SERIAL))
    assert len(hands.page.draft.filled) == 10
    assert "没有空行" in hands.page.answer_strip.text


def test_the_printed_code_that_leads_back_leaves_no_letters(
    window: MainWindow, hands: Typist
) -> None:
    hands.head()
    hands.cells(NUMBER)
    for before, after in (("", ""), ("A", "A"), ("", "A")):
        hands.write(before)
        hands.scan(str(Command.CANCEL))
        assert page_of(window) is PageName.COLLECTING
        window.do(Verb.BACK_ENTRY)
        QTest.qWait(0)
        assert hands.page.draft.rows[0].name == after


def test_codes_of_the_sheet_store_and_say_that_there_is_no_document(
    window: MainWindow, hands: Typist
) -> None:
    hands.head()
    hands.cells(str(Command.NO_DOCUMENT), "无名", "", "0930", str(Command.CONFIRM))
    assert samples(window)[0].person.document.type is DocumentType.NONE
