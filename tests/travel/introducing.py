"""Points that know their supervisor's book as people make them known to each other: by two files.

Owns the steps; a town made without them (`city`) has no secrets for receipts.
"""

from __future__ import annotations

from pathlib import Path

from samplepoint.domain.facts import Kind
from samplepoint.services.enrolling import Enrolling
from samplepoint.services.packaging import MadeFile, Packaging, Scope
from samplepoint.services.receipting import MadeReceipt, Receipting
from samplepoint.storage import book_keys
from tests.travel.city import SUPERVISOR, Town, TownPoint


def introduce(town: Town, point: TownPoint) -> None:
    """Let a point take the supervisor's file, and the supervisor the point's."""
    here, there = Enrolling(town.station), Enrolling(point.words.station)
    if not book_keys.recovery_recipient(town.book.db):
        here.make_recovery()
    hub = there.look(here.introduce_hub(SUPERVISOR).content)
    own = there.adopt_hub(SUPERVISOR, hub, lambda _recipient: None).own
    here.enrol_point(SUPERVISOR, here.look(own.content))


def known_point(town: Town, name: str) -> TownPoint:
    """Make a point that is known in both books, secrets and all."""
    point = town.has_stranger(name)
    introduce(town, point)
    return point


def stores(point: TownPoint, scope: Scope = Scope.UNACKNOWLEDGED) -> MadeFile:
    """Make a package of a point, put on record that it lies where it can be carried away."""
    packaging = Packaging(point.words.station, point.folder)
    made = packaging.make(SUPERVISOR, scope)[-1]
    packaging.stored(SUPERVISOR, [made], "KINGSTON")
    return made


def receipt(town: Town) -> MadeReceipt:
    """Return the receipt of the only point of which something is here."""
    (made,) = Receipting(town.station).make(SUPERVISOR)
    return made


def acknowledges(town: Town, point: TownPoint, *files: Path) -> int:
    """Merge files and let the point take the receipt; return how many people it acknowledged."""
    town.merges(*files)
    return Receipting(point.words.station).take_file(SUPERVISOR, receipt(town).content).people


def kinds(point: TownPoint) -> list[str]:
    """Return the kinds of a point's facts that travel leaves behind, in order."""
    about = {str(kind) for kind in (Kind.PACKAGE_MADE, Kind.PACKAGE_STORED, Kind.RECEIPT_TAKEN)}
    rows = point.book.db.conn.execute("SELECT kind FROM fact ORDER BY seq")
    return [kind for (kind,) in rows if kind in about]
