"""`export`: manifests of sealed boxes as files in a folder or on a stick.

Owns its options and the printed form; refuses to know what is in a file.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from samplepoint.cli.context import Context, pass_context
from samplepoint.cli.destination import destination_of, goes_somewhere, take_leave
from samplepoint.cli.progress import reporting
from samplepoint.domain.codes import BoxCode
from samplepoint.services import delivering, exporting
from samplepoint.services.delivering import Delivered
from samplepoint.services.exporting import Wanted
from samplepoint.services.manifest_files import ExportedFile, FileKind
from samplepoint.services.printing import Say
from samplepoint.services.stick import Destination
from samplepoint.wording import Language


@click.command()
@click.option("--all", "scope", flag_value="all", help="All sealed boxes, a manifest for each.")
@click.option("--box", "boxes", multiple=True, help="This sealed box; may be given again.")
@click.option("--together", "way", flag_value="together", help="One manifest for all the boxes.")
@click.option("--repeat", "number", type=int, help="Make the export with this number again.")
@goes_somewhere
@click.option(
    "--format",
    "kinds",
    default=",".join(FileKind),
    show_default=True,
    help="Forms, with commas between them.",
)
@click.option("--masked", "shown", flag_value="masked", help="Mask names and numbers.")
@click.option("--json", "form", flag_value="json", help="Print what was written as JSON.")
@pass_context
def export(  # noqa: PLR0913, PLR0917  # one option of the command line each
    context: Context,
    scope: str,
    boxes: tuple[str, ...],
    way: str,
    number: int | None,
    out: Path | None,
    stick: str | None,
    kinds: str,
    shown: str,
    form: str,
) -> None:
    """Write manifests of sealed boxes and their empty result sheets into a folder or onto a stick.

    Every export has a number, is recorded in the book, and can be made again as it was. A file
    of other content is never overwritten; every file is read back. A stick is ejected at the end.
    """
    if number is None and not scope and not boxes:
        raise click.UsageError(context.wording.say("cli_export_what"))
    kinds_asked = _kinds(context, kinds)
    to = destination_of(context, out, stick)
    house = context.open()
    try:
        station, place = house.station, house.desk.place
        with reporting(context.wording) as reporter:
            if number is not None:
                say_in = partial(_say_in, context)
                done = delivering.deliver_again(station, place, (number,), to, say_in, reporter)
            else:
                asked = [BoxCode(code) for code in boxes] or exporting.sealed_boxes(station)
                groups = [tuple(asked)] if way else [(box,) for box in asked]
                wanted = [Wanted(group, kinds_asked, masked=bool(shown)) for group in groups]
                done = delivering.deliver(station, place, wanted, to, context.wording.say, reporter)
    finally:
        house.close()
    _tell(context, done, to, form)
    take_leave(context, to, [put for one in done for put in one.puts])


def _kinds(context: Context, text: str) -> tuple[FileKind, ...]:
    """Read the forms asked for; every one of them once, in the order of our list."""
    asked = {word.strip().lower() for word in text.split(",")}
    if not asked <= set(FileKind):
        known = ", ".join(FileKind)
        raise click.BadParameter(context.wording.say("cli_export_kinds", known=known))
    return tuple(kind for kind in FileKind if kind in asked)


def _say_in(context: Context, language: str) -> Say:
    return context.wording.in_language(Language(language)).say


def _line(file: ExportedFile, path: Path) -> dict[str, object]:
    """Return what the checks read about a file."""
    return {
        "kind": str(file.kind),
        "path": str(path),
        "columns": dict(file.columns),
        "scope": list(file.scope),
        "masked": file.masked,
    }


def _tell(context: Context, done: list[Delivered], to: Destination, form: str) -> None:
    for notice in (notice for one in done for notice in one.notices):
        click.echo(context.wording.notice(notice), err=True)
    lines = [_line(file, path) for one in done for file, path in one.files]
    if form:
        click.echo(json.dumps(lines, ensure_ascii=False, indent=1))
        return
    for line in lines:
        click.echo(line["path"])
    click.echo(context.wording.say("cli_exported", count=len(lines), folder=str(to.folder)))
