"""What an eye says of itself: a state for each obstacle, words for each code, nothing twice."""

from __future__ import annotations

import pytest

from samplepoint.app.paths import resources
from samplepoint.devices.eye_notices import BY_HEALTH, RefusalNews, said_of
from samplepoint.devices.picture_health import Health
from samplepoint.devices.states import Device, DeviceState, NoticeCode
from samplepoint.errors import Obstacle, Refusal
from samplepoint.wording import Language, Wording

CODES = [code for code in NoticeCode if code.startswith(f"{Device.CAMERA}_")]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", CODES)
def test_every_code_of_a_camera_has_words(code: NoticeCode, language: Language) -> None:
    words = Wording(resources() / "wording", language)
    assert words.has(code)
    assert "[" not in words.say(code)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("camera_absent", DeviceState.ABSENT),
        ("camera_not_here", DeviceState.ABSENT),
        ("camera_busy", DeviceState.BUSY),
        ("camera_not_allowed", DeviceState.FAULTY),
        ("camera_lost", DeviceState.LOST),
        ("camera_frozen", DeviceState.FAULTY),
        ("pictures_absent", DeviceState.ABSENT),
        ("pictures_folder_gone", DeviceState.ABSENT),
        ("pictures_too_many", DeviceState.FAULTY),
        ("video_gone", DeviceState.ABSENT),
        ("video_unreadable", DeviceState.FAULTY),
        ("something_else", DeviceState.FAULTY),
    ],
)
def test_every_obstacle_of_a_source_is_a_state(code: str, state: DeviceState) -> None:
    said = said_of(Obstacle(code), DeviceState.OPENING)
    assert said
    assert said[0] is state


def test_a_lost_camera_stays_lost_while_it_is_away() -> None:
    assert said_of(Obstacle("camera_absent"), DeviceState.LOST) is None
    assert said_of(Obstacle("camera_busy"), DeviceState.LOST)


def test_every_health_is_a_state() -> None:
    assert set(BY_HEALTH) == set(Health)


def test_a_refusal_that_lasts_is_told_once_and_again_after_a_second_without() -> None:
    news = RefusalNews()
    two, three = Refusal("two_codes_in_view", count=2), Refusal("two_codes_in_view", count=3)
    assert news.fresh([two], 0.0) == [two]
    assert news.fresh([], 0.5) == []
    assert news.fresh([two], 0.9) == []
    assert news.fresh([two, three], 1.8) == [three]
    assert news.fresh([two], 3.0) == [two]
    news.forget()
    assert news.fresh([two], 3.1) == [two]
