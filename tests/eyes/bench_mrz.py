"""Read many machine-readable zones and count what was right, and what was wrong without saying so.

Run it from the top of the house: `python tests/eyes/bench_mrz.py --made 30`. It reads the shared
pages where they lie beside this checkout, then drawn ones (`--font` for another typeface, such as
OCR-B). Ends with 1 when anything wrong was called proved.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

import click
import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.devices.frames import Pixels
from samplepoint.devices.mrz_reader import read_mrz
from samplepoint.devices.ocr_engine import OcrEngine
from samplepoint.domain.seen import MrzSeen
from tests.eyes.drawn_cards import TIERS
from tests.eyes.drawn_zones import invented, photographed

TODAY = date(2026, 1, 12)
SHARED = Path(__file__).parents[3] / "shared" / "scan" / "mrz"
PROVED = ("number", "birth", "expiry")
FIELDS = (*PROVED, "sex", "surname", "given")


@dataclass(frozen=True)
class Page:
    """A picture and what stands in it."""

    name: str
    tier: str
    pixels: Pixels
    truth: dict[str, str]


@dataclass
class Tally:
    """What came of the pages of one tier."""

    pages: int = 0
    right: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    noticed: int = 0
    unseen: int = 0
    cpu_s: list[float] = field(default_factory=list)

    def line(self, tier: str) -> str:
        """Give one line of the report."""
        fields = ", ".join(f"{name} {self.right[name]}" for name in FIELDS)
        return (
            f"{tier:14} {self.pages:4} pages: {fields}; proved but wrong {self.silent}, "
            f"not proved {self.noticed}, not found {self.unseen}; "
            f"{median(self.cpu_s):.2f} CPU-s a page, at most {max(self.cpu_s):.2f}"
        )


@click.command()
@click.option("--made", default=10, show_default=True, help="Drawn documents, each in every tier.")
@click.option("--seed", default=1, show_default=True, help="Of the first drawn document.")
@click.option("--font", default="", help="A font file for the drawn zones.")
@click.option("--turn", default=0, show_default=True, help="Quarter turns of every picture.")
def main(made: int, seed: int, font: str, turn: int) -> None:
    """Read pages and count."""
    engine, tallies = OcrEngine(), dict[str, Tally]()
    for page in (*shared_pages(), *drawn_pages(made, seed, font)):
        tally = tallies.setdefault(page.tier, Tally())
        turned = np.ascontiguousarray(np.rot90(page.pixels, turn))
        begun = time.process_time()
        found = read_mrz(engine, turned, TODAY)
        tally.cpu_s.append(time.process_time() - begun)
        if said := _counted(tally, page, found.seen if found else None):
            click.echo(f"{page.name}: {said}")
    for tier, tally in tallies.items():
        click.echo(tally.line(tier))
    sys.exit(1 if any(tally.silent for tally in tallies.values()) else 0)


def shared_pages() -> Iterator[Page]:
    """Give the shared pages, if they are here."""
    if not SHARED.exists():
        return
    for truth in json.loads((SHARED / "truth.json").read_text("utf-8")):
        pixels = cv2.imread(str(SHARED / truth["file"]))
        assert pixels is not None
        yield Page(truth["file"], "shared", np.asarray(pixels, np.uint8), truth)


def drawn_pages(made: int, seed: int, font: str) -> Iterator[Page]:
    """Draw documents and photograph each as well and as badly as the tiers say."""
    for one in range(seed, seed + made):
        zone = invented(one)
        truth = {name: getattr(zone.holder, name) for name in FIELDS}
        for tier in TIERS:
            pixels = photographed(zone, one, tier, font=font)
            yield Page(f"{one} {tier}", f"drawn {tier}", pixels, truth)


def _counted(tally: Tally, page: Page, seen: MrzSeen | None) -> str:
    """Count a page; return what is to be said of it."""
    tally.pages += 1
    if seen is None:
        tally.unseen += 1
        return "not found"
    wrong = [name for name in FIELDS if getattr(seen, name) != page.truth[name]]
    tally.right.update(name for name in FIELDS if name not in wrong)
    is_wrong = any(name in PROVED for name in wrong)
    tally.silent += is_wrong and seen.checks
    tally.noticed += not seen.checks
    if is_wrong and seen.checks:
        return f"PROVED BUT WRONG: {wrong}"
    return ("" if seen.checks else "not proved ") + (f"wrong: {wrong}" if wrong else "")


if __name__ == "__main__":
    main()
