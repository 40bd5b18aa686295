"""Readers of identity cards that need their maker's own program: plug-ins, found and loaded.

Owns what a plug-in must be; refuses to hold any maker's code. A plug-in is a package with an entry
point in the group "samplepoint.card_readers" whose object, called without arguments, gives a
`CardReader`. A frozen program also finds those that were unpacked into its folder `plugins`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from samplepoint.domain.card_fields import CardField
from samplepoint.errors import Obstacle

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "samplepoint.card_readers"
Fields = Mapping[CardField, str]

log = logging.getLogger(__name__)


class CardReader(Protocol):
    """One reader of one maker. Used from one thread, closed by it."""

    def open(self) -> None:
        """Take hold of the reader.

        Raises:
            Obstacle: `card_reader_absent`, `card_reader_busy`, `card_reader_not_allowed`,
                `card_reader_no_program` (the maker's program is not on this machine).
        """

    def poll(self) -> Fields | None:
        """Look once, within a second: the fields of the card that lies there, None for no card.

        A card that stays is given again; fields that it has not are left out or "".

        Raises:
            Obstacle: `card_unreadable` for a card that lies badly or is none of these,
                `card_reader_lost` when the reader was pulled.
        """

    def close(self) -> None:
        """Let the reader go; may be called twice, and without having been opened."""


def plugin_folders() -> list[str]:
    """Return where plug-ins may lie besides the places that Python knows."""
    if not getattr(sys, "frozen", False):
        return []
    return [str(Path(sys.executable).parent / "plugins")]


def installed_readers() -> tuple[str, ...]:
    """Name the plug-ins that are installed, without loading any. Looks at many files."""
    return tuple(sorted({plug.name for plug in _plugs()}))


def _plugs() -> Iterator[EntryPoint]:
    from importlib import metadata  # noqa: PLC0415  # slow, and seldom needed

    yield from metadata.entry_points(group=GROUP)
    for package in metadata.distributions(path=plugin_folders()):
        yield from package.entry_points.select(group=GROUP)


def load_reader(name: str) -> CardReader:
    """Load a plug-in by its name, now, and make its reader, which is not opened yet.

    Raises:
        Obstacle: `card_reader_not_installed`, `card_reader_broken` when the plug-in itself or what
            it needs fails to load; both with its `reader`.
    """
    plug = next((one for one in _plugs() if one.name == name), None)
    if plug is None:
        raise Obstacle("card_reader_not_installed", reader=name)
    sys.path += [folder for folder in plugin_folders() if folder not in sys.path]
    return _made(plug)


def _made(plug: EntryPoint) -> CardReader:
    try:
        reader: CardReader = plug.load()()
    except Exception as problem:
        # A maker's library fails in its own ways: a missing DLL, a wrong word size, its own type.
        log.exception("the card reader plug-in %s does not load", plug.name)
        raise Obstacle("card_reader_broken", reader=plug.name) from problem
    return reader
