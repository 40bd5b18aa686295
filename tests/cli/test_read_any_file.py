"""Every kind of file that a stick may hold: `read` says what it is, ends rightly, stays small."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from samplepoint.devices.frames import Pixels
from tests.cli.shell import ROOT, samplepoint
from tests.devices.drawn_codes import bars

TEXT = "T0001100021"
MOST_MIB = 320
"""Of memory for any of them; 90 of it are the program's own with its readers."""
MEASURE = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "samplepoint", *sys.argv[1:]])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def by_opencv(ending: str, pixels: Any) -> bytes:
    return bytes(cv2.imencode(ending, pixels)[1])


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def claiming(width: int, height: int, depth: int, colours: int) -> bytes:
    """Make a PNG of a few bytes that claims to be of this size."""
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(bytes(1000))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def readable(grey: Pixels) -> dict[str, bytes]:
    """Return files of every kind that show one code."""
    plain = Image.fromarray(grey)
    colours, wide = plain.convert("RGB"), grey.astype(np.uint16) * 257
    indexed, inked = colours.convert("P"), np.zeros((*grey.shape, 4), np.uint8)
    inked[..., 3] = 255 - grey
    ink = Image.fromarray(inked)
    several = {"save_all": True, "append_images": [Image.new("RGB", colours.size)] * 2}
    return {
        **{
            f"plain.{form}": saved(colours, form) for form in ("png", "jpeg", "webp", "bmp", "tiff")
        },
        **{f"several.{form}": saved(colours, form, **several) for form in ("gif", "webp", "tiff")},
        **{f"turned {n}.jpeg": saved(colours, "jpeg", exif=turned(n)) for n in range(2, 9)},
        "turned.png": saved(colours, "png", exif=turned(6)),
        "turned.tiff": saved(colours, "tiff", exif=turned(3)),
        "grey 16.png": saved(Image.fromarray(wide), "png"),
        "grey 12 in 16.tiff": saved(Image.fromarray(wide // 16), "tiff"),
        "colours 16.png": by_opencv(".png", np.dstack([wide] * 3)),
        "colours 16.tiff": by_opencv(".tiff", np.dstack([wide] * 3)),
        "alpha 16.png": by_opencv(".png", np.dstack([*[wide] * 3, np.full_like(wide, 65535)])),
        "inks.jpeg": saved(colours.convert("CMYK"), "jpeg"),
        "inks.tiff": saved(colours.convert("CMYK"), "tiff"),
        "lab.tiff": saved(colours.convert("LAB"), "tiff"),
        "fax.tiff": saved(plain.convert("1"), "tiff", compression="group4"),
        "one bit.bmp": saved(plain.convert("1"), "bmp"),
        "palette.png": saved(indexed, "png"),
        "palette with alpha.png": saved(indexed, "png", transparency=bytes([255] * 256)),
        "nothing but alpha.png": saved(ink, "png"),
        "nothing but alpha.webp": saved(ink, "webp", lossless=True),
        "named.txt": saved(colours, "png"),
        "named.bmp": saved(colours, "jpeg"),
        "without an ending": saved(colours, "webp"),
    }


def unreadable(grey: Pixels) -> dict[str, tuple[str, bytes]]:
    """Return files that are no pictures, or not whole, with what is said of them."""
    colours = Image.fromarray(grey).convert("RGB")
    whole = {form: saved(colours, form) for form in ("png", "jpeg", "webp", "bmp", "tiff", "gif")}
    return {
        **{
            f"half.{form}": ("picture_cut_off", content[: len(content) // 2])
            for form, content in whole.items()
        },
        **{f"nothing.{form}": ("picture_empty", b"") for form in whole},
        "claims.png": ("picture_huge", claiming(10_000, 10_000, 16, 6)),
        "claims too much.png": ("picture_huge", claiming(60_000, 60_000, 8, 2)),
        "text.jpg": ("picture_unknown", b"no picture at all"),
        "archive.png": ("picture_unknown", b"PK\x03\x04" * 30),
        "phone.heic": ("picture_kind_not_read", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        "page.pdf": ("picture_kind_not_read", b"%PDF-1.7\n"),
        "long comment.png": (
            "picture_broken",
            whole["png"][:33]
            + chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(80_000_000), 9))
            + whole["png"][33:],
        ),
    }


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    def kept(files: dict[str, bytes]) -> Path:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        return tmp_path

    return kept


def test_every_kind_of_picture_is_read(keep: Callable[[dict[str, bytes]], Path]) -> None:
    files = readable(bars(TEXT))
    answer = samplepoint("read", "--json", "--no-cards", keep(files))
    read = {Path(line["file"]).name for line in answer.lines if line["codes"][0]["text"] == TEXT}
    assert read == set(files)
    assert answer.code == 0
    notes = {Path(line["file"]).name for line in answer.lines if "notes" in line}
    assert notes == {name for name in files if name.startswith("several")}


def test_what_is_wrong_with_each_file_is_named(keep: Callable[[dict[str, bytes]], Path]) -> None:
    files = unreadable(bars(TEXT))
    folder = keep({name: content for name, (_code, content) in files.items()})
    answer = samplepoint("read", "--json", "--no-cards", folder)
    said = {Path(line["file"]).name: line["problem"] for line in answer.lines}
    assert said == {name: code for name, (code, _content) in files.items()}
    assert answer.code == 4


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units there")
def test_memory_stays_bounded_whatever_the_size(
    keep: Callable[[dict[str, bytes]], Path],
) -> None:
    folder = keep(
        {
            "claims.png": claiming(10_000, 10_000, 16, 6),
            "photograph.jpg": saved(Image.new("L", (12_000, 8_400), 200), "jpeg", quality=20),
            "scan.png": saved(Image.new("1", (6_000, 6_000), 1), "png"),
            "strip.png": saved(Image.new("L", (60_000, 20), 1), "png"),
        }
    )
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, "read", "--json", "--no-cards", str(folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=100,
        check=True,
    )
    *lines, peak_mib = measured.stdout.splitlines()
    assert len(lines) == 4
    assert int(peak_mib) < MOST_MIB
