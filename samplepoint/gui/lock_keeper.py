"""The locked desk: who may unlock it, with a badge or with PIN digits and Enter, no field needed.

Owns telling a PIN from a scan, and what the lock screen says; refuses to check a PIN itself. A code
of the round that is scanned meanwhile is held by the desk, not lost and not taken for a PIN.
"""

from __future__ import annotations

from collections.abc import Callable

from samplepoint.domain.codes import normalise
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.readings import Quality, Reading
from samplepoint.domain.staff import StaffMember
from samplepoint.errors import SamplepointError
from samplepoint.gui.widgets.frames import Overlay, Screen
from samplepoint.gui.workplace import Workplace

CheckPin = Callable[[str], StaffMember]
"""Returns whose PIN it is; raises `Refusal` (`pin_wrong`, `pin_shared`) when it is nobody's."""

_SHORTEST_PIN, _LONGEST_PIN = 4, 12


class LockKeeper:
    """Shows the lock over the window while the desk is locked."""

    def __init__(
        self, workplace: Workplace, overlay: Overlay, check_pin: CheckPin | None = None
    ) -> None:
        """Without `check_pin` only a badge unlocks."""
        self._workplace = workplace
        self._overlay = overlay
        self._check_pin = check_pin
        self._held = 0
        self._dots = 0
        self._is_shown = False
        self._trouble: Callable[[], str] = str

    @property
    def is_shown(self) -> bool:
        """Tell whether the lock is on the screen."""
        return self._is_shown

    def follow(self, *, is_locked: bool) -> None:
        """Show or take away the lock, as the desk is."""
        if is_locked and not self.is_shown:
            self._held = self._dots = 0
            self._trouble = str
            self._is_shown = True
            self.show()
        elif not is_locked and self.is_shown:
            self._is_shown = False
            self._overlay.hide()

    def show(self) -> None:
        """Say how to unlock, how much is held, and what went wrong."""
        say = self._workplace.say
        held = say("lock_held", count=self._held) if self._held else say("lock_none_held")
        how = say("lock_how_pin" if self._check_pin else "lock_how")
        self._overlay.show_screen(
            Screen(say("lock_head"), (how, held), self._trouble(), self._dots)
        )

    def reworded(self) -> None:
        """Say it in another language."""
        if self.is_shown:
            self.show()

    def show_waiting(self, count: int) -> None:
        """Show that a key was taken, never which."""
        if self.is_shown and count != self._dots:
            self._dots = count
            self.show()

    def show_answer(self, outcome: Outcome) -> None:
        """Count what was held; say why a badge did not unlock."""
        if not self.is_shown:
            return
        if outcome.code == "locked_scan_held":
            self._held = int(outcome.values.get("count") or 0)
            self._trouble = str
        elif outcome.code != "desk_locked":
            self._trouble = lambda: self._workplace.words(outcome).as_line()
        self.show()

    def takes(self, reading: Reading) -> bool:
        """Try a reading as a PIN; False when it is a badge or a scan for the desk to hold."""
        text = normalise(reading.text)
        if self._check_pin is None or not self._is_pin(text, reading.quality):
            return False
        try:
            staff = self._check_pin(text)
        except SamplepointError as error:
            told = error
            self._trouble = lambda: self._workplace.wording.error(told)
            self.show()
            return True
        self._workplace.run(lambda: self._workplace.desk.sign_in(staff))
        return True

    def _is_pin(self, text: str, quality: Quality) -> bool:
        """Digits are a PIN unless a scanner sent them in one piece and the round knows them."""
        is_digits = text.isascii() and text.isdecimal()
        if not is_digits or not _SHORTEST_PIN <= len(text) <= _LONGEST_PIN:
            return False
        plan = self._workplace.desk.station.plan
        is_scan = quality is Quality.GOOD and bool(plan.tube(text) or plan.box(text))
        return not is_scan
