"""Findings in the window: both sides, masked unless held, decided with a reason, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.facts import Kind
from samplepoint.domain.findings import Finding, FindingKind, Ruling
from samplepoint.domain.staff import Role
from samplepoint.gui.models.finding_rows import FindingRows, FindingSides
from samplepoint.gui.models.row_table import SHADE_ROLE
from samplepoint.gui.pages.findings import FindingsPage
from samplepoint.gui.shades import Shade
from samplepoint.gui.workplace import Workplace
from samplepoint.services.finding_looks import FindingLooks
from samplepoint.services.findings_paper import print_findings
from samplepoint.services.paper_orders import PaperKind
from samplepoint.wording import Language, Wording
from tests.desk.words import person, tube
from tests.formats.printed_pages import text_layer
from tests.gui.office_ground import MadeUpOffice
from tests.gui.pages_ground import WORDS
from tests.gui.travel_ground import at_hub
from tests.travel.city import SUPERVISOR, Town

NAME = "欧阳娜娜"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    with made.station.gesture(SUPERVISOR) as draft:
        draft.record(Kind.STAFF_ENROLLED, {"id": "SUP00001", "name": "赵", "role": "supervisor"})
    east, west = made.has_point("东门小学"), made.has_point("西门")
    for point, number in ((east, 1), (west, 90)):
        point.words.accepts(tube(number))
        point.words.types(PersonEntry(DocumentType.RESIDENT_ID, person(4), NAME))
        point.words.closes()
    for point in (east, west):
        point.words.fills(2, range(20, 23) if point is east else range(30, 33))
    made.merges(east.packs(), west.packs())
    yield made
    for point in made.points:
        point.book.close()
    made.book.close()


@pytest.fixture
def workplace(qapp: object, town: Town) -> Workplace:
    return at_hub(town)


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace) -> FindingsPage:
    page = FindingsPage(workplace)
    qtbot.addWidget(page)
    page.resize(1334, 624)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: bool(page.model.rows) and not page.bridge.is_running)
    return page


def kinds(page: FindingsPage) -> list[str]:
    return [str(one.kind) for one in page.model.rows]


def unmaskings(town: Town) -> int:
    sql = "SELECT count(*) FROM fact WHERE kind = 'Unmasked'"
    return int(town.book.db.conn.execute(sql).fetchone()[0])


def decide(qtbot: QtBot, page: FindingsPage, ruling: Ruling) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.decide(ruling)


def test_both_sides_are_shown_beside_each_other(page: FindingsPage) -> None:
    assert kinds(page) == ["person_twice", "tube_twice"]
    assert page.sides.columnCount() == 2
    told = {
        page.sides.headerData(row, Qt.Orientation.Vertical): [
            page.sides.index(row, column).data() for column in range(2)
        ]
        for row in range(page.sides.rowCount())
    }
    assert sorted(told["管"]) == [tube(1), tube(90)]
    assert {cell.split(" ")[0] for cell in told["采样点"]} == {"东门小学", "西门"}
    assert "2 条等人核实" in page.state.text()


def test_a_person_is_masked_but_while_the_key_is_held_and_that_is_recorded(
    page: FindingsPage, town: Town
) -> None:
    assert NAME not in page.who.text()
    assert person(4) not in page.who.text()
    assert all(NAME not in str(page.model.index(0, column).data()) for column in range(3))
    QTest.mousePress(page.unmask_key, Qt.MouseButton.LeftButton)
    assert page.who.text() == f"{person(4)} {NAME}"
    assert unmaskings(town) == 1
    QTest.mouseRelease(page.unmask_key, Qt.MouseButton.LeftButton)
    assert page.who.text() == f"{person(4)[:6]}********{person(4)[-4:]} 欧阳**"
    page.show_whole()
    page.table.selectRow(1)
    page.table.selectRow(0)
    assert NAME not in page.who.text()
    assert unmaskings(town) == 2


def test_only_a_supervisor_unmasks(qtbot: QtBot, town: Town) -> None:
    page = FindingsPage(at_hub(town, Role.REGISTRAR))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: bool(page.model.rows))
    page.show_whole()
    assert NAME not in page.who.text()
    assert unmaskings(town) == 0
    qtbot.waitUntil(lambda: not page.bridge.is_running)


def test_a_decision_needs_a_reason_and_is_shown_on_request(
    qtbot: QtBot, page: FindingsPage
) -> None:
    page.right_key.click()
    assert page.focusWidget() is page.reason
    page.reason.setText("问过本人，采了两次")
    decide(qtbot, page, Ruling.ALL_RIGHT)
    assert kinds(page) == ["tube_twice"]
    page.shown._press(1)  # noqa: SLF001  # a click on it
    assert kinds(page) == ["person_twice"]
    assert "问过本人，采了两次（赵" in page.said.text()
    assert not page.right_key.isEnabled()


def test_no_place_is_kept_before_somebody_chose_it(page: FindingsPage, town: Town) -> None:
    page.reason.setText("只采了一次")
    page.confirm()
    assert page.focusWidget() is page.kept
    assert "哪一处是对的" in page.answer_strip.text
    assert page.kept.currentText() == ""
    assert town.book.db.conn.execute("SELECT count(*) FROM ended").fetchone()[0] == 0
    assert all(one.decision is None for one in town.findings.every())


def test_the_place_that_is_chosen_is_kept(qtbot: QtBot, page: FindingsPage, town: Town) -> None:
    names = [place["point"] for place in page.model.rows[0].places]
    page.kept.choose(names.index("西门"))
    page.reason.setText("只在西门采")
    decide(qtbot, page, Ruling.KEEP_ONE)
    assert FindingKind.PERSON_TWICE not in [one.kind for one in town.findings.undecided()]
    page.shown._press(1)  # noqa: SLF001  # a click on it
    assert kinds(page) == ["person_twice"]
    assert "只在西门采" in page.said.text()
    rows = [page.sides.headerData(nth, Qt.Orientation.Vertical) for nth in range(9)]
    entry = [page.sides.index(rows.index("登记"), nth).data() for nth in range(2)]
    assert sorted(entry) == ["–", "作废"]
    ended = town.book.db.conn.execute("SELECT count(*) FROM ended WHERE how = 'void'").fetchone()
    assert ended[0] == 1


def test_kinds_are_filtered(page: FindingsPage) -> None:
    page.kind.choose(FindingKind.TUBE_TWICE)
    assert kinds(page) == ["tube_twice"]
    assert not page.unmask_key.isVisibleTo(page)
    page.kind.choose(None)
    assert len(kinds(page)) == 2


def test_the_page_looks_again_only_when_the_book_has_changed(
    qtbot: QtBot, page: FindingsPage, town: Town
) -> None:
    page.hide()
    page.show()
    qtbot.wait(50)
    assert not page.bridge.is_running
    south = town.has_point("南门")
    south.words.fills(2, range(40, 43))
    page.hide()
    town.merges(south.packs())
    page.show()
    qtbot.waitUntil(lambda: len(page.model.rows[1].places) == 3)
    qtbot.waitUntil(lambda: not page.bridge.is_running)


def test_looking_can_be_cancelled(
    qtbot: QtBot, page: FindingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = FindingLooks._people  # noqa: SLF001  # the first of the things that are looked for

    def cancelled_meanwhile(looks: FindingLooks) -> Iterator[Finding]:
        page.bridge.cancel()
        return people(looks)

    monkeypatch.setattr(FindingLooks, "_people", cancelled_meanwhile)
    with qtbot.waitSignal(page.bridge.failed):
        page.look_again()
    assert "已取消" in page.answer_strip.text
    assert kinds(page) == ["person_twice", "tube_twice"]


def test_what_is_shown_is_printed(qtbot: QtBot, page: FindingsPage, workplace: Workplace) -> None:
    page.kind.choose(FindingKind.TUBE_TWICE)
    with qtbot.waitSignal(page.bridge.finished):
        page.print_key.click()
    office = workplace.office
    assert isinstance(office, MadeUpOffice)
    (order,) = office.papers.orders
    assert (order.kind, order.scope, order.only) == (PaperKind.FINDINGS, "open", "tube_twice")


@pytest.mark.parametrize("language", list(Language))
def test_paper_holds_every_side_and_nobody_whole(town: Town, language: Language) -> None:
    say = Wording(WORDS, language).say
    text = text_layer(print_findings(town.station, SUPERVISOR, say))
    assert tube(1) in text
    assert tube(90) in text
    assert "欧阳**" in text
    assert NAME not in text
    assert person(4) not in text


def test_findings_are_sound_models(page: FindingsPage) -> None:
    wording = Wording(WORDS)
    rows, sides = FindingRows(wording), FindingSides(wording)
    for model in (rows, sides):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    rows.show(page.model.rows)
    assert rows.index(0, 0).data(SHADE_ROLE) == Shade.WARNING
    for finding in (*page.model.rows, None):
        sides.show(finding)
    assert sides.rowCount() == 0
    rows.show([])
    assert rows.rowCount() == 0
