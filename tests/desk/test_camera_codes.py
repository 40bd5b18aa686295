"""What a camera at a desk makes of codes before it: seen twice, alone, and once a visit.

From pictures to the book: the cascade, the vote, the round's rules and the desk are the real ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from samplepoint.app.paths import resources
from samplepoint.devices.code_eye import looking_for
from samplepoint.devices.code_reader import Search, read_codes
from samplepoint.devices.frames import Frame, Pixels
from samplepoint.domain.code_sight import judge
from samplepoint.domain.label_series import LabelKind
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.seen import CodeFormat, CodeSeen, Way
from samplepoint.domain.staff import Role
from samplepoint.errors import SamplepointError
from samplepoint.services.labelling import Labelling, LabelOrder
from samplepoint.services.station import Place
from samplepoint.wording import Language, Wording
from tests.desk.words import STAFF, Words, box, tube
from tests.devices.drawn_codes import bars, below_each_other
from tests.devices.scenes import label, lit
from tests.eyes import tube_frames
from tests.eyes.tube_frames import Spoiling

FRAME_S = 0.1
EMPTY = lit(0)[..., 0]


def slanting(code: str, seed: int) -> Pixels:
    """Draw a tube that lies across the picture: only pieces turned upright can be read."""
    spoiling = Spoiling(module_px=2.0, turn_deg=45.0)
    return tube_frames.frame(code, spoiling, np.random.default_rng(seed)).pixels


@dataclass
class Camera:
    """Shows frames, ten a second, to the eye of a desk that takes what is believed."""

    words: Words
    answers: list[Outcome] = field(default_factory=list)
    refused: list[SamplepointError] = field(default_factory=list)
    hint: str = ""
    seen: tuple[CodeSeen, ...] = ()

    def __post_init__(self) -> None:
        """Begin to look for what the round expects."""
        self._looking = looking_for(self._kind_of)
        self._number, self._at_s = 0, 100.0

    def sees(self, pixels: Pixels, *, times: int = 1, after_s: float = FRAME_S) -> None:
        """Show a picture in so many frames, the first of them after a pause."""
        for turn in range(times):
            self._number += 1
            self._at_s += FRAME_S if turn else after_s
            frame = Frame(pixels, self._number, self._at_s)
            self.seen = tuple(self._looking.look(frame))
            verdict = self._looking.vote(self.seen, frame)
            self.refused += verdict.refused
            self.hint = verdict.hint
            for text in verdict.texts:
                self.answers.append(self.words.desk.take(Reading(text, Source.CAMERA)))

    def _kind_of(self, code: CodeSeen) -> str:
        return judge(code, self.words.station.plan, self.words.book.today).kind

    @property
    def codes(self) -> list[str]:
        return [answer.code for answer in self.answers]

    @property
    def opened(self) -> str:
        """The tube that is open at the desk."""
        found = self.words.station.queries.open_tube("A")
        return "" if found is None else str(found.code)


@pytest.fixture
def camera(at_desk: Words) -> Camera:
    return Camera(at_desk)


def test_one_frame_opens_no_tube_and_a_second_within_a_second_does(camera: Camera) -> None:
    camera.sees(label(tube(1)))
    assert (camera.codes, camera.opened) == ([], "")
    camera.sees(label(tube(1)), after_s=0.95)
    assert (camera.codes, camera.opened) == (["tube_opened"], tube(1))


def test_two_frames_more_than_a_second_apart_open_no_tube(camera: Camera) -> None:
    for _ in range(4):
        camera.sees(label(tube(1)), after_s=1.05)
    assert (camera.codes, camera.opened) == ([], "")


def test_two_frames_that_say_different_codes_open_no_tube(camera: Camera) -> None:
    for number in (1, 2, 1, 2):
        camera.sees(label(tube(number)))
    assert (camera.codes, camera.opened) == ([], "")
    assert {one.code for one in camera.refused} == {"code_unsure"}


def test_what_only_worked_over_pictures_say_is_not_enough_where_plain_ones_are(
    camera: Camera,
) -> None:
    for seed in (1, 2):
        assert read_codes(slanting(tube(1), seed), Search.QUICK) == ()
        camera.sees(slanting(tube(1), seed))
        assert [(one.text, one.way) for one in camera.seen] == [(tube(1), Way.CROPPED)]
        assert (camera.codes, camera.opened) == ([], "")
    camera.sees(slanting(tube(1), 3))
    assert (camera.codes, camera.opened) == (["tube_opened"], tube(1))


def test_a_worked_over_picture_supports_a_plain_one(camera: Camera) -> None:
    camera.sees(slanting(tube(1), 1))
    camera.sees(label(tube(1)))
    assert (camera.codes, camera.opened) == (["tube_opened"], tube(1))


@pytest.mark.parametrize(
    "both",
    [
        pytest.param(lambda: label(tube(1), tube(2)), id="both plain to see"),
        pytest.param(
            lambda: np.vstack((label(tube(1)), slanting(tube(2), 1)[180:540, 320:960])),
            id="one slanting",
        ),
        pytest.param(lambda: below_each_other(bars(tube(1)), bars(tube(2))), id="large"),
    ],
)
def test_two_tubes_in_view_are_refused_with_a_sentence(
    camera: Camera, both: Callable[[], Pixels]
) -> None:
    camera.sees(both(), times=12)
    assert (camera.codes, camera.opened) == ([], "")
    assert {one.code for one in camera.refused} == {"two_codes_in_view"}
    for language, said in ((Language.CHINESE, "两个不同的码"), (Language.ENGLISH, "Leave only")):
        assert said in Wording(resources() / "wording", language).error(camera.refused[0])


def test_a_tube_that_joins_another_half_believed_one_is_not_overlooked(camera: Camera) -> None:
    camera.sees(label(tube(1)))
    camera.sees(label(tube(1), tube(2)), times=3)
    assert (camera.codes, camera.opened) == ([], "")


def test_a_tube_and_a_box_are_no_two_tubes(camera: Camera) -> None:
    camera.sees(label(tube(1), box(1)), times=2)
    assert camera.opened == tube(1)


def test_what_stays_in_view_is_taken_once(camera: Camera) -> None:
    camera.sees(label(tube(1)), times=60)
    assert (camera.codes, camera.hint) == (["tube_opened"], "vote_held")


def test_a_blink_is_no_leaving_and_a_tube_that_was_away_is_taken_again(camera: Camera) -> None:
    camera.sees(label(tube(1)), times=2)
    camera.sees(EMPTY, times=8)
    camera.sees(label(tube(1)), times=5)
    assert camera.codes == ["tube_opened"]
    camera.sees(EMPTY, times=20)
    camera.sees(label(tube(1)), times=5)
    assert camera.codes == ["tube_opened", "tube_already_open"]


@pytest.fixture
def with_labels(at_desk: Words) -> Words:
    """Print the labels 1000 to 1009."""
    place = Place("A", STAFF[Role.SUPERVISOR])
    Labelling(at_desk.station).reserve(place, LabelOrder(LabelKind.TUBE, 10, first=tube(1000)))
    return at_desk


def offered(answer: Outcome) -> list[object]:
    return [notice.values["label"] for notice in answer.notices]


def test_a_code_one_slip_from_a_printed_label_is_asked_about_and_never_taken_for_it(
    with_labels: Words,
) -> None:
    camera = Camera(with_labels)
    camera.sees(label("T0000091005"), times=40)
    [answer] = camera.answers
    assert (answer.verdict, answer.code) == (Verdict.NEEDS, "tube_not_printed")
    assert offered(answer) == [tube(1005)]
    assert camera.opened == ""
    words = Wording(resources() / "wording", Language.ENGLISH)
    assert "character 7 differs" in words.notice(answer.notices[0])


def test_a_label_that_was_used_or_is_one_of_two_as_near_is_not_offered(with_labels: Words) -> None:
    with_labels.fills(1006, range(1, 4))
    camera = Camera(with_labels)
    camera.sees(label("T0000091006"), times=2)
    camera.sees(EMPTY, times=20)
    assert [offered(answer) for answer in camera.answers] == [[]]
    # The last digit alone differs: from each of the ten labels that were printed.
    assert with_labels.refuses("T000000100X").notices == ()


def test_a_printed_label_is_taken_without_a_question(with_labels: Words) -> None:
    camera = Camera(with_labels)
    camera.sees(label(tube(1005)), times=2)
    assert (camera.codes, camera.opened) == (["tube_opened"], tube(1005))


def test_a_symbol_without_a_check_is_no_tube_unless_the_round_says_so(camera: Camera) -> None:
    code = CodeSeen(CodeFormat.CODE_39, tube(1), ((0.0, 0.0),) * 4)
    judged = judge(code, camera.words.station.plan, camera.words.book.today)
    assert judged.kind == ""
    assert judged.why is not None
