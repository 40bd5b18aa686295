"""The first page of a supervisor's window: a row a file, quarantine, cancelling, a stick pulled."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from samplepoint.app.wiring import stick_door
from samplepoint.gui.models.row_table import SHADE_ROLE
from samplepoint.gui.models.verdict_rows import VerdictRows, in_full
from samplepoint.gui.pages.merging import MergingPage, Shown
from samplepoint.gui.shades import Shade
from samplepoint.gui.workplace import Workplace
from samplepoint.services.package_verdicts import Verdict
from samplepoint.wording import Language, Wording
from tests.desk.words import CHINA
from tests.gui.pages_ground import WORDS
from tests.gui.travel_ground import at_hub, folders_of
from tests.travel.city import Town, TownPoint


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def workplace(qapp: object, town: Town) -> Workplace:
    place = at_hub(town)
    place.stick_door = stick_door()
    return place


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace, stick: Path) -> MergingPage:
    page = MergingPage(workplace)
    qtbot.addWidget(page)
    page.resize(1334, 624)
    page.place.folder.setText(str(stick))
    page.show()
    page.activateWindow()
    return page


def carries(stick: Path, point: TownPoint) -> Path:
    """Put a point's package onto the stick."""
    made = point.makes()[-1]
    (stick / made.name).write_bytes(made.content)
    return stick / made.name


def merge(qtbot: QtBot, page: MergingPage) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.confirm()


def a_stranger_brings(qtbot: QtBot, page: MergingPage, town: Town, stick: Path) -> TownPoint:
    """Merge a stick from a point that nobody has enrolled, with three people."""
    stranger = town.has_stranger("北站")
    stranger.words.fills(7, range(3))
    carries(stick, stranger)
    merge(qtbot, page)
    return stranger


def verdicts(page: MergingPage) -> list[str]:
    return [str(row.verdict) for row in page.model.rows]


def test_every_file_gets_a_row_and_the_bar_counts_who_came(
    qtbot: QtBot, page: MergingPage, town: Town, stick: Path, workplace: Workplace
) -> None:
    assert page.empty.isVisibleTo(page)
    east = town.has_point("东门小学")
    east.words.fills(1, range(3))
    carries(stick, east)
    (stick / "broken.spkg").write_bytes(b"hello")
    merge(qtbot, page)
    assert sorted(verdicts(page)) == ["accept", "damaged"]
    assert "2 个文件，新增 3 人" in page.answer_strip.text
    assert "损坏 1 个" in page.answer_strip.text
    assert "已汇总 3 人" in page.state.text()
    assert workplace.picture is not None
    assert (workplace.picture.counts.stored_here, workplace.picture.points) == (3, 1)
    assert folders_of(workplace).backed_up == 1
    merge(qtbot, page)
    assert sorted(verdicts(page)) == ["damaged", "duplicate"]


def test_details_say_why_and_what_to_do(
    qtbot: QtBot, page: MergingPage, town: Town, stick: Path
) -> None:
    a_stranger_brings(qtbot, page, town, stick)
    assert page.detail.head.text() == "隔离"
    assert "不认识这个登记站" in page.detail.about.text()
    assert "接入" in page.detail.about.text()


def test_the_quarantine_is_looked_at_and_merged_once_somebody_is_enrolled(
    qtbot: QtBot, page: MergingPage, town: Town, stick: Path
) -> None:
    stranger = a_stranger_brings(qtbot, page, town, stick)
    assert "隔离的 1 个" in page.shown._buttons[1].text()  # noqa: SLF001  # what is read there
    with qtbot.waitSignal(page.bridge.finished):
        page.shown.setFocus()
        page.shown._press(1)  # noqa: SLF001  # a click on it
    assert verdicts(page) == ["quarantine"]
    assert page.again_key.isVisibleTo(page)
    assert not page.believe_key.isVisibleTo(page)
    town.enrols(stranger)
    with qtbot.waitSignal(page.bridge.finished):
        page.again_key.click()
    assert verdicts(page) == ["accept"]
    assert page.shown.value is Shown.RUN
    assert list(town.quarantine.iterdir()) == []


def test_what_the_stick_brings_again_leaves_the_quarantine(
    qtbot: QtBot, page: MergingPage, town: Town, stick: Path
) -> None:
    stranger = a_stranger_brings(qtbot, page, town, stick)
    town.enrols(stranger)
    merge(qtbot, page)
    assert verdicts(page) == ["accept"]
    assert "隔离的 0 个" in page.shown._buttons[1].text()  # noqa: SLF001  # what is read there


def test_an_impossible_clock_is_believed_when_the_supervisor_says_so(
    qtbot: QtBot, page: MergingPage, town: Town, stick: Path
) -> None:
    point = town.has_point("南门")
    point.words.clock.set(datetime(1980, 1, 1, 0, 5, tzinfo=CHINA))
    point.words.fills(5, range(3))
    carries(stick, point)
    merge(qtbot, page)
    with qtbot.waitSignal(page.bridge.finished):
        page.shown._press(1)  # noqa: SLF001  # a click on it
    assert page.believe_key.isVisibleTo(page)
    with qtbot.waitSignal(page.bridge.finished):
        page.believe_key.click()
    assert verdicts(page) == ["accept"]


def test_cancelling_keeps_what_was_told(
    qtbot: QtBot, page: MergingPage, town: Town, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate(("东门", "西门", "南门")):
        point = town.has_point(name)
        point.words.fills(number + 1, range(3 * number, 3 * number + 3))
        carries(stick, point)
    from samplepoint.services import merging  # noqa: PLC0415  # patched where it reads

    read = merging._read  # noqa: SLF001  # the moment between two files

    def read_and_cancel(path: Path) -> bytes:
        page.bridge.cancel()
        return read(path)

    monkeypatch.setattr(merging, "_read", read_and_cancel)
    with qtbot.waitSignal(page.bridge.failed):
        page.confirm()
    qtbot.waitUntil(lambda: len(page.model.rows) == 1)
    assert "1 个文件已收好" in page.answer_strip.text
    monkeypatch.undo()
    merge(qtbot, page)
    assert sorted(verdicts(page)) == ["accept", "accept", "duplicate"]


def test_a_stick_that_is_pulled_out_is_named(
    qtbot: QtBot, page: MergingPage, town: Town, stick: Path
) -> None:
    with qtbot.waitSignal(page.bridge.failed):
        page.confirm()
    assert "没有数据包" in page.answer_strip.text
    stick.rmdir()
    with qtbot.waitSignal(page.bridge.failed):
        page.confirm()
    assert "没有这个文件" in page.answer_strip.text
    page.place.folder.setText("stick")
    page.confirm()
    assert "路径不完整" in page.answer_strip.text
    assert town.told() == []


def test_verdicts_are_a_sound_model(
    qtbot: QtBot, page: MergingPage, town: Town, stick: Path
) -> None:
    east = town.has_point("东门小学")
    east.words.fills(1, range(3))
    carries(stick, east)
    merge(qtbot, page)
    wording = Wording(WORDS)
    model = VerdictRows(wording)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(page.model.rows)
    model.add(page.model.rows)
    assert model.rowCount() == 2
    assert model.index(1, 0).data(SHADE_ROLE) == Shade.ACCEPTED
    wording.language = Language.ENGLISH
    model.speak()
    assert model.index(0, 0).data() == "taken in"
    head, about = in_full(page.model.rows[0], wording)
    assert head == "taken in"
    assert "3 people" in about
    assert page.model.rows[0].verdict is Verdict.ACCEPT
