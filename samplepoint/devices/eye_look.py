"""One frame after the other: looked at, voted on, told; a still now and then.

Owns what may be told and when it is too late; refuses to know threads, sources and states.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from samplepoint.devices.eye_notices import RefusalNews
from samplepoint.devices.eye_parts import Looking, Telling, Verdict, Wish
from samplepoint.devices.frames import Frame, Taking
from samplepoint.domain.readings import Reading, Source
from samplepoint.errors import SamplepointError

_TICK_S = 0.1


class FrameLook:
    """Looks at frames on one thread; the other methods may be called from any."""

    def __init__(
        self,
        looking: Looking,
        telling: Telling,
        is_wanted: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:
        """Make it; while `is_wanted` is False nobody is told anything."""
        self._looking = looking
        self._telling = telling
        self.taking = Taking.LATEST
        """Of the source that is open now."""
        self._is_wanted = is_wanted
        self._clock = clock
        self._refusals = RefusalNews()
        self._forgotten_s = float("-inf")
        self._looked = 0
        """The number of the frame that was looked at last."""
        self._hint = ""
        self._still_wanted = False
        self._wish: Wish | None = None
        self._still_is_free = threading.Event()
        self._still_is_free.set()
        self.gate = threading.RLock()
        """Held while somebody is told, and by whoever decides that nobody shall be any more."""

    def begin(self, taking: Taking) -> None:
        """Start with a source that was made anew: it counts from 1, and nothing is believed yet."""
        with self.gate:
            self.taking = taking
            self._looked = 0
            self._drop()

    def forget(self) -> None:
        """Start the vote anew; frames taken until now no longer count.

        Files that are replayed wait for nobody and nobody waits for them: when this is called the
        picture that led to it has long passed. There the vote alone begins anew, at each reading.
        """
        if self.taking is Taking.LATEST:
            with self.gate:
                self._drop()

    def _drop(self) -> None:
        self._looking.forget()
        self._refusals.forget()
        self._forgotten_s = self._clock()

    def request_still(self) -> None:
        """Make the next frame a still, whatever the choice says."""
        with self.gate:
            self._still_wanted = True

    def still_done(self) -> None:
        """Let the next still come."""
        self._still_is_free.set()

    def still_unread(self) -> None:
        """Let the next still come, and ask for one of the same scene after a moment."""
        with self.gate:
            self._wish = self._wish or Wish.UNREAD
        self.still_done()

    def look_anew(self) -> None:
        """Let what is in view be read although it was read before."""
        with self.gate:
            self._wish = Wish.ANEW

    def take(self, frame: Frame) -> None:
        """Look at a frame and tell what came of it; one that comes again tells nothing."""
        if frame.number == self._looked:
            return
        self._looked = frame.number
        with self.gate:
            wish, self._wish = self._wish, None
        if wish is not None:
            self._looking.wish(wish, frame.at_s)
        seen = self._looking.look(frame)
        chosen = self._looking.choose(frame) if self._looking.choose else None
        with self.gate:
            if self._is_wanted() and not self._is_too_old(frame):
                verdict = self._looking.vote(seen, frame)
                self._tell(verdict, frame.at_s)
        self._offer_still(frame, chosen)

    def _tell(self, verdict: Verdict, at_s: float) -> None:
        for text in verdict.texts:
            self._telling.on_reading(Reading(text, Source.CAMERA))
        if verdict.squares:
            self._telling.on_squares(verdict.squares)
        self.refuse(verdict.refused, at_s)
        if verdict.hint != self._hint:
            self._hint = verdict.hint
            self._telling.on_hint(verdict.hint)

    def refuse(self, refused: Iterable[SamplepointError], at_s: float) -> None:
        """Tell what was refused, where it is news."""
        with self.gate:
            if self._is_wanted():
                for refusal in self._refusals.fresh(refused, at_s):
                    self._telling.on_refused(refusal)

    def _is_too_old(self, frame: Frame) -> bool:
        """Tell whether a frame is from before the last `forget`; files show nothing that passes."""
        return self.taking is Taking.LATEST and frame.at_s <= self._forgotten_s

    def _offer_still(self, frame: Frame, chosen: Frame | None) -> None:
        on_still = self._telling.on_still
        still = frame if self._still_wanted else chosen
        if on_still is None or still is None:
            return
        if self.taking is Taking.EVERY:
            self._await_free()
        with self.gate:
            if not self._still_is_free.is_set() or not self._is_wanted():
                return
            if self._is_too_old(still):
                return
            self._still_wanted = False
            self._still_is_free.clear()
            on_still(still)

    def _await_free(self) -> None:
        while self._is_wanted() and not self._still_is_free.wait(_TICK_S):
            continue
