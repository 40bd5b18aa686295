"""`findings`: what cannot be right in the supervisor's book, and what was decided about it.

Owns the printed forms; refuses to look for anything and to decide.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from samplepoint.cli.context import Context, pass_context
from samplepoint.cli.progress import reporting
from samplepoint.domain.findings import Finding, FindingKind, Ruling
from samplepoint.errors import Refusal
from samplepoint.services.finding_words import about, decided, lines
from samplepoint.services.findings import Findings
from samplepoint.wording import Wording


@click.command()
@click.option("--all", "scope", flag_value="all", help="Those that were decided, too.")
@click.option(
    "--kind", type=click.Choice([str(kind) for kind in FindingKind]), help="Only this kind."
)
@click.option("--key", help="Only what is about this person, code or station.")
@click.option(
    "--rule",
    type=click.Choice([str(ruling) for ruling in Ruling]),
    help="Decide about the one finding that --kind and --key name.",
)
@click.option("--keep", type=int, help="With keep_one: the place that is right.")
@click.option("--reason", default="", help="Why; goes on record.")
@click.option("--json", "form", flag_value="json", help="Print one JSON list.")
@pass_context
def findings(  # noqa: PLR0913, PLR0917  # one option of the command line each
    context: Context,
    scope: str,
    kind: str,
    key: str,
    rule: str,
    keep: int | None,
    reason: str,
    form: str,
) -> None:
    """List what cannot be right: one person, tube or box in two places, missing facts, clocks.

    Every place is shown. A person decides: with --rule all_right everything stays, with
    keep_one the samples or tubes of the other places are voided.
    """
    house = context.open()
    try:
        looking = Findings(house.station)
        with reporting(context.wording) as reporter:
            found = looking.every(reporter) if scope or rule else looking.undecided(reporter)
        found = [one for one in found if kind in (None, one.kind) and key in (None, one.key)]
        if rule:
            kept = None if keep is None else keep - 1
            found = [looking.decide(house.desk.place, _only(found), Ruling(rule), reason, kept)]
        if form:
            click.echo(json.dumps([one.to_object() for one in found], ensure_ascii=False))
        else:
            _tell(context.wording, found, house.station.queries.staff_name)
    finally:
        house.close()


def _only(found: list[Finding]) -> Finding:
    if len(found) != 1:
        raise Refusal("finding_not_one", count=len(found))
    return found[0]


def _tell(wording: Wording, found: list[Finding], staff_name: Callable[[str], str]) -> None:
    for one in found:
        click.echo(f"{wording.say(f'finding_{one.kind}')}  {about(one)}  {one.round_id}".rstrip())
        for line in lines(one, wording.say):
            click.echo(f"  {line}")
        if one.decision:
            click.echo(f"  = {decided(one, staff_name, wording.say)}")
    click.echo(wording.say("cli_findings", count=len(found)))
