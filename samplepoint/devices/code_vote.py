"""Which code in a row of frames is believed: the same text twice, and nothing beside it.

Owns how often and how long; refuses to know what a text means (a function says its kind) and where
frames come from. No threads and no clock: times are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from samplepoint.domain.seen import CodeFormat, CodeSeen, Way

KindOf = Callable[[CodeSeen], str]
"""Says what an accepted code would be here (a tube, a box, a person ...), "" where nothing of
the kind is expected. It knows which formats, lengths and patterns that kind may have."""

WINDOW_S = 1.0
"""Sightings of a code that are further apart do not support each other."""
GONE_S = 1.5
"""A taken code counts as gone when the camera has not seen it for so long, and looked."""
_GONE_FRAMES = 3
_FRAMES = 2
_FRAMES_WORKED_OVER = 3
"""What only one kind of worked-over picture gave: one frame more, so that the same wrong text
would have to come three times. Of 998 such readings near the limit none was wrong."""
_UNCHECKED = frozenset({CodeFormat.CODE_39})
"""Symbols without a check of their own: their text must be seen in one more frame."""


class VoteState(StrEnum):
    """What the last frame leaves to say; the value is a key of the wording catalogue."""

    NOTHING = "vote_nothing"
    GATHERING = "vote_gathering"
    """A code that is expected was seen, and has to be seen again."""
    TAKEN = "vote_taken"
    """Believed: said once, until the code has left the picture and come back."""
    HELD = "vote_held"
    """The code that was taken is still in the picture."""
    TWO_CODES = "two_codes_in_view"
    """Two different codes of one kind in the picture: neither is taken."""
    UNSURE = "code_unsure"
    """One frame says this, another that: neither is taken while both are fresh."""
    NOT_EXPECTED = "code_not_expected"
    """Seen twice, and of no kind that is expected now."""
    NOT_ACCEPTED = "code_not_accepted"
    """Seen twice, and a kind of symbol that no tube, box or document bears."""


@dataclass(frozen=True, slots=True)
class Vote:
    """The state after a frame, the codes that it is about, and the kind of the first."""

    state: VoteState
    codes: tuple[CodeSeen, ...] = ()
    kind: str = ""


_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Sighting:
    look: int
    at_s: float
    code: CodeSeen


@dataclass(slots=True)
class _Taken:
    """A code that was taken: since when, and in how many frames, it has not been seen."""

    missed_since_s: float | None = None
    missed_frames: int = 0


class CodeVote:
    """The belief of one camera in what it sees, for one expectation at a time."""

    def __init__(self, kind_of: KindOf) -> None:
        """Begin without any belief."""
        self._kind_of = kind_of
        self._sightings: dict[_Key, list[_Sighting]] = {}
        self._taken: dict[str, _Taken] = {}
        """By text: a label may bear the same one in bars and in a square."""
        self._last_frame: int | None = None
        self._looks = 0
        self._born = 0
        """The look after which the present expectation began: later ones alone support it."""

    def expect(self, kind_of: KindOf) -> None:
        """Begin a new expectation, which inherits no belief."""
        self._kind_of = kind_of
        self.forget()

    def forget(self) -> None:
        """Drop every belief, as between two people.

        Doubt stays: what was taken and is still in the picture is not taken again, and a text that
        was seen a moment ago still speaks against another one. Frames may count from 1 again.
        """
        self._born = self._looks
        self._last_frame = None

    def look(self, codes: Sequence[CodeSeen], frame: int, at_s: float) -> Vote:
        """Take in what was read in a frame; `frame` counts up, `at_s` is when it was taken.

        The frame that was looked at last says nothing new.
        """
        if frame == self._last_frame:
            return Vote(VoteState.NOTHING)
        self._last_frame = frame
        self._looks += 1
        seen: dict[_Key, CodeSeen] = {}
        for code in codes:
            seen.setdefault(_key(code), code)
        self._let_go(seen, at_s)
        self._note(seen, at_s)
        vote = self._verdict(seen)
        if vote.state is VoteState.TAKEN:
            self._taken[vote.codes[0].text] = _Taken()
            self.forget()  # what is expected next was not expected before this
        return vote

    def _let_go(self, seen: dict[_Key, CodeSeen], at_s: float) -> None:
        texts = {text for _format, text in seen}
        for text, taken in list(self._taken.items()):
            if text in texts:
                self._taken[text] = _Taken()
                continue
            if taken.missed_since_s is None:
                taken.missed_since_s = at_s
            taken.missed_frames += 1
            long_enough = at_s - taken.missed_since_s >= GONE_S
            if long_enough and taken.missed_frames >= _GONE_FRAMES:
                del self._taken[text]

    def _note(self, seen: dict[_Key, CodeSeen], at_s: float) -> None:
        for key, sightings in list(self._sightings.items()):
            fresh = [one for one in sightings if 0 <= at_s - one.at_s <= WINDOW_S]
            if fresh:
                self._sightings[key] = fresh
            else:
                del self._sightings[key]
        for key, code in seen.items():
            self._sightings.setdefault(key, []).append(_Sighting(self._looks, at_s, code))

    def _verdict(self, seen: dict[_Key, CodeSeen]) -> Vote:
        """Say the most important thing about the codes in this frame; the others can wait."""
        kinds = {key: self._kind(code) for key, code in seen.items()}
        votes = [self._about(key, code, kinds) for key, code in seen.items()]
        return min(votes, key=lambda vote: _URGENCY[vote.state], default=Vote(VoteState.NOTHING))

    def _kind(self, code: CodeSeen) -> str:
        """Ask also about what is never taken: who is asked can say why."""
        kind = self._kind_of(code)
        return kind if code.is_accepted else ""

    def _about(self, key: _Key, code: CodeSeen, kinds: dict[_Key, str]) -> Vote:
        kind = kinds[key]
        if not kind:
            return self._about_stranger(key, code)
        beside = [one for one in kinds if one[1] != key[1] and kinds[one] == kind]
        if beside:
            others = (self._sightings[one][-1].code for one in beside)
            return Vote(VoteState.TWO_CODES, (code, *others), kind)
        if key[1] in self._taken:
            return Vote(VoteState.HELD, (code,), kind)
        if not self._is_believed(key):
            return Vote(VoteState.GATHERING, (code,), kind)
        rivals = self._rivals(key, kind)
        if rivals:
            return Vote(VoteState.UNSURE, (code, *rivals), kind)
        return Vote(VoteState.TAKEN, (code,), kind)

    def _about_stranger(self, key: _Key, code: CodeSeen) -> Vote:
        """Say what is no use here, but not of the label just taken: it may bear two symbols."""
        if key[1] in self._taken or not self._is_believed(key):
            return Vote(VoteState.NOTHING)
        known = code.is_accepted
        return Vote(VoteState.NOT_EXPECTED if known else VoteState.NOT_ACCEPTED, (code,))

    def _is_believed(self, key: _Key) -> bool:
        """Tell whether a text was seen in enough frames since the expectation began."""
        support = [one for one in self._sightings[key] if one.look > self._born]
        ways = {one.code.way for one in support}
        is_supported = Way.DIRECT in ways or len(ways) > 1
        looks = len({one.look for one in support})
        is_unchecked = any(one.code.format in _UNCHECKED for one in support)
        return looks >= (_FRAMES if is_supported else _FRAMES_WORKED_OVER) + is_unchecked

    def _rivals(self, key: _Key, kind: str) -> list[CodeSeen]:
        """Return other codes of the kind that were seen within the window."""
        others = (seen[-1].code for one, seen in self._sightings.items() if one[1] != key[1])
        return [code for code in others if self._kind(code) == kind]


_URGENCY = {
    state: place
    for place, state in enumerate(
        (
            VoteState.TWO_CODES,
            VoteState.TAKEN,
            VoteState.UNSURE,
            VoteState.GATHERING,
            VoteState.NOT_EXPECTED,
            VoteState.NOT_ACCEPTED,
            VoteState.HELD,
            VoteState.NOTHING,
        )
    )
}


def _key(code: CodeSeen) -> _Key:
    return str(code.format), code.text
