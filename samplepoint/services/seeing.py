"""Looking through pictures: one after the other, with progress, and what was seen as lines.

Owns which files are meant, their order, and the written form that checks read; refuses to know how
anything is read and what is a picture (an eye is handed in, which says so).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from samplepoint.domain.code_sight import Judged
from samplepoint.domain.seen import CardSeen, CodeSeen, MrzSeen, PictureSeen
from samplepoint.errors import Obstacle
from samplepoint.services.jobs import Reporter

CARD_FIELDS = ("number", "name", "sex", "ethnicity", "birth", "address")


Judge = Callable[[CodeSeen], Judged]
"""Says what a code would be under a round's rules (see `domain.code_sight`)."""


class Eye(Protocol):
    """Reads everything it can from one picture file. Used from one thread, closed at the end."""

    @property
    def lacking(self) -> str:
        """The code of what is missing on this machine, "" for nothing; it reads all the same."""

    def see(self, path: Path) -> PictureSeen:
        """Read a picture; one that cannot be read comes back with its `problem`."""

    def close(self) -> None:
        """Let go of what reading needed; may be called twice."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One picture and what was seen in it."""

    path: Path
    seen: PictureSeen


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Return the files meant by files and folders; a folder gives everything inside, by name.

    What a file is, only its content says: a picture without an ending must not be passed over in
    silence, nor one that is not there. A folder that nobody may look into stands for itself; links
    to folders are not followed.

    Raises:
        Obstacle: `pictures_absent` for no file at all.
    """
    found: list[Path] = []
    for path in paths:
        found += sorted(_inside(path)) if path.is_dir() else [path]
    if not found:
        raise Obstacle("pictures_absent")
    return found


def _inside(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for place, _folders, files in os.walk(
        folder, onerror=lambda error: closed.append(Path(error.filename))
    ):
        yield from (Path(place, file) for file in files)
    yield from closed


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
        yield Looked(path, _unopened(path) if path.is_dir() else eye.see(path))
    reporter.report("reading_pictures", len(pictures), len(pictures))


def _unopened(folder: Path) -> PictureSeen:
    return PictureSeen(problem=Obstacle("folder_not_allowed", folder=folder.name))


def as_line(looked: Looked, judge: Judge | None = None) -> dict[str, Any]:
    """Return what was seen in the form of `read --json`.

    With a round's `judge` a code is accepted where the desk would take it, and says as what
    (`kind`) or why not. `notes` (codes: of several pages the first, read at a reduced size) and
    `problem` (a code) stand there only where there are any.
    """
    seen = looked.seen
    line: dict[str, Any] = {
        "file": str(looked.path),
        "codes": [_code(code, judge(code) if judge else None) for code in seen.codes],
        "card": _card(seen.card) if seen.card else None,
        "mrz": _mrz(seen.mrz) if seen.mrz else None,
    }
    if seen.notes:
        line["notes"] = list(seen.notes)
    if seen.problem:
        line["problem"] = seen.problem.code
    return line


def _code(code: CodeSeen, judged: Judged | None) -> dict[str, Any]:
    line = {"format": str(code.format), "text": code.text, "accepted": code.is_accepted}
    if judged is None:
        return line
    why = {"why": judged.why.code} if judged.why else {}
    return {**line, "accepted": bool(judged.kind), "kind": judged.kind, **why}


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
