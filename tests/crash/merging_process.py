"""A process that merges the packages of a folder into a supervisor's book, to be killed.

Owns that process: `python tests/crash/merging_process.py BOOK FILE...`. It says "begins" when the
book is open, and the name of each file that was taken in, when its commit is durable; small
commits make for many places to be killed at.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # A script sees its own folder, not the house it stands in.
    sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.domain.clock import PracticeClock
from samplepoint.services import merging
from samplepoint.services.station import Station
from samplepoint.storage.book import Book
from tests.desk.words import START
from tests.storage.working_book import KEY
from tests.travel.city import SUPERVISOR

FACTS_A_COMMIT = 40


def main() -> None:
    """Take the files in, in their order."""
    path, files = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    merging._AT_A_HUB = FACTS_A_COMMIT  # noqa: SLF001  # the size of a commit
    book = Book(path, KEY, PracticeClock(START))
    tell("begins")
    work = merging.Merging(Station(book), path.parent / "quarantine")
    for one in work.merge(SUPERVISOR, files):
        tell(one.path.name)
    book.close()


def tell(line: str) -> None:
    """Say a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
