"""Ground for the tests of reading paper: a town whose point sealed a box, its squares as pictures.

Owns no expectation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.own_codes import Command
from samplepoint.services.box_papers import proof_of
from samplepoint.services.strip_making import listed, readers_of, symbols_of
from samplepoint.storage.handover_queries import HandoverQueries
from tests.desk.boxing import pack_under, packs
from tests.desk.words import box
from tests.devices.drawn_codes import square
from tests.devices.scenes import save
from tests.formats.paper_twins import listed as invented
from tests.formats.paper_twins import people
from tests.travel.city import Town, TownPoint

BOX = BoxCode(box(1))
LARGE = "BX001101"
"""The box of an invented strip of five to seven squares: age adds as many bytes as it likes."""


def point_with_box(town: Town, name: str = "东门小学") -> TownPoint:
    """Return a point at which box 1 was sealed with two tubes of three people."""
    point = town.has_point(name)
    pack_under(point.words, 2)
    packs(point.words, 1, 2)
    point.words.accepts(str(Command.SEAL_BOX))
    return point


def squares_of(point: TownPoint) -> list[bytes]:
    """Return the squares of the strip of box 1."""
    station = point.words.station
    return symbols_of(station, listed(station, BOX), readers_of(station))


def large_strip(point: TownPoint, code: str = LARGE, count: int = 200) -> list[bytes]:
    """Return the squares of a strip of many invented people, signed by this point."""
    content = replace(invented(list(people(count)), code), is_practice=True)
    station = point.words.station
    return symbols_of(station, replace(content, station=point.book.station_id), readers_of(station))


def proof(point: TownPoint) -> bytes:
    """Return what the square of box 1 on the handover sheet holds."""
    sealing = HandoverQueries(point.book).sealings(BOX, "R1")[-1]
    return proof_of(point.words.station, sealing).encode()


def draw(folder: Path, squares: Sequence[bytes]) -> None:
    """Put a picture of each square into a folder, after those that are there."""
    folder.mkdir(exist_ok=True)
    for raw in squares:
        save(square(raw), folder / f"{len(list(folder.iterdir())):02}.png")
