"""What the device tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.devices.eye_ground import Desk
from tests.devices.fake_camera import FakeCamera
from tests.devices.plugins_ground import Installed
from tests.devices.recording import Recorder


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def camera() -> Iterator[FakeCamera]:
    camera = FakeCamera()
    yield camera
    camera.pull()
    camera.come_back()
    camera.wait_until(lambda: not camera.is_lit)


@pytest.fixture
def desk(recorder: Recorder) -> Desk:
    return Desk(recorder)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    return Installed(tmp_path, monkeypatch)
