"""How much is read, how much wrongly, at what cost: each reader alone and the two cascades.

Run it from the top of the house: `python tests/eyes/bench_codes.py [FOLDER]`, where FOLDER holds
pictures and a truth.csv (file, format, text). Ends with 1 when a cascade read anything wrongly.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.devices import second_reader
from samplepoint.devices.code_cascade import CodeCascade
from samplepoint.devices.code_reader import Search, read_codes
from samplepoint.devices.code_vote import CodeVote, VoteState
from samplepoint.devices.frames import Pixels
from samplepoint.devices.opencv import opencv
from samplepoint.devices.picture_files import read_picture
from samplepoint.domain.seen import CodeSeen
from tests.eyes import tube_frames

Read = Callable[[Pixels], Iterable[CodeSeen]]
Said = tuple[set[str], float]
"""The texts a reader gave, and the milliseconds of the processor it took."""
PHOTOGRAPH = "photograph "
_VOTED_FRAMES = 20
_FRAME_S = 0.1


@dataclass(slots=True)
class Score:
    """What one reader made of a set of pictures."""

    pictures: int = 0
    read: int = 0
    wrong: list[str] = field(default_factory=list)
    hit_ms: float = 0.0
    miss_ms: float = 0.0

    def add(self, said: Said, truth: set[str], name: str) -> None:
        """Count one picture; `truth` is what stands in it."""
        texts, cost_ms = said
        is_read = bool(truth) and truth <= texts
        self.pictures += 1
        self.read += is_read
        if is_read:
            self.hit_ms += cost_ms
        else:
            self.miss_ms += cost_ms
        # A photograph may show other codes beside the one in its list; a made-up frame does not.
        if texts - truth and not (is_read and name.startswith(PHOTOGRAPH)):
            self.wrong.append(f"{name}: {sorted(texts)} instead of {sorted(truth)}")

    @property
    def cell(self) -> str:
        """Return the score as a cell of a table."""
        missed = self.pictures - self.read
        hit = f"{self.hit_ms / self.read:.0f}" if self.read else "-"
        miss = f"{self.miss_ms / missed:.0f}" if missed else "-"
        return f"{f'{self.read}/{self.pictures}':>7} {len(self.wrong)} {hit:>4} {miss:>4}"


def readers() -> dict[str, Read]:
    """Return what is compared, by name. The second reader needs grey."""
    cascade, grey = CodeCascade(), _grey
    return {
        "ZBar alone": lambda pixels: second_reader.read(grey(pixels)),
        "ZXing alone": lambda pixels: read_codes(pixels, Search.FULL),
        "live cascade": cascade.live,
        "still cascade": cascade.still,
    }


def _grey(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        return pixels
    cv2 = opencv()
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--each", default=12, show_default=True, help="Frames a step.")
@click.option("--hard", default=240, show_default=True, help="Frames spoiled in several ways.")
@click.option("--empty", default=60, show_default=True, help="Frames without any code.")
@click.option("--seed", default=1, show_default=True, help="Of the made-up frames.")
def main(folder: Path | None, each: int, hard: int, empty: int, seed: int) -> None:
    """Print what every reader makes of the pictures of FOLDER and of made-up frames of tubes."""
    opencv()
    compared = readers()
    click.echo(
        "Each cell: read/all, wrong, CPU ms for a picture that was read, for one that was not"
    )
    click.echo(" " * 15 + "".join(f"{name:22}" for name in compared))
    wrong: list[str] = []
    if folder is not None:
        wrong += _on_pictures(folder, compared)
    wrong += _on_steps(compared, each, seed)
    wrong += _on_hard(compared, hard, seed)
    wrong += _on_empty(compared, empty, seed)
    wrong += _voted(hard // 8, seed)
    for line in wrong:
        click.echo(line)
    sys.exit(1 if any("cascade" in line or "vote" in line for line in wrong) else 0)


def _on_pictures(folder: Path, compared: dict[str, Read]) -> list[str]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    scores: dict[str, dict[str, Score]] = {}
    for row in rows:
        pixels = read_picture(folder / row["file"]).pixels
        name = PHOTOGRAPH + row["file"]
        _score(scores.setdefault(row["format"], {}), compared, pixels, {row["text"]}, name)
    return [line for name, found in scores.items() for line in _told(name, found)]


def _on_steps(compared: dict[str, Read], each: int, seed: int) -> list[str]:
    wrong = []
    for kind in tube_frames.STEPS:
        scores: dict[int, dict[str, Score]] = {}
        for step, made in tube_frames.series(kind, each, seed):
            _score(scores.setdefault(step, {}), compared, made.pixels, {made.text}, kind)
        for step, found in scores.items():
            wrong += _told(f"{kind} {step + 1}", found)
    return wrong


def _on_hard(compared: dict[str, Read], count: int, seed: int) -> list[str]:
    scores: dict[str, Score] = {}
    for made in tube_frames.hard(count, seed):
        _score(scores, compared, made.pixels, {made.text}, "hard")
    return _told("hard", scores)


def _on_empty(compared: dict[str, Read], count: int, seed: int) -> list[str]:
    chance, scores = np.random.default_rng(seed), dict[str, Score]()
    for number in range(count):
        _score(scores, compared, tube_frames.empty(chance, number), set(), "empty")
    return _told("no code", scores)


def _score(
    scores: dict[str, Score],
    compared: dict[str, Read],
    pixels: Pixels,
    truth: set[str],
    name: str,
) -> None:
    for reader, read in compared.items():
        begun = time.process_time()
        found = tuple(read(pixels))
        cost_ms = (time.process_time() - begun) * 1000
        said = ({code.text.strip() for code in found}, cost_ms)
        scores.setdefault(reader, Score()).add(said, {text.strip() for text in truth}, name)


def _told(name: str, scores: dict[str, Score]) -> list[str]:
    """Print one row and return what was read wrongly."""
    click.echo(f"{name:15}" + "".join(f"{score.cell:22}" for score in scores.values()))
    sys.stdout.flush()
    return [f"{reader}, {line}" for reader, score in scores.items() for line in score.wrong]


def _voted(count: int, seed: int) -> list[str]:
    """Hold tubes before a camera for two seconds each and count what the vote takes."""
    cascade, wrong, waits = CodeCascade(), list[str](), list[float]()
    for number in range(count):
        vote, truth = CodeVote(lambda _code: "tube"), ""
        for frame, made in enumerate(_held(seed + number)):
            truth = made.text
            said = vote.look(cascade.live(made.pixels), frame, frame * _FRAME_S)
            if said.state is VoteState.TAKEN:
                waits.append((frame + 1) * _FRAME_S)
                if said.codes[0].text != truth:
                    wrong.append(f"vote: {said.codes[0].text} instead of {truth}")
                break
    middle = f"{sorted(waits)[len(waits) // 2]:.1f} s" if waits else "-"
    click.echo(f"vote: {len(waits)} of {count} hard tubes taken, half of them within {middle}")
    return wrong


def _held(seed: int) -> Iterator[tube_frames.TubeFrame]:
    """Give two seconds of one hard tube in a hand that is never quite still."""
    first = next(tube_frames.hard(1, seed))
    chance = np.random.default_rng(seed)
    for _ in range(_VOTED_FRAMES):
        yield tube_frames.shaken(first, chance)


if __name__ == "__main__":
    main()
