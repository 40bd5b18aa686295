"""What pages may ask of the devices.

Owns the shape of it; refuses to know devices (see `adapters`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import SignalInstance

from samplepoint.domain.drives import Drive
from samplepoint.gui.sight import CameraName, DeviceSaid, LastScan


class CameraList(Protocol):
    """The cameras that are plugged in, and where the reading of cards stands."""

    listed: SignalInstance
    """A list of `CameraName`."""
    reader_told: SignalInstance
    """A code."""
    reader_state: str
    lacking: str
    """What reading codes lacks on this machine, a code; "" for nothing."""

    @property
    def is_on(self) -> bool:
        """Tell whether the camera is switched on."""

    @property
    def shows_files(self) -> bool:
        """Tell whether a folder or a video stands in for a camera."""

    def begin_again(self) -> None:
        """Show files from their beginning."""

    def list_cameras(self) -> None:
        """Look which are plugged in; `listed` brings them."""

    def meant_of(self, names: Sequence[CameraName]) -> CameraName | None:
        """Return the one that is meant by the settings; None where it is not among them."""


class DriveList(Protocol):
    """The sticks that are plugged in."""

    changed: SignalInstance
    """A list of `Drive`."""
    here: list[Drive]

    def look_now(self) -> None:
        """Look at once; `changed` brings what is new."""


class Equipment(Protocol):
    """The devices of a window."""

    noticed: SignalInstance
    """Every `DeviceSaid`."""
    scanned: SignalInstance
    """Every `LastScan`."""
    plugins_listed: SignalInstance
    """A tuple of names: the plug-ins of card readers that are installed."""
    last_scan: LastScan | None

    @property
    def said(self) -> list[DeviceSaid]:
        """Return what each device said last."""

    @property
    def has_read(self) -> bool:
        """Tell whether a keyboard scanner has read something."""

    @property
    def cameras(self) -> CameraList:
        """Return the cameras."""

    @property
    def drives(self) -> DriveList:
        """Return the sticks."""

    def list_plugins(self) -> None:
        """Look which plug-ins of card readers are installed; `plugins_listed` brings them."""

    def test_sound(self) -> None:
        """Play the tone of a good scan."""

    def test_voice(self, text: str, language: str) -> None:
        """Speak a sentence."""
