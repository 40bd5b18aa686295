"""`next-round`: the book goes on to another round.

Owns its options; refuses to know when a round may begin.
"""

from __future__ import annotations

import json

import click

from samplepoint.app.wiring import House
from samplepoint.cli.context import Context, pass_context
from samplepoint.domain.outcomes import Outcome
from samplepoint.errors import Refusal
from samplepoint.services.next_round import begin_round, offered, take_round


@click.command("next-round")
@click.option("--name", default="", help="Begin a round of this name, with the settings of now.")
@click.option("--round", "round_id", default="", help="Which of the supervisor's rounds to take.")
@click.option("--list", "way", flag_value="list", help="List the supervisor's rounds to take.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object.")
@pass_context
def next_round(context: Context, name: str, round_id: str, way: str, form: str) -> None:
    """Begin another round, or at a point with a supervisor take the supervisor's newest.

    What was collected stays in its round. There is no way back to that one.
    """
    house = context.open()
    try:
        if way:
            _list(house, form)
            return
        outcome = _go_on(house, name, round_id)
        now = house.station.plan
    finally:
        house.close()
    said = {"code": outcome.code, "round": now.round_id, "name": now.round_name}
    line = context.wording.answer(outcome).as_line()
    click.echo(json.dumps(said, ensure_ascii=False) if form else line)


def _go_on(house: House, name: str, round_id: str) -> Outcome:
    station, place = house.station, house.desk.place
    if name:
        return begin_round(station, place, name)
    found = offered(station)
    if not found:
        raise Refusal("round_not_here_yet")
    return take_round(station, place, found, round_id)


def _list(house: House, form: str) -> None:
    for plan in offered(house.station):
        said = {"round": plan.round_id, "name": plan.round_name}
        line = f"{plan.round_id}  {plan.round_name}"
        click.echo(json.dumps(said, ensure_ascii=False) if form else line)
