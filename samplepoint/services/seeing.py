"""Looking through pictures: one after the other, with progress, and what was seen as lines.

Owns the order, the endings that count as pictures, and the written form that checks read; refuses
to know how anything is read (an eye is handed in).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from samplepoint.domain.seen import CardSeen, MrzSeen, PictureSeen
from samplepoint.errors import Obstacle
from samplepoint.services.jobs import Reporter

_ENDINGS = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".jp2", ".ppm", ".pgm"}
)
CARD_FIELDS = ("number", "name", "sex", "ethnicity", "birth", "address")


class Eye(Protocol):
    """Reads everything it can from one picture file. Used from one thread, closed at the end."""

    def see(self, path: Path) -> PictureSeen:
        """Read a picture; one that cannot be read comes back with its `problem`."""

    def close(self) -> None:
        """Let go of what reading needed; may be called twice."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One picture and what was seen in it."""

    path: Path
    seen: PictureSeen


def pictures_in(paths: Sequence[Path]) -> list[Path]:
    """Return the picture files meant by files and folders; a folder gives those inside, by name.

    A file that was named is taken whatever its ending; in a folder the ending decides.

    Raises:
        Obstacle: `picture_absent` for a path that is not there, `pictures_absent` for none at all.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*"))
            found += [one for one in inside if one.suffix.lower() in _ENDINGS and one.is_file()]
        elif path.is_file():
            found.append(path)
        else:
            raise Obstacle("picture_absent", file=path.name)
    if not found:
        raise Obstacle("pictures_absent")
    return found


def look_through(
    eye: Eye, pictures: Sequence[Path], reporter: Reporter | None = None
) -> Iterator[Looked]:
    """Yield what is seen in each picture, in order.

    Raises:
        Cancelled: the operator asked to stop; what was yielded stays good.
    """
    reporter = reporter or Reporter()
    for done, path in enumerate(pictures):
        reporter.report("reading_pictures", done, len(pictures))
        yield Looked(path, eye.see(path))
    reporter.report("reading_pictures", len(pictures), len(pictures))


def as_line(looked: Looked) -> dict[str, Any]:
    """Return what was seen in the form of `read --json`."""
    seen = looked.seen
    line: dict[str, Any] = {
        "file": str(looked.path),
        "codes": [
            {"format": str(code.format), "text": code.text, "accepted": code.is_accepted}
            for code in seen.codes
        ],
        "card": _card(seen.card) if seen.card else None,
        "mrz": _mrz(seen.mrz) if seen.mrz else None,
    }
    return {**line, "problem": seen.problem.code} if seen.problem else line


def _card(card: CardSeen) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": str(card.kind)}
    for name in CARD_FIELDS:
        field = getattr(card, name)
        fields[name] = {"value": field.value, "state": str(field.state)}
        if field.why:
            fields[name]["why"] = field.why
    return fields


def _mrz(mrz: MrzSeen) -> dict[str, Any]:
    names = ("surname", "given", "number", "birth", "expiry", "sex", "issuer", "checks")
    return {"kind": str(mrz.kind), **{name: getattr(mrz, name) for name in names}}
