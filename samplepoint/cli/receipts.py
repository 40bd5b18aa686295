"""`receipt`: made at the supervisor's, taken at a point, as a file or as eight words.

Owns the printed forms; refuses to know what is acknowledged.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from samplepoint.cli.context import Context, pass_context
from samplepoint.services.receipting import MadeReceipt, Receipting
from samplepoint.services.small_files import read_small, write_small
from samplepoint.wording import Language, Wording


@click.command()
@click.argument("what", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the files of receipts.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object a receipt.")
@pass_context
def receipt(context: Context, what: tuple[str, ...], out: Path | None, form: str) -> None:
    """Acknowledge what has arrived, or take such an acknowledgement.

    At the supervisor's, WHAT are stations (none: all); a file for each goes to --out, and eight
    words for each are shown. At a point, WHAT is the file, the eight words, or the scanned code.
    """
    house = context.open()
    try:
        receipting = Receipting(house.station)
        if house.station.book.is_hub:
            for made in receipting.make(house.desk.place, what):
                if out:
                    write_small(out / made.name, made.content)
                _tell(context.wording, made, form)
            return
        if not what:
            raise click.UsageError(context.wording.say("cli_receipt_what"))
        path = Path(what[0])
        files = sum(Path(one).is_file() for one in what)
        if files > 1:
            raise click.UsageError(context.wording.say("cli_receipt_one", count=files))
        if len(what) == 1 and path.is_file():
            taken = receipting.take_file(house.desk.place, read_small(path))
        else:
            taken = receipting.take_code(house.desk.place, " ".join(what))
        values = {"last": taken.last, "people": taken.people}
        said = context.wording.say("cli_receipt_taken", **values)
        click.echo(json.dumps(values) if form else said)
    finally:
        house.close()


def _tell(wording: Wording, made: MadeReceipt, form: str) -> None:
    words = made.words("zh_CN"), made.words("en")
    if form:
        said = {
            "station": made.peer.station_id,
            "point": made.peer.name,
            "last": made.last,
            "file": made.name,
            "code": made.groups,
            "symbol": made.symbol,
            "words": {"zh_CN": list(words[0]), "en": list(words[1])},
        }
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    spoken = words[0] if wording.language is Language.CHINESE else words[1]
    click.echo(
        wording.say(
            "cli_receipt",
            name=made.peer.name,
            station=made.peer.station_id,
            last=made.last,
            words=" ".join(spoken),
            groups=made.groups,
        )
    )
