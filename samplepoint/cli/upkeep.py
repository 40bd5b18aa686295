"""`backup`, `restore`, `check`, `rebuild`: the upkeep of a book from the command line.

Owns the printed forms; refuses to know what is looked at and in which order files are moved.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from samplepoint.app.instance_lock import InstanceLock
from samplepoint.app.wiring import House, shelf_of
from samplepoint.cli.context import EXIT_DAMAGE, EXIT_OBSTACLE, Context, pass_context
from samplepoint.cli.progress import reporting
from samplepoint.domain.clock import SystemClock
from samplepoint.errors import Refusal
from samplepoint.services.backing_up import Shelf, list_backups, shelf_from
from samplepoint.services.upkeep import Checkup, Restore, Upkeep
from samplepoint.wording import Wording

_SECOND = click.option(
    "--second", type=click.Path(path_type=Path), help="Another drive, for a second copy."
)
_JSON = click.option("--json", "form", flag_value="json", help="Print one JSON object.")


def _upkeep(house: House) -> Upkeep:
    return Upkeep(house.opened.book, shelf_of(house.folder))


def _print(values: dict[str, object]) -> None:
    click.echo(json.dumps(values, ensure_ascii=False))


@click.command()
@_SECOND
@_JSON
@pass_context
def backup(context: Context, second: Path | None, form: str) -> None:
    """Make a back-up of the book, prove it, and thin the older ones.

    It stays encrypted; the key file is kept beside it.
    """
    house = context.open()
    try:
        with reporting(context.wording) as reporter:
            house.backing_up.shelf = shelf_of(house.folder, second.resolve() if second else None)
            made = house.backing_up.backup(house.desk.place, reporter)
    finally:
        house.close()
    if form:
        _print(
            {
                "file": str(made.backup.path),
                "second": str(made.second or ""),
                "second_obstacle": made.second_obstacle,
                "seq": made.head.seq,
                "sha256": made.sha256,
                "bytes": made.size,
            }
        )
    else:
        click.echo(context.wording.say("cli_backup", file=made.backup.name, facts=made.head.seq))
    if made.second_obstacle:
        click.echo(context.wording.say("cli_backup_second"), err=True)
        click.echo(
            context.wording.say(made.second_obstacle, folder=str(house.backing_up.shelf.second)),
            err=True,
        )
        sys.exit(EXIT_OBSTACLE)


@click.command()
@click.argument("name", default="")
@click.option(
    "--from", "place", type=click.Path(path_type=Path), help="Folder of back-ups, on a stick, say."
)
@click.option("--list", "way", flag_value="list", help="Only list the back-ups, newest first.")
@click.option("--yes", "answer", flag_value="yes", help="Do not ask before putting it back.")
@pass_context
def restore(context: Context, name: str, place: Path | None, way: str, answer: str) -> None:
    """Put back the back-up NAME, else the newest that can be read whole.

    All of it is read first. The present book is moved aside, never deleted.
    """
    folder, wording = context.folder(), context.wording
    shelf = shelf_of(folder)
    if place:
        shelf = shelf_from(shelf, place.resolve())
    if way:
        _list(context, shelf)
        return
    folder.prepare()
    with InstanceLock(folder.lock_file):
        restoring = Restore(shelf, context.pin(folder))
        with reporting(wording) as reporter:
            good = restoring.rehearse(name, reporter)
        for bad, why in good.bad:
            click.echo(wording.say("cli_backup_bad", file=bad.name, why=wording.say(why)), err=True)
        shown = {"file": good.backup.name, "facts": good.facts, "made": f"{good.backup.made}"}
        click.echo(wording.say("cli_rehearsed", **shown), err=True)
        _agree(wording, answer)
        with reporting(wording) as reporter:
            done = restoring.put_back(good, SystemClock(), reporter)
    click.echo(wording.say("cli_restored", file=done.backup.name, seq=done.seq))
    if done.aside:
        click.echo(wording.say("cli_moved_aside", file=done.aside.name))
    if done.kept:
        click.echo(wording.say("cli_kept_before", file=done.kept.name))


def _agree(wording: Wording, answer: str) -> None:
    if answer:
        return
    if not sys.stdin.isatty():
        raise Refusal("restore_needs_yes")
    click.confirm(wording.say("cli_restore_now"), abort=True, err=True)


def _list(context: Context, shelf: Shelf) -> None:
    found = list_backups(shelf)
    for one in found:
        click.echo(f"{one.made}  {one.seq:>9}  {one.path.stat().st_size:>12}  {one.name}")
    if not found:
        click.echo(context.wording.say("backup_missing"), err=True)


@click.command()
@_JSON
@pass_context
def check(context: Context, form: str) -> None:
    """Look at every page, chain and rule of the book, and rehearse the newest back-up.

    Ends with 0 when all is well and with 5 when anything is damaged. Changes nothing.
    """
    house = context.open()
    try:
        with reporting(context.wording) as reporter:
            found = _upkeep(house).check(reporter)
    finally:
        house.close()
    if form:
        _print(_as_json(found))
    else:
        _tell(context.wording, found)
    if not found.is_clean:
        sys.exit(EXIT_DAMAGE)


def _as_json(found: Checkup) -> dict[str, object]:
    good = found.rehearsed
    return {
        "clean": found.is_clean,
        "counters": [asdict(counter) for counter in found.counters],
        "rehearsed": {"file": good.backup.name, "facts": good.facts} if good else None,
    }


def _tell(wording: Wording, found: Checkup) -> None:
    for counter in found.counters:
        places = " · ".join(counter.where)
        click.echo(f"{counter.count:>6}  {wording.say(counter.code)}  {places}".rstrip())
    good = found.rehearsed
    if good:
        click.echo(wording.say("cli_check_rehearsed", file=good.backup.name, facts=good.facts))
    else:
        click.echo(wording.say("cli_check_no_backup"))
    click.echo(wording.say("cli_check_clean" if found.is_clean else "cli_check_damaged"))


@click.command()
@pass_context
def rebuild(context: Context) -> None:
    """Make all that is derived anew from the facts: open tubes, boxes, counts."""
    house = context.open()
    try:
        with reporting(context.wording) as reporter:
            facts = _upkeep(house).rebuild(house.desk.place, reporter)
    finally:
        house.close()
    click.echo(context.wording.say("cli_rebuilt", facts=facts))
