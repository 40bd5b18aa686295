"""Measure what reading packages costs, step by step, beside the bare libraries.

Run it from the top of the house: `python tests/formats/bench_packages.py`. Processor time of the
quickest of many turns over packages of a point's morning: 237 people and some 70 other facts.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import orjson
import pyrage
import zstandard

sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.formats.minisign import PublicKey
from samplepoint.formats.package import (
    decode_package,
    decrypt_package,
    open_package,
    verify_package,
)
from tests.formats.packages import HUB, KEY, chained, morning, packed

_PEOPLE = 237


def quickest(deed: Callable[[], object], turns: int) -> float:
    """Return milliseconds of processor time."""
    best = float("inf")
    for _ in range(turns):
        begun = time.process_time_ns()
        deed()
        best = min(best, (time.process_time_ns() - begun) / 1e6)
    return best


@click.command()
@click.option("--turns", default=200, show_default=True, help="How often each step is done.")
def main(turns: int) -> None:
    """Print milliseconds by step."""
    facts = chained(morning(_PEOPLE, pool=10))
    content = packed(facts).content
    opened = open_package(content)
    proven = verify_package(opened, KEY.public)
    plain = decrypt_package(proven, HUB)
    lines = plain.plain.splitlines()[1:]
    text = KEY.public.text
    click.echo(f"{len(facts)} facts, {len(content)} bytes sealed, {len(plain.plain)} plain")

    def floor_of_decrypting() -> None:
        identity = pyrage.x25519.Identity.from_str(HUB)
        zstandard.ZstdDecompressor().decompress(pyrage.decrypt(opened.payload, [identity]))

    def floor_of_decoding() -> None:
        kept = []
        for line in lines:
            told = orjson.loads(line)
            kept.append(told)
            hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).digest()

    steps: dict[str, Callable[[], object]] = {
        "open": lambda: open_package(content),
        "verify": lambda: verify_package(opened, PublicKey.from_text(text)),
        "decrypt": lambda: decrypt_package(proven, HUB),
        "decrypt, bare libraries": floor_of_decrypting,
        "decode": lambda: decode_package(plain),
        "decode, bare libraries": floor_of_decoding,
        "write": lambda: packed(facts),
    }
    for name, deed in steps.items():
        took = quickest(deed, turns)
        click.echo(f"{name:26}{took:8.3f} ms{took / len(facts) * 1000:8.2f} us a fact")


if __name__ == "__main__":
    main()
