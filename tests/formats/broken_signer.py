"""A station whose key is known and whose program is broken: whatever it makes is signed by it.

Owns the putting together of packages without any of the writer's checks; refuses to expect.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import orjson
import zstandard

from samplepoint.formats import age_box
from samplepoint.formats.minisign import SigningKey
from samplepoint.formats.package import decrypt_package, open_package, verify_package
from samplepoint.formats.sealed_zip import write_sealed
from tests.formats.packages import HUB, HUB_RECIPIENT, KEY

Told = dict[str, Any]
_LONGEST_COMMENT = 200
NAMES = ("manifest.json", "manifest.json.minisig", "payload.jsonl.zst.age")


def plain_of(content: bytes) -> tuple[Told, bytes]:
    """Return the manifest and the lines of a good package."""
    opened = open_package(content)
    plain = decrypt_package(verify_package(opened, KEY.public), HUB).plain
    return orjson.loads(opened.manifest_bytes), plain


def signed(
    told: Told | bytes, payload: bytes, key: SigningKey = KEY, comment: str | None = None
) -> bytes:
    """Return the file of a manifest and a sealed content, however wrong they are."""
    written = told if isinstance(told, bytes) else _as_json(told)
    if comment is None and isinstance(told, dict):
        comment = f"samplepoint-package {told.get('station_id')} {told.get('number')}"
    if comment is None or not comment.isprintable() or len(comment) > _LONGEST_COMMENT:
        comment = "none that could be signed"
    members = (written, key.sign(written, comment), payload)
    return write_sealed(zip(NAMES, members, strict=True))


def _as_json(told: Told) -> bytes:
    """Return it as a broken program may write it: numbers of any size, which orjson refuses."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def resealed(told: Told, packed: bytes, plain_bytes: int, key: SigningKey = KEY) -> bytes:
    """Return the file of a manifest and of compressed bytes; sizes and hash are told rightly."""
    payload = age_box.seal(packed, [HUB_RECIPIENT])
    inner = {
        **told["payload"],
        "bytes": len(payload),
        "sha256": hashlib.sha256(payload).hexdigest(),
        "plain_bytes": plain_bytes,
    }
    return signed({**told, "payload": inner}, payload, key)


def repacked(told: Told, plain: bytes, key: SigningKey = KEY) -> bytes:
    """Return the file of a manifest and of lines."""
    return resealed(told, zstandard.compress(plain, 3), len(plain), key)


def with_manifest(content: bytes, change: Callable[[Told], object]) -> bytes:
    """Return a package whose manifest was changed before it was signed again."""
    told, _plain = plain_of(content)
    change(told)
    return signed(told, open_package(content).payload)


def with_line(content: bytes, place: int, change: Callable[[Told], object]) -> bytes:
    """Return a package in which one line was changed before all was sealed and signed again."""
    told, plain = plain_of(content)
    lines = plain.split(b"\n")
    line = orjson.loads(lines[place])
    change(line)
    lines[place] = orjson.dumps(line)
    return repacked(told, b"\n".join(lines))
