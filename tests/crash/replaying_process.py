"""The program in a process of its own, replaying a day, and what its book then holds.

Owns starting, reading and killing it, and the comparison with a run that was left alone; refuses
to know why it dies.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samplepoint.app.paths import BookFolder
from samplepoint.app.wiring import open_house
from samplepoint.domain.clock import SystemClock
from samplepoint.errors import Damage
from samplepoint.services.first_start import PRACTICE_PIN
from samplepoint.services.replaying import read_events
from samplepoint.services.state import state
from samplepoint.services.station import Station
from samplepoint.storage import derivation
from samplepoint.storage.book import Book
from samplepoint.storage.checking import check
from samplepoint.storage.fact_rows import check_chains
from samplepoint.storage.schema import DERIVED

ROOT = Path(__file__).parents[2]
_FRESH_NUMBER = re.compile(r"LS[0-9A-Z]{8}\d+")

# These leave nothing in the book, so a program that starts again may do them again.
_WITHOUT_TRACE = ("restarted", "clock_jumped")

Deeds = dict[str, list[str]]
"""Mark of an event -> the kinds of facts it left, in order."""


@dataclass
class Replay:
    """One folder into which a day is replayed, as often interrupted as it takes."""

    folder: Path
    day: Path
    pool: int
    program: tuple[str, ...] = ("-m", "samplepoint")
    acknowledged: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What the program said of each event, by the event's number."""
    twice: list[int] = field(default_factory=list)
    """Events that were answered before a restart and once more after it."""

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start the program where the book stands; whatever happens, it is gone at the end."""
        words = ["--data", str(self.folder), "replay", str(self.day), "--pool", str(self.pool)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        environment.pop("SAMPLEPOINT_PIN", None)
        process = subprocess.Popen(
            [sys.executable, *self.program, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=self.folder.parent,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def hear(self, lines: Iterable[bytes]) -> None:
        """Take note of answers; the last line of a killed program may be half a line."""
        for line in lines:
            if line.endswith(b"\n"):
                said = json.loads(line)
                if said["i"] in self.acknowledged and said["code"] not in _WITHOUT_TRACE:
                    self.twice.append(said["i"])
                self.acknowledged[said["i"]] = said

    def to_the_end(self) -> None:
        """Run without any trouble until the day is over."""
        with self.running() as process:
            out, errors = process.communicate()
            self.hear(out.splitlines(keepends=True))
        assert process.returncode == 0, errors.decode()

    def killed_after(self, answers: int, pause: float) -> bool:
        """Kill the program some answers and a moment after its start.

        All that it said counts, also what is read when it is dead. Returns whether the day was
        over before.
        """
        with self.running() as process:
            said = self._listen(process, answers, pause)
            process.kill()
            rest, errors = process.communicate()
        self.hear((said + rest).splitlines(keepends=True))
        assert process.returncode in (0, -signal.SIGKILL), errors.decode()
        return process.returncode == 0

    def cut_off_after(self, answers: int, pause: float, cut: Callable[[], None]) -> bool:
        """Cut the power some answers and a moment after the start of the program.

        Only what it said before counts: a real program says nothing after a power cut, while
        this one goes on until its disk answers. Returns whether the day was over before.
        """
        with self.running() as process:
            said = self._listen(process, answers, pause)
            is_over = process.poll() is not None
            cut()
        self.hear(said.splitlines(keepends=True))
        return is_over

    def _listen(self, process: subprocess.Popen[bytes], answers: int, pause: float) -> bytes:
        """Read so many answers, and what more is there a moment later."""
        assert process.stdout is not None
        said = b"".join(process.stdout.readline() for _ in range(answers))
        with suppress(subprocess.TimeoutExpired):
            process.wait(pause)
        os.set_blocking(process.stdout.fileno(), False)
        more = process.stdout.read() or b""
        os.set_blocking(process.stdout.fileno(), True)
        return said + more


@contextmanager
def opened(folder: Path) -> Iterator[Book]:
    """Open the practice book that a replay left in a folder."""
    house = open_house(BookFolder(folder), PRACTICE_PIN, SystemClock())
    try:
        yield house.station.book
    finally:
        house.close()


def deeds(book: Book) -> Deeds:
    """Return which facts each event has left."""
    rows = book.db.conn.execute(
        "SELECT seq, gesture, kind FROM fact UNION ALL SELECT seq, gesture, kind FROM sample "
        "ORDER BY seq"
    )
    found: Deeds = {}
    for _seq, gesture, kind in rows:
        found.setdefault(gesture.removeprefix("replay:"), []).append(kind)
    found.pop("", None)
    return found


def neutral_state(book: Book) -> str:
    """Return the state as text, without what differs between two books of the same day."""
    found = state(Station(book))
    for binding in found["bindings"]:
        del binding["seq"]
    return _FRESH_NUMBER.sub("LS", json.dumps(found, ensure_ascii=False, sort_keys=True))


@dataclass(frozen=True)
class Undisturbed:
    """What a day comes to when nothing happens to the program."""

    answers: dict[int, dict[str, Any]]
    deeds: Deeds
    state: str

    @classmethod
    def run(cls, folder: Path, day: Path, pool: int) -> Undisturbed:
        """Replay the day in one go."""
        replay = Replay(folder, day, pool)
        replay.to_the_end()
        with opened(folder) as book:
            return cls(replay.acknowledged, deeds(book), neutral_state(book))


def what_is_wrong(replay: Replay, undisturbed: Undisturbed) -> list[str]:
    """Return what does not add up in an interrupted book; nothing, when all is well."""
    if not BookFolder(replay.folder).book_file.exists():
        return ["lost: the book"] if replay.acknowledged else []
    try:
        with opened(replay.folder) as book:
            wrong = _unsound(book)
            found = deeds(book)
    except Damage as damage:
        return [f"damage: {damage.code}"]
    for event in read_events(replay.day):
        answer = replay.acknowledged.get(event.number)
        if answer and answer != undisturbed.answers[event.number]:
            wrong.append(f"answered otherwise: {answer}")
        if answer and event.digest in undisturbed.deeds and event.digest not in found:
            wrong.append(f"lost: {answer}")
    for mark, kinds in found.items():
        if undisturbed.deeds.get(mark) != kinds:
            wrong.append(f"{mark[:8]}: {kinds}, not {undisturbed.deeds.get(mark)}")
    return wrong + [f"answered twice: {number}" for number in replay.twice]


def _unsound(book: Book) -> list[str]:
    """Check the file, the chain, and that the derived tables are those of the facts."""
    verdict = [row[0] for row in book.db.conn.execute("PRAGMA quick_check")]
    wrong = [] if verdict == ["ok"] else [f"quick_check: {verdict[:3]}"]
    check_chains(book.db)
    before = _derived(book)
    derivation.rebuild(book.db)
    if before != _derived(book):
        wrong.append("derived tables differ")
    with closing(book.open_reader()) as reader:
        return wrong + [f"rule broken: {c.code}" for c in check(reader) if c.count]


def _derived(book: Book) -> dict[str, list[tuple[Any, ...]]]:
    execute = book.db.conn.execute
    return {table: execute(f"SELECT * FROM {table}").fetchall() for table in DERIVED}
