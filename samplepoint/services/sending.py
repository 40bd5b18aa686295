"""Sending packages: made, put onto a stick or into a folder, read back, and only then on record.

Owns that order; refuses to know what is in a package and how files get anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samplepoint.domain.drives import Drive
from samplepoint.domain.outcomes import Outcome
from samplepoint.services.jobs import Reporter
from samplepoint.services.packaging import MadeFile, Packaging, Scope
from samplepoint.services.station import Place
from samplepoint.services.stick import Destination
from samplepoint.services.stick_outcomes import FilePut


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of packages: each file and its end, and what the whole of it is called."""

    made: tuple[MadeFile, ...]
    puts: tuple[FilePut, ...]
    leave: Outcome
    """As `StickDoor.close` says: done, stored, written but not released, or the first trouble."""

    @property
    def safe(self) -> tuple[MadeFile, ...]:
        """Return those that are there and were read back."""
        return tuple(one for one, put in zip(self.made, self.puts, strict=True) if put.is_safe)


def send(
    packaging: Packaging,
    place: Place,
    to: Destination,
    scope: Scope = Scope.UNACKNOWLEDGED,
    reporter: Reporter | None = None,
) -> Sent:
    """Make packages and put them there; a place that takes no files is found out before.

    Raises:
        Refusal, Obstacle: as `StickDoor.check` and `Packaging.make` say.
        Cancelled: the operator asked to stop; what was made waits in the outbox.
    """
    to.check()
    return _put(packaging, place, packaging.make(place, scope, reporter), to, reporter)


def send_again(
    packaging: Packaging,
    place: Place,
    numbers: Sequence[int],
    to: Destination,
    reporter: Reporter | None = None,
) -> Sent:
    """Put packages that were made before there once more, byte for byte.

    Raises:
        Refusal, Obstacle: as `StickDoor.check` and `Packaging.copy_of` say.
        Cancelled: the operator asked to stop.
    """
    to.check()
    return _put(packaging, place, [packaging.copy_of(one) for one in numbers], to, reporter)


def _put(
    packaging: Packaging,
    place: Place,
    made: Sequence[MadeFile],
    to: Destination,
    reporter: Reporter | None,
) -> Sent:
    puts = to.put([(one.name, one.content) for one in made], reporter)
    where = to.target.name if isinstance(to.target, Drive) else str(to.target)
    for one, put in zip(made, puts, strict=True):
        if put.is_safe:
            packaging.stored(place, one, where)
    return Sent(tuple(made), puts, to.close(puts, reporter))
