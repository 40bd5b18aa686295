"""`labels`: numbers reserved and printed, printed again, spoiled, accounted for; test pages.

Owns its options and the printed lines; refuses to know what may be printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from samplepoint.app.wiring import House
from samplepoint.cli.context import Context, pass_context
from samplepoint.domain.codes import CodeRule
from samplepoint.domain.label_series import LabelKind, LabelRange
from samplepoint.services import label_printing, paperwork
from samplepoint.services.label_printing import FileForm, LabelPaper, Printed
from samplepoint.services.labelling import Account, Labelling, LabelOrder
from samplepoint.wording import Language

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def labels() -> None:
    """Reserve numbers and print labels, print them again, account for them.

    Files are written into the book's folder of exports, or into the one that is named.
    """


def _kind(command: Command) -> Command:
    choice = click.Choice([str(kind) for kind in LabelKind])
    return click.option("--kind", type=choice, default="tube", show_default=True, help="For what.")(
        command
    )


def _paper(command: Command) -> Command:
    """Give a command the options of the paper it prints on."""
    options = (
        click.option("--stock", help="Label stock, see `labels stock`.  [default: the usual one]"),
        click.option("--start-at", type=int, default=0, help="Places used up on the first sheet."),
        click.option(
            "--form",
            type=click.Choice([str(form) for form in FileForm]),
            default="pdf",
            show_default=True,
            help="PDF, or an SVG file for each label.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _into(command: Command) -> Command:
    path = click.Path(path_type=Path, file_okay=False, exists=True)
    return click.option("--out", type=path, help="Folder to write into.")(command)


@contextmanager
def _open(context: Context) -> Iterator[House]:
    house = context.open()
    try:
        yield house
    finally:
        house.close()


@labels.command()
def stock() -> None:
    """List the label stock that is known, for each use."""
    for use in ("tube", "box", "card"):
        click.echo(f"{use:5} {' '.join(label_printing.stock_names(use))}")


@labels.command(name="print")
@click.option("--count", type=int, required=True, help="How many labels.")
@click.option("--rule", help="Mask of the codes.  [default: the round's first rule]")
@click.option("--first", default="", help="First code.  [default: after the highest so far]")
@_kind
@_paper
@_into
@pass_context
def print_new(  # noqa: PLR0913, PLR0917  # one option of the command line each
    context: Context,
    count: int,
    rule: str | None,
    first: str,
    kind: str,
    stock: str | None,
    start_at: int,
    form: str,
    out: Path | None,
) -> None:
    """Reserve the next numbers and print their labels, each number once."""
    order = LabelOrder(LabelKind(kind), count, CodeRule(rule) if rule else None, first)
    paper = _label_paper(kind, stock, start_at, form)
    with _open(context) as house:
        place, say = house.desk.place, context.wording.say
        label_printing.check_paper(
            house.station, Labelling(house.station).proposed(order), paper, say
        )
        reserved = Labelling(house.station).reserve(place, order)
        printed = label_printing.print_range(house.station, place, reserved, paper, say)
        _keep(context, house, out, f"labels-{reserved.first}", printed, reserved)


@labels.command()
@click.argument("first")
@click.argument("last", default="")
@_kind
@_paper
@_into
@pass_context
def again(  # noqa: PLR0913, PLR0917  # one option of the command line each
    context: Context,
    first: str,
    last: str,
    kind: str,
    stock: str | None,
    start_at: int,
    form: str,
    out: Path | None,
) -> None:
    """Print reserved labels once more, from FIRST to LAST, each marked as a second print."""
    paper = _label_paper(kind, stock, start_at, form)
    with _open(context) as house:
        part = Labelling(house.station).reserved_part(LabelKind(kind), first, last)
        printed = label_printing.print_again(
            house.station, house.desk.place, part, paper, context.wording.say
        )
        _keep(context, house, out, f"labels-{part.first}-again", printed, part)


@labels.command()
@click.option("--count", type=int, required=True, help="How many tubes.")
@click.option("--first", default="", help="First code.  [default: after the highest so far]")
@_into
@pass_context
def forms(context: Context, count: int, first: str, out: Path | None) -> None:
    """Reserve tube numbers and print blank forms for the hours without power."""
    wording = context.wording
    other = Language.ENGLISH if wording.language is Language.CHINESE else Language.CHINESE
    with _open(context) as house:
        place = house.desk.place
        order = LabelOrder(LabelKind.TUBE, count, first=first)
        reserved = Labelling(house.station).reserve(place, order)
        made = paperwork.print_fallback_forms(
            house.station, place, reserved, wording.say, wording.in_language(other).say
        )
        printed = Printed(FileForm.PDF, (made,))
        _keep(context, house, out, f"forms-{reserved.first}", printed, reserved)


@labels.command()
@click.argument("first")
@click.argument("last", default="")
@click.option("--reason", default="", help="What happened to them.")
@_kind
@pass_context
def spoil(context: Context, first: str, last: str, reason: str, kind: str) -> None:
    """Mark reserved labels from FIRST to LAST as thrown away."""
    with _open(context) as house:
        labelling = Labelling(house.station)
        part = labelling.spoil(house.desk.place, LabelKind(kind), first, last, reason)
    click.echo(
        context.wording.say(
            "cli_labels_spoiled", first=part.first, last=part.last, count=part.count
        )
    )


@labels.command()
@_kind
@click.option("--json", "form", flag_value="json", help="Print the account as JSON.")
@pass_context
def account(context: Context, kind: str, form: str) -> None:
    """Say what became of every reserved number: used, spoiled, missing, left, and foreign ones."""
    with _open(context) as house:
        found = Labelling(house.station).account(LabelKind(kind))
    if form:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1))
    else:
        _tell(context, found)


@labels.command(name="test-page")
@click.option("--stock", help="Show where the labels of this stock fall.")
@_into
@pass_context
def test_page(context: Context, stock: str | None, out: Path | None) -> None:
    """Print a page that shows what a printer can do, or where labels fall on a stock."""
    say = context.wording.say
    with _open(context) as house:
        place = house.desk.place
        if stock:
            made = paperwork.print_stock_test(house.station, place, stock, say)
        else:
            made = paperwork.print_test_page(house.station, place, say)
        name = f"stock-test-{stock}" if stock else "printer-test"
        folder = out or house.folder.exports
        [file] = label_printing.keep_files(folder, name, Printed(FileForm.PDF, (made,)))
    click.echo(say("cli_labels_page", file=file))


def _label_paper(kind: str, stock: str | None, start_at: int, form: str) -> LabelPaper:
    return LabelPaper(stock or label_printing.stock_names(kind)[0], start_at, FileForm(form))


def _keep(  # everything one line tells
    context: Context, house: House, out: Path | None, name: str, printed: Printed, of: LabelRange
) -> None:
    paths = label_printing.keep_files(out or house.folder.exports, name, printed)
    say = context.wording.say
    click.echo(say("cli_labels_made", first=of.first, last=of.last, count=of.count, file=paths[0]))


def _tell(context: Context, found: Account) -> None:
    say = context.wording.say
    for one in found.ranges:
        click.echo(
            say(
                "cli_labels_range",
                first=one.range.first,
                last=one.range.last,
                count=one.range.count,
                used=one.used,
                spoiled=one.spoiled,
                missing=one.missing_count,
                left=one.left,
            )
        )
        for first, last in one.missing:
            click.echo(say("cli_labels_missing", first=first, last=last))
        for code in one.spoiled_but_used:
            click.echo(say("cli_labels_thrown", label=code))
    if found.ranges:
        click.echo(say("cli_labels_foreign", count=len(found.foreign)))
    else:
        click.echo(say("cli_labels_none"))


def _plain(found: Account) -> dict[str, Any]:
    ranges = [
        {
            **one.range.to_body(),
            "used": one.used,
            "spoiled": one.spoiled,
            "missing": one.missing_count,
            "missing_runs": [list(run) for run in one.missing],
            "left": one.left,
            "spoiled_but_used": list(one.spoiled_but_used),
        }
        for one in found.ranges
    ]
    return {"ranges": ranges, "foreign": list(found.foreign)}
