"""Sheets to print: the command sheet and staff badges, as PDF, with the words handed in.

Owns what stands on a sheet; refuses to know layout, printers and languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from samplepoint.domain.facts import Kind
from samplepoint.domain.own_codes import SEATS, Command, seat_code
from samplepoint.domain.staff import StaffMember
from samplepoint.services.station import Place, Station
from samplepoint.storage.safe_file import free_path, write_safely

KEYS = {
    Command.HELP: "F1",
    Command.MANUAL: "F2",
    Command.UNDO: "F3",
    Command.CLOSE_TUBE: "F4",
    Command.COLLECT: "F5",
    Command.PACK: "F6",
    Command.HANDOVER: "Shift F6",
    Command.LANGUAGE: "F9",
    Command.LOCK: "F12",
    Command.CANCEL: "Esc",
}
"""Which key does what a command does."""


class Say(Protocol):
    """Makes the sentence of a code."""

    def __call__(self, code: str, **values: object) -> str:
        """Return the sentence."""


@dataclass(frozen=True, slots=True)
class PrintedBadge:
    """Whose badge, and its text with the secret."""

    member: StaffMember
    text: str


def print_command_sheet(station: Station, place: Place, say: Say, say_beside: Say) -> bytes:
    """Return the command sheet as PDF; each card says its word in two languages.

    Raises:
        Refusal: `glyph_missing`. Obstacle: `paper_font_absent`. Damage: `symbol_unreadable`.
    """
    # Importing the PDF parts costs 0.4 s: never on the way to "ready to scan".
    from samplepoint.formats.command_sheet import (  # noqa: PLC0415
        SheetItem,
        SheetWords,
        command_sheet,
    )

    commands = [
        SheetItem(
            str(command),
            say(f"command_{command.name.lower()}"),
            say_beside(f"command_{command.name.lower()}"),
            KEYS.get(command, ""),
        )
        for command in Command
    ]
    seats = [
        SheetItem(
            seat_code(seat), say("paper_seat", seat=seat), say_beside("paper_seat", seat=seat), ""
        )
        for seat in SEATS
    ]
    words = SheetWords(
        say("paper_commands"),
        say("paper_seats"),
        say("paper_commands_how"),
        _place(station),
        say("paper_foot"),
    )
    now = station.book.clock.now()
    practice = say("paper_practice") if station.book.is_practice else None
    made = command_sheet(words, commands, seats, created_at=now, practice=practice)
    _put_on_record(station, place, "command_sheet", 1)
    return made


def print_badges(station: Station, place: Place, badges: Sequence[PrintedBadge], say: Say) -> bytes:
    """Return staff badges as PDF. Their secrets are on the paper and nowhere else.

    Raises:
        Refusal: `glyph_missing`, `text_too_long`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.badges import BadgeItem, BadgeWords, badge_sheet  # noqa: PLC0415

    where = _place(station)
    items = [
        BadgeItem(one.text, one.member.name, say(f"role_{one.member.role}"), where)
        for one in badges
    ]
    words = BadgeWords(
        say("paper_badges"),
        say("paper_badges_how"),
        where,
        say("paper_foot"),
        say("paper_badge_warning"),
    )
    now = station.book.clock.now()
    practice = say("paper_practice") if station.book.is_practice else None
    made = badge_sheet(words, items, created_at=now, practice=practice)
    _put_on_record(station, place, "badges", len(items))
    return made


def keep_sheet(folder: Path, name: str, content: bytes) -> Path:
    """Store a made sheet in a folder, whole or not at all, and return where it is.

    Raises:
        Obstacle: `no_free_name`, `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
    """
    path = free_path(folder, name, content)
    write_safely(path, content)
    return path


def save_sheet(path: Path, content: bytes) -> Path:
    """Store a made sheet where somebody asked for it, over what was there, and return that.

    Raises:
        Obstacle: `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
    """
    write_safely(path, content)
    return path


def _place(station: Station) -> str:
    return f"{station.plan.round_name} · {station.plan.point_name}"


def _put_on_record(station: Station, place: Place, sheet: str, count: int) -> None:
    with station.gesture(place) as draft:
        draft.record(Kind.SHEET_PRINTED, {"sheet": sheet, "count": count})
