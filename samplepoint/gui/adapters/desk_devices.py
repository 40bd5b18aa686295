"""Speaker, voice and serial scanners of one window, with their lamps.

Owns their start, their stop and the way from their threads to the main thread; refuses to know what
is played and what a reading means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from samplepoint.app.settings import Settings, Switch
from samplepoint.devices.serial_scanner import SerialScanner, SerialSettings
from samplepoint.devices.speaker import MiniaudioSpeaker, SilentSpeaker, Speaker
from samplepoint.devices.states import Device, DeviceNotice, DeviceState
from samplepoint.devices.tones import Tone
from samplepoint.devices.voice import Voice
from samplepoint.devices.voice_engines import Phrase
from samplepoint.domain.readings import Reading
from samplepoint.gui.adapters.wedge_filter import settings_for
from samplepoint.gui.lamps import Lamp, Light

STOP_S = 1.0
"""How long the stop waits for each device, in seconds."""

_LIGHTS: Mapping[DeviceState, Light] = {
    DeviceState.READY: Light.READY,
    DeviceState.BUSY: Light.WRONG,
    DeviceState.LOST: Light.WRONG,
    DeviceState.FAULTY: Light.WRONG,
}


class DeskDevices(QObject):
    """What can be unplugged at this desk. `start` it when the window is shown."""

    read = Signal(str, object)
    """Seat ("" for this window's own) and `Reading` of a serial scanner, on the main thread."""
    lamps_changed = Signal(object)
    """A tuple of `Lamp`."""
    noticed = Signal(object)
    """Every `DeviceNotice`, on the main thread."""
    _published = Signal(object)
    _heard = Signal(str, object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        """Make the devices of this laptop's settings without starting them."""
        super().__init__(parent)
        self._states: dict[str, DeviceState] = {}
        self._has_read = False
        self._running = False
        queued = Qt.ConnectionType.QueuedConnection
        self._published.connect(self._on_notice, queued)
        self._heard.connect(self._on_reading, queued)
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

    def start(self) -> None:
        """Start all; each looks for its hardware in the background."""
        self._running = True
        for device in (self.speaker, self.voice, *self.scanners):
            if device is not None:
                device.start()
        self.lamps_changed.emit(self.lamps)

    def stop(self) -> bool:
        """Stop all within about `STOP_S` each; True where every one has ended."""
        self._running = False
        devices = [one for one in (self.speaker, self.voice, *self.scanners) if one is not None]
        ended = [device.stop(STOP_S) for device in devices]
        return all(ended)

    def use(self, settings: Settings) -> None:
        """Take up other settings; devices start anew where one of theirs changed."""
        concerned = ("sounds", "voice", "serial_ports", "scanner_prefix", "scanner_end")
        if all(getattr(settings, key) == getattr(self._settings, key) for key in concerned):
            self._settings = settings
            return
        was_running = self._running
        self.stop()
        self._states.clear()
        self._make(settings)
        if was_running:
            self.start()

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

    def note_wedge(self) -> None:
        """A keyboard scanner has read something: the only way it can be known to be there."""
        if not self._has_read:
            self._has_read = True
            self.lamps_changed.emit(self.lamps)

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Return the lamps as they are now."""
        return (
            Lamp("lamp_scanner", self._scanner_light()),
            Lamp("lamp_sound", self._light(Device.SPEAKER)),
            Lamp("lamp_voice", self._light(Device.VOICE)),
        )

    def _scanner_light(self) -> Light:
        serial = [s for key, s in self._states.items() if key.startswith(Device.SERIAL_SCANNER)]
        lights = {_LIGHTS.get(state, Light.OFF) for state in serial}
        if Light.WRONG in lights:
            return Light.WRONG
        return Light.READY if Light.READY in lights or self._has_read else Light.OFF

    def _light(self, device: Device) -> Light:
        return _LIGHTS.get(self._states.get(str(device), DeviceState.STOPPED), Light.OFF)

    def _on_notice(self, notice: DeviceNotice) -> None:
        port = notice.values.get("port", "")
        self._states[f"{notice.device}{port}"] = notice.state
        self.noticed.emit(notice)
        self.lamps_changed.emit(self.lamps)

    def _on_reading(self, seat: str, reading: Reading) -> None:
        self.read.emit(seat, reading)
