"""`demo`: the whole main job through the real window, with pictures and papers to look at.

Owns the order of the day and the telling of it; refuses to know Qt (the window is handed in).
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import click
from rich.progress import Progress

from samplepoint.app.paths import BookFolder, BookKind, default_folder
from samplepoint.app.wiring import House
from samplepoint.cli.context import (
    EXIT_UNEXPECTED_ANSWER,
    Context,
    mark_as_practice,
    pass_context,
)
from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.rounds import PRESETS, Order
from samplepoint.domain.staff import Role
from samplepoint.errors import Obstacle
from samplepoint.services import replaying
from samplepoint.services.first_start import PRACTICE_PIN, FirstStartEntry, RulesEntry
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.services.made_up_day import made_up_day
from samplepoint.services.paper_orders import PaperKind, PaperOrder
from samplepoint.services.replaying import Reply

_SEED = 20210106
_LABELS = "40"


@click.command()
@click.option("--people", type=int, default=60, show_default=True, help="How many people.")
@click.option("--pool", type=int, default=10, show_default=True, help="People in one tube.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for what it leaves.")
@pass_context
def demo(context: Context, people: int, pool: int, out: Path | None) -> None:
    """Play the whole job in the real window: first page, desk, boxes, papers, handover, manifests.

    Everything is invented and stays in a folder of its own, which is named at the end.
    """
    home = default_folder(BookKind.PRACTICE).root.parent
    now = datetime.now(replaying.CHINA_TIME)
    folder = BookFolder(out.resolve() if out else home / f"demo-{now:%Y%m%d-%H%M%S}")
    lines = made_up_day(seed=_SEED, people=people, pool=pool, counted=True)
    if folder.book_file.exists():
        raise Obstacle("book_exists")
    mark_as_practice(folder, context.wording)
    day = folder.root / "day.jsonl"
    day.write_text("\n".join(lines) + "\n", "utf-8")
    events = replaying.read_events(day)
    clock = PracticeClock(events[0].moment)
    show = _Show(context, folder)
    page = _first_page(context, pool)
    house = context.window.first_page(folder, context.wording, clock, page, show.named("first"))
    try:
        replaying.prepare(events, house.station, house.desk.place)
        driver = context.window.driver(house, context.wording)
        _before(context, show)
        with Progress(transient=True) as bar:
            task = bar.add_task(context.wording.say("cli_demo_plays"), total=len(events))
            for reply in replaying.replay(events, driver, clock):
                show.keep(reply)
                bar.advance(task)
        _after(context, house, show)
    finally:
        context.window.close()
        house.close()
    show.tell()
    sys.exit(EXIT_UNEXPECTED_ANSWER if show.differing else 0)


@dataclass
class _Show:
    """What was seen: how many answers of each code, and pictures on the way."""

    context: Context
    folder: BookFolder
    codes: Counter[str] = field(default_factory=Counter)
    pictures: list[Path] = field(default_factory=list)
    differing: int = 0

    def named(self, name: str) -> _Picture:
        """Return what takes a picture of this name when it is called."""
        return _Picture(self, name)

    def keep(self, reply: Reply) -> None:
        """Count an answer; the first one of each code is worth a picture."""
        if reply.code not in self.codes:
            self.named(reply.code)()
        self.codes[reply.code] += 1
        self.differing += not reply.is_expected

    def tell(self) -> None:
        """Print what came of the day."""
        say = self.context.wording.say
        for code, count in self.codes.most_common():
            click.echo(f"{count:5}  {code:24} {self.context.wording.head(code)}")
        where = self.folder.root / "pictures"
        click.echo(say("cli_demo_pictures", count=len(self.pictures), folder=where))
        files = sum(1 for _ in self.folder.exports.iterdir())
        click.echo(say("cli_demo_files", count=files, folder=self.folder.exports))
        if self.differing:
            click.echo(say("cli_demo_differs", count=self.differing), err=True)


@dataclass(frozen=True)
class _Picture:
    show: _Show
    name: str

    def __call__(self) -> None:
        """Save what is on the screen now."""
        taken = self.show.pictures
        path = self.show.folder.root / "pictures" / f"{len(taken) + 1:02}-{self.name}.png"
        path.parent.mkdir(exist_ok=True)
        self.show.context.window.save_picture(path)
        taken.append(path)


def _first_page(context: Context, pool: int) -> FirstStartEntry:
    say = context.wording.say
    usual = PRESETS[0]
    return FirstStartEntry(
        say("demo_round"),
        say("demo_point"),
        RulesEntry(usual.tube, usual.box, pool),
        Order.TUBE_FIRST,
        say("demo_supervisor"),
        PRACTICE_PIN,
        PRACTICE_PIN,
    )


def _before(context: Context, show: _Show) -> None:
    """Print what a point needs before its first tube."""
    office = context.window.office()
    office.become(Role.SUPERVISOR)
    papers = (
        PaperOrder(PaperKind.COMMANDS),
        PaperOrder(PaperKind.TUBE_LABELS, count=_LABELS),
        PaperOrder(PaperKind.FORMS, count="2"),
    )
    for order in papers:
        office.print_paper(order, show.named(f"paper_{order.kind}"))
    office.become(Role.REGISTRAR)


def _after(context: Context, house: House, show: _Show) -> None:
    """Let every sealed box leave: its label, its sheets, its handover, its manifest."""
    say, office = context.wording.say, context.window.office()
    office.become(Role.PACKER)
    boxes = [box.code for box in house.station.queries.sealed_boxes(house.station.plan.round_id)]
    for kind in (PaperKind.SEALED_BOX, PaperKind.TUBE_SHEETS):
        for box in boxes:
            office.print_paper(PaperOrder(kind, box=box), show.named(f"paper_{kind}"))
    office.export(house.folder.exports, show.named("manifests"))
    entry = HandoverEntry(say("demo_courier"), "4.5", say("demo_receiver"), contact="13900000000")
    handed = office.hand_over(entry, show.named("handover"))
    show.codes[handed.code] += 1
