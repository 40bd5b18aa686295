"""Back-ups by themselves beside a real window: made in time, said when they fail, caught up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from samplepoint.app.paths import BookFolder
from samplepoint.app.settings import read_settings
from samplepoint.app.wiring import House, found_house, practice_plan, practice_staff
from samplepoint.domain.clock import PracticeClock
from samplepoint.errors import Cancelled, Obstacle
from samplepoint.gui.house_window import open_house_window
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.upkeep import UpkeepPage
from samplepoint.gui.quiet_work import QuietWork
from samplepoint.services.backing_up import list_backups
from samplepoint.services.backup_schedule import AGAIN_MS, FIRST_MS, BackupSchedule
from samplepoint.services.jobs import Reporter
from samplepoint.services.retention_watch import IDLE_MS
from samplepoint.services.station import Place
from samplepoint.storage import backup
from samplepoint.storage.key_copies import place_on
from samplepoint.wording import Wording
from tests.desk.words import Words
from tests.gui.pages_ground import WORDS

MORNING = datetime(2026, 1, 12, 9, 41, tzinfo=timezone(timedelta(hours=8)))


class Clock:
    """Milliseconds that a test lets pass."""

    now_ms = 0.0

    def __call__(self) -> float:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(qapp: object, tmp_path: Path) -> Iterator[House]:
    made = found_house(
        BookFolder(tmp_path / "house"),
        practice_plan(),
        practice_staff(),
        PracticeClock(MORNING),
        practice=True,
    )
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, house: House, clock: Clock) -> Iterator[MainWindow]:
    window = open_house_window(house, Wording(WORDS), lambda: None)
    quiet_of(window).schedule = BackupSchedule(house.backing_up, clock)
    yield window
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def quiet_of(window: MainWindow) -> QuietWork:
    found: QuietWork
    (found,) = window.findChildren(QuietWork)
    return found


def upkeep_page(window: MainWindow) -> UpkeepPage:
    window.show_page(PageName.UPKEEP)
    page = window.pages.currentWidget()
    assert isinstance(page, UpkeepPage)
    return page


def test_a_backup_is_made_when_its_time_has_come(
    qtbot: QtBot, window: MainWindow, house: House, clock: Clock
) -> None:
    quiet = quiet_of(window)
    quiet.look_at_schedule()
    assert not quiet.is_running
    clock.now_ms = FIRST_MS
    quiet.look_at_schedule()
    qtbot.waitUntil(lambda: not quiet.is_running)
    assert len(list_backups(house.backing_up.shelf)) == 1
    page = upkeep_page(window)
    qtbot.waitUntil(lambda: "2026-01-12 09:41" in page.state.text())


def test_a_failure_is_said_over_the_counts_and_taken_back(
    qtbot: QtBot,
    window: MainWindow,
    house: House,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_args: object) -> None:
        raise Obstacle("disk_full")

    quiet = quiet_of(window)
    clock.now_ms = FIRST_MS
    with monkeypatch.context() as patched:
        patched.setattr(backup, "settle", full)
        quiet.look_at_schedule()
        qtbot.waitUntil(lambda: not quiet.is_running)
    assert "磁盘已满" in window.top_bar.warning
    page = upkeep_page(window)
    qtbot.waitUntil(lambda: "09:41" in page.state.text())
    assert "磁盘已满" in page.state.text()
    clock.now_ms += AGAIN_MS
    quiet.look_at_schedule()
    qtbot.waitUntil(lambda: not quiet.is_running)
    assert window.top_bar.warning == ""
    assert list_backups(house.backing_up.shelf)


def test_a_drive_that_is_chosen_gets_the_newest_backup_at_once(
    qtbot: QtBot, window: MainWindow, house: House, tmp_path: Path
) -> None:
    made = house.backing_up.backup(house.desk.place)
    (tmp_path / "stick").mkdir()
    page = upkeep_page(window)
    page.second.setText(str(tmp_path / "stick"))
    page.use_second()
    copy = place_on(tmp_path / "stick", house.opened.key) / made.backup.name
    qtbot.waitUntil(copy.exists)
    assert read_settings(house.folder.settings_file).settings.second_backups == str(
        tmp_path / "stick"
    )
    page.second.clear()
    page.use_second()
    assert house.backing_up.shelf.second is None
    assert copy.exists()


def test_the_drive_of_the_settings_is_there_from_the_start(house: House, tmp_path: Path) -> None:
    window = open_house_window(house, Wording(WORDS), lambda: None)
    place = window.workplace
    place.apply(replace(place.settings, second_backups=str(tmp_path)))
    window.close()
    house.reopen()
    assert house.backing_up.shelf.second == tmp_path


# -- retention -----------------------------------------------------------------------------------


def seventy_days_pass(house: House) -> None:
    """Register three people, and let seventy days pass."""
    clock = house.clock
    assert isinstance(clock, PracticeClock)
    words = Words(house.opened.book, clock, lambda: house.opened.book)
    words.fills(1, range(3))
    words.closes()
    clock.set(MORNING + timedelta(days=70))


def becomes_idle(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(window.idle), "quiet_ms", property(lambda _self: IDLE_MS))


def test_people_who_are_due_are_said_at_an_idle_desk_and_nobody_is_erased(
    qtbot: QtBot, window: MainWindow, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seventy_days_pass(house)
    quiet = quiet_of(window)
    quiet.look_at_schedule()
    assert not quiet.is_looking
    becomes_idle(window, monkeypatch)
    quiet.look_at_schedule()
    qtbot.waitUntil(lambda: not quiet.is_looking)
    assert "3 人" in window.top_bar.warning
    assert house.retention.preview().people == 3
    window.wedge.stirred.emit()
    assert window.top_bar.warning == ""


def test_what_was_interrupted_goes_on_at_an_idle_desk(
    qtbot: QtBot, window: MainWindow, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seventy_days_pass(house)
    reporter = Reporter()
    reporter.cancel()
    supervisor = Place("A", house.opened.staff)
    with pytest.raises(Cancelled):
        house.retention.erase(supervisor, reporter=reporter)
    assert house.retention.is_begun()
    becomes_idle(window, monkeypatch)
    quiet = quiet_of(window)
    quiet.look_at_schedule()
    qtbot.waitUntil(lambda: not quiet.is_looking)
    assert house.retention.preview().is_nothing
    assert window.top_bar.warning == ""
