"""`init`: a new round in a new book, without a window.

Owns its options; refuses to know how a book comes to be.
"""

from __future__ import annotations

import click

from samplepoint.app.wiring import found_house, practice_staff
from samplepoint.cli.context import Context, mark_as_practice, pass_context
from samplepoint.domain.clock import SystemClock
from samplepoint.domain.codes import CodeRule
from samplepoint.domain.peers import PeerRole
from samplepoint.domain.rounds import Order, RoundPlan, SealRule
from samplepoint.domain.staff import Role
from samplepoint.domain.symbol_rules import parse_rules
from samplepoint.services.opening import NewStaff


@click.command()
@click.option("--round", "round_name", required=True, help="Name of the round.")
@click.option("--point", help="Name of the collection point; of the office, with --hub.")
@click.option("--pool", type=int, default=10, show_default=True, help="People in one tube.")
@click.option(
    "--tube", "tubes", multiple=True, default=("T#{10}",), show_default=True, help="Tube code."
)
@click.option(
    "--box", "boxes", multiple=True, default=("BX#{6}",), show_default=True, help="Box code."
)
@click.option(
    "--symbols",
    "symbols",
    multiple=True,
    help="Kinds of symbol a camera takes for a use, such as tube=Code128,QRCode,Code39.",
)
@click.option(
    "--order",
    type=click.Choice([str(order) for order in Order]),
    default=str(Order.TUBE_FIRST),
    show_default=True,
    help="What is scanned first.",
)
@click.option(
    "--seal",
    type=click.Choice([str(rule) for rule in SealRule]),
    default=str(SealRule.COUNTED),
    show_default=True,
    help="What sealing a box asks for: nothing, a count by eye, or a second person's proof.",
)
@click.option("--supervisor", default="督导", show_default=True, help="Supervisor's name.")
@click.option("--hub", "role", flag_value="hub", help="A supervisor's book: points come together.")
@click.option("--practice", "kind", flag_value="practice", help="Make a practice book.")
@pass_context
def init(  # noqa: PLR0913, PLR0917  # one option of the command line each
    context: Context,
    round_name: str,
    point: str | None,
    pool: int,
    tubes: tuple[str, ...],
    boxes: tuple[str, ...],
    symbols: tuple[str, ...],
    order: str,
    seal: str,
    supervisor: str,
    role: str,
    kind: str,
) -> None:
    """Make a new book for a round at a point; the supervisor's PIN comes from SAMPLEPOINT_PIN.

    A code is a mask: # a digit, @ a capital, * either, {n} or {m,n} repeats, the rest as it is.
    """
    if point is None:
        if not role:
            raise click.UsageError(context.wording.say("cli_init_point"))
        point = context.wording.say("hub_name")
    plan = RoundPlan(
        round_name,
        round_name,
        point,
        pool,
        Order(order),
        tuple(CodeRule(mask) for mask in tubes),
        tuple(CodeRule(mask) for mask in boxes),
        seal_rule=SealRule(seal),
        symbols=parse_rules(symbols),
    )
    folder = context.folder()
    if kind:
        mark_as_practice(folder, context.wording)
    pin = context.pin(folder)
    staff = (NewStaff(supervisor, Role.SUPERVISOR, pin), *(practice_staff()[1:] if kind else ()))
    house = found_house(
        folder,
        plan,
        staff,
        SystemClock(),
        practice=bool(kind),
        role=PeerRole(role or PeerRole.POINT),
    )
    house.close()
    click.echo(
        context.wording.say("cli_init", round=round_name, point=point, folder=str(folder.root))
    )
    if role:
        click.echo(context.wording.say("cli_init_recovery", file=str(folder.recovery_file)))
