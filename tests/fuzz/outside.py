"""What somebody without the station's key can do to a package, who knows its form well.

Owns the ways; refuses to expect. The hub's recipient is no secret, so whole packages of his own
making belong here, signed by a key that nobody enrolled.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Sequence
from random import Random

from samplepoint.formats.package import open_package
from samplepoint.formats.sealed_zip import write_sealed
from tests.formats.broken_signer import NAMES, plain_of, repacked
from tests.formats.packages import OTHER_KEY
from tests.fuzz.spoiling import NUMBERS, spliced, spoiled, twisted

Parts = tuple[bytes, bytes, bytes]
Way = Callable[[Random, Sequence[bytes]], bytes]

_HEADS = ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46), (b"PK\x05\x06", 22))
_OTHER_NAMES = ("", "a", "../manifest.json", "/manifest.json", "MANIFEST.JSON", "x/manifest.json")


def parts_of(content: bytes) -> Parts:
    """Return the three members of a good package."""
    opened = open_package(content)
    return opened.manifest_bytes, opened.signature, opened.payload


def raw(dice: Random, good: Sequence[bytes]) -> bytes:
    """Spoil the bytes of the file."""
    return spoiled(dice, dice.choice(good))


def joined(dice: Random, good: Sequence[bytes]) -> bytes:
    """Put a file together from two."""
    return spliced(dice, dice.choice(good), dice.choice(good))


def heads(dice: Random, good: Sequence[bytes]) -> bytes:
    """Write numbers into the heads between the members."""
    content = bytearray(dice.choice(good))
    for _ in range(dice.randint(1, 3)):
        mark, length = dice.choice(_HEADS)
        place = content.find(mark, dice.randrange(len(content)))
        place = content.find(mark) if place < 0 else place
        width = dice.choice((1, 2, 4))
        at = place + 4 + dice.randrange(length - 4)
        number = dice.choice((*NUMBERS, dice.randrange(256))) & (1 << 8 * width) - 1
        content[at : at + width] = number.to_bytes(width, "little")
    return bytes(content)


def inside(dice: Random, good: Sequence[bytes]) -> bytes:
    """Spoil a member and put it into a ZIP that is right again."""
    parts = list(parts_of(dice.choice(good)))
    place = dice.randrange(3)
    parts[place] = spoiled(dice, parts[place])
    return write_sealed(zip(NAMES, parts, strict=True))


def mixed(dice: Random, good: Sequence[bytes]) -> bytes:
    """Take each member from another package."""
    parts = [parts_of(dice.choice(good))[place] for place in range(3)]
    return write_sealed(zip(NAMES, parts, strict=True))


def members(dice: Random, good: Sequence[bytes]) -> bytes:
    """Add, drop, double, rename and move members."""
    named = list(zip(NAMES, parts_of(dice.choice(good)), strict=True))
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(named)) if named else 0
        how = dice.randrange(4)
        if how == 0 and named:
            named.pop(place)
        elif how == 1 and named:
            named[place] = (dice.choice((*_OTHER_NAMES, *NAMES)), named[place][1])
        elif how == 2 and named:
            named.insert(dice.randint(0, len(named)), named[place])
        else:
            name = dice.choice((*_OTHER_NAMES, *NAMES))
            named.insert(place, (name, dice.randbytes(dice.randrange(50))))
    return write_sealed(named)


def by_other_program(dice: Random, good: Sequence[bytes]) -> bytes:
    """Pack the members anew as another program might: compressed, commented, of today."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in zip(NAMES, parts_of(dice.choice(good)), strict=True):
                info = zipfile.ZipInfo(name, (2026, 1, 12, 8, 0, dice.choice((0, 2))))
                info.comment = dice.choice((b"", b"", b"hello"))
                info.extra = dice.choice((b"", b"", b"\xfe\xca\x00\x00"))
                archive.writestr(info, content, dice.choice((0, zipfile.ZIP_DEFLATED)))
            archive.comment = dice.choice((b"", b"PK\x05\x06" + bytes(18)))
    return out.getvalue()


def own_making(dice: Random, good: Sequence[bytes]) -> bytes:
    """Open nothing, but make a whole package of the same form with a key of one's own."""
    told, plain = plain_of(dice.choice(good))
    if dice.random() < 0.5:
        told["signer"] = OTHER_KEY.public.signer
    if dice.random() < 0.5:
        told = twisted(dice, told)
        told.setdefault("payload", {})
    if not isinstance(told["payload"], dict):
        told["payload"] = {}
    return repacked(told, plain, key=OTHER_KEY)


WAYS: tuple[Way, ...] = (
    *(raw, raw, joined, heads, inside, inside, mixed),
    *(members, by_other_program, own_making),
)
