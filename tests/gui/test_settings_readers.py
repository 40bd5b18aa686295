"""Serial ports and the format of a card reader on the settings page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from samplepoint.domain.field_maps import KNOWN_MAPS, parse_map
from samplepoint.errors import Refusal
from samplepoint.gui.adapters.wedge_filter import settings_for
from samplepoint.gui.pages.settings import SettingsPage
from samplepoint.gui.reader_settings import (
    maps_of,
    parse_ports,
    parse_reader,
    print_ports,
)
from samplepoint.gui.workplace import Workplace
from tests.gui.pages_ground import number_of, workplace_in

TODAY = date(2026, 1, 12)


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace) -> SettingsPage:
    page = SettingsPage(workplace)
    qtbot.addWidget(page)
    page.show()
    return page


def test_ports_are_read_as_they_are_written() -> None:
    ports = parse_ports("COM3=a， /dev/ttyUSB0=B")
    assert ports == {"COM3": "A", "/dev/ttyUSB0": "B"}
    assert parse_ports(print_ports(ports)) == ports
    assert parse_ports(" ") == {}


@pytest.mark.parametrize("text", ["COM3", "COM3=Z", "=A", "COM3=AB"])
def test_a_port_without_a_desk_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="serial_ports_form"):
        parse_ports(text)


def test_a_pasted_line_becomes_its_format() -> None:
    line = f"王小明|男|汉|19900101|河北省石家庄市|{number_of(0)}"
    found = parse_map(parse_reader(line, TODAY))
    assert found.cut(line) is not None
    with pytest.raises(Refusal, match="card_line_no_map"):
        parse_reader(f"1;2;3;{number_of(0)};5;6;7;8;9;10", TODAY)


def test_a_damaged_setting_means_every_known_format() -> None:
    assert maps_of("no such thing") == ()


def test_what_is_set_holds_at_the_desk_at_once(page: SettingsPage, workplace: Workplace) -> None:
    assert workplace.desk.field_maps == tuple(KNOWN_MAPS.values())
    page.reader.setText("bar name,number")
    page.reader.editingFinished.emit()
    assert workplace.desk.field_maps == (parse_map("bar name,number"),)
    assert workplace.settings.card_reader == "bar name,number"


def test_a_line_with_tabs_is_read_into_the_field_and_at_the_desk(
    page: SettingsPage, workplace: Workplace, qtbot: QtBot
) -> None:
    page.reader.setFocus()
    page.reader.insert("王小明")
    QTest.keyClick(page.reader, Qt.Key.Key_Tab)
    page.reader.insert(number_of(0))
    QTest.keyClick(page.reader, Qt.Key.Key_Return)
    assert workplace.settings.card_reader == "tab name,number"
    assert settings_for(workplace.settings).line == parse_map("tab name,number")
    page.reader.setFocus()
    qtbot.wait(150)  # as long as a hand takes
    QTest.keyClick(page.reader, Qt.Key.Key_Tab)
    assert "\t" not in page.reader.text()


def test_what_cannot_be_read_is_named_and_the_old_one_stays(
    page: SettingsPage, workplace: Workplace
) -> None:
    page.ports.setText("COM3")
    page.ports.editingFinished.emit()
    assert "串口没有看懂" in page.answer_strip.text
    assert workplace.settings.serial_ports == {}
