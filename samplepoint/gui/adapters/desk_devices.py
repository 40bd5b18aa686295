"""Speaker, voice, serial scanners, card reader, camera and sticks of one window, with lamps.

Owns their start, their stop and the way from their threads to the main thread; refuses to know what
is played and what a reading means.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from samplepoint.app.settings import Settings, Switch
from samplepoint.devices.serial_scanner import SerialScanner, SerialSettings
from samplepoint.devices.speaker import MiniaudioSpeaker, SilentSpeaker, Speaker
from samplepoint.devices.states import Device, DeviceNotice, DeviceState
from samplepoint.devices.tones import Tone
from samplepoint.devices.voice import Voice
from samplepoint.devices.voice_engines import Phrase
from samplepoint.domain.readings import Reading, Source
from samplepoint.errors import SamplepointError
from samplepoint.gui.adapters.camera import CameraHand
from samplepoint.gui.adapters.drives import DriveHand
from samplepoint.gui.adapters.wedge_filter import settings_for
from samplepoint.gui.lamps import Lamp, Light
from samplepoint.gui.sight import DeviceSaid, LastScan, ScanPace

if TYPE_CHECKING:
    from samplepoint.devices.card_reader_loop import CardReaderLoop

STOP_S = 1.0
"""How long the stop waits for each device, in seconds."""

_CONCERNED = tuple(
    "sounds voice serial_ports scanner_prefix scanner_end card_reader card_plugin".split()
)
"""The settings that these devices are made by."""
_LIGHTS: Mapping[DeviceState, Light] = {
    DeviceState.READY: Light.READY,
    DeviceState.BUSY: Light.WRONG,
    DeviceState.LOST: Light.WRONG,
    DeviceState.FAULTY: Light.WRONG,
}


class Starts(Protocol):
    """What has a thread of its own."""

    def start(self) -> None:
        """Start it."""

    def stop(self, timeout_s: float = ...) -> bool:
        """End it."""


class DeskDevices(QObject):
    """What can be unplugged at this desk. `start` it when the window is shown."""

    read = Signal(str, object)
    """Seat ("" for this window's own) and `Reading` of a serial scanner or the camera, on the main
    thread."""
    lamps_changed = Signal(object)
    """A tuple of `Lamp`."""
    noticed = Signal(object)
    """Every `DeviceSaid`, on the main thread."""
    scanned = Signal(object)
    """The `LastScan`, before the desk answers it."""
    plugins_listed = Signal(object)
    """A tuple of names: the answer to `list_plugins`."""
    _plugins_found = Signal(object)
    _published = Signal(object)
    _heard = Signal(str, object)

    def __init__(
        self,
        settings: Settings,
        parent: QObject | None = None,
        camera: CameraHand | None = None,
        drives: DriveHand | None = None,
    ) -> None:
        """Make the devices of this laptop's settings without starting them."""
        super().__init__(parent)
        self._states: dict[str, DeviceNotice] = {}
        self.camera = camera or CameraHand(settings)
        self.camera.noticed.connect(self._on_notice)
        self.camera.read.connect(partial(self._on_reading, ""))
        self.camera.refused.connect(self._on_refused)
        self.drives = drives or DriveHand(self)
        self.drives.noticed.connect(self._on_notice)
        self._has_read = False
        self.last_scan: LastScan | None = None
        self._running = False
        queued = Qt.ConnectionType.QueuedConnection
        self._published.connect(self._on_notice, queued)
        self._heard.connect(self._on_reading, queued)
        self._plugins_found.connect(self.plugins_listed, queued)
        self._make(settings)

    def _make(self, settings: Settings) -> None:
        self._settings = settings
        wants_sound = settings.sounds is Switch.ON
        maker: Callable[..., Speaker] = MiniaudioSpeaker if wants_sound else SilentSpeaker
        self.speaker = maker(self._published.emit)
        self.voice = Voice(self._published.emit) if settings.voice is Switch.ON else None
        self.scanners = [
            SerialScanner(
                SerialSettings(port, wedge=settings_for(settings)),
                partial(self._heard.emit, seat),
                self._published.emit,
            )
            for port, seat in settings.serial_ports.items()
        ]
        self.card_reader = self._make_card_reader(settings.card_plugin)

    def _make_card_reader(self, name: str) -> CardReaderLoop | None:
        """Make the loop of a card reader's plug-in, where one is chosen: at the window's seat."""
        if not name:
            return None
        from samplepoint.devices.card_reader_loop import CardReaderLoop  # noqa: PLC0415  # seldom

        return CardReaderLoop(name, partial(self._heard.emit, ""), self._published.emit)

    @property
    def _others(self) -> list[Starts]:
        """Return everything but the camera and the sticks."""
        every = (self.speaker, self.voice, *self.scanners, self.card_reader)
        return [one for one in every if one is not None]

    def start(self) -> None:
        """Start all but the camera, which begins when somebody looks through it.

        Each looks for its hardware in the background.
        """
        self._running = True
        self.camera.allow()
        self.drives.start()
        for device in self._others:
            device.start()
        self.lamps_changed.emit(self.lamps)

    def stop(self) -> bool:
        """Stop all within about `STOP_S` each; True where every one has ended."""
        ended = [self.camera.stop(STOP_S), self.drives.stop(STOP_S), self._stop_the_others()]
        return all(ended)

    def _stop_the_others(self) -> bool:
        self._running = False
        ended = [device.stop(STOP_S) for device in self._others]
        return all(ended)

    def use(self, settings: Settings) -> None:
        """Take up other settings; devices start anew where one of theirs changed."""
        before = self.lamps
        self.camera.use(settings)
        if self.lamps != before:
            self.lamps_changed.emit(self.lamps)
        if all(getattr(settings, key) == getattr(self._settings, key) for key in _CONCERNED):
            self._settings = settings
            return
        was_running = self._running
        self._stop_the_others()
        stay = {str(Device.CAMERA), str(Device.DRIVES)}
        self._states = {key: said for key, said in self._states.items() if key in stay}
        self._make(settings)
        if was_running:
            self.start()

    def list_plugins(self) -> None:
        """Look which plug-ins of card readers are installed; `plugins_listed` brings their names.

        In the background: the metadata of every package is read.
        """
        threading.Thread(target=self._list_plugins, name="plug-in list", daemon=True).start()

    def _list_plugins(self) -> None:
        from samplepoint.devices.card_readers import installed_readers  # noqa: PLC0415  # seldom

        self._plugins_found.emit(installed_readers())

    def play(self, tone: Tone) -> None:
        """Play a tone now, where there is sound."""
        self.speaker.play(tone)

    def play_refusal(self) -> None:
        """Sound the alarm of a stopped desk."""
        self.speaker.play(Tone.REFUSED)

    def speak(self, phrase: Phrase) -> None:
        """Speak now, where there is a voice."""
        if self.voice is not None:
            self.voice.say(phrase)

    def test_sound(self) -> None:
        """Play the tone of a good scan."""
        self.play(Tone.ACCEPTED)

    def test_voice(self, text: str, language: str) -> None:
        """Speak a sentence."""
        self.speak(Phrase(text, language))

    def note_wedge(self, reading: Reading, pace: ScanPace | None) -> None:
        """A keyboard scanner has read something: the only way it can be known to be there."""
        is_first, self._has_read = not self._has_read, True
        self._note(LastScan(reading, pace))
        if is_first:
            self.lamps_changed.emit(self.lamps)

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Return the lamps as they are now; camera and card reader only where they are wanted."""
        lamps = [
            Lamp("lamp_scanner", self._scanner_light()),
            Lamp("lamp_sound", self._light(Device.SPEAKER)),
            Lamp("lamp_voice", self._light(Device.VOICE)),
        ]
        if self.card_reader is not None:
            lamps.append(Lamp("lamp_card_reader", self._light(Device.CARD_READER)))
        if self.camera.is_on:
            word = "lamp_pictures" if self.camera.shows_files else "lamp_camera"
            lamps.append(Lamp(word, self._light(Device.CAMERA)))
        return tuple(lamps)

    @property
    def said(self) -> list[DeviceSaid]:
        """Return what each device said last, serial ports each by itself."""
        return [_said(notice) for notice in self._states.values()]

    @property
    def cameras(self) -> CameraHand:
        """Return the cameras of this laptop."""
        return self.camera

    @property
    def has_read(self) -> bool:
        """Tell whether a keyboard scanner has read something since the start."""
        return self._has_read

    def _scanner_light(self) -> Light:
        serial = [said for said in self._states.values() if said.device is Device.SERIAL_SCANNER]
        lights = {_light(said) for said in serial}
        if Light.WRONG in lights:
            return Light.WRONG
        return Light.READY if Light.READY in lights or self._has_read else Light.OFF

    def _light(self, device: Device) -> Light:
        said = self._states.get(str(device))
        return _light(said) if said else Light.OFF

    def _on_notice(self, notice: DeviceNotice) -> None:
        port = notice.values.get("port", "")
        if notice.device is Device.SERIAL_SCANNER and port not in self._settings.serial_ports:
            return  # the last word of a scanner whose port was taken out of the settings
        self._states[f"{notice.device}{port}"] = notice
        self.noticed.emit(_said(notice))
        self.lamps_changed.emit(self.lamps)

    def _on_reading(self, seat: str, reading: Reading) -> None:
        self._note(LastScan(reading))
        self.read.emit(seat, reading)

    def _on_refused(self, error: SamplepointError) -> None:
        self._note(LastScan(Reading("", Source.CAMERA), refused=error))

    def _note(self, scan: LastScan) -> None:
        self.last_scan = scan
        self.scanned.emit(scan)


def _light(notice: DeviceNotice) -> Light:
    return _LIGHTS.get(notice.state, Light.OFF)


def _said(notice: DeviceNotice) -> DeviceSaid:
    return DeviceSaid(str(notice.device), str(notice.code), _light(notice), notice.values)
