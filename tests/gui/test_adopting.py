"""A point comes to know its supervisor: both fingerprints in sight, its own file beside, by eye."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from samplepoint.app.wiring import stick_door
from samplepoint.domain.staff import Role
from samplepoint.gui.pages.adopting import AdoptingPanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.enrolling import Enrolling
from samplepoint.storage import book_keys
from tests.gui.travel_ground import at_point, folders_of
from tests.travel.city import SUPERVISOR, Town, TownPoint
from tests.travel.introducing import known_point


@pytest.fixture
def point(town: Town) -> TownPoint:
    made = known_point(town, "东门小学")
    made.words.fills(1, range(3))
    return made


@pytest.fixture
def workplace(qapp: object, point: TownPoint) -> Workplace:
    return at_point(point)


@pytest.fixture
def stranger(town: Town) -> TownPoint:
    Enrolling(town.station).make_recovery()
    return town.has_stranger("北站")


@pytest.fixture
def hub_file(town: Town, stranger: TownPoint, tmp_path: Path) -> Path:
    file = tmp_path / "stick" / "hub.enrol"
    file.parent.mkdir()
    file.write_bytes(Enrolling(town.station).introduce_hub(SUPERVISOR).content)
    return file


def adopting(qtbot: QtBot, workplace: Workplace) -> AdoptingPanel:
    made = AdoptingPanel(workplace, folders_of(workplace))
    qtbot.addWidget(made)
    made.show()
    return made


def test_both_fingerprints_are_shown_and_the_own_file_lies_beside(
    qtbot: QtBot, town: Town, stranger: TownPoint, hub_file: Path
) -> None:
    workplace = at_point(stranger)
    workplace.stick_door = stick_door()
    panel = adopting(qtbot, workplace)
    assert not panel.take_key.isEnabled()
    panel.files.use(hub_file)
    shown = Enrolling(town.station).introduce_hub(SUPERVISOR).fingerprint
    assert panel.hub_print.text == shown
    panel.confirm()  # the made-up hub of the town stands in its place: asked about first
    with qtbot.waitSignal(panel.bridge.finished):
        panel.confirm()
    (own,) = [one for one in hub_file.parent.iterdir() if one != hub_file]
    assert own.name == f"POINT-{stranger.book.station_id}.enrol"
    seen = Enrolling(town.station).look(own.read_bytes())
    assert panel.own_print.text == seen.fingerprint
    assert own.name in panel.then.text()
    recovery = book_keys.recovery_recipient(town.book.db)
    assert folders_of(workplace).entrusted == [recovery]
    Enrolling(town.station).enrol_point(SUPERVISOR, seen)


def test_another_supervisor_is_asked_about_before(
    qtbot: QtBot, point: TownPoint, workplace: Workplace, tmp_path: Path
) -> None:
    other = Town(tmp_path / "elsewhere")
    Enrolling(other.station).make_recovery()
    file = tmp_path / "hub.enrol"
    file.write_bytes(Enrolling(other.station).introduce_hub(SUPERVISOR).content)
    workplace.stick_door = stick_door()
    panel = adopting(qtbot, workplace)
    panel.files.use(file)
    before = Enrolling(point.words.station).hub()
    panel.confirm()
    assert "要换督导吗" in panel.answer_strip.text
    assert Enrolling(point.words.station).hub() == before
    with qtbot.waitSignal(panel.bridge.finished):
        panel.confirm()
    after = Enrolling(point.words.station).hub()
    assert after is not None
    assert after.station_id == other.book.station_id
    other.book.close()


def test_a_registrar_a_wrong_file_and_a_stick_that_is_gone_change_nothing(
    qtbot: QtBot, town: Town, stranger: TownPoint, hub_file: Path, tmp_path: Path
) -> None:
    before = stranger.book.head
    panel = adopting(qtbot, at_point(stranger, Role.REGISTRAR))
    panel.files.use(hub_file)
    panel.confirm()
    assert "督导" in panel.answer_strip.text
    wrong = tmp_path / "wrong.enrol"
    wrong.write_bytes(b"hello")
    panel.files.use(wrong)
    assert panel.hub_print.text == ""
    assert not panel.take_key.isEnabled()
    assert panel.answer_strip.text
    workplace = at_point(stranger)
    workplace.stick_door = stick_door()
    gone = adopting(qtbot, workplace)
    gone.files.use(hub_file)
    gone.confirm()
    hub_file.rename(tmp_path / "kept")
    shutil.rmtree(hub_file.parent)
    hub_file.parent.write_text("a file where the stick was")
    with qtbot.waitSignal(gone.bridge.failed):
        gone.confirm()
    assert stranger.book.head == before
