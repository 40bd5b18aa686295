"""A made-up office for the tests of settings, staff and upkeep: it remembers what was asked.

Owns no expectation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.erasing import Roster
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal, SamplepointError
from samplepoint.gui.office import BackupLine
from samplepoint.gui.paper import Paper
from samplepoint.gui.travel import TravelDesk
from samplepoint.gui.workplace import Workplace
from samplepoint.services.backing_up import Standing
from samplepoint.services.jobs import Reporter
from samplepoint.services.paper_orders import PaperOrder
from samplepoint.services.printing import PrintedBadge
from samplepoint.services.retention import Erased, Preview
from samplepoint.services.upkeep import Checkup
from samplepoint.storage.backup import Backup
from samplepoint.storage.checking import Counter
from tests.gui.made_up_printer import MadeUpPrinter

LINE = BackupLine("book-20260112-094100-7.db", datetime(2026, 1, 12, 9, 41), 7)  # noqa: DTZ001  # local


NOBODY = Preview((), Roster(0, is_due=False), is_begun=False)


class MadeUpStaff:
    """Staff in a list."""

    def __init__(self) -> None:
        self.people = [
            StaffMember("S1", "王", Role.REGISTRAR),
            StaffMember("S2", "李", Role.SUPERVISOR),
        ]
        self.pins: list[str] = []

    def members(self) -> Sequence[StaffMember]:
        return list(self.people)

    def add(self, name: str, role: Role, pin: str) -> PrintedBadge:
        member = StaffMember(f"S{len(self.people) + 1}", name, role)
        self.people.append(member)
        self.pins.append(pin)
        return PrintedBadge(member, "SPB" + "1" * 20)

    def renew_badge(self, member: StaffMember) -> PrintedBadge:
        return PrintedBadge(member, "SPB" + "2" * 20)

    def retire(self, member: StaffMember) -> None:
        if len(self.people) == 1:
            raise Refusal("last_key")
        self.people.remove(member)


class MadeUpPapers:
    """Papers that are asked for, and printers that remember what they printed."""

    def __init__(self) -> None:
        self.printer = MadeUpPrinter("laser", "zebra")
        self.orders: list[PaperOrder] = []
        self.refuses: SamplepointError | None = None
        self.copies: list[Path] = []
        self.viewed: list[str] = []
        self.has_last = False

    def make(self, order: PaperOrder, reporter: Reporter) -> Path:
        reporter.report("job_printing", 0)
        self.orders.append(order)
        if self.refuses is not None:
            raise self.refuses
        return Path(f"{order.kind}.pdf")

    def save_copy(self, paper: Paper, target: Path) -> Path:
        target.write_bytes(paper.pages.pdf)
        self.copies.append(target)
        return target

    def open_in_viewer(self, paper: Paper) -> bool:
        self.viewed.append(paper.name)
        return paper.file is not None

    def show_last(self) -> bool:
        return self.has_last


class NowhereToTravel:
    """Folders of what travels, for pages that only ask for their names."""

    outbox = quarantine = recovery_file = Path("nowhere")

    def entrust(self, recipient: str) -> object:
        raise AssertionError(recipient)

    def before_merge(self, reporter: Reporter) -> object:
        raise AssertionError(reporter)


class MadeUpOffice:
    """An office whose jobs end at once."""

    def __init__(self) -> None:
        self.staff = MadeUpStaff()
        self.papers = MadeUpPapers()
        self.travel: TravelDesk = NowhereToTravel()
        self.lines: list[BackupLine] = [LINE]
        self.counters = [Counter("check_chains", 0)]
        self.printed: list[str] = []
        self.restored: list[tuple[str, str]] = []
        self.preview = NOBODY
        self.now = Standing(Backup(Path(LINE.name), LINE.made, 7), 0, None, None, "", None)

    @property
    def exports_folder(self) -> Path:
        return Path("exports")

    def print_command_sheet(self, reporter: Reporter) -> Path:
        reporter.report("copying", 1, 1)
        self.printed.append("sheet")
        return Path("sheet.pdf")

    def print_badges(self, badges: Sequence[PrintedBadge], reporter: Reporter) -> Path:
        reporter.report("copying", 1, 1)
        self.printed.extend(badge.text for badge in badges)
        return Path("badges.pdf")

    def print_handover_sheet(self, handover: str, reporter: Reporter) -> Path:
        reporter.report("copying", 1, 1)
        self.printed.append(handover)
        return Path(f"{handover}.pdf")

    def print_strips(self, boxes: Sequence[BoxCode], reporter: Reporter) -> Path:
        reporter.report("copying", 1, 1)
        self.printed.extend(boxes)
        return Path("strips.pdf")

    @property
    def backups_folder(self) -> Path:
        return Path("/made-up/backups")

    def backups(self) -> Sequence[BackupLine]:
        return list(self.lines)

    def standing(self) -> Standing:
        return self.now

    def check(self, reporter: Reporter) -> Checkup:
        reporter.report("checking", 1, 2)
        return Checkup(tuple(self.counters), None)

    def backup(self, reporter: Reporter) -> BackupLine:
        reporter.report("backup_writing", 1, 2)
        self.lines.insert(0, BackupLine("book-20260112-100000-9.db", LINE.made, 9))
        return self.lines[0]

    def erasable(self) -> Preview:
        return self.preview

    def erase(self, reporter: Reporter) -> Erased:
        reporter.report("erasing_people", 1, 2)
        people, self.preview = self.preview.people, NOBODY
        return Erased(people, backups_removed=2, unreached=["/stick"])

    def restore(self, name: str, secret: str, reporter: Reporter) -> None:
        if secret != "2468":
            raise Refusal("pin_wrong")
        reporter.report("backup_rehearsing", 1, 2)
        self.restored.append((name, secret))


def furnish(workplace: Workplace) -> MadeUpOffice:
    """Hang a made-up office on a workplace, as the wiring does."""
    office = MadeUpOffice()
    workplace.office = office  # type: ignore[attr-defined,unused-ignore]
    return office
