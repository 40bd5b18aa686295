"""`replay` and `state`: a day driven through the desk, and what the book then holds.

Owns the printed form; refuses to know what an event means.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from samplepoint.app.wiring import House, found_house, practice_plan, practice_staff
from samplepoint.cli.context import (
    EXIT_UNEXPECTED_ANSWER,
    Context,
    mark_as_practice,
    pass_context,
)
from samplepoint.domain.clock import PracticeClock
from samplepoint.services import replaying
from samplepoint.services.replaying import Driver
from samplepoint.services.replaying_direct import DirectDriver
from samplepoint.services.state import state


@click.command()
@click.argument("events", type=click.Path(path_type=Path))
@click.option("--pool", type=int, default=10, show_default=True, help="Pool size of a new book.")
@click.option("--until", type=int, help="Stop before the event with this number.")
@click.option("--window", "way", flag_value="window", help="Drive the real window by keys.")
@click.option("--check", "ending", flag_value="check", help="End with 3 when an answer differs.")
@pass_context
def replay(
    context: Context, events: Path, pool: int, until: int | None, way: str, ending: str
) -> None:
    """Replay a made-up day from EVENTS (JSON lines) into a practice book.

    An empty folder first gets a practice book; one that has taken part of the day goes on where
    it stopped. Prints one JSON line an event, after its commit. Refuses a real book.
    """
    read = replaying.read_events(events)
    clock = PracticeClock(datetime.now(replaying.CHINA_TIME))
    if read:
        clock.set(read[0].moment)
    house = open_practice(context, pool, clock)
    try:
        replaying.prepare(read, house.station, house.desk.place)
        driver: Driver = DirectDriver(house.station, house.reopen)
        if way:
            driver = context.window.driver(house, context.wording)
        left = replaying.still_to_do(read, house.station, until)
        differing = 0
        for reply in replaying.replay(left, driver, clock):
            sys.stdout.write(reply.as_json() + "\n")
            sys.stdout.flush()
            differing += not reply.is_expected
    finally:
        if way:
            context.window.close()
        house.close()
    if ending and differing:
        sys.exit(EXIT_UNEXPECTED_ANSWER)


def open_practice(context: Context, pool: int, clock: PracticeClock) -> House:
    """Open the practice book of the folder, or make one."""
    folder = context.folder()
    if folder.book_file.exists():
        return context.open(clock)
    mark_as_practice(folder, context.wording)
    return found_house(
        folder,
        practice_plan(pool),
        practice_staff(context.pin(folder)),
        clock,
        practice=True,
    )


@click.command(name="state")
@click.option("--json", "form", flag_value="json", help="Print the whole state as JSON.")
@pass_context
def show_state(context: Context, form: str) -> None:
    """Say what is in the book: people, tubes, boxes; with --json every binding, unmasked."""
    house = context.open()
    try:
        found = state(house.station)
    finally:
        house.close()
    if form:
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    active = [one for one in found["bindings"] if one["status"] == "active"]
    click.echo(
        context.wording.say(
            "cli_state", people=len(active), tubes=len(found["tubes"]), boxes=len(found["boxes"])
        )
    )
