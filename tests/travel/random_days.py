"""Days that chance makes: points at work, restored and corrected, whose files cross in any order.

Owns what may happen and how often. `python tests/travel/random_days.py --days 200` searches long.
"""

from __future__ import annotations

import random
import secrets
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

if __name__ == "__main__":
    # A script sees its own folder, not the house it stands in.
    sys.path.insert(0, str(Path(__file__).parents[2]))

import click
import pytest

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.own_codes import Command
from samplepoint.domain.staff import Role
from samplepoint.errors import Refusal
from samplepoint.services.correcting import Correcting
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import FileVerdict, Verdict
from samplepoint.services.packaging import Packaging, Scope
from samplepoint.services.station import Station
from samplepoint.storage import derivation
from samplepoint.storage.backup import Backup
from samplepoint.storage.book import Book
from tests.desk.words import box, person, tube
from tests.storage.working_book import KEY
from tests.travel.city import SUPERVISOR, Town, TownPoint
from tests.travel.stations import Hub

_ORDERS = 4
_NOT_BELIEVED = {Verdict.DAMAGED, Verdict.QUARANTINE}
_COMMANDS = (
    *(Command.UNDO, Command.CLOSE_TUBE, Command.SEAL_BOX, Command.UNPACK_TUBE),
    *(Command.CONFIRM, Command.CANCEL, Command.COLLECT, Command.PACK, Command.DIGIT_2),
)


class RandomDay:
    """One day of two points and their supervisor's book."""

    def __init__(self, folder: Path, seed: int, patch: pytest.MonkeyPatch) -> None:
        """Make the books, with names from the seed as well: they decide the order of books."""
        self._chance = random.Random(seed)
        patch.setattr(secrets, "choice", random.Random(seed).choice)
        self.town = Town(folder)
        self.points = [self.town.has_point(name) for name in ("东门", "西门")]
        self.files: list[Path] = []
        self._backups: dict[str, list[Backup]] = {point.name: [] for point in self.points}
        self.town.book.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._pristine = Path(shutil.copy(self.town.book.path, folder / "pristine.db"))

    def goes_on(self, things: int) -> None:
        """Let so many things happen; what the desk refuses has not happened."""
        often: dict[Callable[[], None], int] = {
            self._scans: 60,
            self._corrects_at_a_point: 6,
            self._corrects_at_the_hub: 4,
            self._packs: 6,
            self._merges: 6,
            self._hears: 3,
            self._backs_up: 2,
            self._restores: 1,
        }
        for _ in range(things):
            [what] = self._chance.choices(list(often), list(often.values()))
            try:
                what()
            except Refusal:
                continue
        for point in self.points:
            self.files.append(point.packs(Scope.EVERYTHING))

    def ends(self) -> set[bytes]:
        """Return what books end as that took all files in, each in an order of its own."""
        return {self._end(self._shuffled()) for _ in range(_ORDERS)}

    def books_as_derived_anew(self) -> bool:
        """Tell whether every book that lived through the day is what its facts say."""
        self._believed(self.town.merges(*self._shuffled()))
        books = [self.town.book, *(point.book for point in self.points)]
        before = [Hub(book).state() for book in books]
        for book in books:
            derivation.rebuild(book.db)
        return before == [Hub(book).state() for book in books]

    def _shuffled(self) -> list[Path]:
        return self._chance.sample(self.files, len(self.files))

    def _end(self, files: list[Path]) -> bytes:
        with TemporaryDirectory(dir=self.town.folder) as folder:
            book = Book(Path(shutil.copy(self._pristine, folder)), KEY, self.town.clock)
            self._believed([*Merging(Station(book), self.town.quarantine).merge(SUPERVISOR, files)])
            end = Hub(book).state()
            book.close()
        return end

    def _believed(self, told: list[FileVerdict]) -> None:
        wrong = [f"{one.path.name}: {one.code}" for one in told if one.verdict in _NOT_BELIEVED]
        assert not wrong, wrong

    # -- what may happen -----------------------------------------------------------------------

    def _point(self) -> TownPoint:
        return self._chance.choice(self.points)

    def _scans(self) -> None:
        chance, point = self._chance, self._point()
        own = 100 * self.points.index(point)
        texts = (
            person(chance.randrange(30)),
            person(chance.randrange(30)),
            tube(chance.choice((own, own, own, 0)) + chance.randrange(8)),
            box(chance.choice((own, own, 0)) + chance.randrange(3)),
            str(chance.choice(_COMMANDS)),
        )
        point.words.scan(chance.choice(texts))

    def _corrects_at_a_point(self) -> None:
        point = self._point()
        point.words.sit_down(Role.SUPERVISOR)
        try:
            self._corrects(point.words.station)
        finally:
            point.words.sit_down(self._chance.choice((Role.REGISTRAR, Role.PACKER)))

    def _corrects_at_the_hub(self) -> None:
        self._corrects(self.town.station)

    def _corrects(self, station: Station) -> None:
        chance, correcting = self._chance, Correcting(station)
        codes = [TubeCode(row["code"]) for row in station.book.db.query("SELECT code FROM tube")]
        if not codes:
            return
        code = chance.choice(codes)
        inside = station.queries.samples_in(code)
        which = chance.randrange(4)
        if which == 0:
            correcting.void_tube(SUPERVISOR, code, "漏了")
        elif which == 1:
            correcting.reopen_tube(SUPERVISOR, code, "少一人")
        elif inside:
            target = chance.choice(codes)
            correcting.move_person(SUPERVISOR, chance.choice(inside), target, "放错管")

    def _packs(self) -> None:
        scope = self._chance.choice(list(Scope))
        self.files.append(self._point().packs(scope))

    def _merges(self) -> None:
        if self.files:
            self._believed(self.town.merges(self._chance.choice(self.files)))

    def _hears(self) -> None:
        point = self._point()
        made = Packaging(self.town.station, self.town.folder).make(SUPERVISOR)[0].path
        merging = Merging(point.words.station, self.town.quarantine)
        self._believed(list(merging.merge(SUPERVISOR, [made])))
        point.words.sit_down()

    def _backs_up(self) -> None:
        point = self._point()
        self._backups[point.name].append(point.backs_up())

    def _restores(self) -> None:
        point = self._point()
        there = [one for one in self._backups[point.name] if one.path.exists()]  # some are thinned
        if there:
            point.restores(self._chance.choice(there))


@click.command()
@click.option("--days", default=50, show_default=True)
@click.option("--seed", default=0, show_default=True, help="Of the first day.")
@click.option("--things", default=150, show_default=True, help="That happen in a day.")
def main(days: int, seed: int, things: int) -> None:
    """Let days happen, and stop at the first whose files do not lead to one state."""
    for nth in range(seed, seed + days):
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            click.echo(f"\rday {nth}", err=True, nl=False)
            day = RandomDay(Path(folder), nth, patch)
            day.goes_on(things)
            assert len(day.ends()) == 1
            assert day.books_as_derived_anew()
            day.town.close()
    click.echo(f"{days} days, each with one end")


if __name__ == "__main__":
    main()
