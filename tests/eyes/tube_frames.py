"""Camera frames of tubes with a printed code, spoiled in one way or in several, by how much.

Owns the drawing of made-up frames and what is printed on them; refuses to read them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from samplepoint.formats.symbols import CODE128_QUIET_MODULES, code128_modules

Grey = npt.NDArray[np.uint8]
Map = npt.NDArray[np.float32]

_DRAWN = 8
"""Pixels of a module before the camera sees it."""
_BAR_HEIGHT_MODULES = 40


@dataclass(frozen=True, slots=True)
class Spoiling:
    """What is wrong with a frame. The standard values are an easy one: near, sharp, bright."""

    module_px: float = 3.0
    blur_px: float = 0.6
    """Standard deviation of a lens out of focus."""
    motion_px: float = 0.0
    """Length of the way the tube went while the shutter was open."""
    motion_deg: float = 0.0
    """Its direction, against the code's own."""
    turn_deg: float = 0.0
    light: float = 1.0
    """1: well lit; 0.1: the tenth of it, lifted again by the camera, with its noise."""
    noise: float = 2.0
    """Standard deviation in grey levels at full light."""
    wrap_deg: float = 0.0
    """Half of the angle that the code takes up around the tube; 0: flat, along the tube."""
    shading: float = 0.0
    """How much darker one side is than the other, 0 to 1."""


STEPS: dict[str, tuple[Spoiling, ...]] = {
    "blur": tuple(Spoiling(blur_px=v) for v in (0.8, 1.2, 1.5, 1.8, 2.1, 2.4)),
    "motion": tuple(Spoiling(motion_px=v) for v in (2, 3, 4, 5, 6, 7)),
    "rotation": tuple(Spoiling(module_px=2, turn_deg=v) for v in (5, 15, 30, 45, 60, 90)),
    "low light": tuple(Spoiling(module_px=2, light=v) for v in (0.5, 0.2, 0.1, 0.06, 0.04, 0.025)),
    "noise": tuple(Spoiling(module_px=2, noise=v) for v in (5, 15, 25, 35, 45, 60)),
    "wrap": tuple(Spoiling(module_px=2, wrap_deg=v) for v in (30, 45, 55, 62, 68, 74)),
    "small": tuple(Spoiling(module_px=v, blur_px=0.5) for v in (2, 1.6, 1.3, 1.15, 1.0, 0.9)),
}
"""Each kind of spoiling by itself, from little to more than any reader takes."""


@dataclass(frozen=True, slots=True)
class TubeFrame:
    """One frame and the text that is printed on the tube in it; "" where there is none."""

    pixels: Grey
    text: str
    spoiling: Spoiling


def tube_text(chance: np.random.Generator) -> str:
    """Make up a tube code: T and ten digits, as the round's usual rule has it."""
    return f"T{chance.integers(10**10):010}"


def frame(
    text: str,
    spoiling: Spoiling,
    chance: np.random.Generator,
    size: tuple[int, int] = (1280, 720),
) -> TubeFrame:
    """Draw one frame of `size` (width, height) with one tube, where chance puts it."""
    label = _label(text)
    scene = _background(size, chance)
    place = np.array(size) / 2 + chance.uniform(-0.08, 0.08, 2) * size
    seen = _put(scene, label, place, spoiling)
    return TubeFrame(_spoiled(seen, spoiling, chance), text, spoiling)


def pair(texts: tuple[str, str], spoiling: Spoiling, chance: np.random.Generator) -> TubeFrame:
    """Draw two tubes above each other; the frame's text holds both, with a blank between."""
    scene = _background((1280, 720), chance)
    for text, height in zip(texts, (200, 520), strict=True):
        scene = _put(scene, _label(text), np.array((640.0, height)), spoiling)
    return TubeFrame(_spoiled(scene, spoiling, chance), " ".join(texts), spoiling)


def empty(chance: np.random.Generator, kind: int) -> Grey:
    """Draw a frame that holds no code but what is taken for one: stripes, grids, noise, print."""
    height, width = 720, 1280
    if kind % 4 == 0:
        bars = chance.integers(0, 256, (1, width // 4)).astype(np.uint8)
        made = cv2.resize(bars, (width, height), interpolation=cv2.INTER_NEAREST)
    elif kind % 4 == 1:
        grid = chance.integers(0, 2, (height // 6, width // 6)).astype(np.uint8) * 255
        made = cv2.resize(grid, (width, height), interpolation=cv2.INTER_NEAREST)
    elif kind % 4 == 2:
        made = _ruled(chance, width, height)
    else:
        made = chance.integers(0, 256, (height, width)).astype(np.uint8)
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), float(chance.uniform(-40, 40)), 1)
    made = cv2.warpAffine(made, turned, (width, height), borderValue=(200.0,))
    return _spoiled(made.astype(np.uint8), Spoiling(blur_px=chance.uniform(0.3, 2.5)), chance)


def hard(count: int, seed: int) -> Iterator[TubeFrame]:
    """Draw frames that are spoiled in several ways at once, near the limit of every reader."""
    chance = np.random.default_rng(seed)
    for _ in range(count):
        module_px = chance.uniform(1.4, 3.2)
        spoiling = Spoiling(
            module_px=module_px,
            blur_px=module_px * chance.uniform(0.2, 0.55),
            motion_px=module_px * chance.uniform(0, 1.2),
            motion_deg=chance.uniform(0, 180),
            turn_deg=chance.uniform(-40, 40),
            light=10 ** chance.uniform(-0.7, 0),
            noise=chance.uniform(1, 5),
            wrap_deg=float(chance.choice([0.0, chance.uniform(20, 60)])),
            shading=chance.uniform(0, 0.6),
        )
        yield frame(tube_text(chance), spoiling, chance)


def shaken(first: TubeFrame, chance: np.random.Generator) -> TubeFrame:
    """Draw the same tube a moment later: a little elsewhere, turned, nearer, sharper or less."""
    was = first.spoiling
    now = replace(
        was,
        module_px=was.module_px * chance.uniform(0.96, 1.04),
        blur_px=was.blur_px * chance.uniform(0.8, 1.2),
        motion_px=was.motion_px * chance.uniform(0.2, 1.4),
        motion_deg=chance.uniform(0, 180),
        turn_deg=was.turn_deg + chance.uniform(-4, 4),
    )
    return frame(first.text, now, chance)


def series(name: str, each: int, seed: int) -> Iterator[tuple[int, TubeFrame]]:
    """Draw `each` frames for every step of one kind of spoiling, with the number of the step."""
    chance = np.random.default_rng(seed)
    for step, spoiling in enumerate(STEPS[name]):
        for _ in range(each):
            turned = spoiling.turn_deg + chance.uniform(-6, 6)
            jittered = replace(spoiling, turn_deg=turned)
            yield step, frame(tube_text(chance), jittered, chance)


def _label(text: str) -> Grey:
    """Draw the label: light paper, the code with its quiet zones, a line of print below."""
    modules = code128_modules(text)
    quiet = "0" * (CODE128_QUIET_MODULES + 2)
    row = np.array([255 - 225 * int(m) for m in quiet + modules + quiet], dtype=np.uint8)
    bars = np.repeat(np.repeat(row, _DRAWN)[None, :], _BAR_HEIGHT_MODULES * _DRAWN, axis=0)
    paper = np.full((bars.shape[0] + 28 * _DRAWN, bars.shape[1]), 255, dtype=np.uint8)
    paper[8 * _DRAWN : 8 * _DRAWN + bars.shape[0]] = bars
    below = (paper.shape[1] // 4, paper.shape[0] - 4 * _DRAWN)
    cv2.putText(paper, text, below, cv2.FONT_HERSHEY_SIMPLEX, 3.5, (30,), 8)
    return paper


def _background(size: tuple[int, int], chance: np.random.Generator) -> Grey:
    """Draw a table with soft patches, ruled lines and a few edges, as a desk has them."""
    patches = chance.uniform(70, 190, (6, 8)).astype(np.float32)
    made = cv2.resize(patches, size, interpolation=cv2.INTER_CUBIC)
    for _ in range(12):
        start = chance.integers((0, 0), size)
        end = chance.integers((0, 0), size)
        grey = float(chance.uniform(20, 235))
        cv2.line(made, _point(start), _point(end), (grey,), int(chance.integers(1, 7)))
    return np.clip(made, 0, 255).astype(np.uint8)


def _point(at: npt.NDArray[np.integer]) -> tuple[int, int]:
    return int(at[0]), int(at[1])


def _put(scene: Grey, label: Grey, place: npt.NDArray[np.floating], spoiling: Spoiling) -> Grey:
    """Look up for every pixel of the scene which point of the label it shows, if any."""
    height, width = scene.shape
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    angle = math.radians(spoiling.turn_deg)
    along = (xs - place[0]) * math.cos(angle) + (ys - place[1]) * math.sin(angle)
    across = (ys - place[1]) * math.cos(angle) - (xs - place[0]) * math.sin(angle)
    scale = _DRAWN / spoiling.module_px
    map_x = _unrolled(along * scale, label.shape[1], spoiling) + label.shape[1] / 2
    map_y = across * scale + label.shape[0] / 2
    # Averaged first: a camera's pixel gathers the light of all it covers.
    soft = cv2.GaussianBlur(label, (0, 0), max(scale / 2.5, 0.5))
    seen = cv2.remap(
        soft,
        map_x.astype(np.float32),
        map_y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(0.0,),
    )
    inside = (map_x >= 0) & (map_x < label.shape[1]) & (map_y >= 0) & (map_y < label.shape[0])
    return np.where(inside, seen, scene).astype(np.uint8)


def _unrolled(along: Map, width: int, spoiling: Spoiling) -> Map:
    """Turn a distance seen from the front into one along the round surface; beyond it: outside."""
    if not spoiling.wrap_deg:
        return along
    radius = width / 2 / math.radians(spoiling.wrap_deg)
    sine = along / radius
    turned = np.arcsin(np.clip(sine, -1, 1)) * radius
    return np.where(np.abs(sine) < 1, turned, np.float32(2 * width)).astype(np.float32)


def _spoiled(seen: Grey, spoiling: Spoiling, chance: np.random.Generator) -> Grey:
    made: npt.NDArray[np.floating] = seen.astype(np.float32)
    if spoiling.blur_px > 0:
        made = np.asarray(cv2.GaussianBlur(made, (0, 0), spoiling.blur_px), dtype=np.float32)
    if spoiling.motion_px > 1:
        made = np.asarray(cv2.filter2D(made, -1, _streak(spoiling)), dtype=np.float32)
    if spoiling.shading:
        made *= np.linspace(1 - spoiling.shading, 1, made.shape[1], dtype=np.float32)[None, :]
    # Few photons: shot noise grows as the light goes, and the camera's gain lifts it too.
    read = chance.normal(0, spoiling.noise / math.sqrt(spoiling.light), made.shape)
    shot = chance.normal(0, 1, made.shape) * np.sqrt(np.maximum(made, 0) / spoiling.light) * 0.35
    return np.asarray(np.clip(made * 0.8 + 20 + read + shot, 0, 255), dtype=np.uint8)


def _streak(spoiling: Spoiling) -> Map:
    """Make the kernel of a straight movement, of any length and direction."""
    side = math.ceil(spoiling.motion_px) + 3
    kernel = np.zeros((side, side), dtype=np.float32)
    angle = math.radians(spoiling.turn_deg + spoiling.motion_deg)
    for part in np.linspace(-0.5, 0.5, 8 * side):
        x = side / 2 - 0.5 + part * spoiling.motion_px * math.cos(angle)
        y = side / 2 - 0.5 + part * spoiling.motion_px * math.sin(angle)
        kernel[round(y), round(x)] += 1
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def _ruled(chance: np.random.Generator, width: int, height: int) -> Grey:
    """Draw a form: thin and thick parallel lines at uneven distances, and lines of print."""
    made = np.full((height, width), 235, dtype=np.uint8)
    x = 20
    while x < width - 20:
        thick = int(chance.integers(1, 6))
        cv2.line(made, (x, 60), (x, height // 2), (30,), thick)
        x += thick + int(chance.integers(2, 12))
    for line in range(8):
        digits = "".join(chance.choice(list("0123456789ABCDEFX/-"), 40))
        cv2.putText(
            made, digits, (40, height // 2 + 40 * (line + 1)), cv2.FONT_HERSHEY_SIMPLEX, 1, (20,), 2
        )
    return made
