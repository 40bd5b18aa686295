"""Where the files of a verb go: a folder, or a stick that is found.

Owns the two options and what is told at the end; refuses to know what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from samplepoint.cli.context import Context
from samplepoint.cli.progress import reporting
from samplepoint.domain.drives import Drive
from samplepoint.services.stick import Destination
from samplepoint.services.stick_outcomes import FilePut

Command = TypeVar("Command", bound=Callable[..., Any])


def goes_somewhere(command: Command) -> Command:
    """Give a verb the options `--out` and `--stick`."""
    command = click.option(
        "--stick",
        is_flag=False,
        flag_value="",
        help="Stick to write to, by name, letter or folder; without a name the only one.",
    )(command)
    return click.option("--out", type=click.Path(path_type=Path), help="Folder to write to.")(
        command
    )


def destination_of(context: Context, out: Path | None, stick: str | None) -> Destination:
    """Return where the options say that files go; exactly one of them must.

    Raises:
        Obstacle, Refusal: as `StickDoor.choose` says.
    """
    if (out is None) is (stick is None):
        raise click.UsageError(context.wording.say("cli_out_or_stick"))
    door = context.stick_door
    return Destination(door, out if out is not None else door.choose(stick or ""))


def take_leave(context: Context, to: Destination, puts: Sequence[FilePut]) -> None:
    """Let go of a stick and say, beside what a program reads, whether it may be pulled out."""
    if not isinstance(to.target, Drive):
        return
    with reporting(context.wording) as reporter:
        outcome = to.close(puts, reporter)
    click.echo(context.wording.say(outcome.code, **outcome.values), err=True)
    for notice in outcome.notices:
        click.echo(context.wording.notice(notice), err=True)
