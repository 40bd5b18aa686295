"""A keyboard scanner beside a serial one of another seat: nobody is bound at the wrong desk."""

from __future__ import annotations

from PySide6.QtCore import Qt

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.own_codes import Command, seat_code
from samplepoint.domain.readings import Reading, Source
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from tests.gui.camera_ground import CARD, shot_of
from tests.gui.conftest import press, scan_keys
from tests.gui.pages_ground import BADGE, NUMBER, OTHER_TUBE, TUBE, number_of

OLD_NUMBER = "130102900101999"


def people_in(window: MainWindow, tube: str) -> list[str]:
    samples = window.workplace.desk.station.queries.samples_in(TubeCode(tube))
    return [sample.person.document.number for sample in samples]


def scan_at(window: MainWindow, seat: str, text: str) -> None:
    window.devices.read.emit(seat, Reading(text, Source.SERIAL))


def open_both(window: MainWindow) -> None:
    """Open a tube at the window's own desk A, then one at desk B by its serial scanner."""
    scan_keys(window, TUBE)
    scan_at(window, "B", OTHER_TUBE)


def test_the_keyboard_scanner_acts_at_its_own_desk(window: MainWindow) -> None:
    open_both(window)
    scan_keys(window, NUMBER)
    assert people_in(window, TUBE) == [NUMBER]
    assert people_in(window, OTHER_TUBE) == []
    assert window.page_shows_tube == TUBE


def test_a_code_of_a_desk_moves_the_keyboard_scanner_for_good(window: MainWindow) -> None:
    scan_keys(window, seat_code("C"))
    open_both(window)
    scan_keys(window, NUMBER)
    assert window.workplace.desk.place.seat == "C"
    assert people_in(window, TUBE) == [NUMBER]


def test_a_question_of_one_desk_is_not_answered_at_another(window: MainWindow) -> None:
    open_both(window)
    scan_at(window, "B", OLD_NUMBER)
    assert "核对" in window.outcome_panel.answer.as_line()
    scan_keys(window, Command.CONFIRM)
    assert people_in(window, TUBE) == people_in(window, OTHER_TUBE) == []


def test_what_is_held_during_a_lock_is_registered_where_it_was_scanned(
    window: MainWindow,
) -> None:
    open_both(window)
    press(window, Qt.Key.Key_F12)
    scan_at(window, "B", number_of(3))
    scan_keys(window, NUMBER)
    scan_at(window, "B", number_of(4))
    scan_keys(window, BADGE)
    assert people_in(window, TUBE) == [NUMBER]
    assert people_in(window, OTHER_TUBE) == [number_of(3), number_of(4)]
    assert window.page_shows_tube == TUBE


def test_a_desk_code_that_was_held_leads_what_follows_it(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F12)
    for code in (seat_code("C"), TUBE, BADGE):
        scan_keys(window, code)
    assert (window.workplace.desk.place.seat, window.page_shows_tube) == ("C", TUBE)


def test_an_open_form_stays_at_the_desk_it_was_opened_at(window: MainWindow) -> None:
    open_both(window)
    scan_keys(window, TUBE)  # says that it is open, and turns the window back to desk A
    window.do(Verb.MANUAL)
    scan_at(window, "B", number_of(3))
    window.workplace.bind_entry(PersonEntry(DocumentType.RESIDENT_ID, NUMBER, "王小明"))
    assert people_in(window, TUBE) == [NUMBER]
    assert people_in(window, OTHER_TUBE) == [number_of(3)]


def test_a_card_before_the_camera_is_bound_at_the_windows_own_desk(window: MainWindow) -> None:
    open_both(window)
    window.devices.camera.documented.emit(shot_of(CARD))
    assert people_in(window, TUBE) == [NUMBER]
    assert people_in(window, OTHER_TUBE) == []


def test_a_card_shown_on_the_page_of_devices_registers_nobody(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    window.do(Verb.DEVICES)
    window.devices.camera.documented.emit(shot_of(CARD))
    assert people_in(window, TUBE) == []
    assert "没有登记" in window.outcome_panel.answer.as_line()
