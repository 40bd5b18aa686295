"""What every printer keeps: true pages in true order, once; and a clear word when it cannot."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtPrintSupport import QPrinter

from samplepoint.errors import Obstacle
from samplepoint.gui.adapters.printer import CupsPrinter, QtPrinter, paint
from samplepoint.gui.paper import Fate, Printed, Printer, PrintOrder
from samplepoint.services.jobs import Reporter
from samplepoint.services.paper_pages import PdfPages
from tests.gui.cups_house import ADMIN, SCHEDULER, CupsHouse
from tests.gui.made_up_printer import (
    CODES,
    ROLL_MM,
    MadeUpPrinter,
    codes_in,
    codes_of,
    dots_of,
    roll,
)

DPI = 600
Sheet = tuple[PdfPages, int]


class PaintedPdf:
    """Qt's own PDF output as a printer: always there, painted as every other one is."""

    def __init__(self, *files: Path) -> None:
        self._files = files

    def names(self) -> Sequence[str]:
        return [str(file) for file in self._files]

    def print(self, order: PrintOrder, reporter: Reporter) -> Printed:
        if not self._files:
            raise Obstacle("printer_absent")
        if order.printer not in self.names():
            raise Obstacle("printer_gone", printer=order.printer)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(order.printer)
        return paint(printer, order, reporter)


@dataclass
class Stand:
    """A printer under test: one that works, one that stops, none at all, and what came out."""

    printer: Printer
    name: str
    out: Callable[[], list[Sheet]]
    absent: Printer
    stopping: tuple[Printer, str]
    went: int

    def codes(self) -> list[str]:
        """Read what came out."""
        pictures = (pages.picture(page, DPI) for pages, page in self.out())
        return [code for picture in pictures for code in codes_in(picture)]


def made_up_stand(_folder: Path) -> Iterator[Stand]:
    printer, stopping = MadeUpPrinter("laser"), MadeUpPrinter("laser", stops_after=2)
    out = printer.out
    yield Stand(printer, "laser", lambda: out, MadeUpPrinter(), (stopping, "laser"), 2)


def painted_stand(folder: Path) -> Iterator[Stand]:
    file, lost = folder / "out.pdf", folder / "gone" / "out.pdf"
    printer = PaintedPdf(file, lost)

    def out() -> list[Sheet]:
        return sheets_of(PdfPages(file.read_bytes())) if file.exists() else []

    yield Stand(printer, str(file), out, PaintedPdf(), (printer, str(lost)), 0)


def cups_stand(_folder: Path) -> Iterator[Stand]:
    with served() as house:
        printer = CupsPrinter(pause_s=0.02, patience_s=0.1)

        def out() -> list[Sheet]:
            return [sheet for pages in house.printed() for sheet in sheets_of(pages)]

        yield Stand(printer, "good", out, Unreachable(), (printer, "third"), 2)


def sheets_of(pages: PdfPages) -> list[Sheet]:
    return [(pages, page) for page in range(1, pages.count + 1)]


@contextmanager
def served() -> Iterator[CupsHouse]:
    """Run a print server; skip the test where there is none to run."""
    if not (SCHEDULER and ADMIN):
        pytest.skip("the programs of CUPS are not installed")
    # The path of a socket holds hardly more than a hundred characters.
    with tempfile.TemporaryDirectory() as root, pytest.MonkeyPatch.context() as patch:
        house = CupsHouse(Path(root))
        try:
            if not house.start():
                pytest.skip("cupsd does not come up here")
            patch.setenv("CUPS_SERVER", str(house.socket))
            yield house
        finally:
            house.stop()


class Unreachable(CupsPrinter):
    """CUPS whose server is not there."""

    def names(self) -> Sequence[str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CUPS_SERVER", os.devnull)
            return super().names()


STANDS = {"made_up": made_up_stand, "painted": painted_stand, "cups": cups_stand}


@pytest.fixture(params=list(STANDS))
def stand(request: pytest.FixtureRequest, qapp: object, tmp_path: Path) -> Iterator[Stand]:
    yield from STANDS[request.param](tmp_path)


def ends_mm(pages: PdfPages, page: int) -> list[float]:
    """Return where the bars of a label begin and end, from the left and the upper edge."""
    [seen] = zxingcpp.read_barcodes(dots_of(pages.picture(page, DPI)))
    at = seen.position
    ends = (at.top_left.x, at.top_right.x, at.top_left.y, at.bottom_left.y)
    return [dots * 25.4 / DPI for dots in ends]


def order(printer: str, first: int = 1, last: int = 5, copies: int = 1) -> PrintOrder:
    return PrintOrder(printer, "labels", roll(), first, last, copies)


def test_the_wanted_pages_come_out_once_in_order_and_in_their_true_size(stand: Stand) -> None:
    assert stand.name in stand.printer.names()
    printed = stand.printer.print(order(stand.name, 2, 4), Reporter())
    assert (printed.went, printed.total) == (3, 3)
    assert printed.fate in (Fate.PRINTED, Fate.HANDED_ON)
    assert stand.codes() == list(CODES[1:4])


def test_one_mm_is_one_mm(stand: Stand) -> None:
    stand.printer.print(order(stand.name, 1, 1), Reporter())
    [(pages, page)] = stand.out()
    assert pages.sizes_mm[page - 1] == pytest.approx(ROLL_MM, abs=0.1)
    assert ends_mm(pages, page) == pytest.approx(ends_mm(roll(), 1), abs=0.1)


def test_copies_come_out_set_after_set(stand: Stand) -> None:
    printed = stand.printer.print(order(stand.name, 1, 2, copies=2), Reporter())
    assert printed.total == 4
    assert stand.codes() == [CODES[0], CODES[1], CODES[0], CODES[1]]


def test_a_printer_that_is_not_there_is_named(stand: Stand) -> None:
    with pytest.raises(Obstacle) as caught:
        stand.printer.print(order("the old laser"), Reporter())
    assert (caught.value.code, caught.value.values) == (
        "printer_gone",
        {"printer": "the old laser"},
    )
    assert stand.codes() == []


def test_no_printer_at_all_is_another_thing(stand: Stand) -> None:
    assert list(stand.absent.names()) == []
    with pytest.raises(Obstacle, match="printer_absent"):
        stand.absent.print(order(stand.name), Reporter())


def test_a_printer_that_stops_says_how_far_it_came_and_where_to_go_on(stand: Stand) -> None:
    printer, name = stand.stopping
    with pytest.raises(Obstacle) as caught:
        printer.print(order(name), Reporter())
    values = caught.value.values
    assert caught.value.code == "printer_stopped"
    assert (values["printer"], values["went"], values["total"]) == (name, stand.went, 5)
    assert values["page"] == stand.went + 1


def test_who_cancels_hears_how_far_it_came(stand: Stand) -> None:
    reporter = Reporter()
    reporter.cancel()
    printed = stand.printer.print(order(stand.name), reporter)
    assert printed == Printed(Fate.CANCELLED, 0, 5)
    assert stand.codes() == []


def test_progress_is_told(stand: Stand) -> None:
    told: list[tuple[str, int]] = []
    stand.printer.print(
        order(stand.name), Reporter(lambda progress: told.append((progress.code, progress.total)))
    )
    assert {total for _code, total in told} == {5}
    assert {code for code, _total in told} <= {"job_paper_sending", "job_paper_printing"}


# -- CUPS alone --------------------------------------------------------------------------------


@pytest.fixture
def house() -> Iterator[CupsHouse]:
    with served() as house:
        yield house


def stop_reason(name: str) -> tuple[object, object]:
    with pytest.raises(Obstacle, match="printer_stopped") as caught:
        CupsPrinter(pause_s=0.02, patience_s=0.1).print(order(name), Reporter())
    return caught.value.values["reason"], caught.value.values["went"]


def test_a_queue_without_paper_says_paper_and_keeps_nothing_back(house: CupsHouse) -> None:
    assert stop_reason("empty") == ("paper", 0)
    assert waiting() == ""


def test_a_stopped_queue_keeps_nothing_back(house: CupsHouse) -> None:
    assert stop_reason("third") == ("paused", 2)
    assert waiting() == ""
    assert [code for pages in house.printed() for code in codes_of(pages)] == list(CODES[:2])


def test_a_queue_that_takes_no_jobs_says_so(house: CupsHouse) -> None:
    house.refuse("good")
    assert stop_reason("good") == ("refuses", 0)


def test_a_long_roll_goes_in_a_few_parts(house: CupsHouse) -> None:
    printed = CupsPrinter(pause_s=0.02).print(order("good", 1, 5, copies=10), Reporter())
    assert printed == Printed(Fate.PRINTED, 50, 50)
    assert [pages.count for pages in house.printed()] == [3, 2] * 10


def test_a_set_that_is_gone_on_with_goes_on_within_the_set(house: CupsHouse) -> None:
    rest = replace(order("good", 1, 5, copies=2), skip=3)
    printed = CupsPrinter(pause_s=0.02).print(rest, Reporter())
    assert printed == Printed(Fate.PRINTED, 7, 7)
    out = [code for pages in house.printed() for code in codes_of(pages)]
    assert out == [*CODES[3:], *CODES]


def waiting() -> str:
    from samplepoint.devices import cups  # noqa: PLC0415  # what no page may ask for

    return cups._ask("lpstat", "-o")  # noqa: SLF001  # the queue as its owner sees it


def test_a_server_that_goes_half_way_has_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the jobs, then answers nothing more."""
    sent: list[str] = []

    def run(command: Sequence[str], **_how: object) -> subprocess.CompletedProcess[bytes]:
        if command[0] == "lp":
            sent.append(f"good-{len(sent) + 1}")
            said = f"request id is {sent[-1]} (0 file(s))"
            return subprocess.CompletedProcess(command, 0, said.encode(), b"")
        if sent:
            return subprocess.CompletedProcess(command, 1, b"", b"lpstat: Bad file descriptor")
        said = "good" if "-e" in command else "system default destination: good"
        return subprocess.CompletedProcess(command, 0, said.encode(), b"")

    monkeypatch.setattr(subprocess, "run", run)
    assert stop_reason("good") == ("stopped", 0)
    assert len(sent) == 5


# -- Qt alone ----------------------------------------------------------------------------------


def test_qt_knows_no_such_printer(qapp: object) -> None:
    with pytest.raises(Obstacle) as caught:
        QtPrinter().print(order("no such printer of ours"), Reporter())
    assert caught.value.code in ("printer_absent", "printer_gone")
