"""Ground for the pages of what travels: a workplace over a point or a supervisor's book of a town.

Owns no expectation; the town is that of the tests of travel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal

from samplepoint.domain.drives import Drive
from samplepoint.domain.staff import Role
from samplepoint.gui.equipment import Equipment
from samplepoint.gui.workplace import Workplace
from samplepoint.services.desk import Desk
from samplepoint.services.jobs import Reporter
from samplepoint.services.station import Place, Station
from samplepoint.services.stick import StickDoor
from samplepoint.wording import Wording
from tests.desk.words import STAFF
from tests.gui.conftest import SILENT
from tests.gui.office_ground import MadeUpOffice, furnish
from tests.gui.pages_ground import WORDS
from tests.stick.fake_stick import FakeStick
from tests.travel.city import Town, TownPoint


@dataclass
class TravelFolders:
    """A `TravelDesk` over a folder, which remembers what was asked."""

    root: Path
    entrusted: list[str] = field(default_factory=list)
    backed_up: int = 0

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    @property
    def quarantine(self) -> Path:
        return self.root / "quarantine"

    @property
    def recovery_file(self) -> Path:
        return self.root / "recovery.key"

    def entrust(self, recipient: str) -> object:
        self.entrusted.append(recipient)
        return ()

    def before_merge(self, reporter: Reporter) -> object:
        reporter.report("copying", 0)
        self.backed_up += 1
        return None


class PluggedIn(QObject):
    """The list of sticks of a window, plugged and pulled by a test."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.here: list[Drive] = []

    def show(self, *drives: Drive) -> None:
        self.here = list(drives)
        self.changed.emit(self.here)

    def look_now(self) -> None:
        self.changed.emit(self.here)


class Sockets(QObject):
    """Equipment that is nothing but sockets for sticks."""

    def __init__(self) -> None:
        super().__init__()
        self.drives = PluggedIn()


def folders_of(workplace: Workplace) -> TravelFolders:
    """Return the folders behind a made-up office."""
    return cast("TravelFolders", cast("MadeUpOffice", workplace.office).travel)


def workplace_over(station: Station, root: Path, role: Role = Role.SUPERVISOR) -> Workplace:
    """Sit somebody down at a station, with an office over a folder."""
    desk = Desk(station, Place("A", STAFF[role]), lambda _text: STAFF[Role.SUPERVISOR])
    workplace = Workplace(desk, Wording(WORDS), SILENT)
    office = furnish(workplace)
    travel = TravelFolders(root)
    for folder in (travel.outbox, travel.quarantine):
        folder.mkdir(parents=True, exist_ok=True)
    office.travel = travel
    sockets = Sockets()
    workplace.equipment = cast("Equipment", sockets)
    workplace.refresh()
    return workplace


def at_point(point: TownPoint, role: Role = Role.SUPERVISOR) -> Workplace:
    """Sit down at a point of a town."""
    return workplace_over(point.words.station, point.folder, role)


def at_hub(town: Town, role: Role = Role.SUPERVISOR) -> Workplace:
    """Sit down at the supervisor's book of a town."""
    return workplace_over(town.station, town.folder, role)


def plug_in(workplace: Workplace, stick: FakeStick) -> None:
    """Put a made-up stick into this window's laptop."""
    workplace.stick_door = StickDoor(stick)
    drives = cast("PluggedIn", cast("Equipment", workplace.equipment).drives)
    drives.show(*stick.drives())


def pull(workplace: Workplace, stick: FakeStick) -> None:
    """Pull it out."""
    stick.pull()
    cast("PluggedIn", cast("Equipment", workplace.equipment).drives).show()
