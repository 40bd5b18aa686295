"""A second process opens what is next; it changes nothing but the time a merge takes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from samplepoint.errors import Cancelled
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.package import open_package
from samplepoint.formats.package_lines import PackageFacts
from samplepoint.services import opening_ahead
from samplepoint.services.jobs import Reporter
from samplepoint.services.merging import Merging
from samplepoint.services.opening_ahead import OpeningAhead
from samplepoint.storage import book_keys
from tests.travel.city import SUPERVISOR, Town


@pytest.fixture
def worthwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the second process start for any files."""
    monkeypatch.setattr(opening_ahead, "WORTHWHILE_BYTES", 0)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[PackageFacts | None]:
    """Note what the merge was given by the second process, in order."""
    noted: list[PackageFacts | None] = []
    really = OpeningAhead.facts

    def facts(self: OpeningAhead, path: Path, sha256: str, key: PublicKey) -> PackageFacts | None:
        noted.append(really(self, path, sha256, key))
        return noted[-1]

    monkeypatch.setattr(OpeningAhead, "facts", facts)
    return noted


def six_files(town: Town) -> list[Path]:
    """Return good files of two points, one of a stranger and a damaged one among them."""
    east, west, stranger = town.has_point("东门"), town.has_point("西门"), town.has_stranger("北站")
    files: list[Path] = []
    for nth, point in enumerate((east, west, stranger, east, west)):
        point.words.fills(nth + 1, range(3 * nth, 3 * nth + 3))
        files.append(point.packs())
    damaged = town.folder / "damaged.spkg"
    damaged.write_bytes(files[0].read_bytes()[:-40] + bytes(40))
    return [*files[:2], damaged, *files[2:]]


def test_every_file_ends_as_it_does_without_the_second_process(
    town: Town, worthwhile: None, given: list[PackageFacts | None]
) -> None:
    del worthwhile
    told = town.told(*six_files(town))
    assert told == ["accept", "accept", "damaged", "quarantine", "accept", "accept"]
    # The first is opened by the merge itself, the other three were ready when it came to them.
    assert [found is not None for found in given] == [False, True, True, True]
    assert multiprocessing.active_children() == []


def test_known_files_are_not_opened_once_more(
    town: Town, worthwhile: None, given: list[PackageFacts | None]
) -> None:
    del worthwhile
    files = six_files(town)[:2]
    town.merges(*files)
    given.clear()
    assert town.told(*files) == ["duplicate", "duplicate"]
    assert given == []


@pytest.fixture
def ahead(town: Town, worthwhile: None) -> Iterator[tuple[OpeningAhead, list[Path], PublicKey]]:
    """Return what opens four files of one point, after the first was asked for."""
    del worthwhile
    point, files = town.has_point("东门"), []
    for nth in range(4):
        point.words.fills(nth + 1, range(3 * nth, 3 * nth + 3))
        files.append(point.packs())
    key = SigningKey(book_keys.read(point.book.db).sign_seed).public
    identity = book_keys.read(town.book.db).age_identity
    with closing(OpeningAhead(files, identity, {key.signer: key.raw})) as opening:
        assert opening.facts(files[0], "", key) is None
        yield opening, files, key


def test_what_was_opened_of_another_content_or_key_is_not_used(
    ahead: tuple[OpeningAhead, list[Path], PublicKey],
) -> None:
    opening, files, key = ahead
    sha256 = [open_package(file.read_bytes()).sha256 for file in files]
    assert opening.facts(files[1], sha256[2], key) is None
    assert opening.facts(files[2], sha256[2], PublicKey.of(bytes(32))) is None
    assert opening.facts(files[3], sha256[3], key) is not None


def test_a_process_that_dies_leaves_the_rest_to_the_merge(
    ahead: tuple[OpeningAhead, list[Path], PublicKey],
) -> None:
    opening, files, key = ahead
    for child in multiprocessing.active_children():
        child.kill()
        child.join()
    sha256 = [open_package(file.read_bytes()).sha256 for file in files]
    assert opening.facts(files[2], sha256[2], key) is None
    assert opening.facts(files[1], sha256[1], key) is None


def test_a_cancelled_merge_leaves_no_process_behind(town: Town, worthwhile: None) -> None:
    del worthwhile
    files = six_files(town)[:2]

    class Impatient(Reporter):
        def report(self, code: str, done: int, total: int = 0) -> None:
            del code, total
            if done:
                raise Cancelled("cancelled")

    merging = Merging(town.station, town.quarantine)
    with pytest.raises(Cancelled):
        list(merging.merge(SUPERVISOR, files, Impatient()))
    assert multiprocessing.active_children() == []
    assert town.told(*files) == ["duplicate", "accept"]
