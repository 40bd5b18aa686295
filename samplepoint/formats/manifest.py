"""The manifest of sealed boxes: one value from which every file form is written.

Owns header, totals, rows and the words beside them; refuses to know where rows come from and
what a file looks like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from samplepoint.formats.box_hash import manifest_hash


class ManifestRow(NamedTuple):
    """One person in one tube of a box; all texts, in the order of the columns (handbook §6)."""

    row: str
    point: str
    tube: str
    doc_type: str
    number: str
    name: str
    relation: str
    sex: str
    phone: str
    address: str
    community: str
    category: str
    remark: str
    taken_at: str
    staff: str
    specimen: str
    box: str


COLUMNS: Final = ManifestRow._fields
"""Codes of the columns; their headings are words."""

LABELS: Final = (
    "title",
    "rows",
    "totals",
    "number",
    "made_at",
    "round",
    "point",
    "station",
    "box",
    "boxes",
    "seal",
    "sealed_at",
    "tube",
    "tubes",
    "people",
    "oldest",
    "hash",
    "empty_tubes",
    "masked",
    "practice",
    "glyphs",
)
"""Codes of the words beside the rows; each is a code of the catalogue after `manifest_`."""

TIME_FORM: Final = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class TubeContent:
    """A tube of a box and how many people are in it; none is possible after a move."""

    code: str
    people: int


@dataclass(frozen=True, slots=True)
class BoxContent:
    """What one sealed box holds. Times are local texts; `hash` is `box_hash` of its rows."""

    code: str
    seal: str
    sealed_at: str
    oldest_utc: str
    """When its first sample was taken, for comparing; empty in a box without people."""
    oldest: str
    tubes: tuple[TubeContent, ...]
    hash: str

    @property
    def people(self) -> int:
        """Return how many people are in the tubes of the box."""
        return sum(tube.people for tube in self.tubes)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What goes to a laboratory with one box or with a selection of boxes."""

    number: int
    made_at: datetime
    round_name: str
    point: str
    station: str
    boxes: tuple[BoxContent, ...]
    rows: Sequence[ManifestRow]
    masked: bool = False
    practice: bool = False

    @property
    def label(self) -> str:
        """Return the export number as people say it, `E0003`."""
        return export_label(self.number)

    @property
    def tubes(self) -> int:
        """Return how many tubes are in the boxes."""
        return sum(len(box.tubes) for box in self.boxes)

    @property
    def people(self) -> int:
        """Return how many people are in the tubes."""
        return sum(box.people for box in self.boxes)

    @property
    def oldest(self) -> str:
        """Return the local time of the oldest sample, empty without people."""
        filled = [box for box in self.boxes if box.oldest_utc]
        return min(filled, key=lambda box: box.oldest_utc).oldest if filled else ""

    @property
    def hash(self) -> str:
        """Return the hash of the one box, or of the list of boxes (see `manifest_hash`)."""
        return manifest_hash([(box.code, box.hash) for box in self.boxes])

    @property
    def empty_tubes(self) -> list[str]:
        """Return the codes of tubes without people; they have no row."""
        return [tube.code for box in self.boxes for tube in box.tubes if not tube.people]


@dataclass(frozen=True, slots=True)
class ManifestWords:
    """The words of one language: `headings` of COLUMNS, `labels` of LABELS, the legend.

    `legend` tells for each coded column which word stands for which code.
    """

    language: str
    headings: tuple[str, ...]
    labels: Mapping[str, str]
    legend: Mapping[str, Mapping[str, str]]


def export_label(number: int) -> str:
    """Write an export number as it stands on paper and in names: `E0003`."""
    return f"E{number:04}"


def summary(manifest: Manifest, words: ManifestWords) -> list[tuple[str, str]]:
    """Return label and value of everything said once, the same in every form."""
    lines = {
        "number": manifest.label,
        "made_at": manifest.made_at.strftime(TIME_FORM),
        "round": manifest.round_name,
        "point": manifest.point,
        "station": manifest.station,
        "boxes": str(len(manifest.boxes)),
        "tubes": str(manifest.tubes),
        "people": str(manifest.people),
        "oldest": manifest.oldest,
        "hash": manifest.hash,
    }
    if manifest.empty_tubes:
        lines["empty_tubes"] = " ".join(manifest.empty_tubes)
    said = [(words.labels[code], value) for code, value in lines.items()]
    flags = {"masked": manifest.masked, "practice": manifest.practice}
    return said + [(words.labels[code], "") for code, is_so in flags.items() if is_so]
