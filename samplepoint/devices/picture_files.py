"""A picture file to pixels, or an obstacle that says what is wrong with it.

Owns what counts as a picture, how large one may be and how it is turned upright; refuses to know
what is in it. The content decides what a file is, never its ending.
"""

from __future__ import annotations

import re
import stat
import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from samplepoint.devices.frames import Pixels
from samplepoint.errors import Obstacle

LARGEST_FILE: Final = 256 * 2**20
"""Bytes a file may have."""
MOST_DECODED: Final = 40_000_000
"""Pixels that are decoded at once: a page scanned at 600 dpi has 35 million. Measured at the limit:
60 MB for a JPEG, 340 MB for a PNG with transparency, 610 MB for a WebP."""
MOST_KEPT: Final = 16_000_000
"""Pixels that go on to the readers; a larger picture is halved until it is below."""
LONGEST_SIDE: Final = 32_000
"""Pixels of a side that go on, such as of a strip of scans: OpenCV cannot cut a piece out of more
than 32,767."""

FIRST_OF_SEVERAL: Final = "picture_first_of_several"
"""A note: the file is animated or has several pages, and the first was taken."""
SHRUNK: Final = "picture_shrunk"
"""A note: it was read at a reduced size."""

_Opener = Callable[[BinaryIO], ImageFile.ImageFile]
# The decoders are called themselves: `Image.open` would also try forty other formats, and refuse
# a large photograph before anyone could ask for it at a reduced size.
_KINDS: Final[tuple[tuple[re.Pattern[bytes], _Opener], ...]] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImagePlugin.PngImageFile),
    (re.compile(rb"\xff\xd8\xff"), JpegImagePlugin.JpegImageFile),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WebPImagePlugin.WebPImageFile),
    # After the file's size (12 bytes) comes the size of one of the known headers: letters that
    # begin with BM are no picture.
    (
        re.compile(rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00", re.DOTALL),
        BmpImagePlugin.BmpImageFile,
    ),
    (re.compile(rb"II\*\x00|MM\x00\*"), TiffImagePlugin.TiffImageFile),
    (re.compile(rb"GIF8[79]a"), GifImagePlugin.GifImageFile),
    (re.compile(rb"\x00\x00\x00\x0cjP  \r\n\x87\n"), Jpeg2KImagePlugin.Jpeg2KImageFile),
    (re.compile(rb"P[456]\s+[#0-9]"), PpmImagePlugin.PpmImageFile),
)
_NOT_READ: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (re.compile(rb"....ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"\x00\x00\x00\x0cJXL |\xff\x0a"), "JPEG XL"),
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"8BPS"), "PSD"),
)
"""What is a picture, or looks like one to people, and is not read here, by its name."""
_LONGEST_SIGNATURE = 20
_DAMAGED = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError),
    *(AttributeError, AssertionError, RuntimeError, struct.error, zlib.error),
)
"""What the decoders raise on files that were damaged at random."""
_WIDE_GREY = frozenset({"I", "F", "I;16", "I;16B", "I;16L", "I;16N"})
_HALVED_AS_IT_IS = frozenset({"L", "RGB", "RGBA", "CMYK"})
_ORIENTATION_TAG = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned for each value of the EXIF orientation (CIPA DC-008, 4.6.4)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The pixels of a file, upright; `notes` are codes of the wording catalogue."""

    pixels: Pixels
    notes: tuple[str, ...] = ()


def read_picture(path: Path) -> Picture:
    """Read a picture file: grey stays grey, all else becomes blue green red.

    What is transparent is taken for white, more than 8 bits are brought down to 8.

    Raises:
        Obstacle: `picture_absent`, `picture_not_allowed`, `picture_unreadable` (the drive),
            `picture_empty`, `picture_unknown` (no picture), `picture_kind_not_read` (of a known
            kind that is not read here), `picture_broken`, `picture_cut_off`, `picture_file_huge`,
            `picture_huge`, `picture_no_memory`.
    """
    name = path.name
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            # A folder, or a pipe that nobody may ever write to.
            raise Obstacle("picture_unknown", file=name)
        if found.st_size == 0:
            raise Obstacle("picture_empty", file=name)
        if found.st_size > LARGEST_FILE:
            raise Obstacle("picture_file_huge", file=name, most_bytes=LARGEST_FILE)
        with path.open("rb") as stream:
            return _read(stream, name, found.st_size)
    except FileNotFoundError:
        raise Obstacle("picture_absent", file=name) from None
    except PermissionError:
        raise Obstacle("picture_not_allowed", file=name) from None
    except OSError:
        raise Obstacle("picture_unreadable", file=name) from None


def _read(stream: BinaryIO, name: str, size: int) -> Picture:
    beginning = stream.read(_LONGEST_SIGNATURE)
    opener = _opener(beginning, name)
    stream.seek(0)
    # What a decoder warns of (odd metadata, many pixels) is no news to who shows a picture.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with opener(stream) as image:
                return _decoded(image, name)
        except Image.DecompressionBombError:
            raise Obstacle("picture_huge", file=name, most=MOST_DECODED // 1_000_000) from None
        except MemoryError:
            raise Obstacle("picture_no_memory", file=name) from None
        except _DAMAGED as error:
            if getattr(error, "errno", None):
                raise  # the drive's own complaint, not the decoder's
            is_cut = "truncated" in str(error).lower() or size < _told_size(beginning)
            raise Obstacle("picture_cut_off" if is_cut else "picture_broken", file=name) from None


def _opener(beginning: bytes, name: str) -> _Opener:
    """Choose the decoder by the first bytes; raises `picture_unknown`, `picture_kind_not_read`."""
    for signature, opener in _KINDS:
        if signature.match(beginning):
            return opener
    for signature, kind in _NOT_READ:
        if signature.match(beginning):
            raise Obstacle("picture_kind_not_read", file=name, kind=kind)
    raise Obstacle("picture_unknown", file=name)


def _told_size(beginning: bytes) -> int:
    """Return how many bytes a WebP says it has; its decoder does not say that some are missing."""
    is_webp = beginning[:4] == b"RIFF"
    return int.from_bytes(beginning[4:8], "little") + 8 if is_webp else 0


def _decoded(image: ImageFile.ImageFile, name: str) -> Picture:
    """Decode what is not too large, or can be decoded smaller than it is."""
    full = image.size
    _ask_for_less(image)
    width, height = image.size
    if width * height > MOST_DECODED:
        megapixels = round(full[0] * full[1] / 1e6)
        raise Obstacle(
            "picture_huge", file=name, megapixels=megapixels, most=MOST_DECODED // 1_000_000
        )
    is_one_of_several = bool(getattr(image, "is_animated", False))
    image.seek(0)
    if isinstance(image, PngImagePlugin.PngImageFile):
        # Asked for its EXIF, which may stand behind the pixels, it decodes them: what is wrong with
        # them must not pass for wrong metadata. A TIFF forgets its tags when it is decoded.
        image.load()
    turn = _UPRIGHT.get(_orientation(image))
    image.load()
    flat = _flat(_halved(image))
    notes = [FIRST_OF_SEVERAL] * is_one_of_several
    notes += [SHRUNK] * (flat.width * flat.height < full[0] * full[1])
    upright = flat.transpose(turn) if turn is not None else flat
    return Picture(_pixels(upright), tuple(notes))


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation; metadata that cannot be read turns nothing."""
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except _DAMAGED:
        return 1


def _ask_for_less(image: ImageFile.ImageFile) -> None:
    """Let a large JPEG be decoded at a half, a quarter or an eighth of its sides.

    Not a progressive one: its decoder keeps the whole picture in memory all the same.
    """
    width, height = image.size
    if width * height <= MOST_KEPT or "progressive" in image.info:
        return
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        parts = 2
        while width * height > MOST_KEPT * parts * parts and parts < 8:
            parts *= 2
        image.draft(None, (width // parts, height // parts))


def _halved(image: Image.Image) -> Image.Image:
    """Halve a large picture, before any other copy of it is made."""
    if not _is_large(image):
        return image
    if image.mode in _WIDE_GREY:
        smaller: Image.Image = Image.fromarray(np.asarray(image).astype(np.float32))
    else:
        smaller = image if image.mode in _HALVED_AS_IT_IS else _colours(image)
    while _is_large(smaller):
        smaller = smaller.reduce(2)
    return smaller


def _is_large(image: Image.Image) -> bool:
    return image.width * image.height > MOST_KEPT or max(image.size) > LONGEST_SIDE


def _flat(image: Image.Image) -> Image.Image:
    """Bring any kind of pixels to 8 bits of grey or of red, green and blue, on white."""
    if image.mode in _WIDE_GREY:
        return Image.fromarray(_eight_bits(np.asarray(image)))
    colours = _colours(image)
    if colours.mode != "RGBA":
        return colours
    paper = Image.new("RGBA", colours.size, (255, 255, 255, 255))
    paper.alpha_composite(colours)
    return paper.convert("RGB")


def _colours(image: Image.Image) -> Image.Image:
    """Bring pixels of 8 bits or fewer to L, RGB or, where something is transparent, RGBA."""
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        mode = "RGBA"
    else:
        mode = "L" if image.mode in ("1", "L") else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _eight_bits(values: npt.NDArray[Any]) -> Pixels:
    """Spread grey values of any depth from black to white, as a scan of 12 bits in 16 needs."""
    finite = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(finite.min()), float(finite.max())
    return ((finite - low) * (255.0 / max(high - low, 1e-9))).astype(np.uint8)


def _pixels(image: Image.Image) -> Pixels:
    values = np.asarray(image, dtype=np.uint8)
    return np.ascontiguousarray(values if values.ndim == 2 else values[:, :, ::-1])
