"""Text from pixels: rapidocr's detector and recogniser with the models inside its wheel.

Owns the engine's parameters and the decoding of its output; refuses to know what the text means.
Imported only by the reading process: it brings OpenCV and the engine with it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime
import rapidocr
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecognizer
from rapidocr.utils.parse_parameters import ParseParams

from samplepoint.devices.frames import Pixels
from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.seen import Corners, Point

DETECTOR_SIDE = 736
"""The longer side at which lines are looked for. The engine's own rule, at least 736 for the
shorter side, takes 13.9 s for a wide strip."""
THREADS = 2
LONGEST_SIDE = 2400
"""A larger picture is shrunk first: a card filling it has letters of 60 pixels even so."""

_DETECTOR = "PP-OCRv6_det_small.onnx"
_RECOGNISER = "PP-OCRv6_rec_small.onnx"
_STANDING = 1.5
"""From this height to width on, a line of text stands."""
_BLANK = 0
"""The class of "no character here" in the recogniser's output (CTC)."""
_BATCH = 6
_Scores = npt.NDArray[np.float32]


class OcrEngine:
    """Reads lines of Chinese and Latin text on the processor; keeps nothing of what it read."""

    def __init__(self, threads: int = THREADS) -> None:
        """Load the models, about half a second.

        Raises:
            FileNotFoundError: the models are not in the installed program.
        """
        onnxruntime.disable_telemetry_events()
        logging.getLogger("RapidOCR").disabled = True
        settings = _settings(threads)
        self._detector = TextDetector(settings.Det)
        self._recogniser = TextRecognizer(settings.Rec)
        self._characters: list[str] = self._recogniser.postprocess_op.character
        self._classes: dict[str, int] = self._recogniser.postprocess_op.dict

    def knows(self, char: str) -> bool:
        """Tell whether this character is in the models' dictionary."""
        return char in self._classes

    def read_page(self, pixels: Pixels) -> tuple[TextLine, ...]:
        """Find and read every line of a picture (see `TextEngine`)."""
        picture, shrunk = _of_workable_size(pixels)
        found = self._detector(picture)
        if found.boxes is None:
            return ()
        boxes = [_as_read(box) for box in np.asarray(found.boxes, dtype=np.float32)]
        read = self.read_strips([strip_of(picture, box) for box in boxes])
        return tuple(
            TextLine(line.text, _scaled(box, 1 / shrunk), line.probabilities, line.places)
            for line, box in zip(read, boxes, strict=True)
            if line.text.strip()
        )

    def read_strips(self, strips: Sequence[Pixels], alphabet: str = "") -> tuple[TextLine, ...]:
        """Read one line from each strip (see `TextEngine`)."""
        colours = [_in_colour(strip) for strip in strips]
        allowed = self._allowed(alphabet)
        # Neighbours in width share a batch: all in it are padded to the widest.
        order = sorted(range(len(colours)), key=lambda at: _stretch(colours[at]))
        lines: dict[int, TextLine] = {}
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            read = self._read_batch([colours[at] for at in batch], allowed)
            lines.update(zip(batch, read, strict=True))
        return tuple(lines[at] for at in range(len(colours)))

    def _allowed(self, alphabet: str) -> npt.NDArray[np.intp] | None:
        if not alphabet:
            return None
        classes = {self._classes[char] for char in alphabet if char in self._classes}
        return np.array(sorted({_BLANK, *classes}), dtype=np.intp)

    def _read_batch(
        self, strips: list[Pixels], allowed: npt.NDArray[np.intp] | None
    ) -> Iterator[TextLine]:
        _, height, width = self._recogniser.rec_image_shape
        widest = max(width / height, *(_stretch(strip) for strip in strips))
        batch = np.stack([self._recogniser.resize_norm_img(strip, widest) for strip in strips])
        for scores, strip in zip(self._recogniser.session(batch), strips, strict=True):
            text, probabilities, places = self._decoded(scores, allowed)
            inner = _stretch(strip) / widest
            yield TextLine(
                text,
                _edges(strip),
                probabilities,
                tuple(min(1.0, place / inner) for place in places),
            )

    def _decoded(
        self, scores: _Scores, allowed: npt.NDArray[np.intp] | None
    ) -> tuple[str, tuple[float, ...], tuple[float, ...]]:
        """Give characters, probabilities and places of steps x classes, best class a step.

        A run of one class is one character; it is as sure as its surest step.
        """
        if allowed is None:
            classes = scores.argmax(axis=1)
        else:
            classes = allowed[scores[:, allowed].argmax(axis=1)]
        sure = scores[np.arange(len(classes)), classes]
        ends = [*(np.flatnonzero(np.diff(classes)) + 1), len(classes)]
        chars, probabilities, places, begin = list[str](), list[float](), list[float](), 0
        for end in ends:
            if classes[begin] != _BLANK:
                chars.append(self._characters[classes[begin]])
                probabilities.append(float(sure[begin:end].max()))
                places.append(float(begin + end) / 2 / len(classes))
            begin = int(end)
        return "".join(chars), tuple(probabilities), tuple(places)


def strip_of(pixels: Pixels, corners: Corners) -> Pixels:
    """Cut a four-cornered piece out of a picture and lay it flat, in its own size."""
    top_left, top_right, bottom_right, bottom_left = (np.array(corner) for corner in corners)
    width = max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left))
    height = max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right))
    size = (max(1, round(float(width))), max(1, round(float(height))))
    flat = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(np.array(corners, dtype=np.float32), flat)
    cut = cv2.warpPerspective(
        pixels, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, dtype=np.uint8)


def _settings(threads: int) -> Any:  # noqa: ANN401  # omegaconf brings no types of its keys
    """Return the engine's settings with its models loaded: it has nothing left to look for."""
    house = Path(rapidocr.__file__).parent
    settings = ParseParams.update_batch(
        ParseParams.load(house / "config.yaml"),
        {"Det.limit_type": "max", "Det.limit_side_len": DETECTOR_SIDE},
    )
    for part, name in (("Det", _DETECTOR), ("Rec", _RECOGNISER)):
        model = {"session": _session(house / "models" / name, threads), "font_path": None}
        settings[part] = ParseParams.create(
            {**settings[part], **model}, flags={"allow_objects": True}
        )
    return settings


def _session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    """Load a model from the wheel.

    Raises:
        FileNotFoundError: it is not in the installed program.
    """
    if not model.is_file():
        raise FileNotFoundError(model.name)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait by spinning took a third of the processor time of a card, for nothing.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(model), sess_options=options, providers=["CPUExecutionProvider"]
    )


def _of_workable_size(pixels: Pixels) -> tuple[Pixels, float]:
    """Return the picture in colour and not larger than needed, and by how much it shrank."""
    share = min(1.0, LONGEST_SIDE / max(pixels.shape[:2]))
    if share < 1.0:
        size = (round(pixels.shape[1] * share), round(pixels.shape[0] * share))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return _in_colour(pixels), share


def _in_colour(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    return pixels


def _as_read(box: npt.NDArray[np.float32]) -> Corners:
    """Return a detector's box so that its first corner is where reading begins."""
    corners: list[Point] = [(float(x), float(y)) for x, y in box]
    width = max(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[3]))
    height = max(np.linalg.norm(box[3] - box[0]), np.linalg.norm(box[2] - box[1]))
    if height >= _STANDING * width:
        corners = [*corners[1:], corners[0]]
    return corners[0], corners[1], corners[2], corners[3]


def _scaled(corners: Corners, by: float) -> Corners:
    first, second, third, fourth = ((x * by, y * by) for x, y in corners)
    return first, second, third, fourth


def _edges(strip: Pixels) -> Corners:
    height, width = float(strip.shape[0]), float(strip.shape[1])
    return (0.0, 0.0), (width, 0.0), (width, height), (0.0, height)


def _stretch(strip: Pixels) -> float:
    return float(strip.shape[1]) / float(strip.shape[0])
