"""Play a day from pictures alone, as large and as badly seen as asked, and compare the book.

Run it from the top of the house: `python tests/eyes/day_of_pictures.py --tubes 10 --people 10
--tier medium`. Ends with 1 when anybody is in the book who was not shown.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.facts import Kind
from samplepoint.domain.rounds import RoundPlan
from samplepoint.services.state import state
from samplepoint.storage.book import create_book
from tests.desk.words import CHINA, Words
from tests.eyes.drawn_cards import TIERS
from tests.eyes.picture_day import PictureDay, Through


@click.command()
@click.option("--tubes", default=4, show_default=True, help="How many tubes.")
@click.option("--people", default=5, show_default=True, help="How many people in each.")
@click.option("--tier", type=click.Choice(list(TIERS)), default="easy", show_default=True)
@click.option("--seed", default=1, show_default=True, help="Of the people and the pictures.")
def main(tubes: int, people: int, tier: str, seed: int) -> None:
    """Draw the day, show it to a camera's source, and count who is where."""
    with tempfile.TemporaryDirectory() as scratch:
        day = PictureDay(Path(scratch) / "pictures")
        day.draw(tubes=tubes, people=people, seed=seed, tier=tier)
        begun = time.monotonic()
        through, bound = _played(day, Path(scratch) / "book.db", people)
        seconds = time.monotonic() - begun
    shown = {(tube, card.number) for tube, cards in day.tubes.items() for card in cards}
    answers = Counter(answer.code for answer in through.answers)
    for code, times in answers.most_common():
        click.echo(f"{times:6}  {code}")
    for code, times in Counter(through.refused).most_common():
        click.echo(f"{times:6}  {code}, by the eye")
    click.echo(
        f"{day.shown} pictures in {seconds:.0f} s; {len(shown)} people shown, "
        f"{len(bound & shown)} in their tube, {len(shown - bound)} not read, "
        f"{len(bound - shown)} wrong"
    )
    sys.exit(1 if bound - shown else 0)


def _played(day: PictureDay, path: Path, pool: int) -> tuple[Through, set[tuple[str, str]]]:
    """Show the day to a desk; return what it answered, and tube and number of all it holds."""
    clock = PracticeClock(datetime(2026, 1, 12, 8, tzinfo=CHINA))
    book = create_book(path, None, clock, practice=True)
    try:
        plan = RoundPlan("R1", "第二轮", "西古城社区", pool_size=pool + 1)
        with book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
            draft.record(Kind.ROUND_OPENED, plan.to_body())
        words = Words(book, clock, lambda: book)
        through = Through(words.desk, book.today)
        through.look(day.folder)
        held = state(words.station)
    finally:
        book.close()
    numbers = {person["id"]: person["id_number"] for person in held["people"]}
    return through, {
        (row["tube"], numbers[row["person"]])
        for row in held["bindings"]
        if row["status"] == "active"
    }


if __name__ == "__main__":
    main()
