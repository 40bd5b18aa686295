"""An album of pictures by name, as an eye sees them, and what is gathered from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from samplepoint.errors import Obstacle
from samplepoint.services.strip_reading import Gathered, gather


class Album:
    """Pictures by name, as an eye sees them."""

    def __init__(self, **pictures: Sequence[bytes] | Obstacle) -> None:
        self.pictures = pictures
        self.asked: list[str] = []

    def bytes_in(self, path: Path) -> Iterator[bytes]:
        self.asked.append(path.name)
        found = self.pictures[path.name]
        if isinstance(found, Obstacle):
            raise found
        yield from found

    def gathered(self) -> Gathered:
        return gather(self, [Path(name) for name in self.pictures])
