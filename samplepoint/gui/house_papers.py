"""The paper of an open house: made, kept in its exports, shown in the window, printed, copied.

Owns which way a finished PDF goes; refuses to know what stands on it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from samplepoint.app.wiring import House
from samplepoint.errors import Obstacle
from samplepoint.gui.adapters.printer import printer_of_this_laptop
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.gui.paper import Paper, PaperViewer
from samplepoint.services import printing
from samplepoint.services.jobs import Reporter
from samplepoint.services.paper_orders import MadePaper, PaperMaker, PaperOrder
from samplepoint.services.paper_pages import PdfPages
from samplepoint.wording import Language, Wording

_DESK = (PageName.COLLECTING, PageName.PACKING)


class HousePapers(QObject):
    """Papers of one window. Made on the main thread; `make` and `keep` run on a job's thread."""

    _kept = Signal(object)

    def __init__(self, house: House, wording: Wording, window: QObject) -> None:
        """Show papers in this window."""
        super().__init__(window)
        self._house = house
        self._wording = wording
        self._window = window
        self._back_to = PageName.PAPERS
        self._last: Paper | None = None
        self.printer = printer_of_this_laptop()
        self._kept.connect(self._show_new, Qt.ConnectionType.QueuedConnection)
        if isinstance(window, MainWindow):
            window.workplace.pictured.connect(lambda _picture: self._look_who_sits())

    def make(self, order: PaperOrder, reporter: Reporter) -> Path:
        """Make what was ordered, keep it, show it; return where it is.

        Raises:
            Refusal, Obstacle, Damage: as `PaperMaker.make` and `keep`.
        """
        reporter.report("job_printing", 0)
        say = self._wording.say
        # Asked once: the seat may change hands while the paper is made.
        place = self._house.desk.place
        maker = PaperMaker(self._house.station, place, say, self.beside.say)
        return self.keep(maker.make(order), by=place.staff.id)

    @property
    def beside(self) -> Wording:
        """Return the words of the other language, for papers that carry both."""
        is_english = self._wording.language is Language.ENGLISH
        return self._wording.in_language(Language.CHINESE if is_english else Language.ENGLISH)

    def keep(self, made: MadePaper, *, by: str) -> Path:
        """Keep a finished paper in the folder of exports and show it; return where it is.

        `by` is the id of who asked for it, whoever sits there by now.
        A paper that cannot be kept is shown all the same: its numbers are on record as printed.

        Raises:
            Obstacle: `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
        """
        pages = PdfPages(made.pdf)
        try:
            file = printing.keep_sheet(self._house.folder.exports, made.name, made.pdf)
        except Obstacle as trouble:
            self._kept.emit(Paper(made.name, pages, made.use, None, trouble, by))
            raise
        self._kept.emit(Paper(made.name, pages, made.use, file, made_by=by))
        return file

    def save_copy(self, paper: Paper, target: Path) -> Path:
        """Write a paper somewhere else as well, whole or not at all.

        Raises:
            Obstacle: as `keep`.
        """
        return printing.save_sheet(target, paper.pages.pdf)

    def open_in_viewer(self, paper: Paper) -> bool:
        """Open a kept paper in the system's viewer; False where there is none, or no file."""
        if paper.file is None or not paper.file.exists():
            return False
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(paper.file)))

    def show_last(self) -> bool:
        """Show the paper made last in this window again; False when none was."""
        if self._last is None:
            return False
        self._show(self._last)
        return True

    def _look_who_sits(self) -> None:
        """Take a paper away when somebody else sits down: badges hold secrets, lists numbers."""
        window, paper = self._window, self._last
        if paper is None or paper.made_by == self._house.desk.place.staff.id:
            return
        self._last = None
        if isinstance(window, MainWindow) and window.page is PageName.PREVIEW:
            window.lead_back()

    def _show_new(self, paper: Paper) -> None:
        """Show a new paper, unless its maker has gone back to the desk: people wait there."""
        if paper.made_by != self._house.desk.place.staff.id:
            return
        self._last = paper
        window = self._window
        if isinstance(window, MainWindow) and window.page not in _DESK:
            self._show(paper)

    def _show(self, paper: Paper) -> None:
        window = self._window
        if not isinstance(window, MainWindow):
            return
        if window.page is not PageName.PREVIEW:
            self._back_to = window.page
        window.show_page(PageName.PREVIEW)
        page = window.pages.currentWidget()
        if isinstance(page, PaperViewer):
            page.show_paper(paper, lambda: window.show_page(self._back_to))
