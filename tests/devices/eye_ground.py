"""Ground for the tests of eyes: a desk that takes all it is shown, an eye over a fake camera.

Owns no expectation.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from samplepoint.devices.camera import CameraSource
from samplepoint.devices.camera_choice import CameraWanted
from samplepoint.devices.eye_loop import CameraEye
from samplepoint.devices.eye_parts import EyeSettings, Looking, Seen, Telling, Verdict
from samplepoint.devices.frames import Frame, Taking
from samplepoint.devices.preview import Preview
from samplepoint.devices.retrying import Retry
from samplepoint.devices.states import DeviceState, NoticeCode
from samplepoint.domain.seen import CodeFormat, CodeSeen
from samplepoint.errors import Refusal, SamplepointError
from tests.devices.fake_camera import FakeCamera
from tests.devices.recording import PATIENCE_S, Recorder
from tests.devices.scenes import lit

CORNERS = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
QUICK = EyeSettings(look_s=0.001, retry=Retry(0.001, 0.01))


class PatientSource(CameraSource):
    """Has every frame waited for, or a busy machine would skip the ones that matter."""

    taking = Taking.EVERY


class Desk:
    """What an eye is given: a reader that sees `in_view`, a vote that takes all of it."""

    def __init__(self, recorder: Recorder) -> None:
        """Start with nothing in view."""
        self.recorder = recorder
        self.in_view: tuple[str, ...] = ()
        self.problem: Exception | None = None
        self.looked: list[int] = []
        self.forgotten = 0
        self.may_look = threading.Event()
        self.may_look.set()
        self.is_looking = threading.Event()
        self.has_looked = threading.Event()
        self.refused: list[str] = []
        self.stills: list[Frame] = []
        self.chosen: Callable[[Frame], Frame | None] = lambda _: None
        self.previews = 0
        self.fetch: Callable[[], Preview | None] = lambda: None

    @property
    def looking(self) -> Looking:
        return Looking(self.look, self.vote, self.forget, self.choose)

    @property
    def telling(self) -> Telling:
        return Telling(
            self.recorder.reading,
            self.refuse,
            on_preview=self.preview,
            on_still=self.still,
        )

    def look(self, frame: Frame) -> Seen:
        self.is_looking.set()
        assert self.may_look.wait(PATIENCE_S)
        if self.problem:
            raise self.problem
        seen = tuple(CodeSeen(CodeFormat.CODE_128, text, CORNERS) for text in self.in_view)
        self.looked.append(frame.number)
        self.has_looked.set()
        return seen

    def vote(self, seen: Seen, frame: Frame) -> Verdict:
        assert frame.number == self.looked[-1]
        if len(seen) > 1:
            return Verdict((), (Refusal("two_codes_in_view", count=len(seen)),))
        return Verdict(tuple(code.text for code in seen))

    def forget(self) -> None:
        self.forgotten += 1

    def choose(self, frame: Frame) -> Frame | None:
        return self.chosen(frame)

    def refuse(self, refusal: SamplepointError) -> None:
        self.refused.append(refusal.code)

    def preview(self) -> None:
        self.previews += 1
        self.fetch()

    def still(self, frame: Frame) -> None:
        self.stills.append(frame)


@contextmanager
def eye_over(
    camera: FakeCamera,
    desk: Desk,
    settings: EyeSettings = QUICK,
    source: type[CameraSource] = CameraSource,
) -> Iterator[CameraEye]:
    """Run an eye over a camera; it ends with a state that says so, and says nothing more."""
    eye = CameraEye(
        lambda: source(CameraWanted(), ways=camera.ways),
        desk.looking,
        desk.telling,
        desk.recorder.notice,
        settings,
        camera.clock,
    )
    eye.start()
    try:
        yield eye
    finally:
        camera.run(lit)
        assert eye.stop(PATIENCE_S)
        assert desk.recorder.states[-1] in {DeviceState.STOPPED, DeviceState.FAULTY}


def last_code(desk: Desk, code: NoticeCode) -> Callable[[], bool]:
    return lambda: desk.recorder.codes[-1:] == [code]


def read_from(desk: Desk, text: str) -> Callable[[], bool]:
    return lambda: text in [reading.text for reading in desk.recorder.readings]
