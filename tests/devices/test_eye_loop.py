"""An eye over a camera that comes and goes, and over a day of pictures: readings and states."""

from __future__ import annotations

import logging

import pytest

from samplepoint.devices import eye_loop
from samplepoint.devices.camera import CameraSource
from samplepoint.devices.camera_choice import CameraWanted
from samplepoint.devices.code_eye import looking_for
from samplepoint.devices.eye_loop import CameraEye
from samplepoint.devices.eye_parts import EyeSettings, Telling
from samplepoint.devices.states import DeviceState, NoticeCode
from samplepoint.domain.readings import Source
from tests.devices.eye_ground import QUICK, Desk, PatientSource, eye_over, last_code, read_from
from tests.devices.fake_camera import FakeCamera
from tests.devices.recording import PATIENCE_S, Recorder
from tests.devices.scenes import Scene, black, dark, green, label, lit, noisy


def test_a_code_before_the_camera_becomes_a_reading(camera: FakeCamera, desk: Desk) -> None:
    with eye_over(camera, desk):
        desk.in_view = ("T0001100021",)
        camera.play(lit, read_from(desk, "T0001100021"))
    assert {reading.source for reading in desk.recorder.readings} == {Source.CAMERA}
    assert desk.recorder.codes == [
        NoticeCode.CAMERA_OPENING,
        NoticeCode.CAMERA_READY,
        NoticeCode.CAMERA_STOPPED,
    ]


def test_a_pulled_camera_is_lost_and_comes_back_by_itself(camera: FakeCamera, desk: Desk) -> None:
    with eye_over(camera, desk):
        camera.play(lit, last_code(desk, NoticeCode.CAMERA_READY))
        camera.pull()
        desk.recorder.wait_for_state(DeviceState.LOST)
        camera.plug_in()
        desk.in_view = ("T0001100021",)
        camera.play(lit, read_from(desk, "T0001100021"))
        assert desk.recorder.states[1:] == [
            DeviceState.READY,
            DeviceState.LOST,
            DeviceState.READY,
        ]


def test_without_a_camera_it_is_absent_until_one_is_plugged_in(
    camera: FakeCamera, desk: Desk
) -> None:
    camera.pull()
    with eye_over(camera, desk):
        desk.recorder.wait_for_state(DeviceState.ABSENT)
        camera.plug_in()
        camera.play(lit, last_code(desk, NoticeCode.CAMERA_READY))


def test_a_camera_of_another_program_is_busy_until_it_lets_go(
    camera: FakeCamera, desk: Desk
) -> None:
    camera.is_taken = True
    with eye_over(camera, desk):
        desk.recorder.wait_for_state(DeviceState.BUSY)
        camera.is_taken = False
        camera.play(lit, last_code(desk, NoticeCode.CAMERA_READY))


def test_a_driver_that_gives_nothing_is_noticed_within_a_second(
    camera: FakeCamera, desk: Desk
) -> None:
    with eye_over(camera, desk):
        camera.play(lit, last_code(desk, NoticeCode.CAMERA_READY))
        camera.hang()
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_SILENT))
        assert desk.recorder.states[-1] is DeviceState.LOST
        camera.come_back()
        camera.play(lit, last_code(desk, NoticeCode.CAMERA_READY))


def test_a_driver_that_never_gives_anything_is_called_busy(camera: FakeCamera, desk: Desk) -> None:
    camera.hang()
    with eye_over(camera, desk):
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_BUSY))
        camera.come_back()


def test_a_frozen_picture_is_told_and_its_end_too(camera: FakeCamera, desk: Desk) -> None:
    stuck = lit(1)
    with eye_over(camera, desk):
        camera.play(lambda _: stuck, last_code(desk, NoticeCode.CAMERA_FROZEN))
        assert desk.recorder.states[-1] is DeviceState.FAULTY
        camera.play(lit, last_code(desk, NoticeCode.CAMERA_READY))


@pytest.mark.parametrize(
    ("scene", "code", "state"),
    [
        (black, NoticeCode.CAMERA_BLACK, DeviceState.FAULTY),
        (green, NoticeCode.CAMERA_BLANK, DeviceState.FAULTY),
        (dark, NoticeCode.CAMERA_DARK, DeviceState.READY),
    ],
)
def test_a_picture_that_shows_little_is_told(
    camera: FakeCamera,
    desk: Desk,
    scene: Scene,
    code: NoticeCode,
    state: DeviceState,
) -> None:
    with eye_over(camera, desk):
        camera.play(scene, last_code(desk, code))
        assert desk.recorder.states[-1] is state
        assert bool(desk.looked) == (state is DeviceState.READY)
        camera.play(lit, last_code(desk, NoticeCode.CAMERA_READY))


def test_a_picture_that_comes_again_is_not_looked_at_again(camera: FakeCamera, desk: Desk) -> None:
    with eye_over(camera, desk, source=PatientSource):
        camera.play(lambda number: lit(number // 4), lambda: camera.frames_given > 24)
    assert 5 <= len(desk.looked) <= 8


def test_a_pause_drops_what_was_half_believed(camera: FakeCamera, desk: Desk) -> None:
    camera.run(lit)
    with eye_over(camera, desk) as eye:
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_READY))
        eye.pause()
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_PAUSED))
        before = desk.forgotten
        eye.resume()
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_READY))
        assert desk.forgotten == before + 1


def test_one_picture_given_again_and_again_is_no_second_witness(camera: FakeCamera) -> None:
    recorder = Recorder()
    shown = label("T0001100021")
    eye = CameraEye(
        lambda: PatientSource(CameraWanted(), ways=camera.ways),
        looking_for(lambda _code: "tube"),
        Telling(recorder.reading),
        recorder.notice,
        QUICK,
        camera.clock,
    )
    eye.start()
    try:
        camera.play(lambda _: shown, lambda: NoticeCode.CAMERA_FROZEN in recorder.codes)
        assert recorder.readings == []
        camera.play(lambda number: noisy(shown, number), lambda: bool(recorder.readings))
    finally:
        camera.run(lit)
        assert eye.stop(PATIENCE_S)


def test_two_codes_in_view_are_refused_once(camera: FakeCamera, desk: Desk) -> None:
    with eye_over(camera, desk, EyeSettings(look_s=0)):
        desk.in_view = ("T0001100021", "T0001100022")
        camera.play(lit, lambda: len(desk.looked) > 5)
        desk.in_view = ("T0001100023",)
        camera.play(lit, read_from(desk, "T0001100023"))
    assert desk.refused == ["two_codes_in_view"]


def test_a_page_that_is_left_closes_the_camera(camera: FakeCamera, desk: Desk) -> None:
    camera.run(lit)
    with eye_over(camera, desk) as eye:
        for look_again in (eye.resume, eye.start, eye.resume):
            desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_READY))
            eye.pause()
            desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_PAUSED))
            assert not camera.is_lit
            assert eye.fetch_preview() is None
            look_again()
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_READY))


def test_what_was_being_looked_at_in_a_pause_is_not_told(camera: FakeCamera, desk: Desk) -> None:
    with eye_over(camera, desk) as eye:
        desk.may_look.clear()
        desk.in_view = ("T0001100021",)
        camera.show(lit(0))
        assert desk.is_looking.wait(PATIENCE_S)
        eye.pause()
        desk.may_look.set()
        camera.run(lit)
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_PAUSED))
    assert desk.recorder.readings == []


def test_what_was_in_view_before_a_forgetting_does_not_count(
    camera: FakeCamera, desk: Desk
) -> None:
    with eye_over(camera, desk) as eye:
        desk.may_look.clear()
        desk.in_view = ("T0001100021",)
        camera.show(lit(0))
        assert desk.is_looking.wait(PATIENCE_S)
        before = desk.forgotten
        eye.forget()
        assert desk.forgotten == before + 1
        desk.may_look.set()
        assert desk.has_looked.wait(PATIENCE_S)
        desk.in_view = ("T0001100022",)
        camera.play(lit, read_from(desk, "T0001100022"))
    assert "T0001100021" not in [reading.text for reading in desk.recorder.readings]


def test_a_driver_that_hangs_holds_up_no_stop(
    camera: FakeCamera, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eye_loop, "CLOSE_S", 0.05)
    with eye_over(camera, desk) as eye:
        camera.play(lit, last_code(desk, NoticeCode.CAMERA_READY))
        camera.hang()
        assert eye.stop(PATIENCE_S)
        told = list(desk.recorder.codes)
        assert told[-2:] == [NoticeCode.CAMERA_HUNG, NoticeCode.CAMERA_STOPPED]
        previews = desk.previews
        camera.offer(lit(0))
        camera.come_back()
        camera.wait_until(lambda: not camera.is_lit)
        assert (desk.recorder.codes, desk.previews) == (told, previews)


def test_a_pause_with_a_hanging_driver_says_that_the_light_may_be_on(
    camera: FakeCamera, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eye_loop, "CLOSE_S", 0.05)
    with eye_over(camera, desk) as eye:
        camera.play(lit, last_code(desk, NoticeCode.CAMERA_READY))
        camera.hang()
        eye.pause()
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_HUNG))
        camera.pull()
        camera.come_back()
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_PAUSED))


def test_a_bug_while_looking_is_told_and_closes_the_camera(
    camera: FakeCamera, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.problem = ZeroDivisionError()
    camera.run(lit)
    with eye_over(camera, desk) as eye, caplog.at_level(logging.ERROR):
        desk.recorder.wait_for_state(DeviceState.FAULTY)
        assert dict(desk.recorder.notices[-1].values) == {"problem": "ZeroDivisionError"}
        camera.wait_until(lambda: not camera.is_lit)
        desk.problem = None
        assert eye.stop(PATIENCE_S)
        eye.start()
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_READY))


@pytest.mark.parametrize("problem", [OSError(24, "too many files"), ZeroDivisionError()])
def test_after_a_bug_the_camera_comes_back_by_itself(
    camera: FakeCamera, desk: Desk, problem: Exception
) -> None:
    desk.problem = problem
    camera.run(lit)
    with eye_over(camera, desk):
        desk.recorder.wait_for_state(DeviceState.FAULTY)
        desk.problem = None
        desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_READY))
        desk.in_view = ("T0001100021",)
        desk.recorder.wait_for_readings(1)


def test_a_source_that_cannot_be_made_is_made_later(camera: FakeCamera, desk: Desk) -> None:
    problems = [OSError(12, "no memory"), RuntimeError("can't start new thread")]

    def make() -> CameraSource:
        if problems:
            raise problems.pop()
        return CameraSource(CameraWanted(), ways=camera.ways)

    camera.run(lit)
    eye = CameraEye(make, desk.looking, desk.telling, desk.recorder.notice, QUICK, camera.clock)
    eye.start()
    desk.recorder.wait(last_code(desk, NoticeCode.CAMERA_READY))
    assert desk.recorder.states.count(DeviceState.FAULTY) == 2
    assert eye.stop(PATIENCE_S)


def test_stills_come_one_at_a_time(camera: FakeCamera, desk: Desk) -> None:
    desk.chosen = lambda frame: frame
    with eye_over(camera, desk) as eye:
        camera.play(lit, lambda: len(desk.looked) > 5)
        assert len(desk.stills) == 1
        eye.still_done()
        camera.play(lit, lambda: len(desk.stills) > 1)


def test_a_still_can_be_asked_for(camera: FakeCamera, desk: Desk) -> None:
    with eye_over(camera, desk) as eye:
        camera.play(lit, lambda: len(desk.looked) > 2)
        assert desk.stills == []
        eye.request_still()
        camera.play(lit, lambda: bool(desk.stills))
        eye.still_done()
        looked = len(desk.looked)
        camera.play(lit, lambda: len(desk.looked) > looked + 2)
    assert len(desk.stills) == 1


def test_a_window_that_does_not_fetch_is_not_called_again(camera: FakeCamera, desk: Desk) -> None:
    with eye_over(camera, desk) as eye:
        camera.play(lit, lambda: camera.frames_given > 4)
        assert desk.previews == 1
        desk.fetch = eye.fetch_preview
        preview = eye.fetch_preview()
        assert preview
        assert preview.number > 1
        camera.play(lit, lambda: desk.previews > 3)


@pytest.mark.parametrize(
    ("spent_s", "rest_s"), [(0.0, 0.1), (0.024, 0.076), (0.09, 0.02), (3.0, 0.02)]
)
def test_it_looks_ten_times_a_second_and_leaves_the_window_its_turn(
    spent_s: float, rest_s: float
) -> None:
    assert EyeSettings().rest_s(spent_s) == pytest.approx(rest_s)
