"""Plays the desk's tones on the machine's sound card, and says when it cannot.

Owns the sound card; refuses to hold anybody up: a tone that cannot be played now is dropped.
"""

from __future__ import annotations

import queue
import time
from array import array
from collections import deque
from collections.abc import Callable, Generator
from typing import Protocol, cast

import miniaudio

from samplepoint.devices.device_loop import STOP_S, DeviceLoop
from samplepoint.devices.sound_output import may_have_sound
from samplepoint.devices.states import Device, DeviceNotice, DeviceState, NoticeCode, Publish
from samplepoint.devices.tones import SAMPLE_RATE, Tone, samples

PERIOD_MS = 20
"""What the card asks for at a time: the sound starts two or three periods after the call."""
RETRY_S = 10.0
"""How often an absent card is looked for."""
FIRST_RETRY_S = 1.0
"""How soon a lost one is: mostly the system has only moved on to another output."""
DEAF_S = 2.0
"""A card that asks for nothing for so long is gone, whatever it says."""

_SAMPLE_BYTES = 2
_FADE_SAMPLES = SAMPLE_RATE * 3 // 1000


class Speaker(Protocol):
    """What the desk needs of a sound card."""

    @property
    def state(self) -> DeviceState:
        """The state published last."""

    def start(self) -> None:
        """Look for the card, in the background."""

    def play(self, tone: Tone) -> None:
        """Play `tone` now, cutting off the one before; never waits and never raises."""

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """Let the card go within `timeout_s` seconds; True where that was done."""


class SilentSpeaker:
    """No sound, on purpose: for a desk that wants none and for tests."""

    def __init__(self, publish: Publish) -> None:
        """Make it; `asked` keeps the tones it was last asked to play."""
        self._publish = publish
        self._state = DeviceState.STOPPED
        self.asked: deque[Tone] = deque(maxlen=64)

    @property
    def state(self) -> DeviceState:
        """STOPPED before the start and after the stop, ABSENT between."""
        return self._state

    def start(self) -> None:
        """Say that there will be no sound."""
        self._say(DeviceState.ABSENT, NoticeCode.SPEAKER_SILENT)

    def play(self, tone: Tone) -> None:
        """Note the tone, silently."""
        self.asked.append(tone)

    def stop(self, timeout_s: float = STOP_S) -> bool:  # noqa: ARG002 - the protocol's
        """End at once."""
        self._say(DeviceState.STOPPED, NoticeCode.SPEAKER_STOPPED)
        return True

    def _say(self, state: DeviceState, code: NoticeCode) -> None:
        if state is not self._state:
            self._state = state
            self._publish(DeviceNotice(Device.SPEAKER, state, code))


class Mixer:
    """Cuts the tones into the pieces a card asks for; the newest tone wins."""

    def __init__(self) -> None:
        """Start silent."""
        self._asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._playing = b""
        self.asked_at_s = time.monotonic()
        """When the card last asked for samples."""

    def put(self, sound: bytes) -> None:
        """Play `sound` from the next piece on; from any thread, without a lock."""
        self._asked.put(sound)

    def take(self, count: int) -> bytes:
        """Return the next `count` samples, silence where nothing plays; for the card's thread."""
        self.asked_at_s = time.monotonic()
        while not self._asked.empty():
            self._playing = _faded(self._playing) + self._asked.get_nowait()
        wanted = count * _SAMPLE_BYTES
        piece, self._playing = self._playing[:wanted], self._playing[wanted:]
        return piece.ljust(wanted, b"\0")

    def pieces(self) -> Generator[bytes, int, None]:
        """The same as the endless generator that miniaudio wants, already started."""
        generator = self._pieces()
        next(generator)
        return generator

    def _pieces(self) -> Generator[bytes, int, None]:
        count = 0
        while True:
            count = yield self.take(count)


class Card(Protocol):
    """An open sound card that asks its mixer for samples."""

    @property
    def backend(self) -> str:
        """The name of the system's sound interface."""

    def close(self) -> None:
        """Let it go."""


OpenCard = Callable[[Mixer, Callable[[], None]], Card | None]
"""Open a card for the mixer and return it playing, or None; the callable is for "it ended"."""


class MiniaudioSpeaker(DeviceLoop):
    """A sound card held open on its own thread; looks again every `RETRY_S` where there is none."""

    def __init__(self, publish: Publish, opener: OpenCard | None = None) -> None:
        """Make it without opening; `publish` is called on its thread."""
        super().__init__(Device.SPEAKER, publish)
        self._opener = opener or open_system_card
        self._mixer = Mixer()

    def play(self, tone: Tone) -> None:
        """Play `tone` now if the card is ready; a beep that comes late would say a wrong thing."""
        if self.state is DeviceState.READY:
            self._mixer.put(samples(tone))

    def _work(self) -> None:
        self._announce(DeviceState.OPENING)
        for tone in Tone:
            samples(tone)  # made here, so that no call to play ever works for it
        while True:
            self._stir.clear()
            if self._stopping.is_set():  # asked after the clearing, so that no stop is missed
                return
            self._mixer = Mixer()
            card = self._opener(self._mixer, self._stir.set)
            if card is not None:
                self._attend(card)
            elif self.state is not DeviceState.LOST:
                self._announce(DeviceState.ABSENT)
            self._stopping.wait(RETRY_S if card is None else FIRST_RETRY_S)

    def _attend(self, card: Card) -> None:
        """Hold the card until the stop, until it ends or until it no longer asks for samples."""
        self._mixer.asked_at_s = time.monotonic()  # opening may have taken its time
        self._announce(DeviceState.READY, values={"backend": card.backend})
        try:
            while not self._stir.wait(DEAF_S / 2):
                if time.monotonic() - self._mixer.asked_at_s > DEAF_S:
                    break
        finally:
            card.close()
        if not self._stopping.is_set():
            self._announce(DeviceState.LOST)


def open_system_card(mixer: Mixer, ended: Callable[[], None]) -> Card | None:
    """Open the system's sound output; None where there is none."""
    if not may_have_sound():
        return None
    return open_card(_real_backends(), mixer, ended)


def open_card(
    backends: list[miniaudio.Backend], mixer: Mixer, ended: Callable[[], None]
) -> Card | None:
    """Open the first of `backends` that works and let it play the mixer; None where none does."""
    device = None
    try:
        device = miniaudio.PlaybackDevice(
            nchannels=1,
            sample_rate=SAMPLE_RATE,
            buffersize_msec=PERIOD_MS,
            backends=backends,
            app_name="samplepoint",
        )
        device.stop_callback = ended
        device.start(mixer.pieces())
    except miniaudio.MiniaudioError:
        if device is not None:
            device.close()
        return None
    return cast("Card", device)


def _real_backends() -> list[miniaudio.Backend]:
    """The interfaces that reach ears, best first.

    Given no list, miniaudio ends at its null backend, which plays happily to nobody.
    """
    order = ("WASAPI", "DSOUND", "WINMM", "COREAUDIO", "PULSEAUDIO", "ALSA")
    enabled = miniaudio.get_enabled_backends()
    return [backend for name in order if (backend := miniaudio.Backend[name]) in enabled]


def _faded(rest: bytes) -> bytes:
    """The next 3 ms of a tone that is cut off, fading: a hard cut clicks."""
    tail = array("h", rest[: _FADE_SAMPLES * _SAMPLE_BYTES])
    return array(
        "h", (value * (len(tail) - i) // len(tail) for i, value in enumerate(tail))
    ).tobytes()
