"""Showing a name or a number whole for a moment: who may, and that it goes on record.

Owns the record; refuses to show anything and to know for how long.
"""

from __future__ import annotations

from samplepoint.domain.facts import Kind
from samplepoint.domain.staff import Deed
from samplepoint.services.station import Place, Station, demand


def unmask(station: Station, place: Place, what: str, which: str) -> None:
    """Put on record that somebody looked at a person unmasked; `which` names no person.

    Raises:
        Refusal: `supervisor_only`. Obstacle: what the disk says; then nothing must be shown.
    """
    demand(place, Deed.CORRECT)
    with station.gesture(place) as draft:
        draft.record(Kind.UNMASKED, {"what": what, "which": which})
