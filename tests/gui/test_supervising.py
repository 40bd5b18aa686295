"""The supervisor's panel: who may, what with which reason, and that it is said in the panel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.outcomes import Outcome, refused
from samplepoint.domain.staff import Role
from samplepoint.errors import Refusal
from samplepoint.gui.models.supervised import Correction, Reason, recorded
from samplepoint.gui.models.tube_people import TubePeople
from samplepoint.gui.pages.supervising import SupervisingPanel
from samplepoint.gui.workplace import Workplace
from tests.gui.pages_ground import (
    BADGE,
    BOX,
    NUMBER,
    OTHER_TUBE,
    SUPERVISOR,
    TUBE,
    fill_tube,
    number_of,
    scan,
    workplace_in,
)


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path, Role.SUPERVISOR, pool_size=3)
    fill_tube(place, TUBE, 0, 3)
    fill_tube(place, OTHER_TUBE, 10, 2)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def at_desk(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path, Role.REGISTRAR, pool_size=3)
    yield place
    place.desk.station.book.close()


def opened(qtbot: QtBot, workplace: Workplace) -> SupervisingPanel:
    """Open the panel as its window would."""
    panel = SupervisingPanel(workplace)
    qtbot.addWidget(panel)
    panel.resize(430, 624)
    panel.show()
    panel.activateWindow()
    return panel


@pytest.fixture
def panel(qtbot: QtBot, workplace: Workplace) -> SupervisingPanel:
    return opened(qtbot, workplace)


def choose(panel: SupervisingPanel, verb: Correction, tube: str) -> None:
    """Choose by the keys what to do, then scan the tube into the field."""
    panel.focus(panel.verb)
    QTest.keyClicks(panel.verb, str(list(Correction).index(verb) + 1))
    panel.focus(panel.tube)
    panel.tube.selectAll()
    QTest.keyClicks(panel.tube, tube)


def do(panel: SupervisingPanel) -> None:
    """Press Ctrl+Enter."""
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def status(workplace: Workplace, tube: str) -> str:
    row = workplace.desk.station.queries.tube(TubeCode(tube))
    return row.status if row else ""


def people_in(workplace: Workplace, tube: str) -> int:
    return len(workplace.desk.station.queries.samples_in(TubeCode(tube)))


def test_a_tube_is_opened_again(workplace: Workplace, panel: SupervisingPanel) -> None:
    choose(panel, Correction.REOPEN, OTHER_TUBE)
    do(panel)
    assert status(workplace, OTHER_TUBE) == "open"
    assert "已重开" in panel.answer_strip.text


def test_a_tube_is_void_only_when_asked_twice(
    workplace: Workplace, panel: SupervisingPanel
) -> None:
    choose(panel, Correction.VOID, TUBE)
    do(panel)
    assert status(workplace, TUBE) == "closed"
    do(panel)
    assert status(workplace, TUBE) == "void"


def test_asking_for_another_tube_begins_the_question_again(
    workplace: Workplace, panel: SupervisingPanel
) -> None:
    choose(panel, Correction.VOID, TUBE)
    do(panel)
    choose(panel, Correction.VOID, OTHER_TUBE)
    do(panel)
    assert (status(workplace, TUBE), status(workplace, OTHER_TUBE)) == ("closed", "closed")


def test_a_person_is_moved(workplace: Workplace, panel: SupervisingPanel) -> None:
    choose(panel, Correction.MOVE, TUBE)
    panel.list.setCurrentIndex(panel.people.index(0))
    panel.to_tube.setText(OTHER_TUBE)
    do(panel)
    assert (people_in(workplace, TUBE), people_in(workplace, OTHER_TUBE)) == (2, 3)


def test_a_scanned_document_finds_its_tube_and_its_row(
    workplace: Workplace, panel: SupervisingPanel
) -> None:
    choose(panel, Correction.MOVE, number_of(1))
    sample = panel.chosen_sample
    assert sample is not None
    assert (sample.tube, sample.ordinal) == (TUBE, 2)


def test_a_document_is_corrected_in_a_form_over_the_panel(
    workplace: Workplace, panel: SupervisingPanel
) -> None:
    choose(panel, Correction.DOCUMENT, TUBE)
    panel.list.setCurrentIndex(panel.people.index(1))
    do(panel)
    form = panel.form
    assert form is not None
    form.fields.number.setText(number_of(70))
    form.fields.name.setText("测试丙")
    do(form)  # type: ignore[arg-type]  # both are panels with keys
    people = workplace.desk.station.queries.samples_in(TubeCode(TUBE))
    assert [one.person.document.number for one in people].count(number_of(70)) == 1
    assert panel.form is None
    assert "已更正" in panel.answer_strip.text


def test_a_sealed_box_is_not_touched(workplace: Workplace, panel: SupervisingPanel) -> None:
    scan(workplace, "SPCPACK", BOX, TUBE, "SPCSEAL")
    choose(panel, Correction.VOID, TUBE)
    do(panel)
    do(panel)
    assert BOX in panel.answer_strip.text
    assert status(workplace, TUBE) == "closed"


@pytest.mark.parametrize(
    ("verb", "tube", "field"),
    [
        (Correction.REOPEN, "", "tube"),
        (Correction.REOPEN, "T9999999999", "tube"),
        (Correction.MOVE, TUBE, "to_tube"),
    ],
)
def test_what_is_missing_is_gone_to(
    panel: SupervisingPanel, verb: Correction, tube: str, field: str
) -> None:
    choose(panel, verb, tube)
    if not tube:
        panel.tube.clear()
    do(panel)
    assert panel.focusWidget() is getattr(panel, field)
    assert panel.answer_strip.text


def test_another_reason_needs_words(workplace: Workplace, panel: SupervisingPanel) -> None:
    choose(panel, Correction.REOPEN, OTHER_TUBE)
    panel.reason.choose(Reason.OTHER)
    do(panel)
    assert panel.focusWidget() is panel.free_text
    assert status(workplace, OTHER_TUBE) == "closed"
    panel.free_text.setText("家属要求")
    do(panel)
    assert status(workplace, OTHER_TUBE) == "open"


def test_a_reason_goes_on_record_as_a_code_with_words() -> None:
    assert recorded(Reason.DAMAGED, "") == "damaged"
    assert recorded(Reason.OTHER, " 管  盖 ") == "other: 管 盖"
    with pytest.raises(Refusal):
        recorded(Reason.OTHER, " ")


def test_a_registrar_is_asked_for_a_supervisor(qtbot: QtBot, at_desk: Workplace) -> None:
    panel = opened(qtbot, at_desk)
    assert panel.focusWidget() is panel.pin
    assert not panel.verb.isVisible()
    QTest.keyClicks(panel.pin, BADGE)
    QTest.keyClick(panel.pin, Qt.Key.Key_Return)
    assert at_desk.desk.place.staff == SUPERVISOR
    assert panel.focusWidget() is panel.verb


def test_a_wrong_pin_is_said_in_the_panel(qtbot: QtBot, at_desk: Workplace) -> None:
    def by_pin(pin: str) -> Outcome:
        return refused("pin_wrong") if pin != "2468" else at_desk.desk.sign_in(SUPERVISOR)

    at_desk.sign_in_with_pin = by_pin  # type: ignore[attr-defined,unused-ignore]
    panel = opened(qtbot, at_desk)
    QTest.keyClicks(panel.pin, "1111")
    do(panel)
    assert "PIN" in panel.answer_strip.text
    QTest.keyClicks(panel.pin, "2468")
    do(panel)
    assert panel.is_supervised
    assert panel.verb.isVisible()


def test_without_a_way_for_pins_a_badge_is_asked_for(qtbot: QtBot, at_desk: Workplace) -> None:
    panel = opened(qtbot, at_desk)
    at_desk.sign_in_with_pin = None  # type: ignore[attr-defined,unused-ignore]
    QTest.keyClicks(panel.pin, "1111")
    do(panel)
    assert "工牌" in panel.answer_strip.text


def test_a_closed_panel_hears_nothing_more(qtbot: QtBot, workplace: Workplace) -> None:
    panel = SupervisingPanel(workplace)
    panel.show()
    with qtbot.waitSignal(panel.destroyed):
        panel.deleteLater()
    scan(workplace, "T0001100050")
    workplace.speak(workplace.wording.language)
    workplace.wear(replace(workplace.look, scale=1.5))
    assert status(workplace, "T0001100050") == "open"


def test_the_people_of_a_tube_are_a_sound_model(qtbot: QtBot, workplace: Workplace) -> None:
    model = TubePeople(workplace)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(workplace.desk.station.queries.samples_in(TubeCode(TUBE)))
    model.speak()
    lines = [str(model.index(row).data()) for row in range(model.rowCount())]
    assert len(lines) == 3
    assert not any(NUMBER in line for line in lines)
    model.show([])
    assert model.rowCount() == 0
