"""A made-up printer, and the paper that is printed in the tests of printing.

Owns no expectation. It keeps to the contract in `tests/gui/test_printing_contract.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import numpy as np
import zxingcpp

from samplepoint.errors import Cancelled, Obstacle
from samplepoint.formats.label_stock import stock_named
from samplepoint.formats.labels import TubeLabel, labels_pdf
from samplepoint.gui.paper import Fate, Printed, PrintOrder
from samplepoint.services.jobs import Reporter
from samplepoint.services.paper_pages import PagePicture, PdfPages

CODES = tuple(f"T000000000{number}" for number in range(1, 6))
ROLL = "roll_50x30"
_BARS = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.Code128,))
ROLL_MM = (50.0, 30.0)


@cache
def roll() -> PdfPages:
    """Return five labels of a roll, a page each."""
    labels = [TubeLabel(code, "第二轮 · 西古城", "", "") for code in CODES]
    at = datetime(2026, 1, 12, tzinfo=UTC)
    return PdfPages(labels_pdf(labels, stock_named(ROLL), title="labels", created_at=at))


def dots_of(picture: PagePicture) -> np.typing.NDArray[np.uint8]:
    """Return a grey page as rows of dots."""
    dots = np.frombuffer(picture.dots, np.uint8).reshape(picture.height, picture.stride)
    return np.ascontiguousarray(dots[:, : picture.width])


def codes_in(picture: PagePicture) -> list[str]:
    """Read the bars of a page."""
    seen = zxingcpp.read_barcodes(dots_of(picture), formats=_BARS)
    return [one.text for one in seen]


def codes_of(pages: PdfPages, dpi: float = 300) -> list[str]:
    """Read the bars of every page."""
    return [
        code for page in range(1, pages.count + 1) for code in codes_in(pages.picture(page, dpi))
    ]


class MadeUpPrinter:
    """Printers by name; `stops_after` sheets one has no more paper."""

    def __init__(self, *printers: str, stops_after: int | None = None) -> None:
        self.printers = list(printers)
        self.stops_after = stops_after
        self.out: list[tuple[PdfPages, int]] = []
        self.orders: list[PrintOrder] = []

    def names(self) -> Sequence[str]:
        return list(self.printers)

    def print(self, order: PrintOrder, reporter: Reporter) -> Printed:
        if not self.printers:
            raise Obstacle("printer_absent")
        if order.printer not in self.printers:
            raise Obstacle("printer_gone", printer=order.printer)
        self.orders.append(order)
        total = len(order.sheets)
        for went, page in enumerate(order.sheets):
            try:
                reporter.report("job_paper_printing", went, total)
            except Cancelled:
                return Printed(Fate.CANCELLED, went, total)
            if went == self.stops_after:
                raise Obstacle(
                    "printer_stopped",
                    printer=order.printer,
                    reason="paper",
                    went=went,
                    total=total,
                    page=order.page_after(went),
                )
            self.out.append((order.pages, page))
        return Printed(Fate.PRINTED, total, total)
