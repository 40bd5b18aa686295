"""Measure a supervisor's book with a city's points: `python tests/travel/bench_many_points.py`.

Owns the made-up points, which have names and keys and no book, and the printed figures: what
writing the packages takes, and what one point needs to find its own among them.
"""

from __future__ import annotations

import base64
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.domain.facts import Kind
from samplepoint.formats.age_box import new_identity
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import packages_in
from samplepoint.services.packaging import Packaging
from tests.travel.city import SUPERVISOR, Town, TownPoint
from tests.travel.many_points import light_point

POINTS = 13_114
_SECRET_BYTES = 230
"""Of an age file that holds a receipt's secret: they do not compress, and travel to everybody."""


@click.command()
@click.option("--points", default=POINTS, show_default=True, help="That the book believes.")
def main(points: int) -> None:
    """Write the packages of a large supervisor's book, and let a point take its own."""
    with TemporaryDirectory() as folder:
        town = Town(Path(folder))
        with _timed("enrol all, and a package of each on record"):
            _enrol(town, points)
        point = town.has_point("北站")
        out = town.folder / "out"
        out.mkdir()
        with _timed("write the packages"):
            made = Packaging(town.station, out).make(SUPERVISOR)
        size = sum(one.size for one in made) / 1e6
        click.echo(f"  {len(made)} files, {size:.0f} MB, {made[0].facts} facts in each")
        for what in ("find its own and take it in", "the same once more"):
            with _timed(what):
                verdicts = _merge(point, out)
            click.echo(f"  {dict(verdicts)}")
        for book in (point.book, town.book):
            book.close()
    click.echo(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


@contextmanager
def _timed(what: str) -> Iterator[None]:
    begun, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    click.echo(f"{what}: {wall:.1f} s, of the processor {cpu:.1f} s")


def _enrol(town: Town, points: int) -> None:
    for start in range(0, points, 1000):
        with town.station.gesture(SUPERVISOR) as draft:
            for nth in range(start, min(points, start + 1000)):
                secret = base64.b64encode(os.urandom(_SECRET_BYTES)).decode()
                peer = light_point(f"采样点{nth:05}", new_identity())
                body = replace(peer, receipt_secret=secret).to_body()
                draft.record(Kind.STATION_ENROLLED, body)
                draft.record(Kind.PACKAGE_MERGED, _merged(peer.station_id, peer.name))


def _merged(station: str, name: str) -> dict[str, object]:
    moment = "2026-01-12T04:30:00.000Z"
    return {
        "sha256": os.urandom(32).hex(),
        "station_id": station,
        "point": name,
        "number": 1,
        "verdict": "accept",
        "new": 344,
        "known": 0,
        "made_at_utc": moment,
        "earliest_utc": moment,
        "ahead_minutes": 0,
    }


def _merge(point: TownPoint, folder: Path) -> Counter[str]:
    quarantine = point.folder / "quarantine"
    quarantine.mkdir(exist_ok=True)
    merging = Merging(point.words.station, quarantine)
    return Counter(str(one.verdict) for one in merging.merge(SUPERVISOR, packages_in([folder])))


if __name__ == "__main__":
    main()
