"""Ears before eyes: each answer is a tone and a few words, after its commit, before it is painted.

Owns which tone and which words; refuses to know how they are made audible.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from samplepoint.devices.tones import Tone
from samplepoint.devices.voice_engines import Phrase
from samplepoint.domain.outcomes import Outcome
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.shades import Shade, loud, shade_of
from samplepoint.gui.workplace import Workplace

_TONES = {
    Shade.ACCEPTED: Tone.ACCEPTED,
    Shade.FULL: Tone.TUBE_FULL,
    Shade.REFUSED: Tone.REFUSED,
    Shade.WARNING: Tone.WARNING,
}
_SPOKEN = {
    "person_bound": "spoken_ordinal",
    "person_waits": "spoken_ordinal",
    "bound_tube_full": "spoken_full",
    "tube_closed_short": "spoken_change_tube",
    "tube_opened": "spoken_opened",
    "binding_undone": "spoken_undone",
    "opening_withdrawn": "spoken_undone",
    "waiting_undone": "spoken_undone",
    "already_sampled": "spoken_already",
}
_SILENT = frozenset({"shown", "desk_locked"})


def tone_of(outcome: Outcome) -> Tone:
    """Return the tone of an answer; a warning beside a registration is heard as one."""
    shade = shade_of(outcome)
    if shade is Shade.ACCEPTED and loud(outcome):
        return Tone.WARNING
    return _TONES[shade]


def spoken_code(outcome: Outcome) -> str:
    """Return the code of what is spoken, "" for an answer whose tone says enough."""
    if found := _SPOKEN.get(outcome.code):
        return found
    shade = shade_of(outcome)
    if shade is Shade.REFUSED:
        return "spoken_refused"
    return "spoken_look" if shade is Shade.WARNING else ""


class Sounds(QObject):
    """Connect it to the workplace before anything that paints."""

    def __init__(self, workplace: Workplace, devices: DeskDevices) -> None:
        """Answer everything the workplace answers."""
        super().__init__()
        self._workplace = workplace
        self._devices = devices
        workplace.answered.connect(self.sound)

    def sound(self, outcome: Outcome) -> None:
        """Beep, then speak."""
        if outcome.code in _SILENT:
            return
        self._devices.play(tone_of(outcome))
        code = spoken_code(outcome)
        if code:
            text = self._workplace.say(code, **outcome.values)
            self._devices.speak(Phrase(text, str(self._workplace.wording.language)))
