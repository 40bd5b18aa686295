"""`read`: what the eyes see in pictures, as text or as one JSON object a picture.

Owns its options and the printed form; refuses to know how anything is read.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

import click

from samplepoint.app.wiring import open_eye
from samplepoint.cli.context import Context, pass_context
from samplepoint.cli.progress import reporting
from samplepoint.domain.seen import CodeSeen, FieldSeen, MrzSeen
from samplepoint.services import seeing
from samplepoint.services.seeing import Looked
from samplepoint.wording import Wording


@click.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "form", flag_value="json", help="Print one JSON object a picture.")
@click.option("--no-cards", "what", flag_value="codes", help="Codes alone: no cards, much faster.")
@pass_context
def read(context: Context, pictures: tuple[Path, ...], form: str, what: str) -> None:
    """Read codes, identity cards and machine-readable zones from pictures, or from folders.

    Nothing is stored and nothing leaves the machine. Ends with 1 when nothing was seen in any.
    """
    found = seeing.pictures_in(pictures)
    eye = open_eye(codes_only=bool(what))
    seen_any = False
    try:
        with reporting(context.wording) as reporter:
            for looked in seeing.look_through(eye, found, reporter):
                seen = looked.seen
                seen_any = seen_any or bool(seen.codes or seen.card or seen.mrz)
                _tell(context.wording, looked, form)
    finally:
        eye.close()
    sys.exit(0 if seen_any else 1)


def _tell(wording: Wording, looked: Looked, form: str) -> None:
    if form:
        line = seeing.as_line(looked)
        click.echo(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
        sys.stdout.flush()
        return
    click.echo(str(looked.path))
    for text in _lines(wording, looked):
        click.echo(f"    {text}")


def _lines(wording: Wording, looked: Looked) -> list[str]:
    seen = looked.seen
    lines = [_code(wording, code) for code in seen.codes]
    if seen.card:
        fields = [getattr(seen.card, name) for name in seeing.CARD_FIELDS]
        lines += map(partial(_field, wording), seeing.CARD_FIELDS, fields)
    if seen.mrz:
        lines.append(_zone(wording, seen.mrz))
    if seen.problem:
        lines.append(wording.error(seen.problem))
    return lines or [wording.say("read_nothing")]


def _code(wording: Wording, code: CodeSeen) -> str:
    kind = "read_code" if code.is_accepted else "read_code_other"
    return wording.say(kind, format=str(code.format), text=code.text)


def _field(wording: Wording, name: str, field: FieldSeen) -> str:
    say = wording.say
    word, state = say(f"field_{name}"), say(f"field_state_{field.state}")
    why = say(field.why) if field.why else ""
    return say("read_field", word=word, value=field.value, state=state, why=why).strip()


def _zone(wording: Wording, zone: MrzSeen) -> str:
    checks = wording.say("read_checks_right" if zone.checks else "read_checks_wrong")
    return wording.say(
        "read_mrz",
        kind=str(zone.kind),
        number=zone.number,
        name=f"{zone.surname} {zone.given}".strip(),
        birth=zone.birth,
        expiry=zone.expiry,
        issuer=zone.issuer,
        checks=checks,
    )
