"""The office of an open house: staff, paper and back-ups, as the office pages ask for them.

Owns which service stands behind each request; refuses to paint and to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from samplepoint.app.wiring import House
from samplepoint.domain.codes import BoxCode
from samplepoint.domain.staff import Deed, Role, StaffMember
from samplepoint.gui.house_papers import HousePapers
from samplepoint.gui.house_travel import HouseTravel
from samplepoint.gui.office import BackupLine
from samplepoint.services import printing
from samplepoint.services.backing_up import Standing, list_backups
from samplepoint.services.box_papers import handover_sheet_of
from samplepoint.services.jobs import Reporter
from samplepoint.services.opening import NewStaff, Staffing
from samplepoint.services.paper_orders import MadePaper, PaperKind, PaperOrder, PaperUse
from samplepoint.services.paperwork import print_handover_sheet
from samplepoint.services.printing import PrintedBadge
from samplepoint.services.retention import Erased, Preview
from samplepoint.services.station import demand
from samplepoint.services.strip_making import print_strips
from samplepoint.services.upkeep import Checkup, Restore, Upkeep
from samplepoint.wording import Wording


class HouseStaffDesk:
    """Enrolling, badges and retiring at the desk of an open house."""

    def __init__(self, house: House) -> None:
        """Work on this house's book and key file."""
        self._house = house

    def _staffing(self) -> Staffing:
        place = self._house.desk.place
        demand(place, Deed.RUN_ROUND)
        return self._house.staffing(place)

    def members(self) -> Sequence[StaffMember]:
        """Return all staff who still work here."""
        return self._house.station.queries.staff()

    def add(self, name: str, role: Role, pin: str) -> PrintedBadge:
        """Enrol somebody and return the badge to print."""
        member, text = self._staffing().enrol(NewStaff(name, role, pin))
        return PrintedBadge(member, text)

    def renew_badge(self, member: StaffMember) -> PrintedBadge:
        """Make a new badge; the one before opens nothing any more."""
        return PrintedBadge(member, self._staffing().new_badge(member))

    def retire(self, member: StaffMember) -> None:
        """Take somebody's PIN and badge away."""
        self._staffing().retire(member.id)


class HouseOffice(QObject):
    """What the office pages of one window may ask for. Made on the main thread."""

    restored = Signal()
    """A back-up stands in the place of the book: the window must be opened again."""

    def __init__(self, house: House, wording: Wording, parent: QObject) -> None:
        """Serve this house in the window's words."""
        super().__init__(parent)
        self._house = house
        self._wording = wording
        self.staff = HouseStaffDesk(house)
        self.papers = HousePapers(house, wording, parent)
        self.travel = HouseTravel(house)

    @property
    def exports_folder(self) -> Path:
        """Return where files lie that leave the house, unless somebody says otherwise."""
        return self._house.folder.exports

    def print_command_sheet(self, reporter: Reporter) -> Path:
        """Make the command sheet, show it for printing, return where it is."""
        return self.papers.make(PaperOrder(PaperKind.COMMANDS), reporter)

    def print_badges(self, badges: Sequence[PrintedBadge], reporter: Reporter) -> Path:
        """Make a sheet of badges, show it for printing, return where it is."""
        reporter.report("job_printing", 0)
        place = self._house.desk.place
        sheet = printing.print_badges(self._house.station, place, badges, self._wording.say)
        made = MadePaper("badges.pdf", sheet, PaperUse.SHEETS)
        return self.papers.keep(made, by=place.staff.id)

    def print_handover_sheet(self, handover: str, reporter: Reporter) -> Path:
        """Make the sheet of a prepared handover, show it for printing, return where it is."""
        reporter.report("job_printing", 0)
        station, say, place = self._house.station, self._wording.say, self._house.desk.place
        sheet = handover_sheet_of(station, handover, say)
        paper = print_handover_sheet(station, place, sheet, say)
        made = MadePaper(f"handover-{handover}.pdf", paper, PaperUse.SHEETS)
        return self.papers.keep(made, by=place.staff.id)

    def print_strips(self, boxes: Sequence[BoxCode], reporter: Reporter) -> Path:
        """Make the strips of sealed boxes, show them for printing, return where they are."""
        reporter.report("job_printing", 0)
        station, say, place = self._house.station, self._wording.say, self._house.desk.place
        made = print_strips(station, place, boxes, say)
        return self.papers.keep(MadePaper(made.name, made.pdf, PaperUse.SHEETS), by=place.staff.id)

    @property
    def backups_folder(self) -> Path:
        """Return where back-ups lie beside the book."""
        return self._house.folder.backups

    def backups(self) -> Sequence[BackupLine]:
        """Return the back-ups, the newest first."""
        found = list_backups(self._house.backing_up.shelf)
        return [BackupLine(one.name, one.made, one.seq) for one in found]

    def standing(self) -> Standing:
        """Tell how well the book is backed up; it looks at drives, so not on the main thread."""
        return self._house.backing_up.standing()

    def check(self, reporter: Reporter) -> Checkup:
        """Check the book and rehearse its newest back-up."""
        return Upkeep(self._house.opened.book, self._house.backing_up.shelf).check(reporter)

    def backup(self, reporter: Reporter) -> BackupLine:
        """Make a back-up now."""
        made = self._house.backing_up.backup(self._house.desk.place, reporter)
        return BackupLine(made.backup.name, made.backup.made, made.backup.seq)

    def erasable(self) -> Preview:
        """Tell what would be erased now; it reads every person, so not on the main thread."""
        return self._house.retention.preview()

    def erase(self, reporter: Reporter) -> Erased:
        """Erase the people of every round that is due, from the book and its copies."""
        return self._house.retention.erase(self._house.desk.place, reporter=reporter)

    def restore(self, name: str, secret: str, reporter: Reporter) -> None:
        """Put a back-up in the place of the book; the program must be started again."""
        restore = Restore(self._house.backing_up.shelf, secret)
        rehearsed = restore.rehearse(name, reporter)
        self._house.opened.book.close()
        restore.put_back(rehearsed, self._house.clock, reporter)
        self.restored.emit()
