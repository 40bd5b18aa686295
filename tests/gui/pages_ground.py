"""Ground for the tests of pages and panels: a made-up station, and keys that are typed.

Owns no expectation.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from samplepoint.app.settings import Settings
from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.facts import Kind
from samplepoint.domain.readings import Reading
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal
from samplepoint.gui.workplace import Workplace
from samplepoint.services.desk import Desk
from samplepoint.services.station import Place, Station
from samplepoint.storage.book import create_book
from samplepoint.wording import Wording

WORDS = Path(__file__).parents[2] / "resources" / "wording"
MORNING = datetime(2026, 1, 12, 9, 41, tzinfo=timezone(timedelta(hours=8)))
BADGE = "SPB" + "0" * 20
SUPERVISOR = StaffMember("S2", "李", Role.SUPERVISOR)
SEVENTEEN = "13010219900101999"
NUMBER = SEVENTEEN + check_digit(SEVENTEEN)
TUBE, OTHER_TUBE, BOX = "T0001100037", "T0001100038", "BX001104"


def number_of(at: int) -> str:
    """Return the citizen number of the made-up resident number `at`."""
    day = f"1990{at // 28 % 12 + 1:02d}{at % 28 + 1:02d}"
    seventeen = f"130102{day}999"
    return seventeen + check_digit(seventeen)


def workplace_in(folder: Path, role: Role = Role.REGISTRAR, pool_size: int = 10) -> Workplace:
    """Open a made-up round in a folder, with one badge that is a supervisor's."""

    def sign_in(text: str) -> StaffMember:
        if text != BADGE:
            raise Refusal("badge_unknown")
        return SUPERVISOR

    book = create_book(folder / "book.db", None, PracticeClock(MORNING), practice=True)
    plan = RoundPlan("R1", "第二轮", "西古城社区", pool_size=pool_size)
    with book.gesture(desk="A", staff_id="S1", round_id="R1") as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
    desk = Desk(Station(book), Place("A", StaffMember("S1", "王", role)), sign_in)
    workplace = Workplace(desk, Wording(WORDS), Settings())
    workplace.refresh()
    return workplace


def scan(workplace: Workplace, *codes: str) -> None:
    """Scan codes one after the other."""
    for code in codes:
        workplace.take(Reading(code))


def fill_tube(workplace: Workplace, tube: str, start: int, people: int) -> None:
    """Open a tube, bind made-up people to it and close it early."""
    scan(workplace, tube, *(number_of(at) for at in range(start, start + people)), "SPCCLOSE")
