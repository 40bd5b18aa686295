"""The main window over an open house: settings, office, quiet work beside the desk.

Owns what a window needs of its house while it is open; refuses to open or close the house.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from samplepoint.app.settings import Settings, Switch, read_settings, save_settings
from samplepoint.app.wiring import House
from samplepoint.domain.outcomes import Outcome
from samplepoint.gui.application import open_window
from samplepoint.gui.house_office import HouseOffice
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.quiet_work import QuietWork
from samplepoint.wording import Language, Wording

Keep = Callable[[Settings], None]


def open_house_window(house: House, wording: Wording, restored: Callable[[], None]) -> MainWindow:
    """Open the window of a house for people to work in, with this laptop's settings.

    `restored` is called when a back-up was put in the place of the book, before the window closes.
    """
    path = house.folder.settings_file
    settings = read_settings(path).settings
    wording.language = Language(str(settings.language))
    window = _open(house, wording, settings, lambda new: save_settings(path, new), restored)
    QuietWork(house, window)
    return window


def open_rehearsal_window(house: House, wording: Wording) -> MainWindow:
    """Open the same window for a rehearsal: silent, and nothing is stored but the book."""
    language = wording.language
    settings = replace(Settings(), sounds=Switch.OFF, voice=Switch.OFF, language=language)
    window = _open(house, wording, settings, lambda _new: None, lambda: None)
    window.wedge.be_patient()
    return window


def _open(
    house: House,
    wording: Wording,
    settings: Settings,
    keep: Keep,
    restored: Callable[[], None],
) -> MainWindow:
    window = open_window(
        house.desk, wording, settings, check_pin=house.sign_in.by_pin, keep_settings=keep
    )
    place = window.workplace
    office = HouseOffice(house, wording, window)
    # The book under this window is closed now; whoever opened the window shows the way in again.
    office.restored.connect(restored, Qt.ConnectionType.QueuedConnection)
    office.restored.connect(window.close, Qt.ConnectionType.QueuedConnection)
    place.office = office

    def sign_in_with_pin(pin: str) -> Outcome:
        return house.desk.sign_in_with(lambda: house.sign_in.by_pin(pin))

    place.sign_in_with_pin = sign_in_with_pin
    if house.station.book.is_hub and house.folder.recovery_file.exists():
        window.do(Verb.SAFE_KEY)
    return window
