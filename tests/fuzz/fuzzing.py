"""Spoiled packages by the thousand, and what becomes of each.

Owns the mutants, which follow from seed and number alone, the count of their ends, and what a
reader must do with them; whoever has more than a reader (a whole book) brings a judge of his own:

    report = fuzz(judge, count=1000, seed=1)

`judge(mutant)` returns a word for the end it came to, or raises, which is a failure.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from samplepoint.domain.facts import FactLine, fact_hash, fact_of
from samplepoint.errors import SamplepointError
from samplepoint.formats.package_lines import PackageFacts
from tests.formats.packages import read
from tests.fuzz import inside, outside

GOOD = Path(__file__).parent / "good"
SAME = "the same content"
OTHER = "another content of the signer's own"
_SLOW_S = 30.0
_MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Mutant:
    """A spoiled package: its number, how it was spoiled, and whether its station signed it so."""

    number: int
    way: str
    is_signed: bool
    content: bytes = field(repr=False)


@dataclass(slots=True)
class Report:
    """How many came to which end, which ended as none may, and the slowest of them."""

    ends: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Mutant, str]] = field(default_factory=list)
    slowest_s: float = 0.0


Judge = Callable[[Mutant], str]


@cache
def good_packages() -> tuple[bytes, ...]:
    """Return the packages that are spoiled: of a morning, the next one, one of a restored book.

    They are kept files (see `make_good`), since sealing is different every time.
    """
    return tuple(file.read_bytes() for file in sorted(GOOD.glob("*.spkg")))


@cache
def good_contents() -> tuple[list[FactLine], ...]:
    """Return what the good packages hold."""
    return tuple(read(content).facts for content in good_packages())


def mutant(seed: int, number: int, good: Sequence[bytes]) -> Mutant:
    """Make one mutant; the same for the same seed, number and packages.

    What a station signs is sealed anew: it says the same, in another box every time.
    """
    dice = Random(f"{seed}/{number}")
    is_signed = dice.random() < 0.5
    way = dice.choice(inside.WAYS if is_signed else outside.WAYS)
    return Mutant(number, way.__name__, is_signed, way(dice, good))


def mutants(count: int, seed: int, good: Sequence[bytes] = ()) -> Iterator[Mutant]:
    """Make so many mutants of packages, by default of the good ones."""
    good = good or good_packages()
    return (mutant(seed, number, good) for number in range(count))


def judge_reading(found: Mutant) -> str:
    """Read a mutant as a supervisor's program does before it touches its book.

    Raises:
        AssertionError: something was believed that its station did not sign, or a fact that no
            book could hold.
        Exception: anything that is no error of ours.
    """
    try:
        facts = read(found.content)
    except SamplepointError as error:
        return error.code
    if facts.facts in good_contents():
        return SAME
    assert found.is_signed, "believed what its station never signed"
    _assert_storable(facts)
    return OTHER


def _assert_storable(facts: PackageFacts) -> None:
    """Check that a book would find every hash again; what was erased aside."""
    for line in facts.facts:
        fact = fact_of(line)
        assert line[:2] in facts.erased or fact_hash(fact) == fact.hash, "a hash of its own"


def fuzz(
    judge: Judge, spoiled: Iterator[Mutant], progress: Callable[[int], None] = lambda _done: None
) -> Report:
    """Let a judge see mutants, one after the other; no failure stops the rest."""
    report = Report()
    for done, one in enumerate(spoiled, start=1):
        begun = time.monotonic()
        try:
            end = judge(one)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what was looked for
            end = "FAILED"
            if len(report.failures) < _MOST_KEPT:
                report.failures.append((one, f"{type(error).__name__}: {error}"[:300]))
        took = time.monotonic() - begun
        report.slowest_s = max(report.slowest_s, took)
        if took > _SLOW_S:
            report.failures.append((one, f"took {took:.1f} s"))
        report.ends[end] += 1
        report.ways[one.way] += 1
        progress(done)
    return report
