"""Upkeep: back-ups listed, jobs with a bar, restoring asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from samplepoint.errors import Obstacle
from samplepoint.gui.models.backup_list import BackupList
from samplepoint.gui.pages.upkeep import UpkeepPage
from samplepoint.gui.workplace import Workplace
from samplepoint.services.backing_up import Failure, Standing
from samplepoint.services.jobs import Progress
from samplepoint.storage.backup import Backup
from samplepoint.storage.checking import Counter
from samplepoint.wording import Language, Wording
from tests.gui.office_ground import LINE, MadeUpOffice, furnish
from tests.gui.pages_ground import WORDS, workplace_in


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def office(workplace: Workplace) -> MadeUpOffice:
    return furnish(workplace)


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace, office: MadeUpOffice) -> UpkeepPage:
    page = UpkeepPage(workplace)
    qtbot.addWidget(page)
    page.resize(888, 624)
    page.show()
    return page


def test_a_backup_is_made_and_listed_first(
    qtbot: QtBot, page: UpkeepPage, office: MadeUpOffice
) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.backup_key.click()
    assert page.model.rowCount() == 2
    assert page.model.row(page.table.currentIndex()) == office.lines[0]
    assert office.lines[0].name in page.answer_strip.text


def test_a_sound_book_is_said_to_be_sound(qtbot: QtBot, page: UpkeepPage) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.check_key.click()
    assert "完好" in page.answer_strip.text


def test_what_is_wrong_is_named(qtbot: QtBot, page: UpkeepPage, office: MadeUpOffice) -> None:
    office.counters.append(Counter("check_chains", 3, ("AAAA0001",)))
    with qtbot.waitSignal(page.bridge.finished):
        page.check_key.click()
    assert "3" in page.answer_strip.text


def test_restoring_needs_a_pin_and_is_asked_twice(
    qtbot: QtBot, page: UpkeepPage, office: MadeUpOffice
) -> None:
    page.restore_key.click()
    assert page.focusWidget() is page.pin
    page.pin.setText("2468")
    page.restore_key.click()
    assert "2026-01-12 09:41" in page.answer_strip.text
    assert office.restored == []
    with qtbot.waitSignal(page.bridge.finished):
        page.restore_key.click()
    assert office.restored == [(LINE.name, "2468")]
    assert page.pin.text() == ""


def test_a_wrong_pin_restores_nothing(qtbot: QtBot, page: UpkeepPage, office: MadeUpOffice) -> None:
    page.pin.setText("1111")
    page.restore_key.click()
    with qtbot.waitSignal(page.bridge.failed):
        page.restore_key.click()
    assert office.restored == []
    assert "PIN" in page.answer_strip.text


def test_another_choice_begins_the_question_again(
    qtbot: QtBot, page: UpkeepPage, office: MadeUpOffice
) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.backup_key.click()
    page.pin.setText("2468")
    page.restore_key.click()
    page.table.selectRow(1)
    page.restore_key.click()
    assert office.restored == []


def test_the_bar_shows_how_far_a_job_is(page: UpkeepPage, workplace: Workplace) -> None:
    page.bridge.progressed.emit(Progress("backup_writing", 1, 4))
    assert page._bar.value() == 250  # noqa: SLF001  # what the operator sees
    workplace.speak(Language.ENGLISH)
    assert page._job_text.text() == "Backing up"  # noqa: SLF001
    page.bridge.progressed.emit(Progress("nobody_wrote_this", 1, 0))
    assert page._bar.maximum() == 0  # noqa: SLF001


def seen(qtbot: QtBot, page: UpkeepPage, office: MadeUpOffice, standing: Standing) -> None:
    """Let the page look again and see this."""
    office.now = standing
    qtbot.waitUntil(lambda: not page.is_looking)
    page.look_again()
    qtbot.waitUntil(lambda: not page.is_looking)


NOW = Standing(Backup(Path(LINE.name), LINE.made, 7), 12, Path("/stick"), None, "", None)


@pytest.mark.parametrize(
    ("standing", "of_book", "of_second"),
    [
        (NOW, "2026-01-12 09:41, 12 records since", "No copy is there yet"),
        (replace(NOW, waiting=0, second=None), "nothing new since", "None chosen"),
        (replace(NOW, newest=None), "no back-up yet", "No copy"),
        (replace(NOW, second_newest=NOW.newest), "12 records", "of 2026-01-12 09:41"),
        (replace(NOW, second_trouble="second_not_there"), "12 records", "not there"),
        (replace(NOW, second_trouble="second_same_disk"), "12 records", "own disk"),
        (replace(NOW, second_trouble="disk_full"), "12 records", "Disk is full"),
        (replace(NOW, failure=Failure(Obstacle("disk_full"), LINE.made)), "09:41 failed", "No"),
    ],
)
def test_how_well_it_is_backed_up_is_said(
    qtbot: QtBot,
    page: UpkeepPage,
    office: MadeUpOffice,
    standing: Standing,
    of_book: str,
    of_second: str,
) -> None:
    page.workplace.speak(Language.ENGLISH)
    seen(qtbot, page, office, standing)
    assert of_book in page.state.text()
    assert of_second in page.second_standing.text()


@pytest.mark.parametrize(
    ("folder", "said"), [("sticks", "路径不完整"), ("/made-up/backups", "放备份的文件夹")]
)
def test_a_second_drive_that_cannot_be_is_refused(page: UpkeepPage, folder: str, said: str) -> None:
    page.second.setText(folder)
    page.use_second()
    assert said in page.answer_strip.text
    assert page.workplace.settings.second_backups == ""


def test_without_backups_the_page_says_how_they_come(
    qtbot: QtBot, workplace: Workplace, office: MadeUpOffice
) -> None:
    office.lines.clear()
    page = UpkeepPage(workplace)
    qtbot.addWidget(page)
    page.show()
    assert page.empty.isVisible()
    assert not page.restore_key.isVisible()


def test_without_an_office_the_page_says_so(qtbot: QtBot, workplace: Workplace) -> None:
    page = UpkeepPage(workplace)
    qtbot.addWidget(page)
    page.back_up()
    assert "命令行" in page.answer_strip.text


def test_the_list_of_backups_is_a_sound_model(qtbot: QtBot) -> None:
    model = BackupList(Wording(WORDS))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show([LINE])
    model.speak()
    assert [model.index(0, column).data() for column in range(3)] == [
        "2026-01-12 09:41",
        "7",
        LINE.name,
    ]
    model.show([])
    assert model.rowCount() == 0
