"""`demo`: a made-up day through the real window, with pictures and manifests to look at.

Owns the telling of it; refuses to know Qt (the window is handed in).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import click
from rich.progress import Progress

from samplepoint.app.paths import BookFolder, BookKind, default_folder
from samplepoint.app.wiring import House, found_house, practice_plan, practice_staff
from samplepoint.cli.context import Context, mark_as_practice, pass_context
from samplepoint.domain.clock import PracticeClock
from samplepoint.services import exporting, printing, replaying
from samplepoint.services.exporting import Wanted
from samplepoint.services.made_up_day import made_up_day
from samplepoint.services.replaying import Reply
from samplepoint.wording import Language

_SEED = 20210106


@click.command()
@click.option("--people", type=int, default=60, show_default=True, help="How many people.")
@click.option("--pool", type=int, default=10, show_default=True, help="People in one tube.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for what it leaves.")
@pass_context
def demo(context: Context, people: int, pool: int, out: Path | None) -> None:
    """Play a made-up day through the real window and leave pictures and manifests.

    Everything is invented and stays in a folder of its own, which is named at the end.
    """
    home = default_folder(BookKind.PRACTICE).root.parent
    now = datetime.now(replaying.CHINA_TIME)
    folder = BookFolder(out.resolve() if out else home / f"demo-{now:%Y%m%d-%H%M%S}")
    clock = PracticeClock(now)
    mark_as_practice(folder, context.wording)
    house = found_house(folder, practice_plan(pool), practice_staff(), clock, practice=True)
    try:
        shown = _play(context, house, clock, made_up_day(seed=_SEED, people=people, pool=pool))
        files = _leave_papers(context, house)
    finally:
        context.window.close()
        house.close()
    _tell(context, folder, shown, files)


@dataclass
class _Shown:
    """What was seen: how many answers of each code, and one picture of each."""

    codes: Counter[str] = field(default_factory=Counter)
    pictures: list[Path] = field(default_factory=list)
    differing: int = 0


def _play(context: Context, house: House, clock: PracticeClock, lines: list[str]) -> _Shown:
    day = house.folder.root / "day.jsonl"
    day.write_text("\n".join(lines) + "\n", "utf-8")
    events = replaying.read_events(day)
    clock.set(events[0].moment)
    replaying.prepare(events, house.station, house.desk.place)
    driver = context.window.driver(house, context.wording)
    shown = _Shown()
    with Progress(transient=True) as bar:
        task = bar.add_task(context.wording.say("cli_demo_plays"), total=len(events))
        for reply in replaying.replay(events, driver, clock):
            _keep(context, house, reply, shown)
            bar.advance(task)
    return shown


def _keep(context: Context, house: House, reply: Reply, shown: _Shown) -> None:
    if reply.code not in shown.codes:
        name = f"{len(shown.pictures) + 1:02}-{reply.code}.png"
        picture = house.folder.root / "pictures" / name
        picture.parent.mkdir(exist_ok=True)
        context.window.save_picture(picture)
        shown.pictures.append(picture)
    shown.codes[reply.code] += 1
    shown.differing += not reply.is_expected


def _leave_papers(context: Context, house: House) -> list[Path]:
    say = context.wording.say
    beside = context.wording.in_language(Language.ENGLISH).say
    sheet = printing.print_command_sheet(house.station, house.desk.place, say, beside)
    written = [printing.keep_sheet(house.folder.exports, "command-sheet.pdf", sheet)]
    place = house.desk.place
    for box in house.station.queries.sealed_boxes(house.station.plan.round_id):
        made = exporting.export(house.station, place, Wanted((box.code,)), say)
        written += [exporting.store(house.folder.exports, file) for file in made.files]
    return written


def _tell(context: Context, folder: BookFolder, shown: _Shown, files: list[Path]) -> None:
    say = context.wording.say
    for code, count in shown.codes.most_common():
        click.echo(f"{count:5}  {code:24} {context.wording.head(code)}")
    click.echo(say("cli_demo_pictures", count=len(shown.pictures), folder=folder.root / "pictures"))
    click.echo(say("cli_demo_files", count=len(files), folder=folder.exports))
    if shown.differing:
        click.echo(say("cli_demo_differs", count=shown.differing), err=True)
