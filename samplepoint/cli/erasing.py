"""`erase`: people out of the book and its copies, after the time that their round says.

Owns the printed forms and the yes that it wants; refuses to know what is due.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from samplepoint.cli.context import EXIT_OBSTACLE, Context, pass_context
from samplepoint.cli.progress import reporting
from samplepoint.domain.rounds import LONGEST_KEPT_DAYS
from samplepoint.errors import Refusal
from samplepoint.services.retention import Erased, Preview
from samplepoint.wording import Wording


@click.command()
@click.option(
    "--older-than",
    type=click.IntRange(0, LONGEST_KEPT_DAYS),
    metavar="DAYS",
    help="Days, in place of those that each round says.",
)
@click.option("--dry-run", "way", flag_value="dry", help="Only say what is due, and why not.")
@click.option("--yes", "answer", flag_value="yes", help="Do not ask before it is done.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object.")
@pass_context
def erase(context: Context, older_than: int | None, way: str, answer: str, form: str) -> None:
    """Erase people whose time is over from the book, its back-ups and its exports, for good.

    Counts, tubes, boxes and who did what stay, without identity. A round that is not over, or that
    the supervisor's book has not acknowledged, is left alone. Ends with 4 when a copy could not be
    reached: it is named.
    """
    house, wording = context.open(), context.wording
    try:
        found = house.retention.preview(older_than)
        if way or found.is_nothing:
            _show(wording, found, form)
            return
        if not form:
            _show(wording, found, form)
        _agree(wording, answer)
        with reporting(wording) as reporter:
            done = house.retention.erase(house.desk.place, older_than, reporter)
    finally:
        house.close()
    _tell(wording, done, form)
    if done.unreached:
        sys.exit(EXIT_OBSTACLE)


def _agree(wording: Wording, answer: str) -> None:
    if answer:
        return
    if not sys.stdin.isatty():
        raise Refusal("erasing_needs_yes")
    click.confirm(wording.say("cli_erase_now"), abort=True, err=True)


def _show(wording: Wording, found: Preview, form: str) -> None:
    if form:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
        return
    for one in found.rounds:
        why = one.why_not or "round_is_due"
        values = {"round": one.name, "people": one.people, "others": one.others}
        newest = one.newest_utc[:10] or "–"
        said = wording.say(why, days=one.limit.days)
        click.echo(wording.say("cli_round_people", newest=newest, why=said, **values))
    if found.roster.entries:
        code = "roster_is_due" if found.roster.is_due else "roster_is_used"
        click.echo(wording.say(code, entries=found.roster.entries))
    if found.is_begun:
        click.echo(wording.say("erasing_is_begun"))
    if found.is_nothing:
        click.echo(wording.say("nothing_to_erase"))


def _as_json(found: Preview) -> dict[str, object]:
    return {
        "due": found.people,
        "begun": found.is_begun,
        "rounds": [
            {
                "round": one.round_id,
                "name": one.name,
                "people": one.people,
                "others": one.others,
                "newest": one.newest_utc[:10],
                "limit": one.limit.before_utc,
                "days": one.limit.days,
                "why_not": one.why_not,
            }
            for one in found.rounds
        ],
        "roster": {"entries": found.roster.entries, "due": found.roster.is_due},
    }


def _tell(wording: Wording, done: Erased, form: str) -> None:
    if form:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    click.echo(wording.say("cli_erased", people=done.people, facts=done.facts, roster=done.roster))
    click.echo(wording.say("cli_erased_copies", backup=done.backup, removed=done.backups_removed))
    for name in done.exports_left:
        click.echo(wording.say("export_not_ours", file=name), err=True)
    for name in done.unreached:
        click.echo(wording.say("copy_unreached", place=name), err=True)
