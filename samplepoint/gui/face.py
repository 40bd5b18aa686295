"""The window as the front door and the command line know it.

Owns the life of application and windows for each of their wishes; refuses to know verbs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from samplepoint.app.paths import BookFolder
from samplepoint.app.wiring import House
from samplepoint.domain.clock import Clock
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.readings import Reading
from samplepoint.domain.staff import Role
from samplepoint.errors import Obstacle
from samplepoint.gui import application
from samplepoint.gui.entrance import Entrance
from samplepoint.gui.house_window import open_house_window, open_rehearsal_window
from samplepoint.gui.keyboard import Hands
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.pages.first_start import FirstStartPage
from samplepoint.gui.rehearsal import WindowDriver
from samplepoint.gui.rehearsal_office import OfficeHands, fill_first_page
from samplepoint.gui.theme import has_chinese
from samplepoint.services.first_start import FirstStartEntry
from samplepoint.services.replaying import practice_staff
from samplepoint.services.station import Place
from samplepoint.wording import Wording

_CALLS = 20_000


class Face:
    """One process has one face; each wish opens and closes its own windows."""

    def __init__(self) -> None:
        """Begin without any window."""
        self._window: QWidget | None = None
        self._driver: WindowDriver | None = None

    def run(self, folder: BookFolder | None, wording: Wording) -> int:
        """Show the way in, then the desk; after a restore the way in again.

        Returns the exit code when the window is closed.

        Raises:
            Obstacle: `no_screen`: nobody could see it, or close it.
        """
        if application.lacks_screen():
            raise Obstacle("no_screen")
        app = application.make_application()
        while house := self._enter(app, folder, wording):
            folder = house.folder
            code = self._work(app, house, wording)
            if code is not None:
                return code
        return 0

    def _work(self, app: QApplication, house: House, wording: Wording) -> int | None:
        """Show the desk; None when a back-up was put in the place of the book."""
        restored: list[House] = []
        try:
            window = open_house_window(house, wording, lambda: restored.append(house))
            code = application.run(window, app, house.folder.logs)
        finally:
            house.close()
        return None if restored else code

    def _enter(
        self, app: QApplication, folder: BookFolder | None, wording: Wording
    ) -> House | None:
        entrance = Entrance(folder, wording)
        entered: list[House] = []
        entrance.entered.connect(entered.append)
        entrance.entered.connect(lambda _house: app.quit())
        entrance.left.connect(app.quit)
        entrance.show()
        app.exec()
        entrance.close()
        return entered[0] if entered else None

    def first_page(
        self,
        folder: BookFolder,
        wording: Wording,
        clock: Clock,
        entry: FirstStartEntry,
        shown: Callable[[], None],
    ) -> House:
        """Type a round into the real first page, begin its rehearsal, and return the open house.

        Raises:
            Obstacle: `page_not_opened` when the page did not let anybody in.
        """
        application.make_application()
        entrance = Entrance(folder, wording, clock)
        entered: list[House] = []
        entrance.entered.connect(entered.append)
        self._window = entrance
        entrance.show()
        entrance.activateWindow()
        QApplication.processEvents()
        if isinstance(entrance.page, FirstStartPage):
            fill_first_page(entrance.page, entry)
            shown()
            Hands(entrance).press(Qt.Key.Key_F8)
        self.close()
        if not entered:
            raise Obstacle("page_not_opened", page="first")
        return entered[0]

    def office(self) -> OfficeHands:
        """Return hands on the pages of the driven window.

        Raises:
            Obstacle: `page_not_opened`: nothing is driven.
        """
        if self._driver is None:
            raise Obstacle("page_not_opened", page="desk")
        return self._driver.office

    def driver(self, house: House, wording: Wording) -> WindowDriver:
        """Open the real window over a practice house and return a driver that types into it."""
        application.make_application()
        staff = practice_staff(house.station)
        staffing = house.staffing(Place(house.desk.place.seat, staff[Role.SUPERVISOR]))
        badges = {role: staffing.new_badge(member) for role, member in staff.items()}

        def open_window() -> MainWindow:
            window = open_rehearsal_window(house, wording)
            self._window = window
            return window

        self._driver = WindowDriver(open_window, house.reopen, badges)
        return self._driver

    def save_picture(self, path: Path) -> None:
        """Save what the driven window shows as a PNG file."""
        if self._window is not None:
            QApplication.processEvents()
            self._window.grab().save(str(path))

    def self_test(self, wording: Wording) -> list[str]:
        """Look for Chinese glyphs and for a binding that loses references of None.

        PySide6 6.12.0 on Python 3.11 drops one at every void call and ends the process after some
        seven thousand; a start must not find that out at noon.
        """
        app = application.make_application()
        wrong = [] if has_chinese() else ["font_missing"]
        before = sys.getrefcount(None)
        for _ in range(_CALLS):
            app.setQuitOnLastWindowClosed(True)
        if before - sys.getrefcount(None) > _CALLS // 2:
            wrong.append("qt_loses_references")
        return wrong if wording.has("window_title") else [*wrong, "resources_missing"]

    def paint_probe(self, house: House, wording: Wording) -> PaintProbe:
        """Open the window over a house and return what measures a burst in it."""
        application.make_application()
        window = open_rehearsal_window(house, wording)
        self._window = window
        QApplication.processEvents()
        return PaintProbe(window)

    def close(self) -> None:
        """Close the driven window, if one is open."""
        window, self._window, self._driver = self._window, None, None
        if window is not None:
            window.close()
            window.deleteLater()
            QApplication.processEvents()


class PaintProbe:
    """Types bursts into a window and takes the times."""

    def __init__(self, window: MainWindow) -> None:
        """Measure this window."""
        self._window = window
        self._hands = Hands(window)
        self._committed = self._painted = 0.0
        self._take = window.workplace.desk.take
        # The moment between commit and paint is nobody's signal: it is taken where it happens.
        setattr(window.workplace.desk, "take", self._timed_take)  # noqa: B010
        window.painted.connect(self._note_paint)

    def _timed_take(self, reading: Reading) -> Outcome:
        outcome = self._take(reading)
        self._committed = time.perf_counter()
        return outcome

    def _note_paint(self, moment: float) -> None:
        self._painted = moment

    def burst(self, text: str, key_s: float = 0.0) -> tuple[float, float]:
        """Type a code; return milliseconds from last key to commit, and from there to painted.

        `key_s` is how long the scanner takes for a key.
        """
        for part in text if key_s else (text,):
            self._hands.type_code(part)
            end = time.perf_counter() + key_s
            while key_s and time.perf_counter() < end:
                QApplication.processEvents()
                time.sleep(key_s / 10)
        begun = time.perf_counter()
        self._hands.end()
        QApplication.processEvents()
        return (self._committed - begun) * 1000, (self._painted - self._committed) * 1000
