"""The main window over an open house: settings, office, quiet work beside the desk.

Owns what a window needs of its house while it is open; refuses to open or close the house.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer

from samplepoint.app.settings import Settings, Switch, read_settings, save_settings
from samplepoint.app.wiring import House, files_of
from samplepoint.domain.outcomes import Outcome
from samplepoint.errors import Cancelled, SamplepointError
from samplepoint.gui.application import open_window
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.house_office import HouseOffice
from samplepoint.gui.main_window import MainWindow
from samplepoint.services.upkeep import MINUTES_BETWEEN_BACKUPS, Shelf, Upkeep, start_check
from samplepoint.wording import Language, Wording

Keep = Callable[[Settings], None]

_MINUTE_MS = 60_000
_LOOK_MS = 250
_STOP_S = 5.0


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
    return window


class QuietWork(QObject):
    """The check after the start and a back-up every half hour, beside the desk."""

    def __init__(self, house: House, window: MainWindow) -> None:
        """Begin once the window stands; end with it."""
        super().__init__(window)
        self._window = window
        self._desk = house.desk
        shelf = Shelf(files_of(house.folder), house.folder.backups)
        self._upkeep = Upkeep(house.station, shelf)
        self._check = start_check(house.opened.book)
        self._job = JobBridge()
        self._job.failed.connect(self._on_failed)
        self._look = self._every(_LOOK_MS, self._look_at_check)
        self._backups = self._every(MINUTES_BETWEEN_BACKUPS * _MINUTE_MS, self._back_up)
        window.closed.connect(self._stop)

    def _every(self, interval_ms: int, what: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.timeout.connect(what)
        timer.start(interval_ms)
        return timer

    def _look_at_check(self) -> None:
        if not self._check.done():
            return
        self._look.stop()
        try:
            found = self._check.result()
        except Cancelled:
            return
        except SamplepointError as error:
            self._on_failed(error)
            return
        if found.count:
            self._window.top_bar.show_warning(
                self._window.workplace.say(found.code, count=found.count)
            )

    def _back_up(self) -> None:
        if not self._job.is_running:
            place = self._desk.place
            self._job.start(lambda reporter: self._upkeep.backup_if_changed(place, reporter))

    def _on_failed(self, error: SamplepointError) -> None:
        if not isinstance(error, Cancelled):
            self._window.top_bar.show_warning(self._window.workplace.wording.error(error))

    def _stop(self) -> None:
        self._look.stop()
        self._backups.stop()
        self._job.stop(_STOP_S)
