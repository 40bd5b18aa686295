"""Speaks short phrases where the system has a voice; elsewhere it is silent and says so.

Owns which phrase is spoken now (the newest); refuses to choose the words, which the caller gives.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from samplepoint.devices.device_loop import STOP_S, DeviceLoop
from samplepoint.devices.sound_output import may_have_sound
from samplepoint.devices.states import Device, DeviceState, Publish
from samplepoint.devices.voice_engines import Engine, Phrase, find_engine

FIRST_RETRY_S = 30.0
LAST_RETRY_S = 600.0
"""An absent or failed voice is looked for again, ever more seldom: looking starts programs."""


def find_system_voice() -> Engine | None:
    """Find a voice that can be heard: none where sound has nowhere to go."""
    return find_engine() if may_have_sound() else None


class Voice(DeviceLoop):
    """Speaks on its own thread: a new phrase ends the one before and replaces a waiting one."""

    def __init__(
        self, publish: Publish, find: Callable[[], Engine | None] = find_system_voice
    ) -> None:
        """Make it without looking for a voice; `publish` is called on its thread."""
        super().__init__(Device.VOICE, publish)
        self._find = find
        self._guard = threading.Lock()
        self._waiting: Phrase | None = None
        self._engine: Engine | None = None

    def say(self, phrase: Phrase) -> None:
        """Speak `phrase` now; returns at once, and is silent where no voice is ready for it."""
        engine = self._engine
        if engine is None or phrase.tongue not in engine.tongues or not phrase.line:
            return
        with self._guard:  # so that the hush cannot hit this phrase, taken meanwhile
            self._waiting = phrase
            engine.hush()
        self._stir.set()

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """End the phrase and the thread within `timeout_s` seconds; True where both ended."""
        self._stopping.set()
        engine = self._engine
        if engine is not None:
            engine.hush()
        return super().stop(timeout_s)

    def _work(self) -> None:
        self._announce(DeviceState.OPENING)
        retry_s = FIRST_RETRY_S
        while not self._stopping.is_set():
            engine = self._find()
            if engine is None:
                self._announce(DeviceState.ABSENT)
            else:
                self._serve(engine)
            self._stopping.wait(retry_s)
            retry_s = min(2 * retry_s, LAST_RETRY_S)

    def _serve(self, engine: Engine) -> None:
        """Speak with `engine` until the stop or until it fails."""
        tongues = " ".join(sorted(engine.tongues))
        self._engine = engine
        self._announce(DeviceState.READY, values={"engine": engine.name, "languages": tongues})
        try:
            while not self._stopping.is_set():
                self._stir.wait()
                self._stir.clear()
                phrase = self._take()
                if phrase is not None:
                    engine.speak(phrase, self._is_newest)
        except OSError:
            self._announce(DeviceState.FAULTY, values={"engine": engine.name})
        finally:
            self._engine = None

    def _is_newest(self) -> bool:
        return self._waiting is None and not self._stopping.is_set()

    def _take(self) -> Phrase | None:
        with self._guard:
            phrase, self._waiting = self._waiting, None
        return phrase
