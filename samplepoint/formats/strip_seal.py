"""A strip under seal: signed by its station, compressed, and for its recipients alone.

Owns the order of these three and the bounds when it is opened; refuses to know whose keys are
believed. With the key, `age -d` and `zstd -d` give the text.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from samplepoint.errors import Damage
from samplepoint.formats import age_box
from samplepoint.formats.minisign import PublicKey
from samplepoint.formats.strip_frames import LARGEST_SYMBOL, MOST_SYMBOLS

LARGEST_SEALED: Final = LARGEST_SYMBOL * MOST_SYMBOLS
LARGEST_LIST: Final = 2 * 1024 * 1024
"""Bytes of text; 5,000 people with the longest names have less."""
_LEVEL: Final = 19
_LARGEST_WINDOW: Final = 8 * 1024 * 1024
_STEP: Final = 64
_KEY_ID_BYTES, _SIGNATURE_BYTES = 8, 64


@dataclass(frozen=True, slots=True)
class OpenedStrip:
    """A strip that was opened. Who wrote it is what `is_signed_by` says, not what it says."""

    key_id: bytes
    signature: bytes
    content: bytes
    """The list as it was signed (see `strip_list`)."""

    def is_signed_by(self, key: PublicKey) -> bool:
        """Tell whether a key is the one that is named, and signed this list."""
        return key.key_id == self.key_id and key.has_signed(self.content, self.signature)


def sealed(content: bytes, seed: bytes, recipients: tuple[str, ...]) -> bytes:
    """Sign a list, compress it and encrypt it; another result every time.

    Args:
        content: the list; its first line is the name of its form, so that the signature fits
            nothing else.
        seed: the 32 secret bytes of the station's Ed25519 key.
        recipients: of age; all who may read it.

    Raises:
        Refusal: `age_recipient_wrong`.
    """
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = PublicKey.of(private.public_key().public_bytes_raw())
    signature = base64.b64encode(key.key_id + private.sign(content))
    # Neither size nor checksum in the head of the frame: age already vouches for every byte.
    packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=False, write_content_size=False)
    return age_box.seal(packer.compress(signature + b"\n" + content), recipients)


def opened(untrusted: bytes, identity: str) -> OpenedStrip:
    """Decrypt a sealed strip and take signature and list apart; nothing is believed yet.

    Raises:
        Refusal: `age_not_for_us`, `age_too_large`.
        Damage: `age_damaged`, `age_identity_wrong`, `strip_list_damaged`.
    """
    packed = age_box.open_box(untrusted, identity, largest=LARGEST_SEALED)
    line, _end, content = _unpacked(packed).partition(b"\n")
    try:
        raw = base64.b64decode(line, validate=True)
    except binascii.Error:
        raise Damage("strip_list_damaged") from None
    if len(raw) != _KEY_ID_BYTES + _SIGNATURE_BYTES:
        raise Damage("strip_list_damaged")
    return OpenedStrip(raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:], content)


def _unpacked(packed: bytes) -> bytes:
    """Decompress just one frame, at most to the size that a list may have.

    A few bytes at a time: the smallest block takes four and becomes 128 KiB.
    """
    unpacker = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()
    content = bytearray()
    try:
        for at in range(0, len(packed), _STEP):
            content += unpacker.decompress(packed[at : at + _STEP])
            if len(content) > LARGEST_LIST:
                raise Damage("strip_list_damaged")
    except zstandard.ZstdError:
        raise Damage("strip_list_damaged") from None
    if not unpacker.eof or unpacker.unused_data:
        raise Damage("strip_list_damaged")
    return bytes(content)
