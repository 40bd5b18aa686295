"""Reading paper at the supervisor's: squares in view, pictures, the safe's key, the list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import Switch
from samplepoint.app.wiring import stick_door
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.staff import Role
from samplepoint.gui.models.row_table import SHADE_ROLE
from samplepoint.gui.models.strip_rows import ProofRows, StripRows
from samplepoint.gui.pages.strips import Shown, StripsPage
from samplepoint.gui.shades import Shade
from samplepoint.gui.workplace import Workplace
from samplepoint.services.strip_making import listed as listed_in
from samplepoint.services.strip_making import symbols_of
from samplepoint.wording import Language, Wording
from tests.desk.words import person
from tests.formats.paper_twins import recipients, safe
from tests.gui.pages_ground import WORDS
from tests.gui.strips_ground import BOX, LARGE, draw, large_strip, point_with_box, proof, squares_of
from tests.gui.travel_ground import at_hub, plug_in
from tests.stick.fake_stick import FakeStick
from tests.travel.city import Town, TownPoint


@pytest.fixture
def point(town: Town) -> TownPoint:
    return point_with_box(town)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def page_over(qtbot: QtBot, workplace: Workplace, stick: Path) -> StripsPage:
    workplace.stick_door = stick_door()
    page = StripsPage(workplace)
    qtbot.addWidget(page)
    page.resize(1334, 624)
    page.place.folder.setText(str(stick))
    page.show()
    return page


@pytest.fixture
def page(qtbot: QtBot, town: Town, stick: Path) -> StripsPage:
    return page_over(qtbot, at_hub(town), stick)


@pytest.fixture
def answers(page: StripsPage) -> list[Outcome]:
    """Everything that is sounded."""
    heard: list[Outcome] = []
    page.workplace.answered.connect(heard.append)
    return heard


def read_facts(town: Town) -> list[dict[str, object]]:
    rows = town.book.db.conn.execute(
        "SELECT body FROM fact WHERE kind = ?", (str(Kind.STRIP_READ),)
    )
    return [json.loads(body) for (body,) in rows]


def opens(qtbot: QtBot, page: StripsPage, squares: list[bytes]) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.take_squares(squares)


def looks(qtbot: QtBot, page: StripsPage) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.confirm()


def test_each_new_square_sounds_and_counts_and_what_is_missing_is_shown(
    page: StripsPage, point: TownPoint, answers: list[Outcome]
) -> None:
    strip = large_strip(point)
    for nth in (3, 3, 0, 3):
        page.take_squares([strip[nth]])
    assert [one.code for one in answers] == ["strip_squares_taken"] * 2
    state = page.count.state
    assert (state.box, state.have, state.count) == (LARGE, 2, len(strip))
    missing = [str(nth) for nth in range(1, len(strip) + 1) if nth not in (1, 4)]
    assert page.count.lines[1] == f"还缺第 {', '.join(missing)} 个"
    assert f"2 / {len(strip)}" in page.answer_strip.text
    page.grab()


def test_a_square_of_another_box_is_refused_with_a_sentence(
    page: StripsPage, point: TownPoint
) -> None:
    page.take_squares([large_strip(point)[0]])
    page.take_squares([large_strip(point, "BX001102")[0]])
    assert "另一条备份条" in page.answer_strip.text
    assert "BX00 1102" in page.answer_strip.text
    assert page.count.state.have == 1


def test_nothing_is_taken_while_the_desk_is_locked(page: StripsPage, point: TownPoint) -> None:
    page.workplace.run(page.workplace.desk.lock)
    page.take_squares([large_strip(point)[0]])
    assert page.count.state.count == 0


def test_the_last_square_opens_the_strip_and_the_reading_is_on_record(
    qtbot: QtBot, page: StripsPage, point: TownPoint, town: Town
) -> None:
    opens(qtbot, page, squares_of(point))
    assert page.shown.value is Shown.PEOPLE
    assert page.people.rowCount() == 6
    shown = [page.people.index(0, at).data() for at in range(5)]
    assert shown[0] == "缺少"
    assert "********" in shown[2]
    assert person(3) not in str([page.people.cells(row) for row in page.people.rows])
    about = page.detail.about.text()
    assert "登记簿里没有这个箱子" in about
    assert "登记簿缺少：6 人" in about
    [fact] = read_facts(town)
    assert (fact["box"], fact["people"], fact["missing"]) == (BOX, 6, 6)
    assert page.workplace.say("strips_key_write") in page.next_key.text()


def test_a_box_that_came_all_the_same_agrees(
    qtbot: QtBot, page: StripsPage, point: TownPoint, town: Town
) -> None:
    town.merges(point.packs())
    opens(qtbot, page, squares_of(point))
    assert page.people.index(0, 0).data() == "已有"
    assert page.people.index(0, 0).data(SHADE_ROLE) == Shade.ACCEPTED
    assert "签名有效：东门小学" in page.detail.about.text()
    assert "读回了 6 人" in page.answer_strip.text


def test_pictures_and_camera_fill_one_strip_together(
    qtbot: QtBot, page: StripsPage, point: TownPoint, stick: Path
) -> None:
    strip = large_strip(point)
    draw(stick / "photos", strip[:3])
    (stick / "notes.txt").write_text("hello")
    page.take_squares(strip[4:])
    looks(qtbot, page)
    assert "还缺第 4 个" in page.answer_strip.text
    assert "看了 4 个文件，1 个读不出" in page.answer_strip.text
    opens(qtbot, page, [strip[0], strip[3]])
    assert page.people.rowCount() == 200


def test_a_whole_strip_in_pictures_is_opened_at_once_and_proofs_beside_it_are_checked(
    qtbot: QtBot, page: StripsPage, point: TownPoint, stick: Path, town: Town
) -> None:
    town.merges(point.packs())
    draw(stick, [proof(point), *squares_of(point)])
    page.confirm()
    qtbot.waitUntil(lambda: page.read is not None and bool(page.proofs.rows), timeout=20_000)
    assert [one.code for one in page.proofs.rows] == ["box_proof_agrees"]
    assert page.people.rowCount() == 6


def test_pictures_without_a_strip_say_so(qtbot: QtBot, page: StripsPage, stick: Path) -> None:
    (stick / "notes.txt").write_text("hello")
    looks(qtbot, page)
    assert "照片里没有备份条" in page.answer_strip.text
    page.place.folder.setText("stick")
    page.confirm()
    assert "路径不完整" in page.answer_strip.text


def test_a_proof_is_compared_and_answered_with_its_sentence(
    qtbot: QtBot, page: StripsPage, point: TownPoint, town: Town, answers: list[Outcome]
) -> None:
    with qtbot.waitSignal(page.checks.answered):
        page.take_squares([proof(point)])
    assert "登记簿里没有这个箱子" in page.answer_strip.text
    town.merges(point.packs())
    with qtbot.waitSignal(page.checks.answered):
        assert page.takes(Reading(proof(point).decode().lower(), Source.SERIAL))
    assert [one.code for one in answers] == ["box_proof_unknown_box", "box_proof_agrees"]
    assert page.shown.value is Shown.PROOFS
    assert page.detail.head.text() == "与登记簿一致"
    assert page.proofs.index(0, 0).data(SHADE_ROLE) == Shade.REFUSED
    assert not page.takes(Reading("T0001100021", Source.SERIAL))
    assert read_facts(town) == []


def test_a_keyboard_scanner_types_proofs_into_a_field_of_its_own(
    qtbot: QtBot, page: StripsPage, point: TownPoint, town: Town
) -> None:
    town.merges(point.packs())
    page.activateWindow()
    assert not page.scan_row.isVisibleTo(page)
    page.shown._press(2)  # noqa: SLF001  # a click on it
    for text, told in (
        (proof(point).decode(), "与登记簿一致"),
        ("T0001100021", "不是箱子的校验码"),
    ):
        with qtbot.waitSignal(page.checks.answered):
            QTest.keyClicks(page.scan, text)
            QTest.keyClick(page.scan, Qt.Key.Key_Return)
        assert told in page.answer_strip.text
        assert page.scan.text() == ""
    QTest.keyClick(page.scan, Qt.Key.Key_Return)
    assert len(page.proofs.rows) == 2


def test_a_damaged_proof_is_answered_too(qtbot: QtBot, page: StripsPage, point: TownPoint) -> None:
    with qtbot.waitSignal(page.checks.answered):
        page.take_squares([proof(point)[:100]])
    assert "校验码没有读全" in page.answer_strip.text


def test_a_strip_for_another_book_asks_for_the_key_of_the_safe(
    qtbot: QtBot, page: StripsPage, point: TownPoint, tmp_path: Path
) -> None:
    station = point.words.station
    pieces = symbols_of(station, listed_in(station, BOX), recipients())
    assert not page.key_row.isVisibleTo(page)
    with qtbot.waitSignal(page.bridge.failed):
        page.take_squares(pieces)
    assert page.key_row.isVisibleTo(page)
    assert "保险柜里的密钥" in page.answer_strip.text
    wrong, right = tmp_path / "wrong.key", tmp_path / "safe.key"
    wrong.write_text("no key\n")
    right.write_text(f"{safe()}\n")
    page.key_file.use(wrong)
    with qtbot.waitSignal(page.bridge.failed):
        page.confirm()
    page.key_file.use(right)
    looks(qtbot, page)
    assert page.people.rowCount() == 6


def test_only_a_supervisor_reads_a_strip(
    qtbot: QtBot, town: Town, point: TownPoint, stick: Path
) -> None:
    page = page_over(qtbot, at_hub(town, Role.REGISTRAR), stick)
    with qtbot.waitSignal(page.bridge.failed):
        page.take_squares(squares_of(point))
    assert page.people.rowCount() == 0
    assert read_facts(town) == []


def test_the_list_is_written_whole_through_the_one_door(
    qtbot: QtBot, page: StripsPage, point: TownPoint, stick: Path
) -> None:
    opens(qtbot, page, squares_of(point))
    looks(qtbot, page)
    stem = f"strip-{BOX}-{point.book.station_id}"
    assert sorted(path.name for path in stick.iterdir()) == [f"{stem}.csv", f"{stem}.json"]
    made = json.loads((stick / f"{stem}.json").read_text("utf-8"))
    assert person(3) in [row["number"] for row in made["rows"]]
    assert "已存好并核对" in page.answer_strip.text
    page.place.folder.setText("stick")
    page.confirm()
    assert "路径不完整" in page.answer_strip.text


def test_the_list_goes_onto_a_stick_that_may_be_pulled_out_then(
    qtbot: QtBot, page: StripsPage, point: TownPoint
) -> None:
    kingston = FakeStick()
    opens(qtbot, page, squares_of(point))
    plug_in(page.workplace, kingston)
    page.place.choose(kingston.drives()[0])
    looks(qtbot, page)
    assert [Path(name).suffix for name in sorted(kingston.files)] == [".csv", ".json"]
    assert "可以拔出 KINGSTON 了" in page.answer_strip.text


def test_starting_over_forgets_everybody(qtbot: QtBot, page: StripsPage, point: TownPoint) -> None:
    opens(qtbot, page, squares_of(point))
    page.take_squares([large_strip(point)[0]])
    assert "另一条备份条" in page.answer_strip.text
    page.again_key.click()
    assert (page.read, page.people.rowCount(), page.shown.value) == (None, 0, Shown.SQUARES)
    page.take_squares([large_strip(point)[0]])
    assert page.count.state.box == LARGE


def test_the_camera_is_switched_from_the_page_and_both_languages_fit(page: StripsPage) -> None:
    page.camera_key.click()
    assert page.workplace.settings.camera is Switch.ON
    assert "关闭摄像头" in page.camera_key.text()
    page.workplace.speak(Language.ENGLISH)
    assert "Camera off" in page.camera_key.text()
    assert "Hold" in page.workplace.say("squares_none")


def test_people_and_proofs_are_sound_models(
    qtbot: QtBot, page: StripsPage, point: TownPoint
) -> None:
    opens(qtbot, page, squares_of(point))
    with qtbot.waitSignal(page.checks.answered):
        page.take_squares([proof(point)])
    wording = Wording(WORDS)
    people, proofs = StripRows(wording), ProofRows(wording)
    for model in (people, proofs):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    people.show(page.people.rows)
    proofs.show(page.proofs.rows)
    assert (people.rowCount(), proofs.rowCount()) == (6, 1)
