"""Key strokes of a hand scanner -> readings, whatever the pace of the keys.

Owns where a code begins and ends and whether it came in one piece; refuses to know what it means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from samplepoint.domain.field_maps import FieldMap
from samplepoint.domain.readings import Quality, Reading, Source

END_KEYS = frozenset("\r\n\t")
"""The texts of Enter, Return and Tab: each ends a code."""

_CLOCK_WRAP_MS = 2**32
"""Key events carry milliseconds in 32 bits on X11, Wayland and Windows: 49.7 days, then 0."""

_UNKNOWN = float("inf")
"""A pause that the clock cannot tell: it ends nothing and makes the code suspect."""

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""A symbology identifier of ISO/IEC 15424, such as `]C0` or `]d2`."""


class Suffix(Enum):
    """What ends a code."""

    END_KEY = "end_key"
    """Enter or Tab, which nearly every scanner sends: safe, because a pause ends nothing."""
    SILENCE = "silence"
    """A pause. Only for a scanner that cannot send a suffix: half a code may look like a whole."""


@dataclass(frozen=True, slots=True)
class WedgeSettings:
    """How the scanner of this desk types. All times are in milliseconds of the strokes' clock."""

    prefix: str = ""
    """What the scanner sends before each code. A code without it has lost its head: GAP."""
    suffix: Suffix = Suffix.END_KEY
    gap_ms: float = 120.0
    """A longer pause makes the code GAP. Scanners were measured at 1 to 30 ms a key, so this is
    four times their worst; hands mostly take 100 to 300 ms and so leave a gap in any code."""
    silence_ms: float = 200.0
    """SILENCE: a pause this long ends a code. Above `gap_ms`, so a stumble becomes GAP first."""
    resume_ms: float = 600.0
    """A code that starts sooner than this after one that was cut off may be its tail: GAP. Nobody
    aims and pulls the trigger again that fast; who does is only asked once more."""
    stall_ms: float = 1500.0
    """END_KEY: characters that wait this long for their end key are told to the desk."""
    max_length: int = 512
    """Characters kept of one code, prefix included; further ones are only counted."""
    line: FieldMap | None = None
    """How a card reader of this desk writes its lines. Where it puts Tabs between fields, a Tab
    does not end what may be the beginning of such a line; Enter does. A pause decides nothing."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key: its text as the key event gave it, and the event's own time in milliseconds.

    The time the event was *made*, not the time it is handled: a busy machine delivers late.
    A modifier has an empty text. A text that is nothing but line ends or tabs ends a code.
    """

    text: str
    at_ms: float

    @property
    def ends(self) -> bool:
        """Whether this is Enter, Return or Tab."""
        return bool(self.text) and END_KEYS.issuperset(self.text)


@dataclass(frozen=True, slots=True)
class Stall:
    """`pending` characters came and no end key: the operator should scan again."""

    pending: int


class WedgeDecoder:
    """Collects strokes until a code ends. Never trims one at a pause, never drops a stroke.

    Not for several threads at once.
    """

    def __init__(
        self, settings: WedgeSettings | None = None, source: Source = Source.WEDGE
    ) -> None:
        """Start empty; `source` is what the readings will carry."""
        self.settings = settings or WedgeSettings()
        self._source = source
        self._kept: list[str] = []
        self._kept_length = 0
        self._pending = 0
        self._suspect = False
        self._stall_told = False
        self._last_ms: float | None = None
        self._cut_off = False

    @property
    def pending(self) -> int:
        """How many characters wait for their end, those beyond `max_length` included."""
        return self._pending

    def feed(self, stroke: Stroke) -> Reading | None:
        """Take one stroke; return the code that it ended, if it ended one."""
        if not stroke.text:
            return None
        if stroke.ends and not self._is_between_fields(stroke):
            return self._end(stroke)
        pause = self._pause_before(stroke.at_ms)
        silenced = None
        if self._pending and self._by_silence and self.settings.silence_ms <= pause < _UNKNOWN:
            silenced = self._take_cut_off()
        self._note_pause(pause)
        self._keep(stroke.text)
        self._last_ms = stroke.at_ms
        return silenced

    def idle(self, now_ms: float) -> Reading | Stall | None:
        """Say what a quiet time means; call it from a timer, after waiting strokes were fed.

        `now_ms` is on the strokes' clock (see `StrokeClock`). SILENCE: the code that ended.
        END_KEY: a Stall, once for each quiet time.
        """
        if not self._pending or self._last_ms is None:
            return None
        quiet_ms = _elapsed_ms(self._last_ms, now_ms)
        if quiet_ms is None:
            return None
        if self._by_silence:
            return self._take_cut_off() if quiet_ms >= self.settings.silence_ms else None
        if quiet_ms < self.settings.stall_ms or self._stall_told:
            return None
        self._stall_told = self._suspect = True
        return Stall(self._pending)

    def reset(self) -> None:
        """Forget what waits. What follows at once is its tail and comes out as GAP."""
        if self._pending:
            self._forget()
            self._cut_off = True

    def take_back(self) -> None:
        """Forget the last character that waits: somebody types by hand and pressed Backspace."""
        if not self._pending:
            return
        if self._pending == self._kept_length:
            last = self._kept.pop()[:-1]
            self._kept += [last] if last else []
            self._kept_length -= 1
        self._pending -= 1
        self._suspect = self._pending > 0

    def passed_by(self, stroke: Stroke) -> None:
        """Note a stroke that went elsewhere (a form had the keys); what waits is forgotten.

        Without this the tail of a scan that began in the form would look like a code.
        """
        if not stroke.text:
            return
        self._forget()
        self._cut_off = not stroke.ends
        self._last_ms = stroke.at_ms

    @property
    def _by_silence(self) -> bool:
        return self.settings.suffix is Suffix.SILENCE

    def _pause_before(self, at_ms: float) -> float:
        """Milliseconds since the stroke before; `_UNKNOWN` without one or after a jump."""
        if self._last_ms is None:
            return _UNKNOWN
        elapsed = _elapsed_ms(self._last_ms, at_ms)
        return _UNKNOWN if elapsed is None else elapsed

    def _note_pause(self, pause: float) -> None:
        """Mark the code as suspect where the pause before this stroke says so."""
        unknown = pause == _UNKNOWN and self._last_ms is not None
        if self._pending:
            self._suspect |= pause > self.settings.gap_ms
        elif self._cut_off:
            self._suspect |= unknown or pause < self.settings.resume_ms
        self._stall_told = False

    def _is_between_fields(self, stroke: Stroke) -> bool:
        """Tell whether a Tab stands between two fields of a card reader's line."""
        line, is_whole = self.settings.line, self._pending == self._kept_length
        if line is None or stroke.text != "\t" or not self._pending or not is_whole:
            return False
        return line.goes_on("".join(self._kept))

    def _keep(self, text: str) -> None:
        room = self.settings.max_length - self._kept_length
        if room > 0:
            self._kept.append(text[:room])
            self._kept_length += min(len(text), room)
        self._pending += len(text)

    def _end(self, stroke: Stroke) -> Reading | None:
        """Close the code at its end key; nothing where none waits (LF after CR)."""
        if self._pending:
            self._note_pause(self._pause_before(stroke.at_ms))
        self._last_ms = stroke.at_ms
        self._cut_off = False
        return self._take()

    def _take_cut_off(self) -> Reading | None:
        """Close the code without an end key: what comes soon after may belong to it."""
        reading = self._take()
        self._cut_off = True
        return reading

    def _take(self) -> Reading | None:
        if not self._pending:
            return None
        raw, overlong = "".join(self._kept), self._pending > self._kept_length
        text, whole_head = _unwrap(raw, self.settings.prefix)
        quality = Quality.GOOD
        if self._suspect or not whole_head or not text:
            quality = Quality.GAP
        if overlong:
            quality = Quality.OVERLONG
        self._forget()
        return Reading(text, self._source, quality)

    def _forget(self) -> None:
        self._kept.clear()
        self._kept_length = self._pending = 0
        self._suspect = self._stall_told = False


class StrokeClock:
    """Tells the strokes' time between strokes: key events have a clock of their own.

    Late delivery only makes it run behind, so a quiet time is noticed late, never too soon.
    """

    def __init__(self) -> None:
        """Start with both clocks at zero."""
        self._stroke_ms = 0.0
        self._own_ms = 0.0

    def stamp(self, stroke_ms: float, own_ms: float) -> None:
        """Note that a stroke made at `stroke_ms` was handled at `own_ms` of the caller's clock."""
        self._stroke_ms, self._own_ms = stroke_ms, own_ms

    def now_ms(self, own_ms: float) -> float:
        """The strokes' time at `own_ms` of the caller's clock."""
        return self._stroke_ms + (own_ms - self._own_ms)


def _elapsed_ms(earlier_ms: float, later_ms: float) -> float | None:
    """Milliseconds between two times of a 32-bit clock; None where it jumped backwards.

    Less than half the range forward is time passing, a wrap included; the rest is a jump back.
    """
    forward = (later_ms - earlier_ms) % _CLOCK_WRAP_MS
    return forward if forward < _CLOCK_WRAP_MS / 2 else None


def _unwrap(raw: str, prefix: str) -> tuple[str, bool]:
    """Take prefix and symbology identifier off the front, in either order.

    Returns the code, and whether the prefix was there: without it the head of the code is lost.
    """
    text, found = _without_prefix(raw, prefix)
    if match := _AIM.match(text):
        text = text[match.end() :]
        if not found:
            text, found = _without_prefix(text, prefix)
    return text, found


def _without_prefix(text: str, prefix: str) -> tuple[str, bool]:
    """Take the prefix off, in flipped case too: Caps Lock must not look like a lost head."""
    for known in (prefix, prefix.swapcase()):
        if text.startswith(known):
            return text.removeprefix(known), True
    return text, False
