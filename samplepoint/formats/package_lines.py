"""The facts of a package as lines of JSON, and back again with their chain.

Owns a line and the first line, which repeats whose they are; refuses to know keys and compression.
A city is five million lines, so a line becomes a plain tuple and its hash is taken from orjson's
sorted bytes. They are the canonical form of everything but fractions; where one is, where the
chain does not end as it should, and where nothing would show it, the domain's own form decides.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import itemgetter, not_
from typing import Any, Final

import orjson

from samplepoint.domain.facts import FactLine, Kind, fact_hash, fact_of
from samplepoint.errors import Damage, Obstacle, Refusal
from samplepoint.formats.fact_columns import (
    BOUND,
    Misfit,
    check_blanked,
    check_envelopes,
    check_samples,
    has_fraction,
)
from samplepoint.formats.package_manifest import (
    MOST_FACTS,
    Counts,
    PackageManifest,
    Segment,
    read_segments,
)
from samplepoint.formats.strict_json import read_object

FORMAT: Final = "samplepoint-facts"
LONGEST_LINE: Final = 64 * 1024
"""Bytes of one line; the longest of a desk, a sheet of many boxes, has a tenth of it."""
_MOST_PARTS: Final = 100_000
"""Lists and objects in a large package beyond four a fact: each takes twenty times its bytes."""
_HARMLESS: Final = 1024 * 1024
"""Bytes of lines that may be lists and objects throughout; a morning has a quarter of it."""
_MEMBERS: Final = (
    *("station_id", "seq", "kind", "at_utc", "offset_minutes"),
    *("round_id", "desk", "staff_id", "gesture", "body"),
)
_ENVELOPE: Final = itemgetter(*_MEMBERS[:9])
_KINDS: Final = frozenset(str(kind) for kind in Kind)
_TUBE: Final = str(Kind.TUBE_OPENED)
_BOX: Final = str(Kind.BOX_OPENED)
_DIGEST: Final = re.compile("[0-9a-f]{64}")

FactNames = Collection[tuple[str, int]]
"""Facts by station and number."""


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """The facts of a package in its order; `erased` are those whose hash is only given.

    The personal data of an erased fact is gone, so nobody can take its hash anew.
    """

    facts: list[FactLine]
    erased: frozenset[tuple[str, int]]


def summary(facts: Sequence[FactLine]) -> tuple[tuple[str, ...], tuple[Segment, ...], Counts]:
    """Return rounds, unbroken runs and counts of facts, as a manifest tells them.

    Raises:
        Refusal: `package_empty`; `package_too_long` (value `most`).
        Damage: `package_gap` (values `station`, `seq`) where a number is missing or repeated.
    """
    if not facts:
        raise Refusal("package_empty")
    if len(facts) > MOST_FACTS:
        raise Refusal("package_too_long", most=MOST_FACTS)
    return _rounds(facts), tuple(_segments(facts)), _counts(facts)


def _segments(facts: Sequence[FactLine]) -> Iterator[Segment]:
    first = last = facts[0]
    for fact in facts[1:]:
        if fact[0] != last[0]:
            yield Segment(first[0], first[1], last[1], first[9], last[10])
            first = fact
        elif fact[1] != last[1] + 1:
            raise Damage("package_gap", station=last[0], seq=last[1] + 1)
        last = fact
    yield Segment(first[0], first[1], last[1], first[9], last[10])


def _rounds(facts: Sequence[FactLine]) -> tuple[str, ...]:
    return tuple(sorted({fact[5] for fact in facts} - {""}))


def _counts(facts: Sequence[FactLine]) -> Counts:
    kinds = [fact[2] for fact in facts]
    return Counts(len(facts), kinds.count(BOUND), kinds.count(_TUBE), kinds.count(_BOX))


def first_line(station_id: str, number: int, segments: Sequence[Segment]) -> bytes:
    """Return the line that says whose facts follow, with its end."""
    told = {
        "format": FORMAT,
        "station_id": station_id,
        "number": number,
        "segments": [segment.to_object() for segment in segments],
    }
    return _line(told) + b"\n"


def fact_lines(facts: Sequence[FactLine], erased: FactNames) -> bytes:
    """Return one line a fact, keys sorted; the same in every package that they are in."""
    return b"\n".join([*(_line(_told(fact, erased)) for fact in facts), b""])


def _told(fact: FactLine, erased: FactNames) -> dict[str, Any]:
    *envelope, _link, digest, body = fact
    told = dict(zip(_MEMBERS, (*envelope, body), strict=True))
    return told | {"erased": 1, "hash": digest.hex()} if fact[:2] in erased else told


def _line(told: dict[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def read_lines(manifest: PackageManifest, plain: bytes) -> PackageFacts:
    """Return the facts of an opened package, once they are shown to be what its manifest says.

    Raises:
        Obstacle: `package_newer` (value `version`) for a kind of fact that is not known here.
        Damage: `package_spliced` when they are of another package; `package_lines_wrong` when
            there are more or fewer or too long ones; `package_line_wrong` (values `station`,
            `seq`: the line, or the first of its station where they were asked together);
            `package_chain_broken` (value `station`); `package_counts_differ`;
            `content_unreadable`, `content_wrong` for the first line.
    """
    lines = _split(plain, manifest.counts.facts)
    check_first(manifest, lines[0])
    facts: list[FactLine] = []
    erased: set[tuple[str, int]] = set()
    for segment in manifest.segments:
        start = 1 + len(facts)
        chain = _Chain(segment, manifest.head.app)
        facts += chain.read(lines[start : start + segment.count])
        erased |= {(segment.station_id, number) for number in chain.erased}
    if (_counts(facts), _rounds(facts)) != (manifest.counts, tuple(sorted(manifest.rounds))):
        raise Damage("package_counts_differ")
    return PackageFacts(facts, frozenset(erased))


def _split(plain: bytes, count: int) -> list[bytes]:
    """Return the first line and one for each fact, without their ends."""
    if len(plain) > _HARMLESS and plain.count(b"{") + plain.count(b"[") > 4 * count + _MOST_PARTS:
        raise Damage("package_lines_wrong")
    lines = plain.split(b"\n", count + 1)
    if lines.pop() or len(lines) != count + 1 or max(map(len, lines)) > LONGEST_LINE:
        raise Damage("package_lines_wrong")
    return lines


def check_first(manifest: PackageManifest, line: bytes) -> None:
    """Refuse a first line that speaks of another package than its manifest.

    Raises:
        Damage: `package_spliced`; `content_unreadable`, `content_wrong`.
    """
    told = read_object(line)
    said = (told.text("format"), told.text("station_id"), told.number("number", 1))
    expected = (FORMAT, manifest.head.station_id, manifest.head.number)
    if said != expected or read_segments(told) != manifest.segments:
        raise Damage("package_spliced")


class _Chain:
    """Follows one station's facts from hash to hash, and notes which of them were erased."""

    def __init__(self, segment: Segment, app: str) -> None:
        self._segment = segment
        self._app = app
        self.erased: set[int] = set()

    def read(self, lines: Sequence[bytes]) -> list[FactLine]:
        facts = self._followed(lines)
        try:
            may_differ = self._check(tuple(zip(*facts, strict=True)))
        except (KeyError, TypeError, ValueError):
            raise self._wrong(0) from None
        if may_differ or facts[-1][10] != self._segment.head:
            facts = list(self._followed_exactly(facts))
        if facts[-1][10] != self._segment.head:
            raise Damage("package_chain_broken", station=self._segment.station_id)
        return facts

    def _followed(self, lines: Sequence[bytes]) -> list[FactLine]:
        facts: list[FactLine] = []
        link, usual, by_key = self._segment.link, len(_MEMBERS), orjson.OPT_SORT_KEYS
        in_order, sha256, loads, dumps = _ENVELOPE, hashlib.sha256, orjson.loads, orjson.dumps
        try:
            for line in lines:
                told = loads(line)
                envelope, body = in_order(told), told["body"]
                if len(told) > usual and "erased" in told:
                    digest = self._given_hash(told)
                else:
                    content = (*envelope, body, link.hex())
                    digest = sha256(dumps(content, option=by_key)).digest()
                facts.append((*envelope, link, digest, body))
                link = digest
        except (KeyError, TypeError, ValueError):
            raise self._wrong(len(facts)) from None
        return facts

    def _given_hash(self, told: dict[str, Any]) -> bytes:
        """Return the hash that the line of an erased fact brings along."""
        if told["erased"] is not True and told["erased"] == 1 and _DIGEST.fullmatch(told["hash"]):
            self.erased.add(told["seq"])
            return bytes.fromhex(told["hash"])
        raise Misfit

    def _check(self, columns: Sequence[Sequence[Any]]) -> bool:
        """Refuse what is no fact; tell whether the hashes may differ from those that books take.

        After an erased fact nothing shows whether the hashes before it are right.
        """
        check_envelopes(columns, self._segment.station_id, self._segment.first)
        if not _KINDS.issuperset(columns[2]):
            raise Obstacle("package_newer", version=self._app)
        pairs = list(zip(columns[2], columns[11], strict=True))
        bound = [body for kind, body in pairs if kind == BOUND]
        if self.erased:
            numbers = compress(columns[1], (kind == BOUND for kind in columns[2]))
            gone = [number in self.erased for number in numbers]
            check_blanked(list(compress(bound, gone)))
            bound = list(compress(bound, map(not_, gone)))
        check_samples(bound)
        return has_fraction(body for kind, body in pairs if kind != BOUND) or bool(self.erased)

    def _followed_exactly(self, facts: Sequence[FactLine]) -> Iterator[FactLine]:
        link = self._segment.link
        for fact in facts:
            digest = fact[10]
            if fact[1] not in self.erased:
                digest = fact_hash(fact_of((*fact[:9], link, b"", fact[11])))
            yield (*fact[:9], link, digest, fact[11])
            link = digest

    def _wrong(self, index: int) -> Damage:
        first = self._segment.first
        return Damage("package_line_wrong", station=self._segment.station_id, seq=first + index)
