"""`enrol`: a point and the supervisor's book come to know each other by files.

Owns its options, the question about the fingerprint and the printed form; refuses to decide who
is believed.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click

from samplepoint.app.wiring import House, entrust
from samplepoint.cli.context import Context, pass_context
from samplepoint.domain.clock import utc_text
from samplepoint.domain.peers import Peer, PeerRole, PeerStatus
from samplepoint.errors import Refusal
from samplepoint.services.enrolling import Enrolling, Introduction, Keys, Stranger
from samplepoint.services.small_files import read_small, write_small
from samplepoint.wording import Wording


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write this book's own file here.")
@click.option("--yes", "answer", flag_value="yes", help="The fingerprint was compared by eye.")
@click.option("--fingerprint", default="", help="What the other screen shows, to be compared.")
@click.option("--expires", default="", help="Day from which it is believed no more, 2026-03-31.")
@click.option("--new-key", "keys", flag_value="new", help="Sign with another key from now on.")
@click.option("--revoke", "station", default="", help="Believe this station no more.")
@click.option("--reason", default="", help="Why it is revoked; goes on record.")
@click.option("--list", "way", flag_value="list", help="List who is enrolled.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object.")
@pass_context
def enrol(  # noqa: PLR0913, PLR0917  # one option of the command line each
    context: Context,
    file: Path | None,
    out: Path | None,
    answer: str,
    fingerprint: str,
    expires: str,
    keys: str,
    station: str,
    reason: str,
    way: str,
    form: str,
) -> None:
    """Let a point and the supervisor's book know each other.

    At the supervisor's: `enrol --out hub.enrol`. At a point: `enrol hub.enrol --out P.enrol`. At
    the supervisor's again: `enrol P.enrol`. Both ask whether both screens show the same
    fingerprint; one that is already believed is not asked about again at a point.
    """
    house = context.open()
    try:
        enrolling = Enrolling(house.station)
        if way:
            _list(context.wording, house, form)
        elif station:
            peer = enrolling.revoke(house.desk.place, station, reason)
            _print(context.wording, form, "cli_revoked", **_named(peer))
        elif file is None:
            if out is None:
                raise click.UsageError(context.wording.say("cli_enrol_what"))
            made = enrolling.introduce_hub(house.desk.place, _utc(expires))
            write_small(out, made.content)
            _print(context.wording, form, "cli_enrol_hub", **_shown(made), file=str(out))
        else:
            asked = _Asked(context.wording, answer, fingerprint, form)
            _take(house, file, out, asked, _utc(expires), Keys(keys or Keys.KEPT))
    finally:
        house.close()


class _Asked:
    """How the fingerprint is compared: said beforehand, typed, or asked about on a terminal."""

    def __init__(self, wording: Wording, answer: str, typed: str, form: str) -> None:
        self.wording = wording
        self.form = form
        self._answer = answer
        self._typed = typed

    @property
    def is_typed(self) -> bool:
        """Tell whether a fingerprint was given, which then has to be the right one."""
        return bool(self._typed)

    def demand(self, stranger: Stranger) -> None:
        """Refuse to go on until somebody has said that both screens show the same."""
        shown = {"shown": stranger.fingerprint, "name": stranger.name}
        if self._typed and not stranger.shows(self._typed):
            raise Refusal("fingerprint_differs", **shown)
        if self._typed or self._answer:
            return
        if not sys.stdin.isatty():
            raise Refusal("fingerprint_not_compared", **shown)
        question = self.wording.say("cli_fingerprint_same", **shown)
        click.confirm(question, abort=True, err=True)


def _take(
    house: House, file: Path, out: Path | None, asked: _Asked, expires_utc: str, keys: Keys
) -> None:
    enrolling, place = Enrolling(house.station), house.desk.place
    found = enrolling.look(read_small(file))
    if found.role is PeerRole.POINT:
        asked.demand(found)
        peer = enrolling.enrol_point(place, found, expires_utc)
        values = {"fingerprint": found.fingerprint, **_named(peer)}
        _print(asked.wording, asked.form, "cli_enrolled", **values)
        return
    if expires_utc:
        raise click.UsageError(asked.wording.say("cli_expires_at_hub"))
    _adopt(house, found, out, asked, keys)


def _adopt(house: House, found: Stranger, out: Path | None, asked: _Asked, keys: Keys) -> None:
    if out is None:
        raise click.UsageError(asked.wording.say("cli_enrol_out"))
    enrolling = Enrolling(house.station)
    if asked.is_typed or not enrolling.knows_hub(found):
        asked.demand(found)
    adoption = enrolling.adopt_hub(
        house.desk.place, found, lambda recipient: entrust(house, recipient), keys
    )
    made, begun = adoption.own, adoption.round
    write_small(out, made.content)
    values = {"hub_fingerprint": found.fingerprint, "name": found.name, "file": str(out)}
    if asked.form:
        values |= {"round": house.station.plan.round_id, "round_answer": begun.code}
    _print(asked.wording, asked.form, "cli_adopted", **values, **_shown(made))
    if not asked.form:
        click.echo(asked.wording.answer(begun).as_line())


def _list(wording: Wording, house: House, form: str) -> None:
    now_utc = utc_text(house.station.book.clock.now())
    for peer in Enrolling(house.station).peers():
        is_over = peer.status is PeerStatus.ENROLLED and peer.has_expired(now_utc)
        standing = "expired" if is_over else str(peer.status)
        if form:
            click.echo(json.dumps({**_named(peer), "status": standing}, ensure_ascii=False))
        else:
            said = wording.say(f"peer_{standing}")
            click.echo(f"{peer.station_id}  {said}  {peer.name}  {peer.enrolled_utc[:16]}")


def _print(wording: Wording, form: str, code: str, **values: str) -> None:
    click.echo(json.dumps(values, ensure_ascii=False) if form else wording.say(code, **values))


def _named(peer: Peer) -> dict[str, str]:
    return {"station": peer.station_id, "name": peer.name, "kind": peer.kind}


def _shown(made: Introduction) -> dict[str, str]:
    return {"fingerprint": made.fingerprint}


def _utc(day: str) -> str:
    if not day:
        return ""
    try:
        return f"{date.fromisoformat(day)}T00:00:00.000Z"
    except ValueError:
        raise click.BadParameter(day, param_hint="--expires") from None
