"""What every speaker promises, and the real one on miniaudio's null backend."""

from __future__ import annotations

import sys
import threading
from array import array
from collections.abc import Callable, Iterator
from functools import partial

import miniaudio
import pytest

from samplepoint.devices import speaker as speaker_module
from samplepoint.devices.device_loop import STOP_S
from samplepoint.devices.speaker import (
    Card,
    MiniaudioSpeaker,
    Mixer,
    SilentSpeaker,
    Speaker,
    open_card,
    open_system_card,
)
from samplepoint.devices.states import DeviceState, NoticeCode, Publish
from samplepoint.devices.tones import Tone, samples
from tests.devices.recording import PATIENCE_S, Recorder

open_null_card = partial(open_card, [miniaudio.Backend.NULL])
open_missing_card = partial(
    open_card,
    [miniaudio.Backend.DSOUND if sys.platform == "linux" else miniaudio.Backend.ALSA],
)


class HandCard:
    """A card that a test turns by hand: it asks for samples and ends when told."""

    backend = "by hand"

    def __init__(self) -> None:
        """Not open yet: `open` is the opener."""
        self.mixer = Mixer()
        self.end: Callable[[], None] = lambda: None
        self.closed = threading.Event()
        self.openings = 0

    def open(self, mixer: Mixer, ended: Callable[[], None]) -> Card | None:
        self.mixer, self.end = mixer, ended
        self.openings += 1
        return self if self.openings == 1 else None

    def close(self) -> None:
        self.closed.set()


# The contract ----------------------------------------------------------------------------------

MAKERS: dict[str, Callable[[Publish], Speaker]] = {
    "silent": SilentSpeaker,
    "null card": lambda publish: MiniaudioSpeaker(publish, open_null_card),
    "no card": lambda publish: MiniaudioSpeaker(publish, open_missing_card),
}


@pytest.fixture(params=list(MAKERS.values()), ids=list(MAKERS))
def make(request: pytest.FixtureRequest) -> Callable[[Publish], Speaker]:
    maker: Callable[[Publish], Speaker] = request.param
    return maker


@pytest.fixture
def any_speaker(make: Callable[[Publish], Speaker], recorder: Recorder) -> Iterator[Speaker]:
    speaker = make(recorder.notice)
    yield speaker
    assert speaker.stop(PATIENCE_S)


def test_a_speaker_says_where_it_stands(any_speaker: Speaker, recorder: Recorder) -> None:
    assert any_speaker.state is DeviceState.STOPPED
    any_speaker.start()
    recorder.wait(lambda: any_speaker.state in {DeviceState.READY, DeviceState.ABSENT})
    assert any_speaker.stop(STOP_S)
    assert any_speaker.state is DeviceState.STOPPED
    assert recorder.states[-1] is DeviceState.STOPPED


def test_every_tone_can_be_played_at_any_time(any_speaker: Speaker, recorder: Recorder) -> None:
    def play_all() -> None:
        for tone in Tone:
            any_speaker.play(tone)

    play_all()
    any_speaker.start()
    play_all()
    recorder.wait(lambda: any_speaker.state in {DeviceState.READY, DeviceState.ABSENT})
    play_all()
    any_speaker.stop()
    play_all()
    assert any_speaker.state is DeviceState.STOPPED


def test_a_speaker_can_start_again(any_speaker: Speaker, recorder: Recorder) -> None:
    for _ in range(2):
        any_speaker.start()
        recorder.wait(lambda: any_speaker.state in {DeviceState.READY, DeviceState.ABSENT})
        assert any_speaker.stop()
        assert any_speaker.stop()
    assert recorder.states.count(DeviceState.STOPPED) == 2


# Silent ----------------------------------------------------------------------------------------


def test_a_silent_speaker_keeps_what_it_was_asked(recorder: Recorder) -> None:
    speaker = SilentSpeaker(recorder.notice)
    speaker.start()
    speaker.play(Tone.ACCEPTED)
    speaker.play(Tone.REFUSED)
    assert list(speaker.asked) == [Tone.ACCEPTED, Tone.REFUSED]
    assert recorder.codes == [NoticeCode.SPEAKER_SILENT]


# A card ----------------------------------------------------------------------------------------


def test_the_null_card_really_asks_for_the_tone(recorder: Recorder) -> None:
    taken, drained = bytearray(), threading.Event()
    sound = samples(Tone.ACCEPTED)

    class Listening(Mixer):
        def take(self, count: int) -> bytes:
            piece = super().take(count)
            if any(piece) or taken:
                taken.extend(piece)
            if len(taken) > len(sound):
                drained.set()
            return piece

    mixer = Listening()
    mixer.put(sound)
    card = open_null_card(mixer, lambda: None)
    assert card is not None
    assert card.backend == "Null"
    assert drained.wait(PATIENCE_S)
    card.close()
    assert bytes(taken).rstrip(b"\0") == sound.rstrip(b"\0")


def test_the_null_card_is_ready_and_named(recorder: Recorder) -> None:
    speaker = MiniaudioSpeaker(recorder.notice, open_null_card)
    speaker.start()
    recorder.wait_for_state(DeviceState.READY)
    assert speaker.stop()
    assert recorder.states == [DeviceState.OPENING, DeviceState.READY, DeviceState.STOPPED]
    assert dict(recorder.notices[1].values) == {"backend": "Null"}


def test_a_machine_without_a_card_is_not_tried(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    monkeypatch.setattr(speaker_module, "may_have_sound", lambda: False)
    assert open_system_card(Mixer(), lambda: None) is None


def test_the_real_interfaces_never_include_the_one_that_plays_to_nobody() -> None:
    backends = speaker_module._real_backends()  # noqa: SLF001 - the choice itself
    assert backends
    assert miniaudio.Backend.NULL not in backends


def test_a_card_that_ends_is_lost_and_looked_for_again(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    monkeypatch.setattr(speaker_module, "FIRST_RETRY_S", 0.0)
    card = HandCard()
    speaker = MiniaudioSpeaker(recorder.notice, card.open)
    speaker.start()
    recorder.wait_for_state(DeviceState.READY)
    card.end()
    assert card.closed.wait(PATIENCE_S)
    recorder.wait_for_state(DeviceState.LOST)
    assert speaker.stop()
    assert card.openings == 2
    assert recorder.states[1:] == [DeviceState.READY, DeviceState.LOST, DeviceState.STOPPED]


def test_a_card_that_asks_for_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    monkeypatch.setattr(speaker_module, "DEAF_S", 0.02)
    card = HandCard()
    speaker = MiniaudioSpeaker(recorder.notice, card.open)
    speaker.start()
    recorder.wait_for_state(DeviceState.LOST)
    assert card.closed.is_set()
    assert speaker.stop()


def test_a_tone_reaches_the_card_only_while_it_is_ready(recorder: Recorder) -> None:
    card = HandCard()
    speaker = MiniaudioSpeaker(recorder.notice, card.open)
    speaker.play(Tone.REFUSED)
    speaker.start()
    recorder.wait_for_state(DeviceState.READY)
    assert not any(card.mixer.take(1000))
    speaker.play(Tone.ACCEPTED)
    assert any(card.mixer.take(1000))
    assert speaker.stop()


def test_a_tone_asked_while_the_card_was_opening_does_not_come_late(recorder: Recorder) -> None:
    card = HandCard()

    def open_slowly(mixer: Mixer, ended: Callable[[], None]) -> Card | None:
        speaker.play(Tone.REFUSED)
        return card.open(mixer, ended)

    speaker = MiniaudioSpeaker(recorder.notice, open_slowly)
    speaker.start()
    recorder.wait_for_state(DeviceState.READY)
    assert not any(card.mixer.take(1000))
    assert speaker.stop()


def test_a_card_that_fails_in_an_unknown_way_is_faulty(recorder: Recorder) -> None:
    def broken(_: Mixer, __: Callable[[], None]) -> Card | None:
        raise RuntimeError

    speaker = MiniaudioSpeaker(recorder.notice, broken)
    speaker.start()
    recorder.wait_for_state(DeviceState.FAULTY)
    speaker.play(Tone.ACCEPTED)
    assert speaker.stop()


# The mixer -------------------------------------------------------------------------------------


def heights(sound: bytes) -> list[int]:
    return array("h", sound).tolist()


def test_a_mixer_gives_silence_then_the_tone_then_silence() -> None:
    mixer = Mixer()
    assert heights(mixer.take(3)) == [0, 0, 0]
    mixer.put(array("h", [1, 2, 3, 4, 5]).tobytes())
    assert heights(mixer.take(2)) == [1, 2]
    assert heights(mixer.take(4)) == [3, 4, 5, 0]
    assert heights(mixer.take(2)) == [0, 0]


def test_the_newest_tone_wins_and_the_older_fades() -> None:
    mixer = Mixer()
    mixer.put(array("h", [10_000] * 5000).tobytes())
    assert heights(mixer.take(10)) == [10_000] * 10
    mixer.put(array("h", [7] * 100).tobytes())
    rest = heights(mixer.take(1000))
    assert rest[0] == 10_000
    fade = rest[: rest.index(7)]
    assert fade == sorted(fade, reverse=True)
    assert len(fade) == 44_100 * 3 // 1000
    assert rest[len(fade) : len(fade) + 100] == [7] * 100
    assert not any(rest[len(fade) + 100 :])


def test_of_two_tones_at_once_the_later_is_heard() -> None:
    mixer = Mixer()
    mixer.put(array("h", [1, 1]).tobytes())
    mixer.put(array("h", [2, 2]).tobytes())
    assert 2 in heights(mixer.take(10))
    assert heights(mixer.take(10)) == [0] * 10


def test_pieces_come_as_miniaudio_asks() -> None:
    mixer = Mixer()
    mixer.put(array("h", [1, 2, 3]).tobytes())
    pieces = mixer.pieces()
    assert heights(pieces.send(2)) == [1, 2]
    assert heights(pieces.send(2)) == [3, 0]
