"""What an eye is put together from: who looks, who decides, who is told, and how often.

Owns these shapes alone; refuses to do any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from samplepoint.devices.frame_grabber import REOPENING
from samplepoint.devices.frames import Frame
from samplepoint.devices.preview import LARGEST, Guide
from samplepoint.devices.retrying import Retry
from samplepoint.domain.readings import Reading
from samplepoint.domain.seen import CodeSeen
from samplepoint.errors import SamplepointError

LOOK_S: Final = 0.1
"""From the start of one look to the start of the next: ten a second."""
SHORTEST_REST_S: Final = 0.02
"""The pause after a look that took longer: the window's thread gets its turn."""

Seen = tuple[CodeSeen, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is believed after a frame: texts that count from now on, and what was refused, and why.

    A refusal that lasts is given with every frame it lasts in.
    """

    texts: tuple[str, ...] = ()
    refused: tuple[SamplepointError, ...] = ()
    squares: tuple[bytes, ...] = ()
    """What each QR symbol in view holds, where that is what is looked for."""
    hint: str = ""
    """What to do with what is in view, a code of the wording catalogue; "" for nothing to say."""


class Wish(StrEnum):
    """What is wanted of the choice of stills."""

    UNREAD = "unread"
    """The last one could not be read: another one of the same scene, after a moment."""
    ANEW = "anew"
    """Another one of whatever is in view, at once."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What is done with frames."""

    look: Callable[[Frame], Seen]
    """On the eye's thread; may take its time."""
    vote: Callable[[Seen, Frame], Verdict]
    """What was seen, and in which frame; on the eye's thread, at once."""
    forget: Callable[[], None]
    """Lets the vote start anew, on the thread of whoever asked; never while it votes."""
    choose: Callable[[Frame], Frame | None] | None = None
    """Takes in each frame that is looked at, on the eye's thread; returns a still worth reading (it
    may be an earlier frame), or None."""
    wish: Callable[[Wish, float], None] = lambda _wish, _at_s: None
    """Hears, on the eye's thread, what is wanted of `choose` from a frame's time on."""


def _ignore(_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Who is told what, on threads of the eye: all of them return at once and never raise."""

    on_reading: Callable[[Reading], None]
    on_refused: Callable[[SamplepointError], None] = _ignore
    """Why something in view was not taken, once while it lasts; also files that are no pictures."""
    on_hint: Callable[[str], None] = _ignore
    """The verdict's hint, each time it changes."""
    on_squares: Callable[[tuple[bytes, ...]], None] = _ignore
    """The verdict's squares, with every frame that shows some."""
    on_preview: Callable[[], None] | None = None
    """There is a preview to be fetched; called again only after it was."""
    on_still: Callable[[Frame], None] | None = None
    """One still; the next comes only after `still_done`."""


@dataclass(frozen=True, slots=True)
class EyeSettings:
    """How an eye looks."""

    look_s: float = LOOK_S
    guide: Guide = field(default_factory=Guide)
    preview_size: tuple[int, int] = LARGEST
    """Width and height that a preview fits into."""
    retry: Retry = REOPENING

    def rest_s(self, spent_s: float) -> float:
        """Return how long to rest after a look that took `spent_s`."""
        return max(self.look_s - spent_s, min(SHORTEST_REST_S, self.look_s))
