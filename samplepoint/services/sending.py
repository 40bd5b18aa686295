"""Sending packages: made, put onto a stick or into a folder, read back, and only then on record.

Owns that order; refuses to know what is in a package and how files get anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from samplepoint.domain.drives import Drive
from samplepoint.domain.outcomes import Outcome
from samplepoint.services.jobs import Reporter
from samplepoint.services.packaging import MadeFile, Packaging, Scope
from samplepoint.services.station import Place
from samplepoint.services.stick import Destination
from samplepoint.services.stick_outcomes import FilePut, PutEnd

_AT_ONCE: Final = 64 * 1024 * 1024
"""Bytes of files in memory. A point never has more; a supervisor's book may have ten times that."""


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
    where = to.target.name if isinstance(to.target, Drive) else str(to.target)
    puts: list[FilePut] = []
    while len(puts) < len(made):
        some = _next(made[len(puts) :])
        new = to.put([(one.name, one.content) for one in some], reporter)
        puts += new
        safe = [one for one, put in zip(some, new, strict=True) if put.is_safe]
        packaging.stored(place, safe, where)
        if any(put.ends_all for put in new):
            folder = {"place": where, "folder": str(to.folder)}
            puts += [
                FilePut(one.name, PutEnd.NOT_BEGUN, "stick_not_begun", {"file": one.name, **folder})
                for one in made[len(puts) :]
            ]
    return Sent(tuple(made), tuple(puts), to.close(puts, reporter))


def _next(made: Sequence[MadeFile]) -> Sequence[MadeFile]:
    """Return the first of these files, as many as may be in memory together; at least one."""
    until = accumulate(one.size for one in made)
    return made[: max(1, sum(size <= _AT_ONCE for size in until))]
