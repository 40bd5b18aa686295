"""Erased facts that travel: which of a package's were erased here, and marks that come along.

Owns what becomes of a mark from elsewhere; refuses to know files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from sqlite_utils import Database

from samplepoint.domain.erasing import holds_person
from samplepoint.domain.facts import FactLine, fact_hash, fact_of
from samplepoint.errors import Damage
from samplepoint.storage import erased_rows, fact_rows


def among(db: Database, lines: Sequence[FactLine]) -> frozenset[tuple[str, int]]:
    """Return which of these facts, each station's in order, were erased: station and number."""
    found: set[tuple[str, int]] = set()
    for station, same in groupby(lines, itemgetter(0)):
        numbers = [line[1] for line in same]
        erased = erased_rows.erased_numbers(db, station, numbers[0], numbers[-1])
        found.update((station, seq) for seq in erased)
    return frozenset(found)


def take_over(db: Database, erased: Iterable[tuple[str, int]]) -> None:
    """Mark facts that came here emptied; one that is here with its people stays as it is.

    The caller has a transaction open, and the facts are in it.

    Raises:
        Damage: `erased_not_empty`: one came as emptied and still tells of somebody.
    """
    for station, seq in sorted(erased):
        line = fact_rows.line_at(db, station, seq)
        if line is None:
            continue
        if not holds_person(line[2], line[11]):
            erased_rows.mark(db, [(station, seq)])
        elif fact_hash(fact_of(line)) != line[10]:
            raise Damage("erased_not_empty", station=station, seq=seq)
