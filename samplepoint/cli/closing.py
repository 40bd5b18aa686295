"""`close-round`: nobody is registered in a round any more.

Owns its options; refuses to know what follows at the points.
"""

from __future__ import annotations

import json

import click

from samplepoint.cli.context import Context, pass_context
from samplepoint.domain.rounds import RoundStanding
from samplepoint.services import closing


@click.command()
@click.option("--reason", default="", help="Why; goes on record and is shown at the points.")
@click.option("--round", "round_id", default="", help="Which round; this book's own without it.")
@click.option("--list", "way", flag_value="list", help="List the rounds and how they stand.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object a round.")
@pass_context
def close_round(context: Context, reason: str, round_id: str, way: str, form: str) -> None:
    """Close a round in the supervisor's book; the next package brings it to the points.

    They open no tube in it any more; people in an open tube are finished. There is no way back.
    """
    house = context.open()
    try:
        if way:
            _list(context, closing.rounds(house.station), form)
            return
        outcome = closing.close_round(house.station, house.desk.place, reason, round_id)
    finally:
        house.close()
    said = {"code": outcome.code, **outcome.values}
    line = context.wording.answer(outcome).as_line()
    click.echo(json.dumps(said, ensure_ascii=False) if form else line)


def _list(context: Context, found: list[RoundStanding], form: str) -> None:
    for one in found:
        closed = one.closed.closed_utc if one.closed else ""
        if form:
            said = {"round": one.round_id, "name": one.name, "people": one.people, "closed": closed}
            click.echo(json.dumps(said, ensure_ascii=False))
        else:
            state = context.wording.say("round_state_closed" if closed else "round_state_open")
            click.echo(f"{one.round_id}  {state}  {one.people}  {one.name}  {closed[:16]}".rstrip())
