"""What stands outside a package's sealed content: who made it, when, and which facts it holds.

Owns the members of `manifest.json` (schema `schemas/package-1.json`); refuses to know persons,
keys and how the content is packed. Nobody's name or number may ever stand here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import orjson

from samplepoint.errors import Damage, Obstacle, Refusal
from samplepoint.formats.age_box import MARK_LENGTH, MOST_RECIPIENTS, recipient_mark
from samplepoint.formats.strict_json import APP, STATION, Members, read_object

FORMAT: Final = "samplepoint-package"
VERSION: Final = 1
READER: Final = 1
"""What this program can read. A writer raises `reader_min` when old readers would be wrong."""
PAYLOAD_NAME: Final = "payload.jsonl.zst.age"
LARGEST_MANIFEST: Final = 64 * 1024
LARGEST_PAYLOAD: Final = 32 * 1024 * 1024
LARGEST_PLAIN: Final = 32 * 1024 * 1024
MOST_FACTS: Final = 40_000
"""Facts in one package; who has more makes several. A point writes a thousandth of it an hour."""
_MOST_SEGMENTS: Final = 64
_MOST_ROUNDS: Final = 1000

_SIGNER: Final = re.compile("[0-9A-F]{16}")
_MARK: Final = re.compile(f"[0-9a-f]{{{MARK_LENGTH}}}")
_PREVIOUS: Final = re.compile("(?:[0-9a-f]{64})?")

BookKind = Literal["real", "practice"]
BookRole = Literal["point", "hub"]


@dataclass(frozen=True, slots=True)
class PackageHead:
    """What a writer knows of a package before it has counted the facts.

    `made_at_utc` as facts carry a moment; `previous` is the SHA-256 of the station's previous
    package file in hexadecimal, empty for its first.
    """

    app: str
    kind: BookKind
    role: BookRole
    point: str
    station_id: str
    number: int
    made_at_utc: str
    offset_minutes: int
    previous: str


@dataclass(frozen=True, slots=True)
class Segment:
    """An unbroken run of one station's facts: numbers, the hash before it and that of its last."""

    station_id: str
    first: int
    last: int
    link: bytes
    head: bytes

    @property
    def count(self) -> int:
        """How many facts it holds."""
        return self.last - self.first + 1

    def to_object(self) -> dict[str, Any]:
        """Return it as files carry it."""
        return {
            "station_id": self.station_id,
            "first": self.first,
            "last": self.last,
            "link": self.link.hex(),
            "head": self.head.hex(),
        }


@dataclass(frozen=True, slots=True)
class Counts:
    """How many facts a package holds, and how many of them bind a person, open a tube, a box."""

    facts: int
    samples: int
    tubes: int
    boxes: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed content: its size and SHA-256 as it lies in the file, its size when opened."""

    size: int
    sha256: bytes
    plain_bytes: int


@dataclass(frozen=True, slots=True)
class PackageManifest:
    """All that a package says openly. `signer` is the name of the key as minisign shows it.

    `sealed_for` are the marks of those who can open it; none where it does not say.
    """

    head: PackageHead
    rounds: tuple[str, ...]
    segments: tuple[Segment, ...]
    counts: Counts
    payload: Sealed
    signer: str
    sealed_for: tuple[str, ...] = ()

    def may_be_for(self, recipient: str) -> bool:
        """Tell whether a recipient may open it; only trying shows whether it can."""
        return not self.sealed_for or recipient_mark(recipient) in self.sealed_for

    @property
    def signed_comment(self) -> str:
        """The trusted comment that its signature must carry."""
        return f"{FORMAT} {self.head.station_id} {self.head.number}"

    def to_bytes(self) -> bytes:
        """Write it as JSON for programs and for eyes; the same every time."""
        head = self.head
        told = {
            "format": FORMAT,
            "version": VERSION,
            "reader_min": READER,
            "app": head.app,
            "kind": head.kind,
            "role": head.role,
            "point": head.point,
            "station_id": head.station_id,
            "number": head.number,
            "made_at_utc": head.made_at_utc,
            "offset_minutes": head.offset_minutes,
            "rounds": list(self.rounds),
            "segments": [segment.to_object() for segment in self.segments],
            "counts": {
                "facts": self.counts.facts,
                "samples": self.counts.samples,
                "tubes": self.counts.tubes,
                "boxes": self.counts.boxes,
            },
            "payload": {
                "name": PAYLOAD_NAME,
                "bytes": self.payload.size,
                "sha256": self.payload.sha256.hex(),
                "plain_bytes": self.payload.plain_bytes,
            },
            "previous": head.previous,
            "signer": self.signer,
        }
        if self.sealed_for:
            told["sealed_for"] = list(self.sealed_for)
        return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def parse_manifest(untrusted: bytes) -> PackageManifest:
    """Read `manifest.json`; nothing of it is proved before its signature is.

    Raises:
        Refusal: `package_foreign` for another format.
        Obstacle: `package_newer` (value `version`, of the program that wrote it).
        Damage: `content_unreadable`; `content_wrong` (value `member`).
    """
    members = read_object(untrusted)
    if members.text("format") != FORMAT:
        raise Refusal("package_foreign")
    if members.number("version", 1) > VERSION or members.number("reader_min", 1) > READER:
        raise Obstacle("package_newer", version=members.shaped("app", APP))
    manifest = PackageManifest(
        _head(members),
        tuple(members.texts("rounds", _MOST_ROUNDS)),
        read_segments(members),
        _counts(members.inner("counts")),
        _sealed(members.inner("payload")),
        members.shaped("signer", _SIGNER),
        _sealed_for(members),
    )
    if manifest.counts.facts != sum(segment.count for segment in manifest.segments):
        raise Damage("content_wrong", member="counts")
    return manifest


def read_segments(members: Members) -> tuple[Segment, ...]:
    """Read the runs of facts that a package speaks of, each of another station.

    Raises:
        Damage: `content_wrong`.
    """
    listed = members.objects("segments", 1, _MOST_SEGMENTS)
    segments = tuple(_segment(one) for one in listed)
    if len({segment.station_id for segment in segments}) != len(segments):
        raise Damage("content_wrong", member="segments")
    return segments


def _segment(members: Members) -> Segment:
    first = members.number("first", 1)
    return Segment(
        members.shaped("station_id", STATION),
        first,
        members.number("last", first),
        members.digest("link"),
        members.digest("head"),
    )


def _head(members: Members) -> PackageHead:
    return PackageHead(
        app=members.shaped("app", APP),
        kind=cast("BookKind", members.choice("kind", "real", "practice")),
        role=cast("BookRole", members.choice("role", "point", "hub")),
        point=members.text("point"),
        station_id=members.shaped("station_id", STATION),
        number=members.number("number", 1),
        made_at_utc=members.moment("made_at_utc"),
        offset_minutes=members.offset("offset_minutes"),
        previous=members.shaped("previous", _PREVIOUS),
    )


def _counts(members: Members) -> Counts:
    facts = members.number("facts", 1, MOST_FACTS)
    parts = [members.number(name, 0, facts) for name in ("samples", "tubes", "boxes")]
    return Counts(facts, *parts)


def _sealed_for(members: Members) -> tuple[str, ...]:
    if not members.has("sealed_for"):
        return ()
    marks = members.texts("sealed_for", MOST_RECIPIENTS)
    if not all(map(_MARK.fullmatch, marks)):
        raise Damage("content_wrong", member="sealed_for")
    return tuple(marks)


def _sealed(members: Members) -> Sealed:
    members.choice("name", PAYLOAD_NAME)
    return Sealed(
        members.number("bytes", 1, LARGEST_PAYLOAD),
        members.digest("sha256"),
        members.number("plain_bytes", 1, LARGEST_PLAIN),
    )
