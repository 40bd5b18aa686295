"""`package`, `merge`, `verify`: files that travel between points and the supervisor's book.

Owns their options and printed forms; refuses to know what is in a file and whom to believe.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from samplepoint.app.wiring import House, stick_door
from samplepoint.cli.context import EXIT_OBSTACLE, EXIT_REFUSAL, Context, pass_context
from samplepoint.cli.progress import reporting
from samplepoint.domain.outcomes import refused
from samplepoint.errors import Cancelled
from samplepoint.services.backup_record import Occasion
from samplepoint.services.believing import Clocks
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import FileVerdict, Verdict, packages_in
from samplepoint.services.packaging import MadeFile, Packaging, Scope
from samplepoint.services.quarantine import Quarantine
from samplepoint.services.sending import send
from samplepoint.services.stick import Destination, StickDoor, Target
from samplepoint.services.stick_outcomes import FilePut
from samplepoint.wording import Wording

_PATHS = click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
_JSON = click.option("--json", "form", flag_value="json", help="Print one JSON object a file.")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--stick", help="Write to this stick; a name, a letter or where it is mounted.")
@click.option("--all", "scope", flag_value="everything", help="Everything, acknowledged or not.")
@_JSON
@pass_context
def package(context: Context, out: Path | None, stick: str | None, scope: str, form: str) -> None:
    """Seal and sign what is not acknowledged yet, for the supervisor's book.

    The file is read back before it counts as handed over. Without --out it goes to the one stick
    that is plugged in.
    """
    door = stick_door()
    to = Destination(door, _target(door, out, stick))
    house = context.open()
    try:
        packaging = Packaging(house.station, house.folder.outbox)
        with reporting(context.wording) as reporter:
            wanted = Scope(scope or Scope.UNACKNOWLEDGED)
            sent = send(packaging, house.desk.place, to, wanted, reporter)
        for one, put in zip(sent.made, sent.puts, strict=True):
            _tell_made(context.wording, one, put, form)
    finally:
        house.close()
    if not sent.leave.is_accepted or not form:
        click.echo(context.wording.answer(sent.leave).as_line(), err=True)
    if not all(put.is_safe for put in sent.puts):
        sys.exit(EXIT_OBSTACLE)


def _target(door: StickDoor, out: Path | None, stick: str | None) -> Target:
    return out.resolve() if out and stick is None else door.choose(stick or "")


def _tell_made(wording: Wording, made: MadeFile, put: FilePut, form: str) -> None:
    if form:
        said = {
            "file": str(put.path) if put.path else None,
            "end": str(put.end),
            "number": made.number,
            "facts": made.facts,
            "samples": made.samples,
            "people": made.people,
            "sha256": made.sha256,
            "readers": list(made.readers),
        }
        click.echo(json.dumps(said, ensure_ascii=False))
    elif put.is_safe:
        click.echo(str(put.path))
        counts = {"number": made.number, "facts": made.facts, "people": made.people}
        click.echo(wording.say("cli_package", **counts), err=True)
        if made.readers:
            ends = {"first": made.readers[0], "last": made.readers[-1]}
            readers = wording.say("cli_package_readers", points=len(made.readers), **ends)
            click.echo("  " + readers, err=True)


@click.command()
@_PATHS
@click.option(
    "--believe-clock",
    "clocks",
    flag_value="believed",
    help="Take files in whose times cannot be right; their facts count by number.",
)
@_JSON
@pass_context
def merge(context: Context, paths: tuple[Path, ...], clocks: str, form: str) -> None:
    """Take packages in, from files and folders, in any order, any number of times.

    The book is backed up first. Each file gets a verdict: accept, duplicate, older, gap,
    others, quarantine or damaged. At a point those of the supervisor's that are for others are
    summed up in one line. Ends with 1 when any was not taken in.
    """
    house = context.open()
    told: list[FileVerdict] = []
    try:
        merging, files = _merging(house, clocks), packages_in(paths)
        with reporting(context.wording) as reporter:
            house.backing_up.before(Occasion.MERGE, house.desk.place, reporter)
            for one in merging.merge(house.desk.place, files, reporter):
                _tell(context.wording, one, form)
                told.append(one)
        Quarantine(house.station, house.folder.quarantine).let_go_of_known()
    except Cancelled:
        click.echo(context.wording.say("cli_merge_stopped", files=len(told)), err=True)
        raise
    finally:
        house.close()
    _end(context.wording, told, form)


@click.command()
@_PATHS
@_JSON
@pass_context
def verify(context: Context, paths: tuple[Path, ...], form: str) -> None:
    """Say what merging would say of packages, and change nothing."""
    house = context.open()
    try:
        told = _merging(house, "").look(house.desk.place, packages_in(paths))
    finally:
        house.close()
    for one in told:
        _tell(context.wording, one, form)
    _end(context.wording, told, form)


def _merging(house: House, clocks: str) -> Merging:
    return Merging(house.station, house.folder.quarantine, Clocks(clocks or Clocks.CHECKED))


def _tell(wording: Wording, one: FileVerdict, form: str) -> None:
    if form:
        click.echo(json.dumps(_as_json(one), ensure_ascii=False))
        return
    if one.verdict is Verdict.OTHERS:
        return
    why = wording.say(one.code, **one.values)
    counts = wording.say("cli_merge_counts", new=one.new, known=one.known, people=one.people)
    head = f"{one.path.name}: {wording.say(f'verdict_{one.verdict}')}"
    click.echo(f"{head} · {why}" if one.verdict in _NOT_TAKEN else f"{head} · {counts}")
    for station, first, last in one.missing:
        click.echo("  " + wording.say("merge_missing", station=station, first=first, last=last))


_NOT_TAKEN = (Verdict.QUARANTINE, Verdict.DAMAGED)


def _as_json(one: FileVerdict) -> dict[str, object]:
    return {
        "file": str(one.path),
        "verdict": str(one.verdict),
        "new": one.new,
        "known": one.known,
        "people": one.people,
        "station": one.station_id,
        "point": one.point,
        "number": one.number,
        "why": one.code,
        "missing": [list(run) for run in one.missing],
    }


def _end(wording: Wording, told: list[FileVerdict], form: str) -> None:
    """Sum up what is for other points, and end as the verdicts say."""
    others = sum(one.verdict is Verdict.OTHERS for one in told)
    if others and not form:
        click.echo(wording.say("cli_merge_others", files=others))
    if others == len(told):
        none = wording.answer(refused("decisions_for_others", files=others))
        click.echo(none.as_line(), err=True)
        sys.exit(EXIT_REFUSAL)
    if any(one.verdict in _NOT_TAKEN for one in told):
        sys.exit(EXIT_REFUSAL)
