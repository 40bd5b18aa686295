"""Loading people onto the roster, so that a scanned number brings their name.

Owns the verb; refuses to know file formats.
"""

from __future__ import annotations

from collections.abc import Sequence

from samplepoint.domain.facts import Kind
from samplepoint.domain.people import Person
from samplepoint.services.station import Place, Station
from samplepoint.storage import roster


def load_roster(station: Station, place: Place, people: Sequence[Person], source: str) -> int:
    """Add people to the roster and put the import on record; return how many were new."""
    with station.gesture(place) as draft:
        added = roster.add_entries(station.book, people)
        if added:
            body = {"source": source, "entries": len(people), "new": added}
            draft.record(Kind.ROSTER_IMPORTED, body)
    return added
