"""Codes for an eye: the live cascade looks, the vote decides, and what it refuses gets its reason.

Owns how a vote becomes a verdict; refuses to know threads and cameras.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from samplepoint.devices.code_cascade import CodeCascade
from samplepoint.devices.code_vote import CodeVote, KindOf, Vote, VoteState
from samplepoint.devices.eye_parts import Looking, Seen, Verdict, Wish
from samplepoint.devices.frames import Frame
from samplepoint.errors import Refusal

_REFUSED: Final = frozenset(
    {VoteState.TWO_CODES, VoteState.UNSURE, VoteState.NOT_EXPECTED, VoteState.NOT_ACCEPTED}
)


def looking_for(
    kind_of: KindOf,
    choose: Callable[[Frame], Frame | None] | None = None,
    wish: Callable[[Wish, float], None] = lambda _wish, _at_s: None,
) -> Looking:
    """Put together what an eye needs to read codes: a cascade and a vote of its own.

    `kind_of` is asked at each frame; after what it expects has changed, the eye is told to forget.
    """
    cascade, vote = CodeCascade(), CodeVote(kind_of)
    return Looking(
        look=lambda frame: cascade.live(frame.pixels),
        vote=lambda seen, frame: _verdict(vote, seen, frame),
        forget=vote.forget,
        choose=choose,
        wish=wish,
    )


def _verdict(vote: CodeVote, seen: Seen, frame: Frame) -> Verdict:
    said = vote.look(seen, frame.number, frame.at_s)
    is_taken, is_refused = said.state is VoteState.TAKEN, said.state in _REFUSED
    return Verdict(
        texts=(said.codes[0].text,) if is_taken else (),
        refused=(_refusal(said),) if is_refused else (),
        hint=str(said.state),
    )


def _refusal(said: Vote) -> Refusal:
    """Name the reason, how many codes it is about and their kind of symbol; never their text."""
    return Refusal(
        str(said.state),
        count=len(said.codes),
        format=str(said.codes[0].format),
        kind=said.kind,
    )
