"""The printers of this laptop: silently by the queues of CUPS or by Qt, and by the system's dialog.

Owns true size (one dot of a picture is one dot of the printer) and when a printer counts as
stopped; refuses to know what is on a page and to make sentences.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from samplepoint.devices import cups
from samplepoint.devices.cups import JobState, QueueError, QueueTrouble, Sheet
from samplepoint.domain.clock import monotonic_ms
from samplepoint.errors import Cancelled, Obstacle
from samplepoint.gui.paper import Fate, Printed, Printer, PrintOrder
from samplepoint.services.jobs import Reporter
from samplepoint.services.paper_pages import Ink, PagePicture

PRINTER_DPI: Final = 600
"""Dots an inch of the pictures; a printer with fewer gets its own."""
MOST_PARTS: Final = 20
"""A long paper goes in so many jobs: after a failure it is known to a part which pages went."""
_MM_AN_INCH: Final = 25.4
_REFUSES: Final = "refuses"
_WRONG: Final = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)


def printer_of_this_laptop() -> Printer:
    """Return CUPS where its commands are, else what Qt knows of the system's printers."""
    return CupsPrinter() if cups.has_cups() else QtPrinter()


def stopped(order: PrintOrder, reason: str, went: int) -> Obstacle:
    """Return the obstacle of a printer that stopped after so many sheets."""
    return Obstacle(
        "printer_stopped",
        printer=order.printer,
        reason=reason,
        went=went,
        total=len(order.sheets),
        page=order.page_after(went),
    )


# -- CUPS --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """A job in a queue, and how many sheets have gone when it has."""

    job: str
    sheets: int


class CupsPrinter:
    """Sends the PDF itself, in parts, and follows each part until the printer has taken it."""

    def __init__(self, pause_s: float = 0.3, patience_s: float = 6.0) -> None:
        """Look every `pause_s`; bear a complaint of the printer for `patience_s`."""
        self._pause_s = pause_s
        self._patience_s = patience_s

    def names(self) -> Sequence[str]:
        """Return the queues, the usual one first."""
        return cups.queues()

    def print(self, order: PrintOrder, reporter: Reporter) -> Printed:
        """Put every part into the queue, then wait until the printer has taken the last.

        What has not gone when it stops is taken out of the queue.

        Raises:
            Obstacle: `printer_absent`, `printer_gone`, `printer_stopped`.
        """
        _demand(order, self.names())
        parts: list[_Part] = []
        went = 0
        try:
            for first, last in _parts(order):
                reporter.report("job_paper_sending", 0, len(order.sheets))
                parts.append(self._send(order, first, last, parts))
            while parts:
                went = self._follow(order, parts, went, reporter)
                parts = [part for part in parts if part.sheets > went]
        except Cancelled:
            cups.cancel([part.job for part in parts])
            return Printed(Fate.CANCELLED, went, len(order.sheets))
        except BaseException:
            cups.cancel([part.job for part in parts])
            raise
        return Printed(Fate.PRINTED, went, len(order.sheets))

    def _send(self, order: PrintOrder, first: int, last: int, before: Sequence[_Part]) -> _Part:
        size = order.pages.sizes_mm[first - 1]
        try:
            sheet = Sheet(order.pages.part(first, last), order.title, size)
            job = cups.send(order.printer, sheet)
        except QueueError as error:
            if error.trouble is QueueTrouble.ABSENT:
                raise Obstacle("printer_gone", printer=order.printer) from None
            raise stopped(order, _REFUSES, 0) from None
        done = before[-1].sheets if before else 0
        return _Part(job, done + last - first + 1)

    def _follow(
        self, order: PrintOrder, parts: Sequence[_Part], went: int, reporter: Reporter
    ) -> int:
        """Wait until the first part has gone; return how many sheets have.

        Raises:
            Obstacle: `printer_stopped`. Cancelled: the operator asked to stop.
        """
        since_ms: float | None = None
        while True:
            found = cups.states(order.printer, [part.job for part in parts])
            fate = found[parts[0].job]
            if fate is JobState.GONE:
                return parts[0].sheets
            complaint = cups.complaint(order.printer)
            if fate in (JobState.HELD, JobState.FAILED):
                raise stopped(order, complaint or cups.STOPPED, went)
            now_ms = monotonic_ms()
            since_ms = (since_ms or now_ms) if complaint else None
            if since_ms is not None and now_ms - since_ms > self._patience_s * 1000:
                raise stopped(order, complaint, went)
            reporter.report("job_paper_printing", went, len(order.sheets))
            time.sleep(self._pause_s)


def _parts(order: PrintOrder) -> list[tuple[int, int]]:
    """Cut an order into at most some twenty runs of pages of one size, set after set."""
    each = max(1, -(-len(order.sheets) // MOST_PARTS))
    sizes = order.pages.sizes_mm
    runs: list[tuple[int, int]] = []
    for page in order.sheets:
        begun, last = runs[-1] if runs else (page, page)
        is_next = page == last + 1 and sizes[page - 1] == sizes[begun - 1]
        if is_next and last - begun + 1 < each:
            runs[-1] = (begun, page)
        else:
            runs.append((page, page))
    return runs


def _demand(order: PrintOrder, names: Sequence[str]) -> None:
    if not names:
        raise Obstacle("printer_absent")
    if order.printer not in names:
        raise Obstacle("printer_gone", printer=order.printer)


# -- Qt ----------------------------------------------------------------------------------------


class QtPrinter:
    """Paints pictures of the pages with the system's own driver; tells what that driver tells."""

    def names(self) -> Sequence[str]:
        """Return the printers, the usual one first."""
        usual = QPrinterInfo.defaultPrinterName()
        names = QPrinterInfo.availablePrinterNames()
        return sorted(names, key=lambda name: (name != usual, name.casefold()))

    def print(self, order: PrintOrder, reporter: Reporter) -> Printed:
        """Paint page after page.

        Raises:
            Obstacle: `printer_absent`, `printer_gone`, `printer_stopped`.
        """
        _demand(order, self.names())
        info = QPrinterInfo.printerInfo(order.printer)
        if info.state() is QPrinter.PrinterState.Error:
            raise stopped(order, cups.STOPPED, 0)
        return paint(QPrinter(info, QPrinter.PrinterMode.HighResolution), order, reporter)


def paint(printer: QPrinter, order: PrintOrder, reporter: Reporter) -> Printed:
    """Paint an order on a printer that is set up; any thread may, one at a time.

    Raises:
        Obstacle: `printer_stopped`.
    """
    sheets = order.sheets
    if sys.platform != "win32":
        # Elsewhere Qt paints into a PDF, for which any resolution is true.
        printer.setResolution(PRINTER_DPI)
    printer.setFullPage(True)
    _lay(printer, order.pages.sizes_mm[sheets[0] - 1])
    painter = QPainter()
    if not painter.begin(printer):
        raise stopped(order, cups.STOPPED, 0)
    went = 0
    try:
        for went, page in enumerate(sheets):
            reporter.report("job_paper_printing", went, len(sheets))
            if went:
                _lay(printer, order.pages.sizes_mm[page - 1])
                if not printer.newPage():
                    raise stopped(order, cups.STOPPED, went)
            _paint_page(painter, printer, order, page)
            if printer.printerState() in _WRONG:
                raise stopped(order, cups.STOPPED, went)
    except Cancelled:
        printer.abort()
        return Printed(Fate.CANCELLED, went, len(sheets))
    finally:
        has_ended = painter.end()
    if not has_ended or printer.printerState() in _WRONG:
        raise stopped(order, cups.STOPPED, went)
    return Printed(Fate.HANDED_ON, len(sheets), len(sheets))


def _paint_page(painter: QPainter, printer: QPrinter, order: PrintOrder, page: int) -> None:
    """Paint a page dot by dot: nothing is stretched, or a bar would be a dot too wide."""
    own_dpi = printer.resolution()
    dots = max(1, round(own_dpi / PRINTER_DPI))
    picture = order.pages.picture(page, own_dpi / dots, Ink.PRINTER)
    image = image_of(picture)
    painter.drawImage(QRectF(0, 0, image.width() * dots, image.height() * dots), image)


def _lay(printer: QPrinter, size_mm: tuple[float, float]) -> None:
    """Give the next page its paper; one known sheet lying on its side is that sheet turned."""
    wide, high = size_mm
    unit, fuzzy = QPageSize.Unit.Millimeter, QPageSize.SizeMatchPolicy.FuzzyMatch
    turned = QPageSize(QSizeF(high, wide), unit, "", fuzzy)
    is_turned = wide > high and turned.id() is not QPageSize.PageSizeId.Custom
    paper = turned if is_turned else QPageSize(QSizeF(wide, high), unit, "", fuzzy)
    way = QPageLayout.Orientation.Landscape if is_turned else QPageLayout.Orientation.Portrait
    layout = QPageLayout(paper, way, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)


def image_of(picture: PagePicture) -> QImage:
    """Return a page as Qt paints it; the dots are copied."""
    is_grey = picture.ink is Ink.PRINTER
    form = QImage.Format.Format_Grayscale8 if is_grey else QImage.Format.Format_RGB32
    return QImage(picture.dots, picture.width, picture.height, picture.stride, form).copy()


# -- the system's dialog -----------------------------------------------------------------------


def ask_for_printer(parent: QWidget, title: str, name: str, copies: int) -> QPrinter | None:
    """Show the system's dialog; return the printer that was set up in it, None for none.

    On the main thread; the pages are chosen before.
    """
    info = QPrinterInfo.printerInfo(name)
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCopyCount(copies)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, False)
    accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
    dialog.deleteLater()
    return printer if accepted else None
