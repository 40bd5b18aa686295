"""What holds of the decoder for any text and any pace."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samplepoint.devices.wedge import END_KEYS, Stroke, Suffix, WedgeDecoder, WedgeSettings
from samplepoint.domain.readings import Quality, Reading

SETTINGS = WedgeSettings()
BY_SILENCE = WedgeSettings(suffix=Suffix.SILENCE)

Paced = list[tuple[str, float]]
"""Characters, each with the pause after it in milliseconds."""

# A bracket may open a symbology identifier, which has tests of its own.
characters = st.characters(exclude_characters="".join(END_KEYS) + "]")
texts = st.text(characters, min_size=1, max_size=60)
starts = st.floats(0.0, 2**33)
timers = st.lists(st.floats(0.0, 5000.0), max_size=3)


def paced(longest_ms: float) -> st.SearchStrategy[Paced]:
    pair = st.tuples(characters, st.floats(0.0, longest_ms))
    return st.lists(pair, min_size=1, max_size=60)


def text_of(typed: Paced) -> str:
    return "".join(char for char, _ in typed)


def strokes_of(typed: Paced, start_ms: float = 0.0) -> list[Stroke]:
    """`typed` and an Enter, on the clock of 32 bits."""
    strokes, now_ms = [], start_ms
    for char, pause_ms in typed:
        strokes.append(Stroke(char, now_ms % 2**32))
        now_ms += pause_ms
    return [*strokes, Stroke("\r", now_ms % 2**32)]


def readings_of(decoder: WedgeDecoder, strokes: list[Stroke]) -> list[Reading]:
    return [reading for stroke in strokes if (reading := decoder.feed(stroke)) is not None]


# Sums of pauses are rounded: one millisecond keeps clear of the limit itself.
@given(paced(SETTINGS.gap_ms - 1), starts)
def test_fast_strokes_come_out_exactly(typed: Paced, start_ms: float) -> None:
    decoder = WedgeDecoder(SETTINGS)
    assert readings_of(decoder, strokes_of(typed, start_ms)) == [Reading(text_of(typed))]
    assert decoder.pending == 0


@given(paced(20_000.0), starts)
def test_no_pause_loses_a_character_or_passes_as_good(typed: Paced, start_ms: float) -> None:
    readings = readings_of(WedgeDecoder(SETTINGS), strokes_of(typed, start_ms))
    assert [reading.text for reading in readings] == [text_of(typed)]
    paused = any(pause_ms > SETTINGS.gap_ms + 1 for _, pause_ms in typed)
    assert readings[0].quality is Quality.GAP or not paused


@given(st.data(), paced(20_000.0))
def test_timers_between_strokes_lose_and_trim_nothing(data: st.DataObject, typed: Paced) -> None:
    decoder, said = WedgeDecoder(SETTINGS), list[object]()
    for stroke in strokes_of(typed):
        said.extend(decoder.idle(stroke.at_ms + later_ms) for later_ms in data.draw(timers))
        said.append(decoder.feed(stroke))
    readings = [each for each in said if isinstance(each, Reading)]
    assert [reading.text for reading in readings] == [text_of(typed)]


@given(paced(BY_SILENCE.resume_ms - 1))
def test_without_an_end_key_a_tail_is_never_good(typed: Paced) -> None:
    readings = readings_of(WedgeDecoder(BY_SILENCE), strokes_of(typed))
    assert "".join(reading.text for reading in readings) == text_of(typed)
    assert all(reading.quality is Quality.GAP for reading in readings[1:])


@given(st.lists(texts, min_size=1, max_size=5), st.floats(0.0, 50.0))
def test_codes_in_a_row_come_out_one_by_one(codes: list[str], key_ms: float) -> None:
    stream = "".join(code + "\r\n" for code in codes)
    strokes = [Stroke(char, i * key_ms) for i, char in enumerate(stream)]
    assert readings_of(WedgeDecoder(SETTINGS), strokes) == [Reading(code) for code in codes]
