"""`strip`: the list of a sealed box on paper, encrypted; and reading it back from pictures.

Owns its options and the printed form; refuses to know what is in a strip and how it is read.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from samplepoint.app.wiring import House, open_square_eye
from samplepoint.cli.context import Context, pass_context
from samplepoint.cli.progress import reporting
from samplepoint.domain.codes import BoxCode, normalise
from samplepoint.services import strip_making
from samplepoint.services.manifest_files import FileKind
from samplepoint.services.seeing import files_in
from samplepoint.services.small_files import read_small
from samplepoint.services.stick import Destination
from samplepoint.services.stick_planning import Clash
from samplepoint.services.strip_evidence import RowState
from samplepoint.services.strip_files import as_lines, files_of
from samplepoint.services.strip_reading import (
    Gathered,
    StripRead,
    StripReading,
    gather,
    identities_of,
)
from samplepoint.wording import Wording

_KINDS = (FileKind.CSV, FileKind.JSON, FileKind.XLSX)


@click.group()
def strip() -> None:
    """Print the encrypted list of a sealed box, and read it back when its stick is lost."""


@strip.command(name="print")
@click.argument("boxes", nargs=-1, required=True, metavar="BOX...")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
@pass_context
def print_strips(context: Context, boxes: tuple[str, ...], out: Path | None) -> None:
    """Make a PDF with the strips of sealed boxes, for the supervisor's eyes alone."""
    house = context.open()
    try:
        to = Destination(context.stick_door, out or house.folder.exports)
        to.check()
        codes = [BoxCode(normalise(box)) for box in boxes]
        say = context.wording.say
        made = strip_making.print_strips(house.station, house.desk.place, codes, say)
        [path] = to.store([(made.name, made.pdf)], clash=Clash.NUMBER)
        click.echo(str(path))
        for code, squares, people in made.counts:
            click.echo(say("cli_strip", box=code, symbols=squares, people=people), err=True)
    finally:
        house.close()


@strip.command(name="read")
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--key", type=click.Path(path_type=Path), help="File with the key from the safe, to read with."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write files here.")
@click.option(
    "--format",
    "kinds",
    default="csv,json",
    show_default=True,
    help="Forms of the files, with commas between them.",
)
@click.option("--json", "form", flag_value="json", help="Print one JSON object.")
@pass_context
def read_strip(  # one option of the command line each
    context: Context,
    pictures: tuple[Path, ...],
    key: Path | None,
    out: Path | None,
    kinds: str,
    form: str,
) -> None:
    """Read the people of a box back from pictures of its strip, and compare them with the book.

    They are evidence: who is missing in the book is named, nobody is taken in. That the strip was
    read goes on record. With --json names and numbers are whole, else masked.
    """
    wanted = _kinds(context.wording, kinds)
    house = context.open()
    try:
        identities = identities_of(house.station, read_small(key) if key else b"")
        with reporting(context.wording) as reporter:
            found = gather(open_square_eye(), files_in(pictures), reporter)
        _tell_pictures(context.wording, found)
        read = StripReading(house.station, identities).read(house.desk.place, found)
        files = _written(context, house, read, wanted, out) if out else []
        _tell(context.wording, read, files, form)
    finally:
        house.close()


def _kinds(wording: Wording, text: str) -> tuple[FileKind, ...]:
    asked = {word.strip().lower() for word in text.split(",")}
    if not asked <= set(_KINDS):
        known = ", ".join(_KINDS)
        raise click.BadParameter(wording.say("cli_export_kinds", known=known))
    return tuple(kind for kind in _KINDS if kind in asked)


def _written(
    context: Context, house: House, read: StripRead, kinds: tuple[FileKind, ...], out: Path
) -> list[Path]:
    to = Destination(context.stick_door, out)
    to.check()
    made = files_of(house.station, read, kinds, context.wording.say)
    return to.store([(file.name, file.content) for file in made], clash=Clash.NUMBER)


def _tell_pictures(wording: Wording, found: Gathered) -> None:
    """Say what each picture gave, before anything is refused."""
    for one in found.pictures:
        if one.problem:
            said = wording.error(one.problem)
        elif one.numbers:
            numbers = ", ".join(map(str, one.numbers))
            said = wording.say("cli_strip_picture", numbers=numbers, count=found.parts.count)
        else:
            said = wording.say("cli_strip_nothing_new")
        click.echo(f"{one.path.name}: {said}", err=True)


def _tell(wording: Wording, read: StripRead, files: list[Path], form: str) -> None:
    said = as_lines(read, masked=not form)
    if form:
        said["files"] = [str(path) for path in files]
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    counts = {name: said[name] for name in ("people", *map(str, RowState))}
    click.echo(
        wording.say("cli_strip_read", box=read.content.box, point=read.content.point, **counts)
    )
    for notice in read.notices:
        click.echo(wording.notice(notice))
    for row in said["rows"]:
        state, number = wording.say(f"strip_row_{row['state']}"), row["number"] or row["identity"]
        click.echo(f"{row['tube']}  {number:<18}  {row['taken_at']}  {state}  {row['name']}")
    for path in files:
        click.echo(str(path))
