"""The manifest as JSON, for programs: schema `resources/schemas/manifest-1.json`.

Owns the names of its keys and their order; refuses to know any other form.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, BinaryIO, Final

import orjson

from samplepoint.formats.manifest import COLUMNS, BoxContent, Manifest, ManifestWords

FORMAT: Final = "samplepoint-manifest"
VERSION: Final = 1
_CHUNK: Final = 100


def write_json(manifest: Manifest, words: ManifestWords, out: BinaryIO) -> None:
    """Write the manifest to `out`: UTF-8, keys always in the same order, one row a line."""
    out.write(orjson.dumps(_head(manifest, words))[:-1])
    out.write(b',"rows":[')
    rows, between = iter(manifest.rows), b"\n"
    while chunk := list(islice(rows, _CHUNK)):
        lines = [orjson.dumps(dict(zip(COLUMNS, row, strict=True))) for row in chunk]
        out.write(between + b",\n".join(lines))
        between = b",\n"
    out.write(b"\n]}\n")


def _head(manifest: Manifest, words: ManifestWords) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "number": manifest.label,
        "made_at": manifest.made_at.isoformat(timespec="seconds"),
        "language": words.language,
        "practice": manifest.practice,
        "masked": manifest.masked,
        "round": manifest.round_name,
        "point": manifest.point,
        "station": manifest.station,
        "totals": {
            "boxes": len(manifest.boxes),
            "tubes": manifest.tubes,
            "people": manifest.people,
            "oldest": manifest.oldest,
        },
        "hash": manifest.hash,
        "boxes": [_box(box) for box in manifest.boxes],
        "columns": dict(zip(COLUMNS, words.headings, strict=True)),
        "legend": words.legend,
    }


def _box(box: BoxContent) -> dict[str, Any]:
    return {
        "code": box.code,
        "seal": box.seal,
        "sealed_at": box.sealed_at,
        "oldest": box.oldest,
        "people": box.people,
        "hash": box.hash,
        "tubes": [{"code": tube.code, "people": tube.people} for tube in box.tubes],
    }
