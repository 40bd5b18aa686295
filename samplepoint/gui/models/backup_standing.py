"""How well the book is backed up, as the two sentences that the upkeep page shows.

Owns which sentence is said; refuses to look at drives.
"""

from __future__ import annotations

from samplepoint.services.backing_up import Standing
from samplepoint.wording import Wording

_MINUTE = "%Y-%m-%d %H:%M"


def of_book(standing: Standing, wording: Wording) -> str:
    """Say when the last back-up was made, what it lacks, and why a later one was not made."""
    newest, failure = standing.newest, standing.failure
    if newest is None:
        said = wording.say("standing_none")
    elif standing.waiting:
        said = wording.say(
            "standing_waiting", made=newest.made.strftime(_MINUTE), waiting=standing.waiting
        )
    else:
        said = wording.say("standing_all", made=newest.made.strftime(_MINUTE))
    if failure is None:
        return said
    at = failure.at.strftime("%H:%M")
    return f"{said}\n{wording.say('standing_failed', at=at, why=failure.error.code)}"


def of_second(standing: Standing, wording: Wording) -> str:
    """Say what lies on the second drive, and what keeps copies from it."""
    if standing.second is None:
        return wording.say("second_none")
    trouble = standing.second_trouble
    if trouble:
        return wording.say(trouble, folder=str(standing.second))
    if standing.second_newest is None:
        return wording.say("second_empty")
    return wording.say("second_newest", made=standing.second_newest.made.strftime(_MINUTE))
