"""`recover`: going into a book with the key from the safe when every PIN is forgotten.

Owns reading the key file of the safe and asking for the new PIN; refuses to know key slots.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from samplepoint.app.instance_lock import InstanceLock
from samplepoint.app.wiring import shelf_of
from samplepoint.cli.context import PIN_VARIABLE, Context, pass_context
from samplepoint.cli.progress import reporting
from samplepoint.domain.clock import SystemClock
from samplepoint.domain.staff import Role
from samplepoint.errors import Obstacle
from samplepoint.services.backing_up import shelf_from
from samplepoint.services.opening import NewStaff
from samplepoint.services.recovering import Recovered, Recovery, Source
from samplepoint.wording import Wording

_MOST_BYTES = 64 * 1024


@click.command()
@click.argument("keyfile", type=click.Path(path_type=Path))
@click.option("--name", default="", help="Name of the new supervisor.")
@click.option(
    "--restore", "source", flag_value="backup", help="First put the newest good back-up in place."
)
@click.option(
    "--from", "place", type=click.Path(path_type=Path), help="Folder of back-ups, on a stick, say."
)
@click.option("--json", "form", flag_value="json", help="Print one JSON object.")
@pass_context
def recover(
    context: Context, keyfile: Path, name: str, source: str, place: Path | None, form: str
) -> None:
    """Open the book with the key from the safe and enrol a new supervisor.

    KEYFILE holds the recovery key, AGE-SECRET-KEY-1... The new PIN comes from SAMPLEPOINT_PIN or
    is asked for twice. PINs and badges of before still open the book. Where the book is lost, the
    newest good back-up is put in its place.
    """
    folder = context.folder()
    folder.prepare()
    with InstanceLock(folder.lock_file):
        shelf = shelf_of(folder)
        if place:
            shelf = shelf_from(shelf, place.resolve())
        recovery = Recovery(shelf, _read(keyfile))
        wanted = NewStaff(
            name or context.wording.say("recovered_supervisor"), Role.SUPERVISOR, _new_pin()
        )
        with reporting(context.wording) as reporter:
            done = recovery.recover(
                wanted, SystemClock(), Source(source or "book"), reporter=reporter
            )
    if form:
        click.echo(json.dumps(_as_json(done), ensure_ascii=False))
    else:
        _tell(context.wording, done)


def _read(keyfile: Path) -> str:
    try:
        with keyfile.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise Obstacle("recovery_key_unread", file=str(keyfile)) from error


def _new_pin() -> str:
    given = os.environ.get(PIN_VARIABLE, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise Obstacle("pin_not_given", variable=PIN_VARIABLE)
    asked: str = click.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _as_json(done: Recovered) -> dict[str, object]:
    return {
        "staff_id": done.staff.id,
        "name": done.staff.name,
        "keys_from": done.keys_from,
        "kept": [
            {"staff_id": one.staff_id, "role": one.role, "opens_with": str(one.kind)}
            for one in done.kept
        ],
        "restored": done.restored.backup.name if done.restored else "",
        "unreached": list(done.unreached),
    }


def _tell(wording: Wording, done: Recovered) -> None:
    if done.restored:
        click.echo(
            wording.say("cli_restored", file=done.restored.backup.name, seq=done.restored.seq)
        )
    click.echo(wording.say("cli_recovered", name=done.staff.name))
    for one in done.kept:
        code = f"cli_recovered_kept_{one.kind}"
        click.echo(wording.say(code, name=one.staff_name, role=one.role))
    for folder in done.unreached:
        click.echo(wording.say("key_copy_unreached", folder=folder), err=True)
