"""OpenCV is imported by the eye's own thread, never on the way to a desk that is ready to scan."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

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


IN_THE_WINDOW = """
import importlib.abc, sys, threading, time

brought_by = {}

class Watch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in ("cv2", "PIL", "rapidocr", "onnxruntime", "zxingcpp", "multiprocessing"):
            brought_by.setdefault(name, threading.current_thread().name)
        return None

sys.meta_path.insert(0, Watch())

from dataclasses import replace
from PySide6.QtCore import QCoreApplication
from samplepoint.app.settings import EyeSource, Settings, Switch
from samplepoint.gui.adapters.desk_devices import DeskDevices

application = QCoreApplication([])
silent = Settings(sounds=Switch.OFF, voice=Switch.OFF)
settings = replace(
    silent, camera=Switch.ON, eye_source=EyeSource(sys.argv[1]), eye_path="no such place",
    camera_name="no such camera", card_plugin="none",
)
devices = DeskDevices(settings)
said = set()
devices.noticed.connect(lambda one: said.add(one.code))
devices.start()
devices.camera.look()
devices.list_plugins()
devices.camera.list_cameras()
print("MainThread" in brought_by.values())
while not {sys.argv[2], "card_reader_not_installed"} <= said:
    application.processEvents()
    time.sleep(0.01)
assert devices.stop()
print(brought_by.get("cv2"), "MainThread" in brought_by.values())
"""


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("camera", "camera_not_here"),
        ("folder", "camera_folder_gone"),
        ("video", "camera_video_gone"),
    ],
)
def test_nothing_that_is_looked_through_delays_the_desk(source: str, code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IN_THE_WINDOW, source, code],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    first, last = done.stdout.split("\n")[:2]
    assert first == "False"
    assert last in ("eye maker False", "camera list False")


AT_ONCE = """
import importlib.abc, sys, threading, time

is_half_in = threading.Event()

class Hold(importlib.abc.MetaPathFinder):
    "Holds the import of OpenCV while its own folder stands in sys.path."
    def find_spec(self, name, path=None, target=None):
        if name == "cv2" and hasattr(sys, "OpenCV_LOADER"):
            is_half_in.set()
            time.sleep(1)
        return None

sys.meta_path.insert(0, Hold())

from samplepoint.devices.card_reader_apart import ReaderApart
from samplepoint.devices.opencv import opencv
from samplepoint.errors import Obstacle

importing = threading.Thread(target=opencv)
importing.start()
assert is_half_in.wait(60)
try:
    ReaderApart("none").load()
except Obstacle as met:
    print(met.code)
importing.join()
"""


def test_a_process_that_is_started_meanwhile_finds_its_own_modules() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE], capture_output=True, text=True, check=True, timeout=100
    )
    assert done.stdout.split() == ["card_reader_not_installed"], done.stderr
