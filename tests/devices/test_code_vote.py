"""What a camera must have seen before a code counts, told frame by frame."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.devices.code_vote import GONE_S, WINDOW_S, CodeVote, Vote, VoteState
from samplepoint.domain.seen import CodeFormat, CodeSeen, Corners, Way

PLACE: Corners = ((0.0, 0.0), (9.0, 0.0), (9.0, 5.0), (0.0, 5.0))
FRAME_S = 0.1


def kind_of(code: CodeSeen) -> str:
    """Expect tubes (T...) in bars, and people (P...) in squares."""
    if code.format in (CodeFormat.CODE_128, CodeFormat.CODE_39) and code.text.startswith("T"):
        return "tube"
    if code.format is CodeFormat.QR_CODE and code.text.startswith("P"):
        return "person"
    return ""


def seen(text: str, way: Way = Way.DIRECT, form: CodeFormat = CodeFormat.CODE_128) -> CodeSeen:
    return CodeSeen(form, text, PLACE, way)


T1, T2 = seen("T1"), seen("T2")
CROPPED = seen("T1", Way.CROPPED)
PERSON = seen("P1", form=CodeFormat.QR_CODE)
GOODS = seen("4006381333931", form=CodeFormat.EAN_13)
STRANGER = seen("X9")


class Camera:
    """Shows frames to a vote, ten a second."""

    def __init__(self) -> None:
        self.vote = CodeVote(kind_of)
        self.frame = 0
        self.at_s = 100.0

    def sees(self, *codes: CodeSeen, times: int = 1, after_s: float = FRAME_S) -> Vote:
        found = Vote(VoteState.NOTHING)
        for _ in range(times):
            self.frame += 1
            self.at_s += after_s
            found = self.vote.look(codes, self.frame, self.at_s)
        return found


@pytest.fixture
def camera() -> Camera:
    return Camera()


def test_an_empty_picture_says_nothing(camera: Camera) -> None:
    assert camera.sees() == Vote(VoteState.NOTHING)


def test_a_code_is_taken_in_the_second_frame_and_once(camera: Camera) -> None:
    assert camera.sees(T1) == Vote(VoteState.GATHERING, (T1,), "tube")
    assert camera.sees(T1) == Vote(VoteState.TAKEN, (T1,), "tube")
    assert camera.sees(T1, times=50).state is VoteState.HELD


def test_the_same_frame_does_not_count_twice(camera: Camera) -> None:
    camera.sees(T1)
    assert camera.vote.look([T1], camera.frame, camera.at_s).state is VoteState.NOTHING
    assert camera.sees(T1).state is VoteState.TAKEN


def test_two_readings_of_one_frame_are_one_frame(camera: Camera) -> None:
    assert camera.sees(T1, CROPPED).state is VoteState.GATHERING


def test_sightings_more_than_a_second_apart_do_not_help(camera: Camera) -> None:
    camera.sees(T1)
    assert camera.sees(T1, after_s=WINDOW_S + 0.05).state is VoteState.GATHERING
    assert camera.sees(T1, after_s=WINDOW_S - 0.05).state is VoteState.TAKEN


def test_a_clock_that_jumps_back_starts_again(camera: Camera) -> None:
    camera.sees(T1)
    assert camera.sees(T1, after_s=-3600).state is VoteState.GATHERING


def test_a_worked_over_picture_needs_a_third_frame(camera: Camera) -> None:
    assert camera.sees(CROPPED, times=2).state is VoteState.GATHERING
    assert camera.sees(CROPPED).state is VoteState.TAKEN


@pytest.mark.parametrize("way", [Way.DIRECT, Way.SECOND_READER, Way.REWORKED])
def test_a_worked_over_picture_and_another_way_are_enough(camera: Camera, way: Way) -> None:
    camera.sees(CROPPED)
    assert camera.sees(seen("T1", way)).state is VoteState.TAKEN


def test_a_symbol_without_a_check_needs_one_frame_more(camera: Camera) -> None:
    plain = seen("T1", form=CodeFormat.CODE_39)
    assert camera.sees(plain, times=2).state is VoteState.GATHERING
    assert camera.sees(plain).state is VoteState.TAKEN
    cropped = seen("T2", Way.CROPPED, CodeFormat.CODE_39)
    camera.vote.forget()
    camera.sees(times=30)
    assert camera.sees(cropped, times=3).state is VoteState.GATHERING
    assert camera.sees(cropped).state is VoteState.TAKEN


def test_two_tubes_in_view_are_refused_by_name(camera: Camera) -> None:
    camera.sees(T1)
    found = camera.sees(T1, T2)
    assert found.state is VoteState.TWO_CODES
    assert {code.text for code in found.codes} == {"T1", "T2"}
    assert camera.sees(T1, T2, times=20).state is VoteState.TWO_CODES


def test_after_two_tubes_the_one_that_stays_is_taken(camera: Camera) -> None:
    camera.sees(T1, T2, times=5)
    assert camera.sees(T2).state is VoteState.UNSURE
    camera.sees(T2, times=9)
    assert camera.sees(T2).state is VoteState.TAKEN


def test_one_text_in_bars_and_in_a_square_is_one_tube() -> None:
    vote = CodeVote(lambda _code: "tube")
    square = seen("T1", form=CodeFormat.DATA_MATRIX)
    assert vote.look([T1, square], 1, 0.0).state is VoteState.GATHERING
    assert vote.look([T1, square], 2, 0.1).state is VoteState.TAKEN
    assert vote.look([square], 3, 0.2).state is VoteState.HELD


def test_frames_that_disagree_take_neither(camera: Camera) -> None:
    for _ in range(20):
        assert camera.sees(T1).state in (VoteState.GATHERING, VoteState.UNSURE)
        assert camera.sees(T2).state in (VoteState.GATHERING, VoteState.UNSURE)


def test_a_misread_only_delays_the_right_text(camera: Camera) -> None:
    camera.sees(seen("T7", Way.CROPPED))
    assert camera.sees(T1, times=2).state is VoteState.UNSURE
    camera.sees(T1, times=9)
    assert camera.sees(T1).state in (VoteState.TAKEN, VoteState.HELD)


def test_what_lies_beside_a_tube_is_believed_anew_once_the_tube_is_taken(camera: Camera) -> None:
    states = [camera.sees(T1, PERSON) for _ in range(4)]
    assert [(one.state, one.kind) for one in states[1:]] == [
        (VoteState.TAKEN, "tube"),
        (VoteState.GATHERING, "person"),
        (VoteState.TAKEN, "person"),
    ]


def test_a_code_is_taken_again_when_it_has_been_away(camera: Camera) -> None:
    camera.sees(T1, times=2)
    camera.sees(times=int(GONE_S / FRAME_S) + 2)
    camera.sees(T1)
    assert camera.sees(T1).state is VoteState.TAKEN


def test_a_short_gap_is_not_away(camera: Camera) -> None:
    camera.sees(T1, times=2)
    camera.sees(times=int(GONE_S / FRAME_S) - 2)
    assert camera.sees(T1, times=5).state is VoteState.HELD


def test_a_camera_that_stood_still_has_not_seen_it_leave(camera: Camera) -> None:
    camera.sees(T1, times=2)
    camera.sees(after_s=60)
    assert camera.sees(T1, times=5).state is VoteState.HELD


def test_between_people_half_a_belief_is_forgotten(camera: Camera) -> None:
    camera.sees(PERSON)
    camera.vote.forget()
    assert camera.sees(PERSON).state is VoteState.GATHERING


def test_a_doubt_outlives_the_expectation(camera: Camera) -> None:
    camera.sees(T1)
    camera.vote.forget()
    camera.sees(T2)
    assert camera.sees(T2).state is VoteState.UNSURE


def test_frames_may_count_from_one_again_after_a_forgetting(camera: Camera) -> None:
    camera.sees(T1)
    camera.vote.forget()
    camera.frame = 0
    assert camera.sees(T1).state is VoteState.GATHERING
    assert camera.sees(T1).state is VoteState.TAKEN


def test_a_new_expectation_does_not_take_the_old_tube_again(camera: Camera) -> None:
    camera.sees(T1, times=2)
    camera.vote.expect(kind_of)
    assert camera.sees(T1, times=5).state is VoteState.HELD


def test_a_misread_of_the_tube_just_taken_is_not_taken_after_it(camera: Camera) -> None:
    camera.sees(T1, times=2)
    camera.vote.forget()
    assert camera.sees(T2, times=3).state is VoteState.UNSURE


def test_what_nobody_expects_is_named_when_it_was_seen_twice(camera: Camera) -> None:
    assert camera.sees(STRANGER).state is VoteState.NOTHING
    assert camera.sees(STRANGER) == Vote(VoteState.NOT_EXPECTED, (STRANGER,))
    assert camera.sees(GOODS).state is VoteState.NOTHING
    assert camera.sees(GOODS) == Vote(VoteState.NOT_ACCEPTED, (GOODS,))


def test_the_other_symbol_of_the_label_just_taken_is_no_stranger(camera: Camera) -> None:
    other = seen("T1", form=CodeFormat.PDF_417)
    assert camera.sees(T1, other).state is VoteState.GATHERING
    assert camera.sees(T1, other).state is VoteState.TAKEN
    assert camera.sees(T1, other, times=9).state is VoteState.HELD
    assert camera.sees(other).state is VoteState.NOTHING


def test_who_says_the_kinds_is_asked_about_what_is_never_taken_too() -> None:
    asked: list[CodeSeen] = []

    def say(code: CodeSeen) -> str:
        asked.append(code)
        return "tube"

    vote = CodeVote(say)
    said = [vote.look([GOODS], frame, frame / 10) for frame in range(3)]
    assert said[-1].state is VoteState.NOT_ACCEPTED
    assert asked == [GOODS] * 3


def test_strangers_beside_a_tube_do_not_hinder_it(camera: Camera) -> None:
    camera.sees(T1, STRANGER, GOODS)
    assert camera.sees(T1, STRANGER, GOODS) == Vote(VoteState.TAKEN, (T1,), "tube")


def test_a_code_without_a_text_is_never_expected() -> None:
    vote = CodeVote(lambda _code: "anything")
    blank = CodeSeen(CodeFormat.QR_CODE, "", PLACE, problem="code_text_unreadable")
    for frame in range(5):
        assert vote.look([blank], frame, frame / 10).state is not VoteState.TAKEN


CODES = st.sampled_from(
    [
        *(seen(text, way) for text in ("T1", "T2", "T3") for way in (Way.DIRECT, Way.CROPPED)),
        *(PERSON, STRANGER, GOODS),
    ]
)
FRAMES = st.lists(
    st.tuples(st.lists(CODES, max_size=3), st.sampled_from([0.05, 0.1, 0.4, 0.9, 2.0])),
    max_size=60,
)


@given(FRAMES)
def test_whatever_comes_nothing_is_taken_that_was_not_clear(
    frames: list[tuple[list[CodeSeen], float]],
) -> None:
    camera = Camera()
    past: list[tuple[float, Sequence[CodeSeen]]] = []
    taken_at: dict[str, int] = {}
    for codes, pause in frames:
        found = camera.sees(*codes, after_s=pause)
        past.append((camera.at_s, codes))
        if found.state is not VoteState.TAKEN:
            continue
        text = found.codes[0].text
        fresh = [codes for at_s, codes in past if camera.at_s - at_s <= WINDOW_S]
        same = [[one for one in codes if one.text == text] for codes in fresh]
        ways = {one.way for group in same for one in group}
        assert sum(map(bool, same)) >= (2 if Way.DIRECT in ways else 3)
        assert not any(
            kind_of(one) == found.kind and one.text != text for codes in fresh for one in codes
        )
        if text in taken_at:
            between = past[taken_at[text] + 1 : -1]
            away = [at_s for at_s, codes in between if all(one.text != text for one in codes)]
            assert len(away) >= 3
            assert away[-1] - away[0] >= GONE_S - 1e-6 or camera.at_s - away[0] >= GONE_S
        taken_at[text] = len(past) - 1
