"""The way in: a first page for a laptop without a book, signing in for one that has a book.

Owns which page is shown and what becomes of its answer; refuses to make books and keys itself.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from samplepoint.app.paths import BookFolder, BookKind, default_folder
from samplepoint.app.wiring import House, files_of, found_house, open_house, practice_staff
from samplepoint.domain.clock import Clock, SystemClock
from samplepoint.domain.staff import Role
from samplepoint.errors import SamplepointError
from samplepoint.gui.pages.first_start import FirstStartPage
from samplepoint.gui.pages.sign_in import SignInPage
from samplepoint.gui.theme import DESIGN_HEIGHT, DESIGN_WIDTH
from samplepoint.services.first_start import FirstStart
from samplepoint.services.opening import NewStaff, known_staff
from samplepoint.wording import Wording


class Entrance(QWidget):
    """A window with one page; `entered` carries the open `House`, then it may be closed."""

    entered = Signal(object)
    left = Signal()
    """It was closed without anybody going in."""

    def __init__(
        self, folder: BookFolder | None, wording: Wording, clock: Clock | None = None
    ) -> None:
        """Stand before the book of a folder, or before this user's own."""
        super().__init__()
        self._named = folder
        self._folder = folder or default_folder(BookKind.REAL)
        self._wording = wording
        self._clock: Clock = clock or SystemClock()
        self._is_done = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.page = self._sign_in() if self._folder.book_file.exists() else self._first()
        layout.addWidget(self.page)
        self.setWindowTitle(wording.say("window_title_plain"))
        self.resize(DESIGN_WIDTH, DESIGN_HEIGHT)

    def _first(self) -> FirstStartPage:
        page = FirstStartPage(self._wording, str(self._folder.root), self._clock.now().date())
        page.chosen.connect(self._begin)
        return page

    def _sign_in(self) -> SignInPage:
        page = SignInPage(self._wording, known_staff(files_of(self._folder)))
        page.pin_entered.connect(lambda staff_id, pin: self._open(pin, staff_id or None))
        page.badge_scanned.connect(lambda text: self._open(text, None))
        return page

    def _begin(self, first: FirstStart) -> None:
        self._try(lambda: self._practise(first) if first.practice else self._found(first))

    def _found(self, first: FirstStart) -> House:
        staff = (
            NewStaff(first.supervisor_name, Role.SUPERVISOR, first.pin),
            *(NewStaff(name, Role.REGISTRAR) for name in first.registrar_names),
        )
        return found_house(
            self._folder, first.plan, staff, self._clock, practice=False, role=first.role
        )

    def _practise(self, first: FirstStart) -> House:
        """Open the practice book, or make it: never in the folder of real people."""
        folder = self._named or default_folder(BookKind.PRACTICE)
        staff = practice_staff()
        if folder.book_file.exists():
            return open_house(folder, staff[0].pin, self._clock)
        return found_house(folder, first.plan, staff, self._clock, practice=True, role=first.role)

    def _open(self, secret: str, staff_id: str | None) -> None:
        self._try(lambda: open_house(self._folder, secret, self._clock, staff_id))

    def _try(self, way_in: Callable[[], House]) -> None:
        try:
            house = way_in()
        except SamplepointError as error:
            self.page.refuse(error)
            return
        self._is_done = True
        self.entered.emit(house)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that nobody went in, where that is so."""
        super().closeEvent(event)
        if not self._is_done:
            self.left.emit()
