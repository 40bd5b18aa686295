"""A made paper, what is asked of a printer, what came of it: what window and office share.

Owns the contract of a printer; refuses to know Qt, queues and pages' contents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from samplepoint.errors import Obstacle
from samplepoint.services.jobs import Reporter
from samplepoint.services.paper_orders import PaperOrder, PaperUse
from samplepoint.services.paper_pages import PdfPages


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished PDF: in memory, whatever became of its file (None: `trouble` says why)."""

    name: str
    pages: PdfPages
    use: PaperUse
    file: Path | None
    trouble: Obstacle | None = None
    made_by: str = ""
    """Id of who had it made: nobody else is shown it, for it may hold secrets and whole numbers."""


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """Pages `first` to `last` (from 1) on a printer by its name, `copies` times, as a whole set."""

    printer: str
    title: str
    pages: PdfPages
    first: int
    last: int
    copies: int = 1
    skip: int = 0
    """Sheets of all sets together that went before, and are not printed again."""

    @property
    def sheets(self) -> list[int]:
        """Every page in the order in which it is printed."""
        return (list(range(self.first, self.last + 1)) * self.copies)[self.skip :]

    def page_after(self, went: int) -> int:
        """Return the page with which to go on when so many sheets went."""
        sheets = self.sheets
        return sheets[went] if went < len(sheets) else self.last


class Fate(StrEnum):
    """How a printing ended without trouble."""

    PRINTED = "printed"
    """The printer took every page."""
    HANDED_ON = "handed_on"
    """The system took every page, and does not say what its printer does with them."""
    CANCELLED = "cancelled"
    """Somebody stopped it; `went` sheets were on their way."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of an order: how many sheets of how many went."""

    fate: Fate
    went: int
    total: int


class Printer(Protocol):
    """All printers of this laptop. Both calls block, and belong on a job's thread."""

    def names(self) -> Sequence[str]:
        """Return the printers, the system's usual one first; empty when there is none."""

    def print(self, order: PrintOrder, reporter: Reporter) -> Printed:
        """Print at true size: no scaling, nothing added.

        Raises:
            Obstacle: `printer_absent` (no printer at all), `printer_gone` (not this one),
                `printer_stopped` with `reason`, `went`, `total` and the `page` to go on with.
        """


@runtime_checkable
class PaperViewer(Protocol):
    """The page that shows a paper."""

    def show_paper(self, paper: Paper, back: Callable[[], None]) -> None:
        """Show a paper; `back` leads to where it was asked for."""


class PaperDesk(Protocol):
    """All that the office does with paper. `make` and the printer belong on a job's thread."""

    @property
    def printer(self) -> Printer:
        """Return the printers of this laptop."""

    def make(self, order: PaperOrder, reporter: Reporter) -> Path:
        """Make what was ordered, keep it, show it; return where it is.

        Raises:
            Refusal, Obstacle, Damage: as the service of its kind; a folder that takes no file.
        """

    def save_copy(self, paper: Paper, target: Path) -> Path:
        """Write a paper somewhere else as well.

        Raises:
            Obstacle: `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
        """

    def open_in_viewer(self, paper: Paper) -> bool:
        """Open a kept paper in the system's viewer; False where there is none, or no file."""

    def show_last(self) -> bool:
        """Show the paper made last again; False when none was."""
