"""The four sounds, measured: pitch by Fourier transform, rhythm by loudness, length by count."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from samplepoint.devices.tones import MELODIES, SAMPLE_RATE, Tone, length_ms, samples


def wave(tone: Tone) -> Any:
    return np.frombuffer(samples(tone), dtype=np.int16).astype(float)


def beats(tone: Tone) -> list[Any]:
    """The stretches that sound, cut at silences of at least 10 ms."""
    loud = np.abs(wave(tone)) > 0
    window = SAMPLE_RATE // 100
    sounding = np.convolve(loud, np.ones(window), mode="same") > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([0], sounding.astype(int), [0]))))
    return [wave(tone)[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def pitch_hz(beat: Any) -> float:
    spectrum = np.abs(np.fft.rfft(beat * np.hanning(len(beat)), n=SAMPLE_RATE))
    return float(np.argmax(spectrum))


EXPECTED = {
    Tone.ACCEPTED: ([1760], 120),
    Tone.TUBE_FULL: ([784, 988, 1319], 520),
    Tone.REFUSED: ([196, 196], 800),
    Tone.WARNING: ([587, 440], 480),
}


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_sounds_as_documented(tone: Tone) -> None:
    pitches, milliseconds = EXPECTED[tone]
    assert [round(pitch_hz(beat)) for beat in beats(tone)] == pytest.approx(pitches, abs=3)
    assert length_ms(tone) == milliseconds
    assert len(wave(tone)) == SAMPLE_RATE * milliseconds // 1000


@pytest.mark.parametrize(("one", "other"), list(combinations(Tone, 2)))
def test_any_two_differ_in_pitch_and_in_rhythm_or_length(one: Tone, other: Tone) -> None:
    lowest, highest = sorted(np.mean([note.pitch_hz for note in MELODIES[t]]) for t in (one, other))
    assert highest / lowest > 1.5
    shortest, longest = sorted((length_ms(one), length_ms(other)))
    assert len(beats(one)) != len(beats(other)) or longest / shortest > 1.5


def test_full_rises_and_warning_falls() -> None:
    full, warning = ([pitch_hz(b) for b in beats(t)] for t in (Tone.TUBE_FULL, Tone.WARNING))
    assert full == sorted(full)
    assert warning == sorted(warning, reverse=True)


def test_only_the_refusal_buzzes() -> None:
    def buzz(tone: Tone) -> float:
        beat = beats(tone)[0]
        spectrum = np.abs(np.fft.rfft(beat * np.hanning(len(beat)), n=SAMPLE_RATE))
        third = 3 * round(MELODIES[tone][0].pitch_hz)
        return float(spectrum[third - 3 : third + 4].max() / spectrum.max())

    assert buzz(Tone.REFUSED) == pytest.approx(1 / 3, abs=0.03)
    assert all(buzz(tone) < 0.01 for tone in Tone if tone is not Tone.REFUSED)


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_loud_and_clips_and_clicks_nowhere(tone: Tone) -> None:
    assert 0.7 * 32_767 < np.abs(wave(tone)).max() <= 0.81 * 32_767
    for beat in beats(tone):
        assert np.abs(beat[[0, -1]]).max() < 200
        assert np.abs(beat[:44]).max() < 0.35 * 32_767


def test_a_tone_is_made_once() -> None:
    assert samples(Tone.REFUSED) is samples(Tone.REFUSED)
