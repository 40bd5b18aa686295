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
from samplepoint.domain.seen import CodeSeen, FieldSeen, MrzSeen
from samplepoint.errors import Obstacle
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

    Nothing is stored and nothing leaves the machine. What is in a file says whether it is a
    picture, never its ending. Ends with 0 when something was seen in any, with 4 when nothing was
    and a file could not be read, else with 1; Ctrl+C ends it after the picture it is at.
    """
    found = seeing.files_in(pictures)
    seen_any, is_unread = False, False
    eye = open_eye(codes_only=bool(what))
    try:
        with showing(context.wording) as bar:
            for looked in seeing.look_through(eye, found, bar.reporter):
                seen = looked.seen
                seen_any = seen_any or bool(seen.codes or seen.card or seen.mrz)
                is_unread = is_unread or isinstance(seen.problem, Obstacle)
                bar.echo(_as_json(looked) if form else _as_text(context.wording, looked))
    finally:
        eye.close()
    nothing = EXIT_OBSTACLE if is_unread else EXIT_REFUSAL
    sys.exit(0 if seen_any else nothing)


def _as_json(looked: Looked) -> str:
    line = json.dumps(seeing.as_line(looked), ensure_ascii=False, separators=(",", ":"))
    # A name that is no text in this system's encoding stays what JSON can say of it.
    return line.encode("utf-8", "backslashreplace").decode()


def _as_text(wording: Wording, looked: Looked) -> str:
    lines = (str(looked.path), *_lines(wording, looked))
    return "\n    ".join("".join(map(_shown, line)) for line in lines)


def _shown(char: str) -> str:
    """Spell out what a terminal would obey: anybody can print a code, and name a file."""
    return char if char.isprintable() else f"\\u{ord(char):04x}"


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
    return (lines or [wording.say("read_nothing")]) + [wording.say(note) for note in seen.notes]


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
