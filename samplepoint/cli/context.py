"""What every command shares: the data folder, the words, how a book is opened and errors end.

Owns exit codes and where the PIN comes from; refuses to know what any command does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NoReturn, Protocol

import click

from samplepoint.app.paths import BookFolder, BookKind, default_folder
from samplepoint.app.wiring import House, open_house, stick_door
from samplepoint.domain.clock import Clock, SystemClock
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.staff import Role
from samplepoint.errors import Cancelled, Damage, Obstacle, SamplepointError
from samplepoint.services.first_start import PRACTICE_PIN, FirstStartEntry
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.services.paper_orders import PaperOrder
from samplepoint.services.replaying import Driver
from samplepoint.services.stick import StickDoor
from samplepoint.wording import Wording

PIN_VARIABLE = "SAMPLEPOINT_PIN"
PRACTICE_MARK = "PRACTICE"
"""A file beside a practice book that says so to people and lets the PIN be left out."""
EXIT_REFUSAL = 1
EXIT_UNEXPECTED_ANSWER = 3
EXIT_OBSTACLE = 4
EXIT_DAMAGE = 5
EXIT_CANCELLED = 130


class PaintProbe(Protocol):
    """Measures the window: one burst typed, times in milliseconds."""

    def burst(self, text: str) -> tuple[float, float]:
        """Type a code and return (last key to committed, committed to painted) in ms."""


Shown = Callable[[], None]
"""Called when something is on the screen that is worth a picture."""


class OfficeHands(Protocol):
    """Hands on the pages beside the desk; every call may raise what the page's job raises."""

    def become(self, role: Role) -> None:
        """Let a member of staff of this role sign in with a badge."""

    def print_paper(self, order: PaperOrder, shown: Shown) -> None:
        """Make a paper and show its preview."""

    def hand_over(self, entry: HandoverEntry, shown: Shown) -> Outcome:
        """Print the sheet of every box that waits, then hand them over; return the answer."""

    def export(self, folder: Path, shown: Shown) -> None:
        """Export every box that was on no manifest into a folder."""


class WindowFace(Protocol):
    """What the command line may ask of the window; handed in by the front door."""

    def first_page(
        self,
        folder: BookFolder,
        wording: Wording,
        clock: Clock,
        entry: FirstStartEntry,
        shown: Shown,
    ) -> House:
        """Type a round into the first page, begin its rehearsal, and return the open house."""

    def office(self) -> OfficeHands:
        """Return hands on the pages of the driven window."""

    def run(self, folder: BookFolder | None, wording: Wording) -> int:
        """Open the program's window and return its exit code when it is closed."""

    def driver(self, house: House, wording: Wording) -> Driver:
        """Open the real window over a house and return a driver that types into it."""

    def save_picture(self, path: Path) -> None:
        """Save what the driven window shows as a PNG file."""

    def self_test(self, wording: Wording) -> list[str]:
        """Open a window, check fonts and binding, and return codes of what is wrong."""

    def paint_probe(self, house: House, wording: Wording) -> PaintProbe:
        """Open the window over a house and return what measures it."""

    def close(self) -> None:
        """Close the driven window, if one is open."""


@dataclass
class Context:
    """One call of the command line."""

    data: Path | None
    wording: Wording
    open_face: Callable[[], WindowFace]

    @cached_property
    def window(self) -> WindowFace:
        """Return the window's face; Qt is imported here and not before."""
        return self.open_face()

    @cached_property
    def stick_door(self) -> StickDoor:
        """Return the door through which files leave."""
        return stick_door()

    def folder(self, kind: BookKind = BookKind.REAL) -> BookFolder:
        """Return the folder that was named, else this user's own."""
        return BookFolder(self.data.resolve()) if self.data else default_folder(kind)

    def open(self, clock: Clock | None = None) -> House:
        """Open the book of the folder with the PIN of the environment, or asked for."""
        folder = self.folder()
        return open_house(folder, self.pin(folder), clock or SystemClock())

    def pin(self, folder: BookFolder) -> str:
        """Return the PIN from SAMPLEPOINT_PIN, a practice book's own, or ask on a terminal.

        Raises:
            Obstacle: `pin_not_given` when there is nobody to ask.
        """
        given = os.environ.get(PIN_VARIABLE, "")
        if given:
            return given
        if (folder.root / PRACTICE_MARK).exists():
            return PRACTICE_PIN
        if sys.stdin.isatty():
            asked: str = click.prompt("PIN", hide_input=True, err=True)
            return asked
        raise Obstacle("pin_not_given", variable=PIN_VARIABLE)


def mark_as_practice(folder: BookFolder, wording: Wording) -> None:
    """Make a folder and the file in it that tells people and programs: this is practice.

    Raises:
        Obstacle: `book_exists`: there is a book that nobody called practice. It is never marked.
    """
    if folder.book_file.exists() and not (folder.root / PRACTICE_MARK).exists():
        raise Obstacle("book_exists")
    folder.prepare()
    (folder.root / PRACTICE_MARK).write_text(wording.say("practice_mark") + "\n", "utf-8")


pass_context = click.make_pass_decorator(Context)


@contextmanager
def speaking_errors(wording: Wording) -> Iterator[None]:
    """End the program with one sentence and an exit code for each family of errors."""
    try:
        yield
    except SamplepointError as error:
        _end(error, wording)


def _end(error: SamplepointError, wording: Wording) -> NoReturn:
    if isinstance(error, Cancelled):
        sys.exit(EXIT_CANCELLED)
    click.echo(wording.error(error), err=True)
    if isinstance(error, Damage):
        sys.exit(EXIT_DAMAGE)
    sys.exit(EXIT_OBSTACLE if isinstance(error, Obstacle) else EXIT_REFUSAL)
