"""The camera that was meant is found again: in its socket, in another, by its name."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from samplepoint.devices import camera_choice
from samplepoint.devices.camera_choice import CameraFound, CameraWanted, find_cameras, meant
from samplepoint.devices.opencv import opencv

BUILT_IN = CameraFound("Integrated Camera", "04f2:b6dd@1-7:1.0/0", 0, 200, "/dev/video0")
LEFT = CameraFound("Desk Eye", "046d:0825@1-2:1.0/0", 2, 200, "/dev/video2")
RIGHT = CameraFound("Desk Eye", "046d:0825@1-3:1.0/0", 4, 200, "/dev/video4")
VIRTUAL = CameraFound("Dummy", "@v4l2loopback/0", 9, 200, "/dev/video9")
ALL = [BUILT_IN, LEFT, RIGHT, VIRTUAL]


@pytest.mark.parametrize(
    ("wanted", "camera"),
    [
        (CameraWanted(), BUILT_IN),
        (CameraWanted(RIGHT.identity, "Desk Eye"), RIGHT),
        (CameraWanted("046d:0825@3-1:1.0/0", "Desk Eye"), LEFT),
        (CameraWanted("046d:0825@3-1:1.0/0"), LEFT),
        (CameraWanted("046d:9999@1-2:1.0/0", "Dummy"), VIRTUAL),
        (CameraWanted("", "Desk Eye"), LEFT),
        (CameraWanted(VIRTUAL.identity), VIRTUAL),
        (CameraWanted("@elsewhere/0"), None),
        (CameraWanted("046d:9999@1-9:1.0/0", "Gone"), None),
    ],
)
def test_the_camera_that_is_meant_and_never_another_one(
    wanted: CameraWanted, camera: CameraFound | None
) -> None:
    assert meant(ALL, wanted) == camera


def test_where_there_is_none_none_is_meant() -> None:
    assert meant([], CameraWanted("046d:0825@1-2:1.0/0")) is None


def listed(monkeypatch: pytest.MonkeyPatch, *infos: tuple[object, ...]) -> None:
    """Let the library list these cameras: backend, index, name, path, vendor, product."""
    names = ("backend", "index", "name", "path", "vid", "pid")
    made = [SimpleNamespace(**dict(zip(names, info, strict=True))) for info in infos]

    def enumerate_cameras(backend: int) -> list[SimpleNamespace]:
        return [info for info in made if info.backend == backend]

    fake = SimpleNamespace(enumerate_cameras=enumerate_cameras)
    monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", fake)


def test_cameras_of_linux_are_listed_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_choice, "sys", SimpleNamespace(platform="linux"))
    v4l2 = opencv().CAP_V4L2
    listed(
        monkeypatch,
        (v4l2, 92, "Desk Eye", "/dev/video92", 0x046D, 0x0825),
        (v4l2, 90, "Dummy", "/dev/video90", None, None),
    )
    assert find_cameras() == [
        CameraFound("Dummy", "@/dev/video90", 90, v4l2, "/dev/video90"),
        CameraFound("Desk Eye", "046d:0825@/dev/video92", 92, v4l2, "/dev/video92"),
    ]


def test_on_windows_the_second_way_adds_only_what_the_first_does_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera_choice, "sys", SimpleNamespace(platform="win32"))
    cv2 = opencv()
    one, other = r"\\?\usb#vid_046d#1#{a}", r"\\?\usb#vid_046d#2#{a}"
    listed(
        monkeypatch,
        (cv2.CAP_DSHOW, 0, "Desk Eye", r"\\?\usb#vid_046d#1#{b}", 0x046D, 0x0825),
        (cv2.CAP_DSHOW, 1, "Virtual", "", None, None),
        (cv2.CAP_MSMF, 0, "Desk Eye", one, 0x046D, 0x0825),
        (cv2.CAP_MSMF, 1, "Desk Eye", other, 0x046D, 0x0825),
    )
    assert find_cameras() == [
        CameraFound("Desk Eye", f"046d:0825@{one}", 0, cv2.CAP_MSMF),
        CameraFound("Desk Eye", f"046d:0825@{other}", 1, cv2.CAP_MSMF),
        CameraFound("Virtual", "@", 1, cv2.CAP_DSHOW),
    ]


def test_this_machine_can_be_asked() -> None:
    found = find_cameras()
    assert [camera.index for camera in found] == sorted(camera.index for camera in found)
    assert all(camera.name for camera in found)
