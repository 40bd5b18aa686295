"""A supervisor's book from the first page, and its key for the safe: two sticks, then away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from samplepoint.app.paths import BookFolder
from samplepoint.app.wiring import House
from samplepoint.domain.peers import PeerRole
from samplepoint.domain.staff import Role
from samplepoint.gui.entrance import Entrance
from samplepoint.gui.house_window import open_house_window
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.first_start import FirstStartPage
from samplepoint.gui.pages.safe_key import SafeKeyPanel
from samplepoint.services.safe_key import SafeKey
from samplepoint.services.stick import Destination, StickDoor
from samplepoint.wording import Wording
from tests.gui.pages_ground import WORDS
from tests.gui.test_first_start import fill
from tests.gui.travel_ground import at_hub, folders_of, plug_in
from tests.stick.fake_stick import FakeStick
from tests.travel.city import Town

SECRET = b"AGE-SECRET-KEY-1INVENTED\n"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path / "town")
    yield made
    made.book.close()


def panel_over(qtbot: QtBot, town: Town, role: Role = Role.SUPERVISOR) -> SafeKeyPanel:
    workplace = at_hub(town, role)
    folders_of(workplace).recovery_file.write_bytes(SECRET)
    made = SafeKeyPanel(workplace, folders_of(workplace))
    qtbot.addWidget(made)
    made.show()
    return made


def shows_key(window: MainWindow) -> bool:
    """Tell whether the panel about the key is open."""
    return isinstance(window.panel, SafeKeyPanel)


def write(qtbot: QtBot, panel: SafeKeyPanel, stick: FakeStick) -> None:
    stick.plug_in()
    plug_in(panel.workplace, stick)
    panel.place.choose(stick.drives()[0])
    with qtbot.waitSignal(panel.bridge.finished):
        panel.confirm()


def test_the_key_goes_onto_two_sticks_and_then_away(qtbot: QtBot, town: Town) -> None:
    panel = panel_over(qtbot, town)
    assert str(panel.key.file) in panel.about.text()
    for nth, name in enumerate(("KINGSTON", "SANDISK"), start=1):
        stick = FakeStick(name)
        write(qtbot, panel, stick)
        assert list(stick.files.values()) == [SECRET]
        assert "可以拔出" in panel.answer_strip.text
        assert f"已写 {nth} 份" in panel.copies.text()
    panel.remove()
    assert "要从这台电脑删除吗" in panel.answer_strip.text
    assert panel.key.file.exists()
    panel.remove()
    assert not panel.key.file.exists()
    assert not panel.write_key.isEnabled()


def test_one_stick_twice_is_one_copy_and_too_few_is_said(qtbot: QtBot, town: Town) -> None:
    panel = panel_over(qtbot, town)
    stick = FakeStick("KINGSTON")
    write(qtbot, panel, stick)
    write(qtbot, panel, stick)
    assert len(panel.key.copies) == 1
    panel.remove()
    assert "只写了 1 份" in panel.answer_strip.text
    assert panel.key.is_here


def test_a_copy_that_did_not_arrive_does_not_count(qtbot: QtBot, town: Town) -> None:
    panel = panel_over(qtbot, town)
    stick = FakeStick("KINGSTON")
    stick.on_read = stick.flip_a_bit
    write(qtbot, panel, stick)
    assert "不一样" in panel.answer_strip.text
    assert panel.key.copies == {}


def test_only_a_supervisor_removes_it(qtbot: QtBot, town: Town) -> None:
    panel = panel_over(qtbot, town, Role.REGISTRAR)
    panel.remove()
    panel.remove()
    assert panel.key.is_here


def test_removing_writes_over_it(tmp_path: Path) -> None:
    file, twin = tmp_path / "recovery.key", tmp_path / "twin"
    file.write_bytes(SECRET)
    twin.hardlink_to(file)
    SafeKey(file, "7K2M9QXZ").remove()
    assert not file.exists()
    assert twin.read_bytes() == bytes(len(SECRET))


def test_a_key_that_is_gone_is_named(tmp_path: Path) -> None:
    door = StickDoor(FakeStick())
    key = SafeKey(tmp_path / "recovery.key", "7K2M9QXZ")
    with pytest.raises(Exception, match="file_absent"):
        key.put(Destination(door, door.choose()))
    with pytest.raises(Exception, match="file_absent"):
        key.remove()


# -- from the first page -------------------------------------------------------------------------


@pytest.fixture
def first(qtbot: QtBot) -> FirstStartPage:
    page = FirstStartPage(Wording(WORDS), "book", date(2026, 1, 12))
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_page_says_what_a_supervisors_book_is(qtbot: QtBot, first: FirstStartPage) -> None:
    fill(first)
    first.point_name.clear()
    first.book._press(1)  # noqa: SLF001  # a click on it
    assert "恢复密钥" in first._state.text()  # noqa: SLF001  # what is read there
    with qtbot.waitSignal(first.chosen) as chosen:
        first.confirm()
    assert (chosen.args[0].role, chosen.args[0].plan.point_name) == (PeerRole.HUB, "督导")


def test_the_new_window_opens_with_the_key_in_sight(qtbot: QtBot, tmp_path: Path) -> None:
    wording = Wording(WORDS)
    entrance = Entrance(BookFolder(tmp_path / "hub"), wording)
    qtbot.addWidget(entrance)
    page = entrance.page
    assert isinstance(page, FirstStartPage)
    fill(page)
    page.book._press(1)  # noqa: SLF001  # a click on it
    with qtbot.waitSignal(entrance.entered) as entered:
        page.practise()
    house = entered.args[0]
    assert isinstance(house, House)
    window = open_house_window(house, wording, lambda: None)
    qtbot.addWidget(window)
    assert window.page is PageName.MERGING
    assert isinstance(window.panel, SafeKeyPanel)
    (tmp_path / "hub" / "recovery.key").unlink()
    window.do(Verb.BACK)
    window.do(Verb.SAFE_KEY)
    assert not shows_key(window)
    window.close()
    house.close()
