"""What a silence of a camera means, and when: nothing too early, each thing once."""

from __future__ import annotations

import pytest

from samplepoint.devices.source_watch import Quiet, SourceWatch, Stage


def said(watch: SourceWatch, until_s: float) -> list[tuple[Quiet, float]]:
    """Ask ten times a second; give what was said, and when."""
    moments = [step / 10 for step in range(round(until_s * 10) + 1)]
    return [(quiet, at_s) for at_s in moments if (quiet := watch.quiet(at_s)) is not None]


def test_a_camera_that_gave_frames_is_silent_within_a_second_and_given_up_later() -> None:
    watch = SourceWatch(0.0)
    watch.hear(Stage.GIVING, 0.0)
    assert said(watch, 60) == [(Quiet.SILENT, 0.8), (Quiet.HUNG, 5.0)]


def test_one_that_opened_and_never_gave_a_frame_is_given_more_time() -> None:
    watch = SourceWatch(0.0)
    watch.hear(Stage.OPEN, 0.0)
    assert said(watch, 60) == [(Quiet.NO_FRAME, 4.0), (Quiet.HUNG, 10.0)]


def test_one_that_does_not_even_open_is_given_up_at_last() -> None:
    assert said(SourceWatch(0.0), 60) == [(Quiet.HUNG, 25.0)]


@pytest.mark.parametrize("stage", Stage)
def test_a_sign_of_life_begins_anew(stage: Stage) -> None:
    watch = SourceWatch(0.0)
    for at_s in range(100):
        watch.hear(stage, at_s)
        assert watch.quiet(at_s + 0.7) is None
