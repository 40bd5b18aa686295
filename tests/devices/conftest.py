"""What the device tests share."""

from __future__ import annotations

import pytest

from tests.devices.recording import Recorder


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()
