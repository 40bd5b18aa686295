"""`drives`: the sticks that are plugged in, and letting go of one.

Owns the printed form; refuses to know how drives are found.
"""

from __future__ import annotations

import json

import click

from samplepoint.cli.context import EXIT_OBSTACLE, Context, pass_context
from samplepoint.domain.drives import Drive
from samplepoint.wording import Wording


@click.command()
@click.option("--release", help="Eject this stick, by name, letter or folder.")
@click.option("--json", "form", flag_value="json", help="Print one JSON list.")
@pass_context
def drives(context: Context, release: str | None, form: str) -> None:
    """List the sticks that are plugged in, or eject one so that it may be pulled out."""
    door = context.stick_door
    if release is not None:
        outcome = door.release(door.choose(release))
        click.echo(context.wording.say(outcome.code, **outcome.values))
        if not outcome.is_accepted:
            click.get_current_context().exit(EXIT_OBSTACLE)
        return
    found = door.drives()
    if form:
        click.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=1))
        return
    if not found:
        # The reason why there is none is the same one that a verb would give.
        door.choose()
    for one in found:
        click.echo(_line(one, context.wording))


def _line(drive: Drive, wording: Wording) -> str:
    code = "stick_line_locked" if drive.is_read_only else "stick_line"
    where = drive.letter or str(drive.folder)
    values = {"size": drive.size_bytes, "free": drive.free_bytes, "system": drive.file_system}
    return wording.say(code, name=drive.name, where=where, **values)


def _as_json(drive: Drive) -> dict[str, object]:
    return {
        "name": drive.name,
        "folder": str(drive.folder),
        "letter": drive.letter,
        "device": drive.device,
        "file_system": drive.file_system,
        "size_bytes": drive.size_bytes,
        "free_bytes": drive.free_bytes,
        "read_only": drive.is_read_only,
    }
