"""Which camera: those that are here by name, and the one that was meant.

Owns how a camera is recognised after it was in another socket; refuses to open any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from samplepoint.devices.opencv import opencv

if TYPE_CHECKING:
    from cv2_enumerate_cameras import CameraInfo


@dataclass(frozen=True, slots=True)
class CameraFound:
    """A camera of this machine."""

    name: str
    identity: str
    """What is remembered: "vendor:product@place", without the first part where it is not on USB."""
    index: int
    """What OpenCV opens it by, with `backend`; another one after each plugging."""
    backend: int
    path: str = ""
    """Its device file on Linux; "" where there is none."""


@dataclass(frozen=True, slots=True)
class CameraWanted:
    """The camera that was chosen; both parts empty: any."""

    identity: str = ""
    name: str = ""

    @property
    def is_any(self) -> bool:
        """Tell whether nobody chose one."""
        return not (self.identity or self.name)


class Listed(Protocol):
    """What a camera is recognised by."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def identity(self) -> str:
        """What is remembered of it."""


Camera = TypeVar("Camera", bound=Listed)


def find_cameras() -> list[CameraFound]:
    """List the cameras that are here now, the system's first one first.

    Imports OpenCV, and on Windows asks each driver: not for the window's thread.
    """
    return list(_known_once(_listed()))


def meant(found: Sequence[Camera], wanted: CameraWanted) -> Camera | None:
    """Return the camera that is meant: the same in the same socket, the same model, the same name.

    The first one where nobody chose; None where the chosen one is not here: another one in its
    place would look at something else, and nobody would know.
    """
    if wanted.is_any:
        return next(iter(found), None)
    best = max(found, key=lambda camera: _likeness(camera, wanted), default=None)
    return best if best and any(_likeness(best, wanted)) else None


def _likeness(camera: Listed, wanted: CameraWanted) -> tuple[bool, bool, bool]:
    model = _model(wanted.identity)
    return (
        bool(wanted.identity) and camera.identity == wanted.identity,
        bool(model) and _model(camera.identity) == model,
        bool(wanted.name) and camera.name == wanted.name,
    )


def _model(identity: str) -> str:
    return identity.partition("@")[0]


def _listed() -> Iterator[CameraFound]:
    """Ask the ways into the system that OpenCV has here, the better one first."""
    cv2 = opencv()
    from cv2_enumerate_cameras import enumerate_cameras  # noqa: PLC0415  # brings OpenCV

    # Media Foundation says when a camera is pulled out, DirectShow goes on with the last frame;
    # but virtual cameras are known to the latter alone.
    windows = sys.platform == "win32"
    for backend in (cv2.CAP_MSMF, cv2.CAP_DSHOW) if windows else (cv2.CAP_V4L2,):
        infos = sorted(enumerate_cameras(backend), key=lambda info: info.index)
        yield from (_found(info) for info in infos)


def _found(info: CameraInfo) -> CameraFound:
    model = (
        f"{info.vid:04x}:{info.pid:04x}" if info.vid is not None and info.pid is not None else ""
    )
    path = info.path or ""
    file = path if path.startswith("/dev/") else ""
    identity = f"{model}@{_place(file) if file else path}"
    return CameraFound(info.name or path, identity, info.index, info.backend, file)


def _place(file: str) -> str:
    """Name the socket of a device file: numbers of /dev/video* change, its device's place does not.

    A camera may have several device files, one each for colour and infrared: the last part.
    """
    node = Path("/sys/class/video4linux") / Path(file).name
    if not (node / "device").exists():
        return file
    try:
        which = (node / "index").read_text(encoding="ascii").strip()
    except OSError:
        which = ""
    return f"{(node / 'device').resolve().name}/{which}"


def _known_once(cameras: Iterator[CameraFound]) -> Iterator[CameraFound]:
    """Leave out what a second way into the system shows again.

    The two ways of Windows give the same camera other paths, but the same model and name; two equal
    cameras of one way both stay.
    """
    first_way: dict[tuple[str, str], int] = {}
    for camera in cameras:
        seen_by = first_way.setdefault((_model(camera.identity), camera.name), camera.backend)
        if seen_by == camera.backend:
            yield camera
