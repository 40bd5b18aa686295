"""The typed form: number first, judged while typing, the keyboard alone, refusals in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.people import Relation
from samplepoint.domain.samples import Sample
from samplepoint.gui.models.number_check import CheckState
from samplepoint.gui.pages.person_form import (
    AfterAccepted,
    CorrectionForm,
    PersonForm,
    complete_last,
)
from samplepoint.gui.workplace import Workplace
from samplepoint.wording import Language
from tests.gui.pages_ground import NUMBER, SEVENTEEN, TUBE, number_of, scan, workplace_in

WRONG = SEVENTEEN + ("0" if NUMBER[-1] != "0" else "1")


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path)
    scan(place, TUBE)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def form(qtbot: QtBot, workplace: Workplace) -> PersonForm:
    return shown(qtbot, PersonForm(workplace))


def shown(qtbot: QtBot, panel: PersonForm) -> PersonForm:
    """Show a panel as its window would."""
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    return panel


def press(form: QWidget, *keys: Qt.Key) -> None:
    """Press keys where the focus is."""
    for key in keys:
        QTest.keyClick(form.focusWidget(), key)


def type_in(form: QWidget, text: str) -> None:
    """Type where the focus is; QTest's own typing aborts at a character outside ASCII."""
    for char in text:
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, char)
        QCoreApplication.sendEvent(form.focusWidget(), event)


def register(form: QWidget) -> None:
    """Press Ctrl+Enter."""
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def kind_of(form: PersonForm) -> DocumentType:
    """Return the kind of document that is chosen."""
    return DocumentType(form.fields.kind.value)


def in_tube(workplace: Workplace) -> list[Sample]:
    queries = workplace.desk.station.queries
    tube = queries.open_tube("A")
    return queries.samples_in(tube.code) if tube else []


def test_a_person_is_registered_by_the_keyboard_alone(
    qtbot: QtBot, workplace: Workplace, form: PersonForm
) -> None:
    type_in(form, NUMBER)
    press(form, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert form.focusWidget() is form.fields.name
    form.fields.name.setText("测试甲")
    with qtbot.waitSignals([form.registered, form.closed]):
        register(form)
    person = in_tube(workplace)[0].person
    assert (person.name, person.document.number) == ("测试甲", NUMBER)


def test_enter_in_the_last_field_registers(workplace: Workplace, form: PersonForm) -> None:
    type_in(form, NUMBER)
    form.fields.remark.setFocus()
    press(form, Qt.Key.Key_Return)
    assert len(in_tube(workplace)) == 1


def test_tab_goes_through_all_fields_and_stays_in_the_form(form: PersonForm) -> None:
    seen = []
    for _stop in form.fields.stops:
        seen.append(form.focusWidget())
        press(form, Qt.Key.Key_Tab)
    assert seen == list(form.fields.stops)
    assert form.focusWidget() is form.fields.number


def test_birth_date_and_sex_are_derived_and_shown(form: PersonForm) -> None:
    type_in(form, NUMBER)
    assert form.fields.check.state is CheckState.GOOD
    assert "1990-01-01" in form.fields.derived.text()
    assert "男" in form.fields.derived.text()


def test_the_words_follow_the_language(workplace: Workplace, form: PersonForm) -> None:
    type_in(form, NUMBER)
    workplace.speak(Language.ENGLISH)
    assert "male" in form.fields.derived.text()
    assert "Register" in form.register_key.text()


def test_a_refusal_stays_open_says_why_and_goes_to_the_field(
    workplace: Workplace, form: PersonForm
) -> None:
    type_in(form, WRONG)
    form.fields.name.setFocus()
    register(form)
    assert in_tube(workplace) == []
    assert "校验" in form.answer_strip.text
    assert form.focusWidget() is form.fields.number


def test_somebody_sampled_already_is_named_with_the_tube(
    workplace: Workplace, form: PersonForm
) -> None:
    scan(workplace, NUMBER, "SPCCLOSE", "T0001100040")
    type_in(form, NUMBER)
    register(form)
    assert TUBE[-4:] in form.answer_strip.text
    assert form.isVisible()


def test_a_wrong_number_is_kept_when_the_registrar_insists(
    workplace: Workplace, form: PersonForm
) -> None:
    type_in(form, WRONG)
    assert form.insist_key.isVisible()
    press(form, Qt.Key.Key_F10)
    register(form)
    person = in_tube(workplace)[0].person
    assert person.document.number == WRONG
    assert "id_unverified" in person.flags


def test_a_right_number_cannot_be_insisted_on(workplace: Workplace, form: PersonForm) -> None:
    type_in(form, NUMBER)
    press(form, Qt.Key.Key_F10)
    register(form)
    assert "id_unverified" not in in_tube(workplace)[0].person.flags


def test_a_changed_number_must_be_insisted_on_again(workplace: Workplace, form: PersonForm) -> None:
    type_in(form, WRONG)
    press(form, Qt.Key.Key_F10)
    form.focus(form.fields.number)
    press(form, Qt.Key.Key_End, Qt.Key.Key_Backspace)
    register(form)
    assert in_tube(workplace) == []


def test_an_old_number_is_asked_about_once(workplace: Workplace, form: PersonForm) -> None:
    type_in(form, "130102900101999")
    register(form)
    assert in_tube(workplace) == []
    assert "130102*****1999" in form.answer_strip.text
    register(form)
    assert len(in_tube(workplace)) == 1


def test_nobody_is_turned_away_without_a_document(workplace: Workplace, form: PersonForm) -> None:
    press(form, Qt.Key.Key_F9)
    assert form.focusWidget() is form.fields.name
    register(form)
    assert "姓名" in form.answer_strip.text
    form.fields.name.setText("测试乙")
    register(form)
    document = in_tube(workplace)[0].person.document
    assert document.type is DocumentType.NONE
    assert document.identity.startswith("LS")


def test_a_child_goes_under_a_parents_number(workplace: Workplace, form: PersonForm) -> None:
    scan(workplace, NUMBER)
    type_in(form, NUMBER)
    form.fields.relation.setFocus()
    QTest.keyClick(form.fields.relation, Qt.Key.Key_2)
    register(form)
    assert form.focusWidget() is form.fields.name
    form.fields.name.setText("测试小")
    register(form)
    assert [sample.person.relation for sample in in_tube(workplace)] == [
        Relation.SELF,
        Relation.SON,
    ]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (Qt.Key.Key_3, DocumentType.HKM_PERMIT),
        (Qt.Key.Key_6, DocumentType.PASSPORT),
        (Qt.Key.Key_0, DocumentType.NONE),
    ],
)
def test_a_digit_chooses_the_document(form: PersonForm, key: Qt.Key, kind: DocumentType) -> None:
    form.fields.kind.setFocus()
    QTest.keyClick(form.fields.kind, key)
    assert kind_of(form) is kind


def test_arrows_in_the_number_choose_the_document(form: PersonForm) -> None:
    press(form, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert kind_of(form) is DocumentType.HKM_PERMIT
    press(form, Qt.Key.Key_Up)
    assert kind_of(form) is DocumentType.HMT_RESIDENCE


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("h12345678", DocumentType.HKM_PERMIT),
        ("Ｍ１２３４５６７８", DocumentType.HKM_PERMIT),
        ("810000199001019991", DocumentType.HMT_RESIDENCE),
    ],
)
def test_an_unmistakable_number_names_its_document(
    form: PersonForm, number: str, kind: DocumentType
) -> None:
    type_in(form, number)
    assert kind_of(form) is kind


def test_eight_digits_are_a_taiwan_permit_once_the_field_is_left(form: PersonForm) -> None:
    type_in(form, "12345678")
    assert kind_of(form) is DocumentType.RESIDENT_ID
    press(form, Qt.Key.Key_Return)
    assert kind_of(form) is DocumentType.TW_PERMIT
    assert form.fields.check.state is CheckState.GOOD


def test_a_chosen_document_is_not_guessed_away(form: PersonForm) -> None:
    form.fields.kind.setFocus()
    QTest.keyClick(form.fields.kind, Qt.Key.Key_6)
    form.focus(form.fields.number)
    type_in(form, "H12345678")
    assert kind_of(form) is DocumentType.PASSPORT


def test_an_input_method_composes_only_in_chinese_fields(form: PersonForm) -> None:
    enabled = Qt.InputMethodQuery.ImEnabled
    composing = {
        field
        for field in (form.fields.number, form.fields.phone, form.fields.name, form.fields.address)
        if field.inputMethodQuery(enabled)
    }
    assert composing == {form.fields.name, form.fields.address}


def test_escape_closes_without_registering(
    qtbot: QtBot, workplace: Workplace, form: PersonForm
) -> None:
    type_in(form, NUMBER)
    with qtbot.waitSignal(form.closed):
        press(form, Qt.Key.Key_Escape)
    assert in_tube(workplace) == []


def test_an_exclusion_is_a_warning_not_a_block(workplace: Workplace, form: PersonForm) -> None:
    type_in(form, NUMBER)
    form.fields.flags["vaccinated_48h"].setChecked(True)
    register(form)
    assert in_tube(workplace)[0].person.flags == ("name_missing", "vaccinated_48h")


def test_a_form_may_stay_for_the_next_person(qtbot: QtBot, workplace: Workplace) -> None:
    form = shown(qtbot, PersonForm(workplace, after=AfterAccepted.CLEARS))
    type_in(form, NUMBER)
    register(form)
    type_in(form, number_of(40))
    register(form)
    assert len(in_tube(workplace)) == 2
    assert form.fields.number.text() == ""


def test_a_scanned_person_gets_a_name_and_keeps_the_number(
    qtbot: QtBot, workplace: Workplace
) -> None:
    scan(workplace, NUMBER)
    form = complete_last(workplace)
    assert isinstance(form, CorrectionForm)
    shown(qtbot, form)
    assert form.focusWidget() is form.fields.name
    assert NUMBER not in form.fields.number.placeholderText()
    form.fields.name.setText("测试甲")
    register(form)
    person = in_tube(workplace)[0].person
    assert (person.name, person.document.number, person.flags) == ("测试甲", NUMBER, ())


def test_a_closed_form_hears_nothing_more(qtbot: QtBot, workplace: Workplace) -> None:
    form = PersonForm(workplace)
    form.show()
    with qtbot.waitSignal(form.destroyed):
        form.deleteLater()
    scan(workplace, NUMBER)
    workplace.speak(Language.ENGLISH)
    workplace.wear(replace(workplace.look, scale=1.5))
    assert len(in_tube(workplace)) == 1


class Window(QWidget):
    """A window that remembers the panel it was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.panel: QWidget | None = None

    def open_panel(self, panel: QWidget) -> None:
        self.panel = panel


def test_the_form_leads_to_the_last_persons_name(qtbot: QtBot, workplace: Workplace) -> None:
    scan(workplace, NUMBER)
    window = Window()
    qtbot.addWidget(window)
    form = PersonForm(workplace)
    form.setParent(window)
    window.show()
    form.show()
    assert form.complete_key.isVisible()
    QTest.keyClick(form.fields.number, Qt.Key.Key_F8)
    assert isinstance(window.panel, CorrectionForm)
    form.fields.number.setText("1")
    assert not form.complete_key.isVisible()


def test_there_is_nothing_to_complete_at_an_empty_desk(workplace: Workplace) -> None:
    assert complete_last(workplace) is None
