"""`self-test`: the installed program looks at itself, part by part, on invented data.

Owns the list of parts; refuses to touch any real book.
"""

from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from samplepoint.app.paths import BookFolder
from samplepoint.app.wiring import House, found_house, open_eye, practice_plan, practice_staff
from samplepoint.cli.context import Context, pass_context
from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.seen import FieldState
from samplepoint.errors import Obstacle, SamplepointError
from samplepoint.services import paperwork, printing, replaying
from samplepoint.services.made_up_day import made_up_day
from samplepoint.services.paper_pages import PdfPages
from samplepoint.services.replaying_direct import DirectDriver
from samplepoint.services.state import state
from samplepoint.wording import Language

_PEOPLE = 25
_POOL = 5
_PICTURE_DPI = 200
_CODES = 2


@click.command(name="self-test")
@click.option("--no-window", "face", flag_value="none", help="Leave the window out.")
@pass_context
def self_test(context: Context, face: str) -> None:
    """Try every part of the installed program on invented data; ends with 1 if one fails."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="samplepoint-") as scratch:
        clock = PracticeClock(datetime.now(replaying.CHINA_TIME))
        folder = BookFolder(Path(scratch))
        house = found_house(folder, practice_plan(_POOL), practice_staff(), clock, practice=True)
        try:
            parts = _parts(context, house, clock, with_window=not face)
            for code, part in parts.items():
                failed += _try(context, code, part)
        finally:
            house.close()
    sys.exit(1 if failed else 0)


def _parts(
    context: Context, house: House, clock: PracticeClock, *, with_window: bool
) -> dict[str, Callable[[], list[str]]]:
    parts: dict[str, Callable[[], list[str]]] = {
        "self_test_words": lambda: _words(context),
        "self_test_book": lambda: _book(house),
        "self_test_day": lambda: _day(house, clock),
        "self_test_paper": lambda: _paper(context, house),
        "self_test_eyes": lambda: _eyes(context, house),
    }
    if with_window:
        parts["self_test_window"] = lambda: context.window.self_test(context.wording)
    return parts


def _try(context: Context, code: str, part: Callable[[], list[str]]) -> int:
    say = context.wording.say
    try:
        wrong = part()
    except SamplepointError as error:
        wrong = [error.code]
    click.echo(f"{'FAIL' if wrong else 'ok':4}  {say(code)}")
    for one in wrong:
        click.echo(f"      {say(one) if context.wording.has(one) else one}")
    return 1 if wrong else 0


def _words(context: Context) -> list[str]:
    return [
        code
        for code, entry in context.wording.catalogue.items()
        if any(str(language) not in entry for language in Language)
    ]


def _book(house: House) -> list[str]:
    head = house.folder.book_file.read_bytes()[:16]
    return ["self_test_not_encrypted"] if head.startswith(b"SQLite format") else []


def _day(house: House, clock: PracticeClock) -> list[str]:
    day = house.folder.root / "day.jsonl"
    day.write_text("\n".join(made_up_day(seed=1, people=_PEOPLE, pool=_POOL)), "utf-8")
    events = replaying.read_events(day)
    replaying.prepare(events, house.station, house.desk.place)
    driver = DirectDriver(house.station, house.reopen)
    wrong = [
        f"{reply.event.number} {reply.code}"
        for reply in replaying.replay(events, driver, clock)
        if not reply.is_expected
    ]
    active = [row for row in state(house.station)["bindings"] if row["status"] == "active"]
    return wrong if len(active) == _PEOPLE else [*wrong, "self_test_people_lost"]


def _paper(context: Context, house: House) -> list[str]:
    beside = context.wording.in_language(Language.ENGLISH).say
    sheet = printing.print_command_sheet(
        house.station, house.desk.place, context.wording.say, beside
    )
    return [] if sheet.startswith(b"%PDF-") else ["self_test_no_paper"]


def _eyes(context: Context, house: House) -> list[str]:
    """Let the eyes read the camera's test page; the network stays shut meanwhile."""
    sheet = paperwork.print_camera_test(house.station, house.desk.place, context.wording.say)
    picture = house.folder.root / "camera-test.png"
    picture.write_bytes(PdfPages(sheet).as_png(1, _PICTURE_DPI))
    eye = open_eye(codes_only=False)
    try:
        with _without_network():
            seen = eye.see(picture)
    finally:
        eye.close()
    number = seen.card.number if seen.card else None
    texts = {code.text for code in seen.codes}
    is_read = number is not None and number.state is FieldState.GREEN and len(texts) == _CODES
    return [] if is_read else ["self_test_eyes_blind"]


@contextmanager
def _without_network() -> Iterator[None]:
    """Refuse every connection out of this process; the reading process refuses its own."""

    def refused(*_args: object, **_values: object) -> None:
        raise Obstacle("network_used")

    kept = socket.socket.connect
    setattr(socket.socket, "connect", refused)  # noqa: B010  # the standard library's own
    try:
        yield
    finally:
        setattr(socket.socket, "connect", kept)  # noqa: B010
