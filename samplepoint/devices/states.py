"""What a device thread may publish about itself: a state, its code and the code's values.

Owns the closed list of codes; refuses to hold their words (see `wording`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from samplepoint.errors import Value


class Device(StrEnum):
    """The devices that publish a state."""

    SERIAL_SCANNER = "serial_scanner"
    SPEAKER = "speaker"
    VOICE = "voice"
    CAMERA = "camera"
    CARD_READER = "card_reader"
    DRIVES = "drives"


class DeviceState(StrEnum):
    """Where a device stands: what its lamp shows."""

    STOPPED = "stopped"
    """Not running, because nobody asked for it or because it was asked to end."""
    OPENING = "opening"
    READY = "ready"
    ABSENT = "absent"
    """Not on this machine, or not plugged in since the start."""
    BUSY = "busy"
    """Here, but held by another program."""
    LOST = "lost"
    """It was ready and is gone."""
    FAULTY = "faulty"
    """Here, but it does not work."""


class NoticeCode(StrEnum):
    """Every reason a device may give for its state: keys of the wording catalogue."""

    SERIAL_SCANNER_OPENING = "serial_scanner_opening"
    SERIAL_SCANNER_READY = "serial_scanner_ready"
    SERIAL_SCANNER_STALLED = "serial_scanner_stalled"
    """`pending` characters came without an end: scan again. The state stays READY."""
    SERIAL_SCANNER_ABSENT = "serial_scanner_absent"
    SERIAL_SCANNER_BUSY = "serial_scanner_busy"
    SERIAL_SCANNER_NOT_ALLOWED = "serial_scanner_not_allowed"
    """The account may not open the port (on Linux: the group `dialout`)."""
    SERIAL_SCANNER_LOST = "serial_scanner_lost"
    SERIAL_SCANNER_FAULTY = "serial_scanner_faulty"
    SERIAL_SCANNER_STOPPED = "serial_scanner_stopped"

    SPEAKER_OPENING = "speaker_opening"
    SPEAKER_READY = "speaker_ready"
    SPEAKER_ABSENT = "speaker_absent"
    SPEAKER_LOST = "speaker_lost"
    SPEAKER_FAULTY = "speaker_faulty"
    SPEAKER_STOPPED = "speaker_stopped"
    SPEAKER_SILENT = "speaker_silent"
    """Sound was switched off on purpose."""

    VOICE_OPENING = "voice_opening"
    VOICE_READY = "voice_ready"
    VOICE_ABSENT = "voice_absent"
    VOICE_FAULTY = "voice_faulty"
    VOICE_STOPPED = "voice_stopped"

    CARD_READER_OPENING = "card_reader_opening"
    CARD_READER_READY = "card_reader_ready"
    CARD_READER_UNREADABLE = "card_reader_unreadable"
    """A card lies badly, or is none that can be read. The state stays READY."""
    CARD_READER_ABSENT = "card_reader_absent"
    CARD_READER_NOT_INSTALLED = "card_reader_not_installed"
    """The plug-in for this model is not installed. The state is ABSENT."""
    CARD_READER_BUSY = "card_reader_busy"
    CARD_READER_NOT_ALLOWED = "card_reader_not_allowed"
    CARD_READER_NO_PROGRAM = "card_reader_no_program"
    """The maker's own program, which the plug-in needs, is not on this machine."""
    CARD_READER_CRASHED = "card_reader_crashed"
    """The plug-in's process ended by itself; it is started anew, later each time."""
    CARD_READER_HUNG = "card_reader_hung"
    """The plug-in did not answer; its process was ended, and is started anew."""
    CARD_READER_BROKEN = "card_reader_broken"
    """The plug-in does not load."""
    CARD_READER_LOST = "card_reader_lost"
    CARD_READER_FAULTY = "card_reader_faulty"
    CARD_READER_STOPPED = "card_reader_stopped"

    CAMERA_OPENING = "camera_opening"
    CAMERA_READY = "camera_ready"
    CAMERA_DARK = "camera_dark"
    """Too dark to read much. The state stays READY."""
    CAMERA_ABSENT = "camera_absent"
    CAMERA_NOT_HERE = "camera_not_here"
    """The chosen `camera` is away; others, if any, are not taken in its place. The state is ABSENT
    until it is back."""
    CAMERA_SHOWS_FILES = "camera_shows_files"
    """A folder or video stands in for a camera. The state is READY."""
    CAMERA_NO_PICTURES = "camera_no_pictures"
    """The folder that stands in for a camera holds no picture. The state is ABSENT."""
    CAMERA_TOO_MANY = "camera_too_many"
    """The folder holds more than `most` pictures: hardly the one that was meant."""
    CAMERA_FOLDER_GONE = "camera_folder_gone"
    """The folder is not there, perhaps because a stick was pulled. ABSENT until it is back."""
    CAMERA_VIDEO_GONE = "camera_video_gone"
    CAMERA_NO_VIDEO = "camera_no_video"
    """The file that stands in for a camera is no video that can be read."""
    CAMERA_BUSY = "camera_busy"
    CAMERA_NOT_ALLOWED = "camera_not_allowed"
    """The account may not open the camera (on Linux: the group `video`)."""
    CAMERA_LOST = "camera_lost"
    CAMERA_SILENT = "camera_silent"
    """It is still there, but no frame has come for a while. The state is LOST."""
    CAMERA_FROZEN = "camera_frozen"
    """It answers, always with the same pixels."""
    CAMERA_BLACK = "camera_black"
    CAMERA_BLANK = "camera_blank"
    """Its frames are all of one colour, green where the driver fails."""
    CAMERA_HUNG = "camera_hung"
    """Its driver does not answer: neither a read nor the wish to close, the light may be on."""
    CAMERA_FAULTY = "camera_faulty"
    CAMERA_PAUSED = "camera_paused"
    """Closed on purpose, because nobody looks through it."""
    CAMERA_ENDED = "camera_ended"
    """The folder or video that stands in for a camera has been shown to its end."""
    CAMERA_STOPPED = "camera_stopped"

    DRIVES_OPENING = "drives_opening"
    DRIVES_READY = "drives_ready"
    """`count` sticks are plugged in."""
    DRIVES_ABSENT = "drives_absent"
    DRIVES_FAULTY = "drives_faulty"
    """Nobody looks for sticks any more; one can still be written by its folder."""
    DRIVES_STOPPED = "drives_stopped"


@dataclass(frozen=True, slots=True)
class DeviceNotice:
    """One sentence of a device about itself, without its words.

    `values` fill the sentence and may end in a log: port names and counts, never what was read.
    """

    device: Device
    state: DeviceState
    code: NoticeCode
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


Publish = Callable[[DeviceNotice], None]
"""Called on the device's own thread; it must return at once and must not raise."""


def code_for(device: Device, state: DeviceState) -> NoticeCode:
    """Return the plain code of `state`; ValueError where `device` can never be in it."""
    return NoticeCode(f"{device}_{state}")
