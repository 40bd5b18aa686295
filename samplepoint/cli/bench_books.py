"""The encrypted practice books that are measured: an empty one, and a full one that is kept.

Owns their folders; refuses to know what is in them and what is measured.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from samplepoint.app.paths import BookFolder
from samplepoint.app.wiring import House, found_house, practice_plan, practice_staff
from samplepoint.cli.context import Context, mark_as_practice
from samplepoint.domain.clock import SystemClock
from samplepoint.services.benchmark_book import fill
from samplepoint.services.jobs import Reporter


def forget_empty(root: Path) -> None:
    """Remove the books that are empty at first: an earlier measurement has left people there."""
    shutil.rmtree(encrypted_folder(root, 0).root, ignore_errors=True)
    for file in root.glob("plain-0.db*"):
        file.unlink()


def encrypted_folder(root: Path, samples: int) -> BookFolder:
    """Return the folder of the encrypted book with so many samples."""
    return BookFolder(root / f"encrypted-{samples}")


def open_encrypted(context: Context, root: Path, samples: int, reporter: Reporter) -> House:
    """Open the encrypted book with so many samples; it is made first where it is missing.

    Raises:
        Cancelled, Refusal, Obstacle, Damage: as making, filling and opening a book do.
    """
    folder = encrypted_folder(root, samples)
    here = replace(context, data=folder.root)
    if not folder.book_file.exists():
        making = BookFolder(folder.root.with_suffix(".making"))
        shutil.rmtree(making.root, ignore_errors=True)
        mark_as_practice(making, context.wording)
        staff = practice_staff(here.pin(making))
        house = found_house(making, practice_plan(), staff, SystemClock(), practice=True)
        try:
            fill(house.station.book, house.station.plan, samples, reporter)
        finally:
            house.close()
        making.root.rename(folder.root)
    return here.open()
