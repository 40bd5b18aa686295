"""`export`: manifests of sealed boxes as files in a folder.

Owns its options and the printed form; refuses to know what is in a file.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from samplepoint.cli.context import Context, pass_context
from samplepoint.domain.codes import BoxCode
from samplepoint.services import delivering, exporting
from samplepoint.services.delivering import Delivered
from samplepoint.services.exporting import Wanted
from samplepoint.services.manifest_files import ExportedFile, FileKind
from samplepoint.services.printing import Say
from samplepoint.wording import Language


@click.command()
@click.option("--all", "scope", flag_value="all", help="All sealed boxes, a manifest for each.")
@click.option("--box", "boxes", multiple=True, help="This sealed box; may be given again.")
@click.option("--together", "way", flag_value="together", help="One manifest for all the boxes.")
@click.option("--repeat", "number", type=int, help="Make the export with this number again.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
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
    out: Path,
    kinds: str,
    shown: str,
    form: str,
) -> None:
    """Write manifests of sealed boxes and their empty result sheets into a folder.

    Every export has a number, is recorded in the book, and can be made again as it was. A file
    of other content is never overwritten.
    """
    if number is None and not scope and not boxes:
        raise click.UsageError(context.wording.say("cli_export_what"))
    kinds_asked = _kinds(context, kinds)
    house = context.open()
    try:
        station, place = house.station, house.desk.place
        if number is not None:
            say_in = partial(_say_in, context)
            done = delivering.deliver_again(station, place, (number,), out, say_in)
        else:
            asked = [BoxCode(code) for code in boxes] or exporting.sealed_boxes(station)
            groups = [tuple(asked)] if way else [(box,) for box in asked]
            wanted = [Wanted(group, kinds_asked, masked=bool(shown)) for group in groups]
            done = delivering.deliver(station, place, wanted, out, context.wording.say)
    finally:
        house.close()
    _tell(context, done, out, form)


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


def _tell(context: Context, done: list[Delivered], out: Path, form: str) -> None:
    for notice in (notice for one in done for notice in one.notices):
        click.echo(context.wording.notice(notice), err=True)
    lines = [_line(file, path) for one in done for file, path in one.files]
    if form:
        click.echo(json.dumps(lines, ensure_ascii=False, indent=1))
        return
    for line in lines:
        click.echo(line["path"])
    click.echo(context.wording.say("cli_exported", count=len(lines), folder=str(out)))
