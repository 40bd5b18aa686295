"""Every kind of file handed in as a picture: pixels, or an obstacle that names the fault."""

from __future__ import annotations

import io
import os
import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from samplepoint.devices import picture_files
from samplepoint.devices.code_cascade import CodeCascade
from samplepoint.devices.frames import Pixels
from samplepoint.devices.picture_files import FIRST_OF_SEVERAL, SHRUNK, Picture, read_picture
from samplepoint.errors import Obstacle

RED, GREEN, WHITE = (220, 10, 20), (10, 200, 30), (255, 255, 255)


def two_halves(size: tuple[int, int] = (40, 24)) -> Image.Image:
    """Draw a picture that is red on the left and green on the right."""
    made = Image.new("RGB", size, RED)
    made.paste(GREEN, (size[0] // 2, 0, size[0], size[1]))
    return made


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Picture]:
    def reader(content: bytes, name: str = "card.jpg") -> Picture:
        file = tmp_path / name
        file.write_bytes(content)
        return read_picture(file)

    return reader


def refused(read: Callable[..., Picture], content: bytes, name: str = "card.jpg") -> str:
    with pytest.raises(Obstacle) as caught:
        read(content, name)
    assert caught.value.values["file"] == name
    return caught.value.code


def is_near(pixel: Pixels, colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(pixel.astype(int) - np.array(colour[::-1])).max() < 40)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "JPEG2000", "PPM"])
def test_each_form_gives_blue_green_red(read: Callable[..., Picture], form: str) -> None:
    found = read(saved(two_halves(), form))
    assert found.pixels.shape == (24, 40, 3)
    assert found.pixels.flags.c_contiguous
    assert found.notes == ()
    assert is_near(found.pixels[12, 5], RED)
    assert is_near(found.pixels[12, 35], GREEN)


@pytest.mark.parametrize("mode", ["L", "1", "I;16", "I", "F"])
def test_grey_of_any_depth_is_eight_bits(read: Callable[..., Picture], mode: str) -> None:
    steps = np.tile(np.linspace(0, 1, 64), (8, 1))
    kinds = {"I;16": np.uint16, "I": np.int32, "F": np.float32}
    # Twelve bits of a scanner, in sixteen.
    made = (
        Image.fromarray((steps * 4095).astype(kinds[mode]))
        if mode in kinds
        else Image.fromarray((steps * 255).astype(np.uint8)).convert(mode)
    )
    found = read(saved(made, "TIFF")).pixels
    assert found.shape == (8, 64)
    assert found.dtype == np.uint8
    assert found[:, :4].mean() < 30
    assert found[:, -4:].mean() > 225


def test_sixteen_bit_png(read: Callable[..., Picture]) -> None:
    values = np.array([[0, 20_000, 65_535]], dtype=np.uint16)
    assert read(saved(Image.fromarray(values), "PNG")).pixels.tolist() == [[0, 77, 255]]


def test_values_that_are_no_numbers_are_black(read: Callable[..., Picture]) -> None:
    values = np.array([[np.nan, 0.0, np.inf, 2.0]], dtype=np.float32)
    assert read(saved(Image.fromarray(values), "TIFF")).pixels.tolist() == [[0, 0, 0, 255]]


@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
def test_printers_inks_become_light(read: Callable[..., Picture], form: str) -> None:
    found = read(saved(two_halves().convert("CMYK"), form))
    assert is_near(found.pixels[12, 5], RED)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_paper(read: Callable[..., Picture], mode: str) -> None:
    made = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    made.paste((0, 0, 0, 255), (0, 0, 10, 20))
    options = {"transparency": 1} if mode == "P" else {}
    if mode == "P":
        indexed = Image.new("P", (20, 20), 1)
        indexed.putpalette([0, 0, 0, 0, 0, 0])
        indexed.paste(0, (0, 0, 10, 20))
        found = read(saved(indexed, "PNG", **options))
    else:
        found = read(saved(made.convert(mode), "PNG"))
    assert found.pixels[5, 5].tolist() == [0, 0, 0]
    assert found.pixels[5, 15].tolist() == [255, 255, 255]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_upright(read: Callable[..., Picture], orientation: int) -> None:
    upright = two_halves()
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    held = upright if back is None else upright.transpose(back)
    found = read(saved(held, "JPEG", exif=exif, quality=95))
    assert found.pixels.shape == (24, 40, 3)
    assert is_near(found.pixels[12, 5], RED)
    assert is_near(found.pixels[12, 35], GREEN)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_pictures_the_first_is_read(read: Callable[..., Picture], form: str) -> None:
    others = [Image.new("RGB", (40, 24), WHITE)] * 2
    found = read(saved(two_halves(), form, save_all=True, append_images=others))
    assert found.notes == (FIRST_OF_SEVERAL,)
    assert is_near(found.pixels[12, 5], RED)


@pytest.mark.parametrize("name", ["card.txt", "card.gif", "card", "card.png"])
def test_the_ending_decides_nothing(read: Callable[..., Picture], name: str) -> None:
    assert is_near(read(saved(two_halves(), "JPEG"), name).pixels[12, 5], RED)


@pytest.mark.parametrize(
    "content",
    [
        *(b"not a picture", b"PK\x03\x04", b"\x00" * 100, b"GIF", b"B", b"RIFF\x00\x00WEBP"),
        *(b"BMW, blue, two doors", b"P5 of the plan, 2 pages", b"GIF8 frames a second"),
    ],
)
def test_what_is_no_picture_is_named(read: Callable[..., Picture], content: bytes) -> None:
    assert refused(read, content) == "picture_unknown"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00avifmif1", "AVIF"),
        (b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a", "JPEG XL"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    ],
)
def test_a_kind_that_is_not_read_is_called_by_its_name(
    read: Callable[..., Picture], content: bytes, kind: str
) -> None:
    with pytest.raises(Obstacle, match="picture_kind_not_read") as caught:
        read(content)
    assert caught.value.values["kind"] == kind


def test_an_empty_file_is_named(read: Callable[..., Picture]) -> None:
    assert refused(read, b"") == "picture_empty"


def test_an_absent_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(Obstacle, match="picture_absent"):
        read_picture(tmp_path / "gone.jpg")
    with pytest.raises(Obstacle, match="picture_unknown"):
        read_picture(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "card.jpg")
    with pytest.raises(Obstacle, match="picture_unknown"):
        read_picture(tmp_path / "card.jpg")


@pytest.mark.parametrize(
    ("error", "code"),
    [(PermissionError(13, ""), "picture_not_allowed"), (OSError(5, ""), "picture_unreadable")],
)
def test_what_the_drive_says_is_named(
    read: Callable[..., Picture], monkeypatch: pytest.MonkeyPatch, error: OSError, code: str
) -> None:
    def fail(*_args: Any) -> Any:
        raise error

    monkeypatch.setattr(picture_files, "_decoded", fail)
    assert refused(read, saved(two_halves(), "PNG")) == code


def test_a_machine_without_memory_says_so(
    read: Callable[..., Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(picture_files, "_decoded", fail)
    assert refused(read, saved(two_halves(), "PNG")) == "picture_no_memory"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "BMP", "GIF", "WEBP", "TIFF", "PPM"])
def test_half_a_file_is_named(read: Callable[..., Picture], form: str) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8))
    content = saved(noise, form)
    assert refused(read, content[: len(content) // 2]) == "picture_cut_off"


def test_a_png_with_damaged_pixels_is_no_empty_picture(read: Callable[..., Picture]) -> None:
    content = bytearray(saved(two_halves((400, 300)), "PNG", compress_level=0))
    for place in range(1000, 1060):
        content[place] ^= 0x55
    length = content.index(b"IDAT")
    content[length + 6 : length + 12] = b"\xff" * 6
    assert refused(read, bytes(content)) == "picture_broken"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "JPEG2000", "PPM"])
def test_damage_anywhere_is_an_obstacle_or_a_picture(
    read: Callable[..., Picture], form: str
) -> None:
    whole = saved(two_halves((64, 48)), form)
    chance = random.Random(7)
    named = set()
    for _ in range(60):
        content = bytearray(whole[: chance.choice([len(whole), chance.randrange(20, len(whole))])])
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            found = read(bytes(content))
        except Obstacle as obstacle:
            named.add(obstacle.code)
        else:
            assert found.pixels.dtype == np.uint8
    assert named <= {
        *("picture_unknown", "picture_broken", "picture_cut_off", "picture_huge"),
        "picture_no_memory",
    }


def bomb(width: int, height: int) -> bytes:
    """Make a PNG of a few kilobytes that claims this many white pixels."""
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
            chunk(b"IDAT", zlib.compress(b"\x00" + b"\xff" * ((width + 7) // 8))),
            chunk(b"IEND", b""),
        )
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (30_000, 30_000)])
def test_a_bomb_is_measured_before_it_goes_off(
    read: Callable[..., Picture], monkeypatch: pytest.MonkeyPatch, width: int, height: int
) -> None:
    decoded = []
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda one: decoded.append(one.size))
    assert refused(read, bomb(width, height)) == "picture_huge"
    assert decoded == []


def test_a_hundred_megapixel_photograph_is_read_smaller(read: Callable[..., Picture]) -> None:
    made = two_halves((12_000, 8_400))
    found = read(saved(made, "JPEG", quality=20))
    assert found.notes == (SHRUNK,)
    assert found.pixels.shape == (2_100, 3_000, 3)
    assert is_near(found.pixels[1_000, 100], RED)


def test_a_progressive_one_of_that_size_is_refused(read: Callable[..., Picture]) -> None:
    made = Image.new("L", (10_000, 10_000), 200)
    content = saved(made, "JPEG", quality=20, progressive=True)
    assert refused(read, content) == "picture_huge"


def test_a_large_scan_is_halved(read: Callable[..., Picture]) -> None:
    found = read(saved(Image.new("1", (5_000, 7_000), 1), "PNG"))
    assert found.pixels.shape == (3_500, 2_500)
    assert found.notes == (SHRUNK,)


@pytest.mark.parametrize("mode", ["L", "RGB", "1", "I;16"])
@pytest.mark.parametrize("size", [(66_000, 2), (1, 66_000), (40_000, 40)])
def test_a_strip_is_halved_until_every_reader_can_hold_it(
    read: Callable[..., Picture], mode: str, size: tuple[int, int]
) -> None:
    found = read(saved(Image.new(mode, size), "PNG"))
    assert max(found.pixels.shape) <= picture_files.LONGEST_SIDE
    assert min(found.pixels.shape[:2]) >= 1
    assert found.notes == (SHRUNK,)
    assert CodeCascade().still(found.pixels) == ()


def test_a_file_of_many_bytes_is_not_even_opened(
    read: Callable[..., Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = saved(two_halves(), "PNG")
    monkeypatch.setattr(picture_files, "LARGEST_FILE", len(content) - 1)
    assert refused(read, content) == "picture_file_huge"
