"""The sealed content of a package: zstd at level 3, inside a box that only its recipients open.

Owns compression and its bounds; refuses to know what is compressed. Nothing is unpacked beyond
the size that the signed manifest tells, however small the file that asks for it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

import zstandard

from samplepoint.errors import Damage
from samplepoint.formats import age_box
from samplepoint.formats.package_manifest import LARGEST_PAYLOAD

_LEVEL: Final = 3
_LARGEST_HEAD: Final = 18
"""Bytes in which a frame says how large its content is (RFC 8878, 3.1.1)."""


_FRAME: Final = struct.Struct("<LBL")
"""Of a frame: its mark, which fields follow, and four bytes of content size (RFC 8878, 3.1.1.1)."""
_MARK: Final = 0xFD2FB528
_ONE_SEGMENT: Final = 2 << 6 | 1 << 5
"""The size takes four bytes; what is decompressed is its own window; no checksum, no dictionary."""
_BLOCK_HEAD: Final = 3
LONGEST_FIRST: Final = 128 * 1024
"""Bytes of a block (RFC 8878, 3.1.1.2.3)."""


def compress(rest: bytes) -> bytes:
    """Return the frame of what follows the first line, once for all whom it is sealed for."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(rest)


def pack(first: bytes, frame: bytes, recipients: Iterable[str]) -> bytes:
    """Seal the first line together with what was compressed before, as one frame.

    Raises:
        Refusal: what `age_box.seal` raises.
    """
    return age_box.seal(joined(first, frame), recipients)


def joined(first: bytes, frame: bytes) -> bytes:
    """Return one frame: a line in a block as it stands, then the blocks of another frame.

    A block speaks of what is before it by distance only, and the first of a frame of nothing
    before it: so the blocks keep their meaning behind others (RFC 8878, 3.1.1.2).
    """
    size = len(first) + zstandard.get_frame_parameters(frame[:_LARGEST_HEAD]).content_size
    block = (len(first) << 3).to_bytes(_BLOCK_HEAD, "little")
    head = _FRAME.pack(_MARK, _ONE_SEGMENT, size)
    return b"".join((head, block, first, frame[zstandard.frame_header_size(frame) :]))


def unpack(untrusted: bytes, identity: str, plain_bytes: int) -> bytes:
    """Open and decompress, to exactly `plain_bytes`.

    Raises:
        Refusal, Damage: what `age_box.open_box` raises.
        Damage: `package_content_wrong` when it is not one whole frame of that size.
    """
    packed = age_box.open_box(untrusted, identity, largest=LARGEST_PAYLOAD)
    try:
        frame = zstandard.get_frame_parameters(packed[:_LARGEST_HEAD])
        if frame.content_size != plain_bytes or frame.dict_id:
            raise Damage("package_content_wrong")
        decompressor = zstandard.ZstdDecompressor()
        # With the size told in the frame, the library takes so much room and no more.
        plain = decompressor.decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError:
        raise Damage("package_content_wrong") from None
    if len(plain) != plain_bytes:
        raise Damage("package_content_wrong")
    return plain
