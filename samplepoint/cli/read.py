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
from samplepoint.cli.context import EXIT_OBSTACLE, EXIT_REFUSAL, Context, pass_context
from samplepoint.cli.progress import showing
from samplepoint.domain.code_sight import judge as judge_code
from samplepoint.domain.seen import CodeSeen, FieldSeen, MrzSeen
from samplepoint.errors import Obstacle
from samplepoint.services import seeing
from samplepoint.services.seeing import Judge, Looked
from samplepoint.wording import Wording


@click.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "form", flag_value="json", help="Print one JSON object a picture.")
@click.option("--no-cards", "what", flag_value="codes", help="Codes alone: no cards, much faster.")
@click.option("--rules", flag_value="round", help="Judge codes by the rules of the book's round.")
@pass_context
def read(context: Context, pictures: tuple[Path, ...], form: str, what: str, rules: str) -> None:
    """Read codes, identity cards and machine-readable zones from pictures, or from folders.

    Nothing is stored and nothing leaves the machine. What is in a file says whether it is a
    picture, never its ending. Ends with 0 when something was seen in any, with 4 when nothing was
    and a file could not be read, else with 1; Ctrl+C ends it after the picture it is at.
    """
    found = seeing.files_in(pictures)
    judge = _judge_of(context) if rules else None
    wording, seen_any, is_unread = context.wording, False, False
    eye = open_eye(codes_only=bool(what))
    if eye.lacking:
        click.echo(wording.say(eye.lacking), err=True)
    try:
        with showing(wording) as bar:
            for looked in seeing.look_through(eye, found, bar.reporter):
                seen = looked.seen
                seen_any = seen_any or bool(seen.codes or seen.card or seen.mrz)
                is_unread = is_unread or isinstance(seen.problem, Obstacle)
                bar.echo(_as_json(looked, judge) if form else _as_text(wording, looked, judge))
    finally:
        eye.close()
    nothing = EXIT_OBSTACLE if is_unread else EXIT_REFUSAL
    sys.exit(0 if seen_any else nothing)


def _judge_of(context: Context) -> Judge:
    """Return what the round of the book would say of a code; the book is closed again at once."""
    house = context.open()
    try:
        plan, today = house.station.plan, house.station.book.today
    finally:
        house.close()
    return partial(judge_code, plan=plan, today=today)


def _as_json(looked: Looked, judge: Judge | None) -> str:
    line = seeing.as_line(looked, judge)
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    # A name that is no text in this system's encoding stays what JSON can say of it.
    return text.encode("utf-8", "backslashreplace").decode()


def _as_text(wording: Wording, looked: Looked, judge: Judge | None) -> str:
    lines = (str(looked.path), *_lines(wording, looked, judge))
    return "\n    ".join("".join(map(_shown, line)) for line in lines)


def _shown(char: str) -> str:
    """Spell out what a terminal would obey: anybody can print a code, and name a file."""
    return char if char.isprintable() else f"\\u{ord(char):04x}"


def _lines(wording: Wording, looked: Looked, judge: Judge | None) -> list[str]:
    seen = looked.seen
    lines = [_code(wording, code, judge) for code in seen.codes]
    if seen.card:
        fields = [getattr(seen.card, name) for name in seeing.CARD_FIELDS]
        lines += map(partial(_field, wording), seeing.CARD_FIELDS, fields)
    if seen.mrz:
        lines.append(_zone(wording, seen.mrz))
    if seen.problem:
        lines.append(wording.error(seen.problem))
    return (lines or [wording.say("read_nothing")]) + [wording.head(note) for note in seen.notes]


def _code(wording: Wording, code: CodeSeen, judge: Judge | None) -> str:
    why = judge(code).why if judge else None
    if why is not None:
        reason = wording.error(why)
        return wording.say("read_code_refused", format=str(code.format), text=code.text, why=reason)
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
