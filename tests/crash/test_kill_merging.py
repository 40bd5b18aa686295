"""The program is killed (SIGKILL) while it merges, again and again: nothing is lost or doubled."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from samplepoint.domain.clock import PracticeClock
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import Verdict
from samplepoint.services.station import Station
from samplepoint.storage.book import Book
from tests.crash import merging_process
from tests.desk.words import START
from tests.storage.working_book import KEY, wrong
from tests.travel.city import SUPERVISOR, Town
from tests.travel.stations import Hub

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

KILLS = 6


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Return packages of four points that met the same people, for the book of `tmp_path/hub`."""
    town, made = Town(tmp_path / "hub"), []
    for nth, name in enumerate(("东门", "西门", "南门", "北门")):
        point = town.has_point(name)
        for part in range(4):
            first = 12 * nth + 8 * part
            point.words.fills(10 * nth + part, range(first, first + 3))
            made.append(point.packs())
    town.close()
    return made


def opened(folder: Path) -> Book:
    return Book(folder / "hub.db", KEY, PracticeClock(START))


def command(folder: Path, files: Sequence[Path]) -> list[str]:
    words = (sys.executable, merging_process.__file__, folder / "hub.db", *files)
    return [str(word) for word in words]


def assert_sound(folder: Path) -> None:
    book = opened(folder)
    assert wrong(book) == {}
    book.close()


def truth(folder: Path) -> bytes:
    book = opened(folder)
    found = Hub(book).state()
    book.close()
    return found


def killed_while_merging(folder: Path, files: Sequence[Path], after_s: float) -> list[str]:
    """Begin to merge and kill that after a pause; return the names of files that were told."""
    with subprocess.Popen(command(folder, files), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        time.sleep(after_s)
        process.kill()
        return process.stdout.read().splitlines()


def known(folder: Path, files: Sequence[Path]) -> set[str]:
    """Return the names of files that would bring nothing new."""
    book = opened(folder)
    told = Merging(Station(book), folder / "quarantine").look(SUPERVISOR, files)
    book.close()
    return {one.path.name for one in told if one.verdict in (Verdict.DUPLICATE, Verdict.OLDER)}


def test_a_kill_at_any_moment_of_a_merge_leads_to_the_same_state(
    tmp_path: Path, files: list[Path]
) -> None:
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "hub"
    shutil.copytree(killed, undisturbed)
    subprocess.run(command(undisturbed, files), check=True, capture_output=True)
    chance, counts = random.Random(20210106), set()
    for _ in range(KILLS):
        told = killed_while_merging(
            killed, chance.sample(files, len(files)), chance.uniform(0, 0.15)
        )
        there = known(killed, files)
        assert set(told) <= there
        assert_sound(killed)
        counts.add(len(there))
    subprocess.run(command(killed, files), check=True, capture_output=True)
    assert_sound(killed)
    assert truth(killed) == truth(undisturbed)
    # The kills came at different places, not all before or after the work.
    assert len(counts) > 1
