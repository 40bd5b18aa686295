"""What the office pages may ask for besides the desk: staff, paper, back-ups.

Owns the shape of it; refuses to know folders, keys and printers. Whoever wires the house hangs
an `Office` on the workplace as its attribute `office`; without one the pages say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.gui.paper import PaperDesk
from samplepoint.gui.travel import TravelDesk
from samplepoint.services.backing_up import Standing
from samplepoint.services.jobs import Reporter
from samplepoint.services.printing import PrintedBadge
from samplepoint.services.retention import Erased, Preview
from samplepoint.services.upkeep import Checkup


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A back-up as it is listed: its file name, when it was made (local time), its newest fact."""

    name: str
    made: datetime
    seq: int


class StaffDesk(Protocol):
    """Who works here; every call may raise `Refusal` or `Obstacle` and is a supervisor's."""

    def members(self) -> Sequence[StaffMember]:
        """Return all staff who still work here."""

    def add(self, name: str, role: Role, pin: str) -> PrintedBadge:
        """Enrol somebody, with a PIN or with "" for a badge alone; return the badge to print."""

    def renew_badge(self, member: StaffMember) -> PrintedBadge:
        """Make a new badge; the one before opens nothing any more."""

    def retire(self, member: StaffMember) -> None:
        """Take somebody's PIN and badge away."""


class Office(Protocol):
    """The functions behind the office pages. Those that take a reporter run on a job's thread."""

    @property
    def staff(self) -> StaffDesk:
        """Return who looks after staff."""

    @property
    def papers(self) -> PaperDesk:
        """Return who makes and prints paper."""

    @property
    def travel(self) -> TravelDesk:
        """Return who knows the folders of what travels."""

    @property
    def exports_folder(self) -> Path:
        """Return where files lie that leave the house, unless somebody says otherwise."""

    def print_command_sheet(self, reporter: Reporter) -> Path:
        """Make the command sheet, show it for printing, return where it is."""

    def print_badges(self, badges: Sequence[PrintedBadge], reporter: Reporter) -> Path:
        """Make a sheet of badges, show it for printing, return where it is."""

    def print_handover_sheet(self, handover: str, reporter: Reporter) -> Path:
        """Make the sheet of a prepared handover, show it for printing, return where it is."""

    def print_strips(self, boxes: Sequence[BoxCode], reporter: Reporter) -> Path:
        """Make the strips of sealed boxes, show them for printing, return where they are."""

    @property
    def backups_folder(self) -> Path:
        """Return where back-ups lie beside the book."""

    def backups(self) -> Sequence[BackupLine]:
        """Return the back-ups, the newest first."""

    def standing(self) -> Standing:
        """Tell how well the book is backed up; it looks at drives, so not on the main thread."""

    def check(self, reporter: Reporter) -> Checkup:
        """Check the book and rehearse its newest back-up."""

    def backup(self, reporter: Reporter) -> BackupLine:
        """Make a back-up now."""

    def erasable(self) -> Preview:
        """Tell what would be erased now; it reads every person, so not on the main thread."""

    def erase(self, reporter: Reporter) -> Erased:
        """Erase the people of every round that is due, from the book and its copies."""

    def restore(self, name: str, secret: str, reporter: Reporter) -> None:
        """Put a back-up in the place of the book, with a supervisor's PIN or badge.

        The desk has stopped when this returns, and the program must be started again.
        """


@runtime_checkable
class PanelOpener(Protocol):
    """The window, as far as a page needs it."""

    def open_panel(self, panel: QWidget) -> None:
        """Open a side panel."""


def office_of(workplace: object) -> Office | None:
    """Return the office of a workplace, None where nobody handed one in."""
    office: Office | None = getattr(workplace, "office", None)
    return office
