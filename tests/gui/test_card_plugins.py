"""A card reader with its maker's program: chosen, started, named when it is missing or broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from samplepoint.domain.codes import TubeCode
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.keys import Verb
from samplepoint.gui.lamps import Light
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.pages.devices import DevicesPage
from tests.devices.fake_card_reader import CARD
from tests.devices.plugins_ground import Installed
from tests.gui.camera_ground import PATIENCE_MS
from tests.gui.conftest import SILENT, check_pin, scan_keys
from tests.gui.office_ground import furnish
from tests.gui.pages_ground import NUMBER, TUBE, workplace_in

OpenWindow = Callable[[str], MainWindow]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    return Installed(tmp_path, monkeypatch)


@pytest.fixture
def open_window(tmp_path: Path, qtbot: QtBot) -> Iterator[OpenWindow]:
    """Open a window over an empty round, with a tube, where this plug-in is chosen."""
    made: list[MainWindow] = []

    def opened(plugin: str) -> MainWindow:
        settings = replace(SILENT, card_plugin=plugin)
        workplace = workplace_in(tmp_path)
        workplace.settings = settings
        window = MainWindow(workplace, DeskDevices(settings), check_pin)
        furnish(workplace)
        window.devices.camera.list_cameras = lambda: None  # type: ignore[method-assign]
        qtbot.addWidget(window)
        window.start()
        window.wedge.be_patient()
        window.show()
        made.append(window)
        scan_keys(window, TUBE)
        return window

    yield opened
    for window in made:
        window.close()
        window.workplace.desk.station.book.close()


def names_in(window: MainWindow) -> list[str]:
    samples = window.workplace.desk.station.queries.samples_in(TubeCode(TUBE))
    return [sample.person.name for sample in samples]


def lamp(window: MainWindow) -> Light | None:
    return {one.word: one.light for one in window.top_bar.lamps}.get("lamp_card_reader")


def devices_page(window: MainWindow) -> DevicesPage:
    window.do(Verb.DEVICES)
    page = window.pages.currentWidget()
    assert isinstance(page, DevicesPage)
    return page


def wait(qtbot: QtBot, met: Callable[[], bool]) -> None:
    qtbot.waitUntil(met, timeout=PATIENCE_MS)


@pytest.mark.parametrize("own_map", ["", "tab number,name"])
def test_a_card_on_the_chosen_reader_is_bound(
    open_window: OpenWindow, installed: Installed, qtbot: QtBot, own_map: str
) -> None:
    window = open_window("")
    settings = window.workplace.settings
    name = installed.replay(None, CARD)
    window.workplace.apply(replace(settings, card_plugin=name, card_reader=own_map))
    wait(qtbot, lambda: names_in(window) == ["张三"])
    assert lamp(window) is Light.READY


def test_without_a_plug_in_the_page_says_so_and_shows_no_key_for_it(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("")
    page = devices_page(window)
    wait(qtbot, lambda: "○  身份证读卡器：无插件" in page.connected.text)
    assert page.reader_key.isHidden()
    assert lamp(window) is None


def test_installed_ones_are_named_and_chosen_one_after_the_other(
    open_window: OpenWindow, installed: Installed, qtbot: QtBot
) -> None:
    installed.replay()
    window = open_window("")
    page = devices_page(window)
    wait(qtbot, lambda: "已安装插件 replay，按 Ctrl 9" in page.connected.text)
    assert not page.reader_key.isHidden()
    page.next_reader()
    assert window.workplace.settings.card_plugin == "replay"
    wait(qtbot, lambda: "✓  身份证读卡器：读卡器就绪" in page.connected.text)
    page.next_reader()
    assert window.workplace.settings.card_plugin == ""
    assert "未启用" in page.connected.text


def test_a_chosen_one_that_is_not_installed_is_named(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("gone")
    page = devices_page(window)
    wait(qtbot, lambda: "没有安装读卡器插件 · gone · 请管理员安装" in page.connected.text)
    assert lamp(window) is Light.OFF
    page.next_reader()
    assert window.workplace.settings.card_plugin == ""


def test_a_reader_that_is_pulled_turns_its_lamp_red(
    open_window: OpenWindow, installed: Installed, qtbot: QtBot
) -> None:
    installed.replay(*[None] * 3, {"obstacle": "card_reader_lost"})
    window = open_window("replay")
    wait(qtbot, lambda: lamp(window) is Light.WRONG)
    installed.replay(CARD)
    wait(qtbot, lambda: names_in(window) == ["张三"])


def test_one_that_kills_its_process_leaves_the_desk_at_work(
    open_window: OpenWindow, installed: Installed, qtbot: QtBot
) -> None:
    window = open_window(installed.written("bad", "import os; os.abort()"))
    wait(qtbot, lambda: lamp(window) is Light.WRONG)
    page = devices_page(window)
    assert "✗  身份证读卡器：读卡器插件无法载入 · bad" in page.connected.text
    window.lead_back()
    scan_keys(window, NUMBER)
    assert len(names_in(window)) == 1
