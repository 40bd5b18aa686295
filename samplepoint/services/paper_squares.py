"""Squares of printed paper as a camera shows them: the parts of one strip, and proofs of boxes.

Owns what is news, what is refused, and how often it is said; refuses to know cameras, to open a
strip and to compare a proof with the book.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from samplepoint.domain.outcomes import Outcome, accepted, needs, refused
from samplepoint.errors import Obstacle, Refusal, SamplepointError, Value
from samplepoint.formats.strip_frames import Gathering, is_part, parse_part
from samplepoint.services.proof_pictures import proof_in
from samplepoint.services.strip_reading import Gathered, PictureRead

AGAIN_S: Final = 3.0
"""What was answered and was out of view for so long is answered again when it is back."""
_MOST_DOUBTED: Final = 50
_IN_VIEW: Final = {"strip_mixed": "strip_mixed_in_view"}
"""Words for a camera of what is otherwise said of a picture file."""


@dataclass(frozen=True, slots=True)
class News:
    """What a look gave that was not said before: answers, and texts of proofs, untrusted."""

    answers: tuple[Outcome, ...] = ()
    proofs: tuple[str, ...] = ()


class PaperSquares:
    """Gathers one strip. Squares may come in any order, any number of times; used by one thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without a strip; `clock` gives seconds that only grow."""
        self.found = Gathered()
        self._clock = clock
        self._said: dict[Hashable, float] = {}
        """When what was answered was in view last."""
        self._doubted: set[bytes] = set()

    @property
    def parts(self) -> Gathering:
        """Return what there is of the strip."""
        return self.found.parts

    @property
    def is_whole(self) -> bool:
        """Tell whether every square of the strip is there."""
        return bool(self.parts.count) and not self.parts.missing

    def take(self, squares: Iterable[bytes]) -> News:
        """Take in everything that is in view; what is neither part nor proof is passed over."""
        now_s = self._clock()
        self._said = {
            what: seen_s for what, seen_s in self._said.items() if now_s - seen_s <= AGAIN_S
        }
        numbers: list[int] = []
        refusals: list[Outcome] = []
        proofs: list[str] = []
        for raw in dict.fromkeys(squares):
            if is_part(raw):
                try:
                    numbers += self._add(raw)
                except (Refusal, Obstacle) as why:
                    refusals += self._complaint(why, raw)
            elif (text := proof_in(raw)) and self._is_news(text):
                proofs.append(text)
        answers = (self._progress(numbers),) if numbers else ()
        return News((*refusals, *answers), tuple(proofs))

    def told_of(self, pictures: Sequence[PictureRead]) -> Outcome:
        """Answer what came of picture files that were gathered into `found`."""
        parts = self.parts
        values: dict[str, Value] = {
            "files": len(pictures),
            "unread": sum(one.problem is not None for one in pictures),
            "proofs": sum(len(one.proofs) for one in pictures),
        }
        if not parts.count:
            return needs("strips_no_strip", **values)
        numbers = listed(number for one in pictures for number in one.numbers) or "–"
        values |= {"box": parts.box, "count": parts.count, "numbers": numbers}
        if not parts.missing:
            return accepted("strips_pictures_whole", **values)
        return needs("strips_pictures_some", **values, missing=listed(parts.missing))

    def _add(self, raw: bytes) -> list[int]:
        """Return the number of a part that is new, none where it is there already."""
        part = parse_part(raw)
        return [part.number] if self.parts.add(part) else []

    def _progress(self, numbers: list[int]) -> Outcome:
        parts = self.parts
        values: dict[str, Value] = {"box": parts.box, "count": parts.count}
        if not parts.missing:
            return accepted("strip_whole", **values)
        return accepted(
            "strip_squares_taken",
            **values,
            numbers=listed(numbers),
            have=parts.count - len(parts.missing),
            missing=listed(parts.missing),
        )

    def _complaint(self, why: SamplepointError, raw: bytes) -> list[Outcome]:
        """Refuse a square, once while it is in view; a damaged one must be seen so twice."""
        if why.code == "strip_symbol_damaged" and raw not in self._doubted:
            if len(self._doubted) >= _MOST_DOUBTED:
                self._doubted.clear()
            self._doubted.add(raw)
            return []
        if not self._is_news((why.code, *why.values.values())):
            return []
        return [refused(_IN_VIEW.get(why.code, why.code), **why.values)]

    def _is_news(self, what: Hashable) -> bool:
        is_new = what not in self._said
        self._said[what] = self._clock()
        return is_new


def listed(numbers: Iterable[int]) -> str:
    """Write numbers of squares one after the other."""
    return ", ".join(map(str, sorted(numbers)))
