"""Readers of identity cards that need their maker's own program: plug-ins, and the loop around one.

Owns finding and loading them, and what becomes of a card; refuses to hold any maker's code. A
plug-in is a package with an entry point in the group "samplepoint.card_readers" whose object,
called without arguments, gives a `CardReader`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import closing
from importlib.metadata import EntryPoint, entry_points
from typing import Final, Protocol

from samplepoint.devices.device_loop import DeviceLoop
from samplepoint.devices.states import Device, DeviceState, NoticeCode, Publish
from samplepoint.domain.card_fields import CardField
from samplepoint.domain.field_maps import KNOWN_MAPS
from samplepoint.domain.readings import Reading, Source
from samplepoint.errors import Obstacle

GROUP: Final = "samplepoint.card_readers"
POLL_S: Final = 0.2
"""How long the loop waits between two looks, in seconds."""
FIRST_RETRY_S: Final = 0.25
LAST_RETRY_S: Final = 2.0
"""Trying to open again starts at the first and doubles to the last."""
LINE_MAP: Final = KNOWN_MAPS["nine_bar"]
"""How a card goes on to the desk: as the line that a reader with a keyboard would type."""

_UNREADABLE: Final = "card_unreadable"
_NOTICES: Final = {
    "card_reader_absent": (DeviceState.ABSENT, NoticeCode.CARD_READER_ABSENT),
    "card_reader_busy": (DeviceState.BUSY, NoticeCode.CARD_READER_BUSY),
    "card_reader_not_allowed": (DeviceState.FAULTY, NoticeCode.CARD_READER_NOT_ALLOWED),
    "card_reader_no_program": (DeviceState.FAULTY, NoticeCode.CARD_READER_NO_PROGRAM),
    "card_reader_lost": (DeviceState.LOST, NoticeCode.CARD_READER_LOST),
}
Said = tuple[DeviceState, NoticeCode]
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


Opener = Callable[[], CardReader]


def installed_readers() -> tuple[str, ...]:
    """Name the plug-ins that are installed, without loading any."""
    return tuple(sorted({plug.name for plug in entry_points(group=GROUP)}))


def load_reader(name: str) -> CardReader:
    """Load a plug-in by its name, now, and make its reader, which is not opened yet.

    Raises:
        Obstacle: `card_reader_not_installed`, `card_reader_broken` when the plug-in itself or what
            it needs fails to load; both with its `reader`.
    """
    plug = next(iter(entry_points(group=GROUP, name=name)), None)
    if plug is None:
        raise Obstacle("card_reader_not_installed", reader=name)
    return _made(plug)


def _made(plug: EntryPoint) -> CardReader:
    try:
        reader: CardReader = plug.load()()
    except Exception as problem:
        # A maker's library fails in its own ways: a missing DLL, a wrong word size, its own type.
        log.exception("the card reader plug-in %s does not load", plug.name)
        raise Obstacle("card_reader_broken", reader=plug.name) from problem
    return reader


def line_of(fields: Fields) -> str:
    """Return the fields of a card as one line of `LINE_MAP`."""
    mark = LINE_MAP.separator.mark
    return mark.join(
        " ".join(fields.get(field, "").replace(mark, " ").split()) for field in LINE_MAP.fields
    )


class CardReaderLoop(DeviceLoop):
    """Reads cards on its own thread: each once, until it has been taken away."""

    def __init__(
        self,
        name: str,
        on_reading: Callable[[Reading], None],
        publish: Publish,
        load: Callable[[str], CardReader] = load_reader,
    ) -> None:
        """Make the loop without loading the plug-in; both callbacks run on its thread."""
        super().__init__(Device.CARD_READER, publish)
        self._name = name
        self._values = {"reader": name}
        self._on_reading = on_reading
        self._load = load
        self._lies_there: str | None = None

    def _work(self) -> None:
        self._announce(DeviceState.OPENING, values=self._values)
        try:
            reader = self._load(self._name)
        except Obstacle as obstacle:
            self._say(_unloaded(obstacle))
            # Nothing changes until somebody installs something: then the loop is started anew.
            self._stopping.wait()
            return
        retry_s = FIRST_RETRY_S
        while not self._stopping.is_set():
            with closing(reader):
                if self._serve(reader):
                    retry_s = FIRST_RETRY_S
            self._stopping.wait(retry_s)
            retry_s = min(2 * retry_s, LAST_RETRY_S)

    def _serve(self, reader: CardReader) -> bool:
        """Look for cards until the stop or until the reader is gone; tell whether it was there."""
        try:
            reader.open()
        except Obstacle as obstacle:
            said = _said(obstacle)
            # What was there and went stays lost until it is back, whatever opening says.
            if self.state is not DeviceState.LOST or said[0] is not DeviceState.ABSENT:
                self._say(said)
            return False
        self._announce(DeviceState.READY, values=self._values)
        try:
            while not self._stopping.is_set():
                self._look(reader)
                self._stopping.wait(POLL_S)
        except Obstacle as obstacle:
            self._say(_said(obstacle))
        self._lies_there = None
        return True

    def _look(self, reader: CardReader) -> None:
        try:
            fields = reader.poll()
        except Obstacle as obstacle:
            if obstacle.code != _UNREADABLE:
                raise
            self._say((DeviceState.READY, NoticeCode.CARD_READER_UNREADABLE))
            return
        self._announce(DeviceState.READY, values=self._values)
        line = line_of(fields) if fields else None
        if line and line != self._lies_there:
            self._on_reading(Reading(line, Source.SERIAL))
        self._lies_there = line

    def _say(self, said: Said) -> None:
        state, code = said
        self._announce(state, code, self._values)


def _said(obstacle: Obstacle) -> Said:
    return _NOTICES.get(obstacle.code, (DeviceState.FAULTY, NoticeCode.CARD_READER_FAULTY))


def _unloaded(obstacle: Obstacle) -> Said:
    if obstacle.code == "card_reader_not_installed":
        return DeviceState.ABSENT, NoticeCode.CARD_READER_NOT_INSTALLED
    return DeviceState.FAULTY, NoticeCode.CARD_READER_BROKEN
