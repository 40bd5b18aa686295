"""A made paper before it is printed: its pages, which printer, how often, from which page on.

Owns what is asked of a printer and what is told of it; refuses to make paper and to know queues.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from samplepoint.domain.outcomes import Outcome, accepted, ignored, refused
from samplepoint.errors import Refusal, SamplepointError
from samplepoint.gui.adapters.printer import ask_for_printer, paint
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.keys import Verb
from samplepoint.gui.office import office_of
from samplepoint.gui.paper import Fate, Paper, PaperDesk, Printed, PrintOrder
from samplepoint.gui.widgets.form_fields import KeyButton, LatinField, Row
from samplepoint.gui.widgets.offered_choice import OfferedChoice
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.paper_view import PaperView
from samplepoint.gui.widgets.side_by_side import SideBySide
from samplepoint.gui.workplace import Workplace
from samplepoint.services.jobs import Reporter
from samplepoint.services.paper_orders import PaperUse

MOST_COPIES = 50
_OWN_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_F8, Qt.Key.Key_F9)
_FEWEST_HIGH, _SIDE_WIDE, _LONGEST_NUMBER = 160, 330, 4


class PreviewPage(OfficePage):
    """Ctrl+Enter prints silently on the chosen printer; the PDF is kept whatever comes of it."""

    def __init__(self, workplace: Workplace) -> None:
        """Begin without a paper."""
        super().__init__(workplace, "preview_title", "preview_none")
        self.paper: Paper | None = None
        self._back: Callable[[], None] | None = None
        self._printing: PrintOrder | None = None
        self._rest: PrintOrder | None = None
        self._listing = JobBridge()
        self.view = PaperView(workplace)
        self.where = QLabel()
        self.where.setProperty("role", "label")
        self.printer = OfferedChoice(str)
        self.copies, self.first, self.last = LatinField(), LatinField(), LatinField()
        self.print_key = KeyButton("Ctrl+Enter", "main")
        self.dialog_key, self.copy_key, self.viewer_key = (
            KeyButton("F8"),
            KeyButton("F9"),
            KeyButton("F2"),
        )
        self.back_key, self.on_key = KeyButton("PgUp"), KeyButton("PgDn")
        self.ask_for_printer: Callable[[QWidget, str, str, int], QPrinter | None] = ask_for_printer
        self.ask_for_path: Callable[[str], str] = self._ask_for_path
        self._lay_out()
        self._speak_fields()
        self._listen()
        self.dress()

    def _lay_out(self) -> None:
        for field in (self.copies, self.first, self.last):
            field.setMaxLength(_LONGEST_NUMBER)
        self._rows = {
            "copies": Row(self.copies),
            "pages": Row(SideBySide(self.first, self.last)),
        }
        turning, keys = QHBoxLayout(), QWidget()
        keys.setLayout(turning)
        turning.setContentsMargins(0, 0, 0, 0)
        turning.addWidget(self.back_key)
        turning.addWidget(self.where, 1, Qt.AlignmentFlag.AlignCenter)
        turning.addWidget(self.on_key)
        self.view.setMinimumHeight(_FEWEST_HIGH)
        pair = SideBySide(self.copy_key, self.viewer_key)
        side, columns, box = QVBoxLayout(), QHBoxLayout(), QWidget()
        box.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        asked = (self.printer, *self._rows.values(), self.print_key, self.dialog_key, pair)
        side.addWidget(self.card("preview_printer", *asked))
        side.addStretch(1)
        columns.setSpacing(14)
        columns.addWidget(self.card("preview_page", self.view, keys), 1)
        columns.addWidget(box)
        self._side = box
        self.cards.addLayout(columns, 1)
        self.set_stops(self.printer, self.copies, self.first, self.last, self.print_key)

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for name, row in self._rows.items():
            keep(row.label.setText, f"preview_label_{name}")
        keep(self.print_key.say, "preview_key_print")
        keep(self.dialog_key.say, "preview_key_dialog")
        keep(self.copy_key.say, "preview_key_copy")
        keep(self.viewer_key.say, "preview_key_viewer")
        keep(self.back_key.say, "preview_key_back")
        keep(self.on_key.say, "preview_key_on")
        keep(self.printer.setPlaceholderText, "preview_no_printer")
        self.spoken.also(self._say_state)

    def _listen(self) -> None:
        self.print_key.clicked.connect(self.confirm)
        self.dialog_key.clicked.connect(self.print_with_dialog)
        self.copy_key.clicked.connect(self.save_copy)
        self.viewer_key.clicked.connect(self.open_in_viewer)
        self.back_key.clicked.connect(lambda: self.view.turn(-1))
        self.on_key.clicked.connect(lambda: self.view.turn(1))
        self.view.turned.connect(lambda _page: self._say_where())
        self.printer.chosen.connect(self._remember)
        self._listing.finished.connect(self._offer)
        self._listing.failed.connect(self.answer_strip.tell_error)
        for key, by in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageUp, -1)):
            turn = QShortcut(QKeySequence(key), self)
            turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            turn.activated.connect(lambda by=by: self.view.turn(by))

    def dress(self) -> None:
        """Take the colours and sizes; the paper gets all the room beside the keys."""
        super().dress()
        if hasattr(self, "_side"):
            self._side.setFixedWidth(self.workplace.look.gap(_SIDE_WIDE))

    # -- the paper -----------------------------------------------------------------------------

    def show_paper(self, paper: Paper, back: Callable[[], None]) -> None:
        """Show a paper; `back` leads to where it was asked for."""
        self.paper, self._back = paper, back
        self._rest = None
        self.copies.setText("1")
        self.first.setText("1")
        self.last.setText(str(paper.pages.count))
        self.answer_strip.clear()
        if paper.trouble is not None:
            self.answer_strip.tell_error(paper.trouble)
        self.view.show_pages(paper.pages)
        self._say_state()
        self._list_printers()

    def _say_state(self) -> None:
        paper, say = self.paper, self.workplace.say
        if paper is None:
            return
        wide, high = paper.pages.sizes_mm[0]
        code = "preview_state_kept" if paper.file else "preview_state_lost"
        size = f"{wide:g} × {high:g} mm"
        self.state.setText(
            say(code, name=paper.name, pages=paper.pages.count, size=size, path=str(paper.file))
        )
        self._say_where()

    def _say_where(self) -> None:
        if self.paper is not None:
            pages = self.paper.pages.count
            self.where.setText(self.workplace.say("preview_where", page=self.view.page, of=pages))

    def does(self, verb: Verb) -> bool:
        """Go back to where the paper was asked for; everything else means the same as anywhere."""
        if verb is not Verb.BACK or self._back is None:
            return False
        self._back()
        return True

    # -- printers ------------------------------------------------------------------------------

    def _desk(self) -> PaperDesk | None:
        office = office_of(self.workplace)
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
        return office.papers if office else None

    def _list_printers(self) -> None:
        desk = self._desk()
        if desk is not None and not self._listing.is_running:
            self._listing.start(lambda _reporter: desk.printer.names())

    @property
    def remembered(self) -> str:
        """The printer that was chosen on this laptop for papers of this use, "" for none."""
        settings, paper = self.workplace.settings, self.paper
        is_label = paper is not None and paper.use is PaperUse.LABELS
        return settings.label_printer if is_label else settings.sheet_printer

    def _offer(self, names: object) -> None:
        """Offer what is there; a remembered one that is gone stays chosen, and is named."""
        known = [str(name) for name in names] if isinstance(names, list | tuple) else []
        wanted = self.remembered
        is_gone = bool(wanted and wanted not in known)
        self.printer.offer([wanted, *known] if is_gone and known else known)
        if wanted in self.printer.offered:
            self.printer.choose(wanted)
        if is_gone and known:
            self.answer_strip.tell(refused("printer_gone", printer=wanted))

    def _remember(self, name: object) -> None:
        paper, settings = self.paper, self.workplace.settings
        if paper is None:
            return
        if paper.use is PaperUse.LABELS:
            self.workplace.apply(replace(settings, label_printer=str(name)))
        else:
            self.workplace.apply(replace(settings, sheet_printer=str(name)))

    # -- keys ----------------------------------------------------------------------------------

    def owns_key(self, key: int) -> bool:
        """Claim F2, F8 and F9 while the page is open."""
        return key in _OWN_KEYS

    def shortcut(self, key: int) -> bool:
        """F8: the system's dialog. F9: save elsewhere. F2: the system's viewer."""
        if key == Qt.Key.Key_F8:
            self.print_with_dialog()
        elif key == Qt.Key.Key_F9:
            self.save_copy()
        elif key == Qt.Key.Key_F2:
            self.open_in_viewer()
        return self.owns_key(key)

    def order(self, printer: str, paper: Paper) -> PrintOrder:
        """Return what the fields ask of a printer; after a stop, as they stand, what is left.

        Raises:
            Refusal: `preview_pages`, `preview_copies`.
        """
        pages = paper.pages.count
        first, last = _whole(self.first.text()), _whole(self.last.text())
        if not 1 <= first <= last <= pages:
            raise Refusal("preview_pages", pages=pages)
        copies = _whole(self.copies.text())
        if not 1 <= copies <= MOST_COPIES:
            raise Refusal("preview_copies", most=MOST_COPIES)
        rest = self._rest
        if rest is not None and (rest.sheets[0], rest.last, rest.copies) == (first, last, copies):
            return replace(rest, printer=printer)
        return PrintOrder(printer, Path(paper.name).stem, paper.pages, first, last, copies)

    def _asked(self, printer: str, paper: Paper) -> PrintOrder | None:
        try:
            return self.order(printer, paper)
        except Refusal as refusal:
            self.answer_strip.tell_error(refusal)
            self.focus(self.copies if refusal.code == "preview_copies" else self.first)
            return None

    def confirm(self) -> None:
        """Print silently on the chosen printer, and remember it."""
        desk, paper = self._desk(), self.paper
        if desk is None or paper is None:
            return
        order = self._asked(str(self.printer.value or ""), paper)
        if order is None:
            return
        if order.printer:
            self._remember(order.printer)
        self._run(order, lambda reporter: desk.printer.print(order, reporter))

    def _run(self, order: PrintOrder, job: Callable[[Reporter], Printed]) -> None:
        if not self.bridge.is_running:
            self._printing = order
        self.run_job(job, lambda printed: self._ended(order, printed))

    def _ended(self, order: PrintOrder, printed: object) -> Outcome:
        self._rest = None
        return told(order, printed)

    def print_with_dialog(self) -> None:
        """Let the system's dialog choose printer, tray and sides, then print."""
        paper = self.paper
        if paper is None or self.bridge.is_running:
            return
        asked = self._asked(str(self.printer.value or ""), paper)
        if asked is None:
            return
        # The driver makes the copies that the dialog asked for; it cannot begin within a set.
        copies = 1 if asked.skip else asked.copies
        printer = self.ask_for_printer(self, asked.title, asked.printer, copies)
        if printer is None:
            self.answer_strip.tell(ignored("preview_dialog_left"))
            return
        name = printer.printerName() or printer.outputFileName()
        order = replace(asked, printer=name, copies=asked.copies if asked.skip else 1)
        self._run(order, lambda reporter: paint(printer, order, reporter))

    def save_copy(self) -> None:
        """Write the PDF somewhere else as well."""
        desk, paper = self._desk(), self.paper
        if desk is None or paper is None:
            return
        target = self.ask_for_path(paper.name)
        if target:
            self.run_job(
                lambda _reporter: desk.save_copy(paper, Path(target)),
                lambda path: accepted("preview_saved", path=str(path)),
            )

    def _ask_for_path(self, name: str) -> str:
        """Ask the system for a file: an office page may open a dialog."""
        say = self.workplace.say
        return QFileDialog.getSaveFileName(self, say("preview_key_copy"), name, "PDF (*.pdf)")[0]

    def open_in_viewer(self) -> None:
        """Open the kept file in the system's viewer."""
        desk, paper = self._desk(), self.paper
        if desk is None or paper is None:
            return
        if not desk.open_in_viewer(paper):
            self.answer_strip.tell(refused("preview_no_viewer", path=str(paper.file or paper.name)))

    def _job_failed(self, error: SamplepointError) -> None:
        """Say what went wrong; after a stop the page to go on with stands in its field."""
        super()._job_failed(error)
        order, paper = self._printing, self.paper
        if error.code != "printer_stopped" or order is None or paper is None:
            return
        if order.pages is not paper.pages:
            return  # Another paper is shown by now: its fields are its own.
        left = replace(order, skip=order.skip + int(str(error.values["went"])))
        self._rest = left if left.sheets else None
        self.first.setText(str(error.values["page"]))


def told(order: PrintOrder, printed: object) -> Outcome:
    """Return the answer to what came of an order."""
    if not isinstance(printed, Printed):
        raise TypeError
    if printed.fate is Fate.CANCELLED:
        return ignored(
            "printing_cancelled",
            printer=order.printer,
            went=printed.went,
            total=printed.total,
            page=order.page_after(printed.went),
        )
    code = "paper_printed" if printed.fate is Fate.PRINTED else "paper_handed_on"
    return accepted(code, printer=order.printer, total=printed.total)


def _whole(untrusted: str) -> int:
    """Return a typed number, 0 for anything that is none."""
    return int(untrusted) if untrusted.isascii() and untrusted.isdigit() else 0
