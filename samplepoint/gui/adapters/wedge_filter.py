"""Key events of the whole program -> strokes -> readings; focus never matters.

Owns which keys belong to the scanner and when a form has them instead; refuses to know what a code
means. It looks at windows, not at widgets, so each key is seen once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from samplepoint.app.settings import ScannerEnd, Settings
from samplepoint.devices.wedge import (
    Stall,
    Stroke,
    StrokeClock,
    Suffix,
    WedgeDecoder,
    WedgeSettings,
)
from samplepoint.domain.clock import monotonic_ms
from samplepoint.domain.codes import normalise
from samplepoint.domain.own_codes import Command, parse_command
from samplepoint.domain.readings import Quality, Reading
from samplepoint.gui.adapters.scan_meter import ScanMeter
from samplepoint.gui.reader_settings import maps_of
from samplepoint.gui.sight import ScanPace

IDLE_MS = 50
"""How often a quiet time is looked for while characters wait."""

_REHEARSED_MS = 60_000.0
_KEY_TYPES = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
_ENDS = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Enter: "\r", Qt.Key.Key_Tab: "\t"}
_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_LEADS_BACK = frozenset({Command.CANCEL, Command.UNDO})


def settings_for(settings: Settings) -> WedgeSettings:
    """Return how the decoder reads the hand scanner of this laptop."""
    ends = settings.scanner_end == ScannerEnd.SILENCE
    suffix = Suffix.SILENCE if ends else Suffix.END_KEY
    line = next(iter(maps_of(settings.card_reader)), None)
    return WedgeSettings(prefix=settings.scanner_prefix, suffix=suffix, line=line)


def scanner_text(event: QKeyEvent) -> str | None:
    """Return what a key adds to a code, None for keys that are not the scanner's.

    Printable characters, Enter and Tab are; F-keys, Esc, Backspace, arrows and anything with
    Ctrl, Alt or Meta stay with the shortcuts.
    """
    if event.modifiers() & _COMMANDING:
        return None
    if end := _ENDS.get(Qt.Key(event.key())):
        return end
    text = event.text()
    return text if text and text.isprintable() else None


class WedgeFilter(QObject):
    """Installed on the application; publishes readings on the main thread."""

    read = Signal(object)
    """A `Reading`, at its end key."""
    stalled = Signal(int)
    """So many characters came and no end key: scan again."""
    waiting = Signal(int)
    """How many characters wait for their end; 0 when a code ended."""
    led_back = Signal()
    """While a form had the keys, the printed code for cancel or undo was scanned."""
    bare_enter = Signal()
    """Somebody pressed Enter, and no code waited for its end."""
    stirred = Signal()
    """Somebody pressed a key or a button of the mouse."""

    def __init__(
        self, settings: WedgeSettings | None = None, parent: QObject | None = None
    ) -> None:
        """Make it; nothing is caught before `install`."""
        super().__init__(parent)
        self._clock = StrokeClock()
        self._meter = ScanMeter()
        self.pace: ScanPace | None = None
        """How the code that was read last was typed."""
        self.form_has_keys: Callable[[], bool] = _never
        """Asked at each key: whether a form takes it. Set by the window."""
        self._followed = settings or WedgeSettings()
        self._is_patient = False
        self.use(self._followed)
        self._timer = QTimer(self)
        self._timer.setInterval(IDLE_MS)
        self._timer.timeout.connect(self._look_for_quiet)

    def use(self, settings: WedgeSettings) -> None:
        """Read with other settings from now on."""
        self._decoder = WedgeDecoder(settings)
        self._watcher = WedgeDecoder(settings)

    def follow(self, settings: Settings) -> None:
        """Take up this laptop's settings where the scanner's differ: a code may be on its way."""
        wanted = settings_for(settings)
        if wanted != self._followed:
            self._followed = wanted
            self.use(_patient(wanted) if self._is_patient else wanted)

    def be_patient(self) -> None:
        """Take no pause for a break in a code: keys that a rehearsal makes wait for the machine."""
        self._is_patient = True
        self.use(_patient(self._followed))

    def install(self) -> None:
        """Catch the keys of the whole program."""
        application = QGuiApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def remove(self) -> None:
        """Let all keys go again."""
        self._timer.stop()
        application = QGuiApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the scanner's keys at the window; everything else passes."""
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress:
            self.stirred.emit()
            return False
        if kind not in _KEY_TYPES or not isinstance(watched, QWindow):
            return False
        if not isinstance(event, QKeyEvent):
            return False
        return self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        text = scanner_text(event)
        is_press = event.type() is QEvent.Type.KeyPress
        if is_press:
            self.stirred.emit()
        if event.key() == Qt.Key.Key_Backspace and is_press and not self.form_has_keys():
            self._decoder.take_back()
            self.waiting.emit(self._decoder.pending)
        if text is None:
            return False
        if self.form_has_keys():
            return is_press and self._pass_by(Stroke(text, event.timestamp()))
        if event.type() is QEvent.Type.ShortcutOverride:
            # Claimed, or a letter that is also a shortcut would be missing in the code.
            event.accept()
            return True
        if is_press:
            self._feed(Stroke(text, event.timestamp()))
        return True

    def _feed(self, stroke: Stroke) -> None:
        """Auto-repeat is not looked at: a fast scanner's repeated digits arrive flagged so."""
        self._clock.stamp(stroke.at_ms, monotonic_ms())
        self._watcher.reset()
        waited = self._decoder.pending
        reading = self._decoder.feed(stroke)
        if reading is not None:
            self.pace = self._meter.ended(stroke)
        self._meter.feed(stroke, 0 if reading else waited)
        self.waiting.emit(self._decoder.pending)
        if self._decoder.pending and not self._timer.isActive():
            self._timer.start()
        if reading is not None:
            self.read.emit(reading)
        if self._meter.is_bare_enter(stroke, waited):
            self.bare_enter.emit()

    def _pass_by(self, stroke: Stroke) -> bool:
        """Leave a key to the form, unless it ends the printed code that leads back.

        Only such a code, in one piece at a scanner's pace, is noticed; its letters went to the
        form, which is closed without keeping them. Its end key is not given to the form.
        """
        self._decoder.passed_by(stroke)
        reading = self._watcher.feed(stroke)
        if reading is None or not _leads_back(reading):
            return False
        self.led_back.emit()
        return True

    def _look_for_quiet(self) -> None:
        found = self._decoder.idle(self._clock.now_ms(monotonic_ms()))
        if isinstance(found, Stall):
            self.stalled.emit(found.pending)
        elif isinstance(found, Reading):
            self.waiting.emit(0)
            self.pace = self._meter.ended(None)
            self.read.emit(found)
        if not self._decoder.pending or isinstance(found, Stall):
            self._timer.stop()


def _patient(settings: WedgeSettings) -> WedgeSettings:
    long = _REHEARSED_MS
    return replace(settings, gap_ms=long, silence_ms=long, resume_ms=long, stall_ms=long)


def _leads_back(reading: Reading) -> bool:
    if reading.quality is not Quality.GOOD:
        return False
    return parse_command(normalise(reading.text)) in _LEADS_BACK


def _never() -> bool:
    return False
