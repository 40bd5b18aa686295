"""The loop around a reader of identity cards: each card once, and always a state.

Owns what becomes of a card and of a reader that fails; refuses to know makers and plug-ins.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Final, Protocol

from samplepoint.devices.card_readers import CardReader, Fields
from samplepoint.devices.device_loop import STOP_S, DeviceLoop
from samplepoint.devices.states import Device, DeviceState, NoticeCode, Publish
from samplepoint.domain.field_maps import KNOWN_MAPS, PLUGIN_MAP
from samplepoint.domain.readings import Reading, Source
from samplepoint.errors import Obstacle

POLL_S: Final = 0.2
"""How long the loop waits between two looks, in seconds."""
FIRST_RETRY_S: Final = 0.25
LAST_RETRY_S: Final = 2.0
"""Trying to open again starts at the first and doubles to the last."""
LAST_RESTART_S: Final = 30.0
"""The same where a process has to be started anew, which costs the desk a moment each time."""
LINE_MAP: Final = KNOWN_MAPS[PLUGIN_MAP]

_UNREADABLE: Final = "card_unreadable"
_NOTICES: Final = {
    "card_reader_absent": (DeviceState.ABSENT, NoticeCode.CARD_READER_ABSENT),
    "card_reader_busy": (DeviceState.BUSY, NoticeCode.CARD_READER_BUSY),
    "card_reader_not_allowed": (DeviceState.FAULTY, NoticeCode.CARD_READER_NOT_ALLOWED),
    "card_reader_no_program": (DeviceState.FAULTY, NoticeCode.CARD_READER_NO_PROGRAM),
    "card_reader_lost": (DeviceState.LOST, NoticeCode.CARD_READER_LOST),
    "card_reader_crashed": (DeviceState.FAULTY, NoticeCode.CARD_READER_CRASHED),
    "card_reader_hung": (DeviceState.FAULTY, NoticeCode.CARD_READER_HUNG),
    "card_reader_not_installed": (DeviceState.ABSENT, NoticeCode.CARD_READER_NOT_INSTALLED),
    "card_reader_broken": (DeviceState.FAULTY, NoticeCode.CARD_READER_BROKEN),
}
_FAULTY: Final = (DeviceState.FAULTY, NoticeCode.CARD_READER_FAULTY)
_ENDED: Final = frozenset({"card_reader_crashed", "card_reader_hung"})


def line_of(fields: Fields) -> str:
    """Return the fields of a card as one line of `LINE_MAP`."""
    mark = LINE_MAP.separator.mark
    return mark.join(
        " ".join(fields.get(field, "").replace(mark, " ").split()) for field in LINE_MAP.fields
    )


class Pauses:
    """How long to wait before the next try, in seconds: longer each time, until it works."""

    def __init__(self) -> None:
        """Begin with the shortest."""
        self._retry_s = self._restart_s = FIRST_RETRY_S

    def opened(self) -> None:
        """Note that the reader is there; a plug-in that ends when it looks has also opened."""
        self._retry_s = FIRST_RETRY_S

    def read(self) -> None:
        """Note that a card was read: all is well."""
        self._restart_s = FIRST_RETRY_S

    def after(self, code: str) -> float:
        """Return the pause after an obstacle."""
        if code in _ENDED:
            pause_s, self._restart_s = self._restart_s, min(2 * self._restart_s, LAST_RESTART_S)
        else:
            pause_s, self._retry_s = self._retry_s, min(2 * self._retry_s, LAST_RETRY_S)
        return pause_s


class Reader(CardReader, Protocol):
    """A reader that has yet to be loaded, and may be ended from another thread."""

    def load(self) -> None:
        """Load it (see `load_reader`)."""

    def kill(self) -> None:
        """End it for good, whatever it is doing."""


def _apart(name: str) -> Reader:
    # On the loop's own thread: starting processes is a slow import, and the desk need not wait.
    from samplepoint.devices.card_reader_apart import ReaderApart  # noqa: PLC0415

    return ReaderApart(name)


class CardReaderLoop(DeviceLoop):
    """Reads cards on its own thread: each once, until it has been taken away."""

    def __init__(
        self,
        name: str,
        on_reading: Callable[[Reading], None],
        publish: Publish,
        make: Callable[[str], Reader] | None = None,
    ) -> None:
        """Make the loop without loading the plug-in; both callbacks run on its thread.

        `make` is a test's; the plug-in runs in a process of its own (see `card_reader_apart`).
        """
        super().__init__(Device.CARD_READER, publish)
        self._values = {"reader": name}
        self._on_reading = on_reading
        self._make = partial(make or _apart, name)
        self._reader: Reader | None = None
        self._lies_there: str | None = None
        self._pauses = Pauses()

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """Ask the thread to end and wait; a plug-in that hangs is ended with it."""
        self._stopping.set()
        reader = self._reader
        if reader is not None:
            reader.kill()
        return super().stop(timeout_s)

    def _work(self) -> None:
        self._announce(DeviceState.OPENING, values=self._values)
        reader = self._reader = self._make()
        try:
            if self._is_loaded(reader):
                while not self._stopping.is_set():
                    with closing(reader):
                        pause_s = self._serve(reader)
                    self._stopping.wait(pause_s)
        finally:
            reader.kill()

    def _is_loaded(self, reader: Reader) -> bool:
        """Load the plug-in; where that fails, say why and wait for the stop."""
        if self._stopping.is_set():
            return False
        try:
            reader.load()
        except Obstacle as obstacle:
            self._say(obstacle)
            # Nothing changes until somebody installs something: then the loop is started anew.
            self._stopping.wait()
            return False
        return True

    def _serve(self, reader: Reader) -> float:
        """Look for cards until the stop or until the reader is gone; return how long to wait."""
        try:
            reader.open()
            self._pauses.opened()
            self._announce(DeviceState.READY, values=self._values)
            while not self._stopping.is_set():
                self._look(reader)
                self._stopping.wait(POLL_S)
        except Obstacle as obstacle:
            self._lies_there = None
            self._say(obstacle)
            return self._pauses.after(obstacle.code)
        return 0.0

    def _look(self, reader: Reader) -> None:
        try:
            fields = reader.poll()
        except Obstacle as obstacle:
            if obstacle.code != _UNREADABLE:
                raise
            code = NoticeCode.CARD_READER_UNREADABLE
            self._announce(DeviceState.READY, code, self._values)
            return
        self._announce(DeviceState.READY, values=self._values)
        line = line_of(fields) if fields else None
        if line and line != self._lies_there:
            self._pauses.read()
            self._on_reading(Reading(line, Source.SERIAL))
        self._lies_there = line

    def _say(self, obstacle: Obstacle) -> None:
        """Say why there is no reader; one that was there stays lost until it is back."""
        state, code = _NOTICES.get(obstacle.code, _FAULTY)
        is_away = state is DeviceState.ABSENT and self.state is DeviceState.LOST
        if not is_away and not self._stopping.is_set():
            self._announce(state, code, self._values)
