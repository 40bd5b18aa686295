"""A run that is interrupted anywhere goes on, and never claims what it has not done."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from samplepoint.domain.facts import Kind
from samplepoint.errors import Cancelled
from samplepoint.services.jobs import Reporter
from samplepoint.storage import erasing
from tests.services.planted import (
    Planted,
    bodies,
    code_of,
    entry,
    erase,
    opened,
    samples,
    traces,
)
from tests.storage.full_disk import MountedDisk, mounted
from tests.storage.working_book import wrong

# -- interrupted -----------------------------------------------------------------------------------


def stopping_at(code: str, nth: int = 1) -> Reporter:
    """Return a reporter that cancels the run at the nth report of one step."""
    seen: list[str] = []

    class Stop(Reporter):
        def report(self, told: str, done: int, total: int = 0) -> None:
            seen.append(told)
            if seen.count(code) == nth:
                raise Cancelled("cancelled")
            super().report(told, done, total)

    return Stop()


@pytest.mark.parametrize(
    ("step", "nth"),
    [
        ("erasing_people", 1),
        ("erasing_people", 2),
        ("erasing_people", 5),
        ("erasing_pages", 1),
        ("backup_checking", 1),
    ],
)
def test_an_interrupted_run_goes_on_and_never_claims_half(
    old: Planted, monkeypatch: pytest.MonkeyPatch, step: str, nth: int
) -> None:
    monkeypatch.setattr(erasing, "CHUNK", 40)
    total = samples(old)
    with pytest.raises(Cancelled):
        old.retention.erase(old.place, reporter=stopping_at(step, nth))
    old.restart()
    assert not wrong(old.desk.book)
    assert bodies(old, Kind.ERASURE_FINISHED) == []
    assert old.retention.preview().is_begun
    old.retention.resume(old.place)
    assert traces(old) == []
    assert not wrong(old.desk.book)
    claimed = sum(int(str(one["people"])) for one in bodies(old, Kind.PERSONS_ERASED))
    assert claimed == total
    assert old.retention.preview().is_nothing


def test_a_disk_that_runs_full_in_the_middle_is_no_half_claim(
    tmp_path: Path, key: bytes | None, gardens: dict[bytes | None, Path]
) -> None:
    with mounted(tmp_path / "small", "2m") as disk:
        shutil.copytree(gardens[key], disk / "home")
        point = opened(disk / "home", key)
        point.days_pass(61)
        small = MountedDisk(disk)
        for pages in (4, 12, 30, 60):
            small.leave(pages)
            assert code_of(lambda: erase(point)) in {"disk_full", "disk_error"}
            small.relieve()
            point.restart()
            assert not wrong(point.desk.book)
            assert bodies(point, Kind.ERASURE_FINISHED) == []
        point.retention.resume(point.place)
        assert traces(point) == []
        point.close()


def test_a_desk_that_comes_back_goes_first(old: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(old.desk.book.gate), "is_wanted", property(lambda _self: True))
    assert code_of(lambda: erase(old)) == "desk_comes_first"
    monkeypatch.undo()
    old.desk.types(entry(300))
    old.desk.undoes()
    old.retention.resume(old.place)
    assert old.desk.book.db.conn.execute("PRAGMA freelist_count").fetchone()[0] in {0, "0"}


def test_a_reader_that_holds_the_log_is_waited_for(old: Planted) -> None:
    with closing(old.desk.book.open_reader()) as reader:
        reader.conn.execute("BEGIN")
        reader.conn.execute("SELECT count(*) FROM fact").fetchone()
        assert code_of(lambda: erase(old)) == "book_is_read"
    old.retention.resume(old.place)
    assert traces(old) == []


def test_the_next_deed_of_a_supervisor_finishes_what_was_interrupted(old: Planted) -> None:
    with pytest.raises(Cancelled):
        old.retention.erase(old.place, reporter=stopping_at("erasing_pages"))
    erase(old)
    assert old.retention.preview().is_nothing
    assert len(bodies(old, Kind.ERASURE_FINISHED)) == 1
