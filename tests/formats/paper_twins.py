"""What the tests of box proofs and strips share: boxes of invented people, keys, sealed strips.

Owns no expectation. Numbers have sequence 000 or 999; names are the hard ones, in turn.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from samplepoint.domain.resident_id import check_digit
from samplepoint.formats import age_box, strip_frames, strip_seal
from samplepoint.formats.strip_list import TIME_FORM, StripList, StripRow, StripTube, written
from tests.formats.manifests import FORMULAS, HARD_NAMES

SEED = bytes(range(32))
OTHER_SEED = bytes(range(1, 33))
HARDEST = (*HARD_NAMES, *FORMULAS, "𠀀𪚥𰀀", "محەممەد", "王\t丽\\n", "王\ue000丽", "")
_SURNAMES = "王李张刘陈杨赵黄周吴"
_GIVEN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


@cache
def hub() -> str:
    """Return the age identity of an invented supervisor's book."""
    return age_box.new_identity()


@cache
def safe() -> str:
    """Return the recovery identity that lies in its safe."""
    return age_box.new_identity()


def recipients() -> tuple[str, ...]:
    return tuple(map(age_box.recipient_of, (hub(), safe())))


def people(count: int, pool: int = 10, names: Sequence[str] = ()) -> Iterator[StripRow]:
    """Invent people in tubes; without names they are made up of 3,000 characters by lot."""
    chance, now = random.Random(count), datetime(2026, 1, 12, 8, 4, tzinfo=UTC)
    for nth in range(count):
        now += timedelta(seconds=chance.randint(12, 40))
        born = date(1930, 1, 1) + timedelta(days=chance.randrange(33_000))
        seventeen = f"{chance.choice((130102, 130104, 110105))}{born:%Y%m%d}"
        seventeen += chance.choice(("000", "999"))
        number = seventeen + check_digit(seventeen)
        given = "".join(chance.choices(_GIVEN, k=chance.randint(1, 2)))
        yield StripRow(
            f"T{1_100_021 + nth // pool:010}",
            "CN_ID",
            number,
            number,
            names[nth % len(names)] if names else chance.choice(_SURNAMES) + given,
            "self",
            now.strftime(TIME_FORM),
            f"138{chance.randrange(10**8):08}",
        )


def listed(rows: Sequence[StripRow], box: str = "BX001101") -> StripList:
    """Put rows into a sealed box; the tubes are those of the rows."""
    counts = dict.fromkeys((row.tube for row in rows), 0)
    for row in rows:
        counts[row.tube] += 1
    tubes = tuple(StripTube(code, count) for code, count in counts.items())
    sealed = StripList(
        *(box, "R1", "7K2M9QXZ", 1, "2026-01-12T03:30:00.000Z", 480, "西古城社区", ""),
        tubes,
        tuple(rows),
    )
    return replace(sealed, sealed_hash=sealed.hash)


def sealed_strip(content: StripList, *, with_phones: bool = False, seed: bytes = SEED) -> bytes:
    return strip_seal.sealed(written(content, with_phones=with_phones), seed, recipients())


def symbols_for(content: StripList, *, with_phones: bool = False) -> list[bytes]:
    """Return the bytes of the symbols of a strip."""
    return strip_frames.cut(sealed_strip(content, with_phones=with_phones), content.box)
