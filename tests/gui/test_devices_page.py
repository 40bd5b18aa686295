"""The page of devices: what is connected, what the last scan was, tests that register nobody."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from samplepoint.app.paths import resources
from samplepoint.devices.speaker import SilentSpeaker
from samplepoint.devices.states import Device, DeviceNotice, DeviceState, NoticeCode
from samplepoint.devices.tones import Tone
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Quality, Reading, Source
from samplepoint.errors import Obstacle
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.models.scan_account import account_of
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.devices import DevicesPage
from samplepoint.gui.sight import CameraName, ScanPace
from samplepoint.services.paper_orders import PaperKind
from samplepoint.wording import Language, Wording
from tests.gui.conftest import handle_of, page_of, scan_keys, send_stroke
from tests.gui.office_ground import MadeUpOffice, furnish
from tests.gui.pages_ground import BADGE, BOX, MORNING, NUMBER, TUBE

BUILT_IN = CameraName("Integrated Camera", "04f2:b6dd@1-7")
ON_STICK = CameraName("USB Webcam", "0c45:6366@1-2")


@pytest.fixture
def office(window: MainWindow) -> MadeUpOffice:
    return furnish(window.workplace)


@pytest.fixture
def page(window: MainWindow, office: MadeUpOffice) -> DevicesPage:
    del office
    window.devices.camera.list_cameras = lambda: None  # type: ignore[method-assign]
    window.do(Verb.DEVICES)
    page = window.pages.currentWidget()
    assert isinstance(page, DevicesPage)
    return page


def test_a_scan_is_looked_at_and_not_taken(window: MainWindow, page: DevicesPage) -> None:
    scan_keys(window, TUBE)
    assert window.page_shows_tube == ""
    assert "采集管码，11 个字符" in page.last.text
    assert "能用" in page.last.text
    assert window.outcome_panel.answer.head == "读到了"
    assert "正常" in page.connected.text


def test_the_code_for_cancel_leads_back(window: MainWindow, page: DevicesPage) -> None:
    assert page_of(window) is PageName.DEVICES
    scan_keys(window, Command.CANCEL)
    assert page_of(window) is PageName.COLLECTING
    del page


def test_why_the_last_scan_at_the_desk_was_refused(window: MainWindow, page: DevicesPage) -> None:
    window.lead_back()
    scan_keys(window, NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"))
    window.do(Verb.DEVICES)
    assert "不能用" in page.last.text
    assert NUMBER[6:14] not in page.last.text


def test_speed_and_end_key_are_measured(window: MainWindow, page: DevicesPage) -> None:
    for at, character in enumerate("T0001100021\r"):
        send_stroke(window, character, 500_000 + at * 10)
    assert window.wedge.pace == ScanPace(11, 100.0, "enter")
    assert "每秒 100 个字符，结尾是回车" in page.last.text


def test_a_serial_scanner_that_is_lost_says_what_to_do(
    window: MainWindow, page: DevicesPage
) -> None:
    place = window.workplace
    place.apply(replace(place.settings, serial_ports={"COM3": "A"}))
    notice = DeviceNotice(
        Device.SERIAL_SCANNER,
        DeviceState.LOST,
        NoticeCode.SERIAL_SCANNER_LOST,
        {"port": "COM3"},
    )
    window.devices._on_notice(notice)  # noqa: SLF001  # as its thread says it
    assert "✗  串口扫码枪 COM3：COM3 断开 · 请重新插好" in page.connected.text


def test_a_scanner_whose_port_was_taken_out_of_the_settings_has_no_line_any_more(
    window: MainWindow, page: DevicesPage
) -> None:
    place = window.workplace
    place.apply(replace(place.settings, serial_ports={"COM3": "A"}))
    lost = partial(DeviceNotice, Device.SERIAL_SCANNER, values={"port": "COM3"})
    hear = window.devices._on_notice  # noqa: SLF001  # as its thread says it
    hear(lost(DeviceState.LOST, NoticeCode.SERIAL_SCANNER_LOST))
    assert "COM3" in page.connected.text
    place.apply(replace(place.settings, serial_ports={}))
    hear(lost(DeviceState.STOPPED, NoticeCode.SERIAL_SCANNER_STOPPED))  # its last word comes late
    page.hide()
    page.show()
    assert "COM3" not in page.connected.text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text_scale", [100, 150])
def test_the_page_fits_and_with_large_words_only_scrolls_downwards(
    window: MainWindow, page: DevicesPage, qtbot: QtBot, language: Language, text_scale: int
) -> None:
    window.resize(1366, 768)
    place = window.workplace
    place.apply(replace(place.settings, language=language, text_scale=text_scale))
    window.devices.camera.listed.emit([BUILT_IN, ON_STICK])
    scan_keys(window, TUBE)
    qtbot.waitUntil(lambda: "zebra" in page.connected.text)
    down, across = page._scroll.verticalScrollBar(), page._scroll.horizontalScrollBar()  # noqa: SLF001
    qtbot.waitUntil(lambda: across.maximum() == 0 and (down.maximum() == 0) is (text_scale == 100))
    window.activateWindow()
    QTest.keyClick(handle_of(window), Qt.Key.Key_PageDown)
    assert (down.value() > 0) is (text_scale == 150)


def test_cameras_are_listed_and_the_next_one_is_remembered(
    window: MainWindow, page: DevicesPage
) -> None:
    window.devices.camera.listed.emit([BUILT_IN, ON_STICK])
    page.turn_camera()
    assert page.camera_list.text == "✓  Integrated Camera（使用中）\n○  USB Webcam"
    page.next_camera()
    settings = window.workplace.settings
    assert (settings.camera_name, settings.camera_identity) == ("USB Webcam", ON_STICK.identity)
    assert "✓  USB Webcam（使用中）" in page.camera_list.text


def test_a_chosen_camera_that_is_away_is_named_and_no_other_one_is_said_to_be_used(
    window: MainWindow, page: DevicesPage
) -> None:
    now = window.workplace.settings
    name, identity = ON_STICK.name, ON_STICK.identity
    window.workplace.apply(replace(now, camera_name=name, camera_identity=identity))
    window.devices.camera.listed.emit([BUILT_IN])
    assert "✗  USB Webcam：不在" in page.camera_list.text
    assert "使用中" not in page.camera_list.text
    page.next_camera()
    assert window.workplace.settings.camera_name == BUILT_IN.name
    assert "Integrated Camera（已选，未打开）" in page.camera_list.text


def test_no_camera_is_said(window: MainWindow, page: DevicesPage) -> None:
    window.devices.camera.listed.emit([])
    assert page.camera_list.text == "没有找到摄像头"
    page.next_camera()
    assert "没有找到" in page.answer_strip.text


def test_sound_is_tested_by_a_key_that_no_scanner_types(
    window: MainWindow, page: DevicesPage
) -> None:
    speaker = window.devices.speaker
    assert isinstance(speaker, SilentSpeaker)
    window.activateWindow()
    page.test_sound()
    page.test_voice()
    assert list(speaker.asked) == [Tone.ACCEPTED]
    QTest.keyClick(handle_of(window), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert list(speaker.asked) == [Tone.ACCEPTED, Tone.ACCEPTED]


def test_a_page_to_scan_is_printed(qtbot: QtBot, office: MadeUpOffice, page: DevicesPage) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.print_paper(PaperKind.PRINTER_TEST)
    assert [order.kind for order in office.papers.orders] == [PaperKind.PRINTER_TEST]


def test_printers_are_named(qtbot: QtBot, page: DevicesPage) -> None:
    qtbot.waitUntil(lambda: "laser, zebra" in page.connected.text)


def test_the_state_of_card_reading_is_shown(window: MainWindow, page: DevicesPage) -> None:
    window.devices.camera._on_reader("reader_absent")  # noqa: SLF001  # as the process says it
    assert "✗  证件识别：没有识别程序" in page.connected.text


def test_the_page_speaks_the_other_language(window: MainWindow, page: DevicesPage) -> None:
    window.workplace.apply(replace(window.workplace.settings, language=Language.ENGLISH))
    assert "Keyboard scanner" in page.connected.text
    assert page.last.text == "Nothing has been scanned yet"


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        (TUBE, "tube", TUBE),
        (BOX, "box", BOX),
        (NUMBER, "person", f"{NUMBER[:6]}********{NUMBER[-4:]}"),
        (BADGE, "badge", "SPB••••••"),
        ("SPCYES", "command", "SPCYES"),
        ("1301021990010", "unknown", "13*********10"),
    ],
)
def test_what_is_said_of_a_scan_is_masked(
    window: MainWindow, text: str, kind: str, shown: str
) -> None:
    plan = window.workplace.desk.station.plan
    account = account_of(Reading(text, Source.SERIAL), plan, MORNING.date())
    assert (account.kind, account.text, account.length) == (kind, shown, len(text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"王小明|男|汉|19900101|某地|{NUMBER}", ""),
        (f"王小明|男|汉|19900102|某地|{NUMBER}", "card_line_birth"),
        (f"1;2;3;{NUMBER};5;6;7;8;9;10", "card_line_no_map"),
    ],
)
def test_a_card_readers_line_is_called_one_and_shows_nobodys_name(
    window: MainWindow, text: str, why: str
) -> None:
    desk = window.workplace.desk
    reading = Reading(text, Source.SERIAL)
    account = account_of(reading, desk.station.plan, MORNING.date(), desk.field_maps)
    assert (account.kind, account.why) == ("card_line", why)
    assert account.text == f"{NUMBER[:6]}********{NUMBER[-4:]}"


def test_a_scan_with_a_gap_names_its_reason(window: MainWindow) -> None:
    plan = window.workplace.desk.station.plan
    account = account_of(Reading(TUBE, quality=Quality.GAP), plan, MORNING.date())
    assert account.why == "scan_with_gap"


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(resources() / "wording")


@pytest.mark.parametrize("code", list(NoticeCode))
def test_every_device_has_words_for_what_it_says(wording: Wording, code: NoticeCode) -> None:
    assert wording.has(code)


def test_a_printer_that_cannot_be_asked_is_none(
    window: MainWindow, office: MadeUpOffice, qtbot: QtBot, tmp_path: Path
) -> None:
    del tmp_path

    def names() -> list[str]:
        raise Obstacle("printer_absent")

    office.papers.printer.names = names  # type: ignore[method-assign]
    window.devices.camera.list_cameras = lambda: None  # type: ignore[method-assign]
    window.do(Verb.DEVICES)
    page = window.pages.currentWidget()
    assert isinstance(page, DevicesPage)
    qtbot.waitUntil(lambda: "打印机：没有打印机" in page.connected.text)


def test_a_missing_second_reader_of_codes_is_said(window: MainWindow, page: DevicesPage) -> None:
    assert "libzbar0" not in page.connected.text
    window.devices.camera.lacking = "second_reader_missing"
    window.devices.camera.listed.emit([])
    assert "libzbar0" in page.connected.text
