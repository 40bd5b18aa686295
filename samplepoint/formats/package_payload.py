"""The sealed content of a package: zstd at level 3, inside a box that only its recipients open.

Owns compression and its bounds; refuses to know what is compressed. Nothing is unpacked beyond
the size that the signed manifest tells, however small the file that asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import zstandard

from samplepoint.errors import Damage
from samplepoint.formats import age_box
from samplepoint.formats.package_manifest import LARGEST_PAYLOAD

_LEVEL: Final = 3
_LARGEST_HEAD: Final = 18
"""Bytes in which a frame says how large its content is (RFC 8878, 3.1.1)."""


def pack(plain: bytes, recipients: Iterable[str]) -> bytes:
    """Compress and seal.

    Raises:
        Refusal: what `age_box.seal` raises.
    """
    return age_box.seal(zstandard.ZstdCompressor(level=_LEVEL).compress(plain), recipients)


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
