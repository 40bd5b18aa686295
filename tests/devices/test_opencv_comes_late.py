"""OpenCV is imported by the eye's own thread, never on the way to a desk that is ready to scan."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import importlib.abc, sys, threading

brought_by = set()

class Watch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "cv2":
            brought_by.add(threading.current_thread().name)
        return None

sys.meta_path.insert(0, Watch())

import samplepoint.devices.camera
import samplepoint.devices.frame_files
from samplepoint.devices.camera import CameraSource, Ways
from samplepoint.devices.camera_choice import CameraWanted
from samplepoint.devices.eye_loop import CameraEye
from samplepoint.devices.eye_parts import Looking, Telling, Verdict
from samplepoint.devices.states import DeviceState

absent = threading.Event()

def publish(notice):
    if notice.state is DeviceState.ABSENT:
        absent.set()

source = CameraSource(CameraWanted(), ways=Ways(find=list))
looking = Looking(lambda frame: (), lambda seen, frame: Verdict(), lambda: None)
eye = CameraEye(lambda: source, looking, Telling(print), publish)
print(sorted(brought_by))
eye.start()
assert absent.wait(60)
assert eye.stop(60)
print(sorted(brought_by))
"""


def test_the_eye_brings_opencv_on_its_own_thread() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    assert done.stdout.split("\n")[:2] == ["[]", "['camera']"]
