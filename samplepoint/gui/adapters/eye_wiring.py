"""What an eye is told to call, and what it must be able to do: the window's side of the door.

Owns these shapes; refuses to import anything slow, for the desk reads this module at its start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from samplepoint.devices.camera_choice import CameraWanted
from samplepoint.devices.source_choice import Reel, SourceKind, SourceWanted
from samplepoint.devices.states import Publish
from samplepoint.domain.readings import Reading
from samplepoint.domain.seen import CodeSeen
from samplepoint.errors import SamplepointError
from samplepoint.gui.adapters.square_news import SquareNews

if TYPE_CHECKING:
    from samplepoint.app.settings import Settings
    from samplepoint.devices.document_reader import DocumentSeen
    from samplepoint.devices.frames import Frame, Pixels
    from samplepoint.devices.preview import Preview


class Eye(Protocol):
    """A camera with its threads (see `devices.eye_loop.CameraEye`)."""

    def start(self) -> None:
        """Begin, or end a pause."""

    def pause(self) -> None:
        """Close the source; nothing is told after this has returned."""

    def stop(self, timeout_s: float = ...) -> bool:
        """End for good."""

    def forget(self) -> None:
        """Start the vote anew."""

    def request_still(self) -> None:
        """Take a still of whatever is in view."""

    def still_done(self) -> None:
        """Let the next still come."""

    def still_unread(self) -> None:
        """Let the next still come, after a moment also of the same scene."""

    def look_anew(self) -> None:
        """Let what is in view be read although it was read before."""

    def fetch_preview(self) -> Preview | None:
        """Return the latest preview."""


class DocumentReader(Protocol):
    """What reads a card or a zone in a still; `read` blocks, on a thread of its own."""

    def warm(self) -> None:
        """Make it ready without waiting for it."""

    def read(self, pixels: Pixels) -> DocumentSeen:
        """Read a still.

        Raises:
            Obstacle: `reader_ended`, `reader_too_slow`, `reader_absent`, `reader_failed`.
        """

    def end(self) -> None:
        """End it, whatever it is doing."""


@dataclass(frozen=True, slots=True)
class EyeCalls:
    """Who is told; all are called on threads of the eye and return at once."""

    kind_of: Callable[[CodeSeen], str]
    on_reading: Callable[[Reading], None]
    on_refused: Callable[[SamplepointError], None]
    on_hint: Callable[[str], None]
    on_preview: Callable[[], None]
    on_still: Callable[[Frame], None]
    on_gone: Callable[[], None]
    """What was printed and in view has left the picture."""
    publish: Publish
    on_reader: Callable[[str], None]
    """Where the reading process stands now, a code."""
    wanted: Callable[[], SourceWanted]
    """Asked each time the source is made, as the next one is."""
    reel: Callable[[], Reel]
    """How far the files that were chosen have been shown."""
    squares: SquareNews
    """Who wants squares, and is told of them."""


@dataclass(frozen=True, slots=True)
class EyeParts:
    """A made eye, not started, and what reads its stills."""

    eye: Eye
    reader: DocumentReader


MakeEye = Callable[[EyeCalls], EyeParts]
"""Runs on a thread of its own: it may import what is slow."""
FindCameras = Callable[[], list[Any]]


def wanted_by(settings: Settings) -> SourceWanted:
    """Return what is to be looked through by these settings."""
    camera = CameraWanted(settings.camera_identity, settings.camera_name)
    return SourceWanted(camera, SourceKind(str(settings.eye_source)), Path(settings.eye_path))
