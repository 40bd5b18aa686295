"""Devices: what is connected, how it stands, the last scan, cameras, tests of sound and paper.

Owns what is shown of each and the keys of the tests; refuses to know devices: the window's
equipment is asked. Codes scanned here are looked at, not taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from samplepoint.app.settings import Switch
from samplepoint.domain.codes import normalise
from samplepoint.domain.outcomes import accepted, refused
from samplepoint.domain.own_codes import Command, parse_command
from samplepoint.domain.readings import Reading
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.equipment import Equipment
from samplepoint.gui.lamps import Light
from samplepoint.gui.models.scan_account import account_of, told_of
from samplepoint.gui.office import office_of
from samplepoint.gui.sight import CameraName, DeviceSaid, DocumentShot, LastScan, Reader
from samplepoint.gui.widgets.form_fields import KeyButton, restyle
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.workplace import Workplace
from samplepoint.services.paper_orders import PaperKind, PaperOrder

_ROLES: Final = {Light.READY: "good", Light.WRONG: "wrong", Light.OFF: "hint"}
_MARKS: Final = {Light.READY: "✓", Light.WRONG: "✗", Light.OFF: "○"}
_NAMES: Final = {"speaker": "device_sound", "voice": "device_voice", "camera": "device_camera"}
_LEADS_AWAY: Final = frozenset({Command.CANCEL, Command.LOCK})
_MOST_PRINTERS: Final = 3


class DevicesPage(OfficePage):
    """Opened by Shift F7. It has no text fields: a scanner can be tried while it is open."""

    has_text_fields = False

    def __init__(self, workplace: Workplace) -> None:
        """Show what is known; cameras and printers are looked for in the background."""
        super().__init__(workplace, "devices_title", "devices_state")
        self._cameras: list[CameraName] | None = None
        self._printers: list[str] | None = None
        self._looking_for_printers = JobBridge()
        self._looking_for_printers.finished.connect(self._on_printers)
        self._looking_for_printers.failed.connect(lambda _error: self._on_printers([]))
        self.connected, self.camera_list, self.last = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        equipment = workplace.equipment
        if equipment is not None:
            equipment.noticed.connect(lambda _said: self._show_connected())
            equipment.scanned.connect(lambda _scan: self._show_all())
            equipment.cameras.listed.connect(self._on_cameras)
            equipment.cameras.reader_told.connect(lambda _state: self._show_connected())
        workplace.settings_changed.connect(lambda _settings: self._show_all())
        self.spoken.also(self._show_all)

    def _lay_out(self) -> None:
        left, right, columns = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        columns.setSpacing(14)
        for column in (left, right):
            column.setSpacing(14)
            columns.addLayout(column, 1)
        left.addWidget(self.card("devices_connected", _held(self.connected)))
        left.addStretch(1)
        right.addWidget(self.card("devices_last_scan", _held(self.last)))
        right.addWidget(self.card("devices_cameras", _held(self.camera_list)))
        right.addWidget(self.card("devices_try", self._make_keys()))
        right.addStretch(1)
        self.cards.addLayout(columns)
        self.cards.addStretch(1)

    def _make_keys(self) -> QWidget:
        """Make the keys: Ctrl with a digit, for every other key is the scanner's here."""
        board = QWidget()
        grid = QGridLayout(board)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        deeds: tuple[tuple[str, Callable[[], None]], ...] = (
            ("devices_key_sound", self.test_sound),
            ("devices_key_voice", self.test_voice),
            ("devices_key_sheet", lambda: self.print_paper(PaperKind.PRINTER_TEST)),
            ("devices_key_commands", lambda: self.print_paper(PaperKind.COMMANDS)),
            ("devices_key_camera", self.turn_camera),
            ("devices_key_next", self.next_camera),
        )
        for at, (word, deed) in enumerate(deeds):
            key = KeyButton(f"Ctrl {at + 1}")
            self.spoken.keep(key.say, word)
            key.clicked.connect(deed)
            grid.addWidget(key, at // 2, at % 2)
            shortcut = QShortcut(QKeySequence(f"Ctrl+{at + 1}"), self)
            shortcut.activated.connect(deed)
        return board

    @property
    def _equipment(self) -> Equipment | None:
        return self.workplace.equipment

    # -- coming and going ----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Look again for what may have been plugged in."""
        super().showEvent(event)
        if self._equipment is not None:
            self._equipment.cameras.list_cameras()
        office = office_of(self.workplace)
        if office is not None and not self._looking_for_printers.is_running:
            printer = office.papers.printer
            self._looking_for_printers.start(lambda _reporter: list(printer.names()))
        self._show_all()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say nothing of an earlier visit at the next."""
        super().hideEvent(event)
        self.answer_strip.clear()

    def takes(self, reading: Reading) -> bool:
        """Look at a scan and take nothing, but for the codes that lead away."""
        if parse_command(normalise(reading.text)) in _LEADS_AWAY:
            return False
        self.workplace.tell(accepted("device_scan_heard", length=len(reading.text)))
        return True

    def takes_document(self, shot: DocumentShot) -> bool:
        """Look at a card or a zone and register nobody."""
        self.workplace.tell(told_of(shot))
        return True

    # -- what is shown -------------------------------------------------------------------------

    def _show_all(self) -> None:
        self._show_connected()
        self._show_cameras()
        self._show_last()

    def _show_connected(self) -> None:
        if self._equipment is None:
            return
        rows = [self._wedge_row(self._equipment)]
        said = {one.device: one for one in self._equipment.said}
        serial = [one for one in self._equipment.said if one.device == "serial_scanner"]
        rows += [self._said_row(one) for one in serial]
        for device in ("speaker", "voice", "camera"):
            one = said.get(device, DeviceSaid(device, f"{device}_stopped", Light.OFF))
            if device == "camera" and not self._equipment.cameras.is_on:
                one = replace(one, code="device_camera_off", light=Light.OFF)
            rows.append(self._said_row(one))
        rows += [
            self._reader_row(self._equipment),
            self._row(
                "device_card_reader", Light.OFF, self.workplace.say("device_card_reader_absent")
            ),
            self._printer_row(),
        ]
        _fill(self.connected, rows)

    def _row(self, name: str, light: Light, state: str, **values: object) -> tuple[str, str]:
        say = self.workplace.say
        text = say("device_row", name=say(name, **values), state=state)
        return f"{_MARKS[light]}  {text}", _ROLES[light]

    def _wedge_row(self, equipment: Equipment) -> tuple[str, str]:
        code = "device_wedge_heard" if equipment.has_read else "device_wedge_silent"
        light = Light.READY if equipment.has_read else Light.OFF
        return self._row("device_wedge", light, self.workplace.say(code))

    def _said_row(self, said: DeviceSaid) -> tuple[str, str]:
        name = _NAMES.get(said.device, "device_serial")
        # What is wrong says what to do as well; the rest is one word.
        is_wrong = said.light is Light.WRONG
        answer = self.workplace.wording.answer(refused(said.code, **said.values))
        state = answer.as_line() if is_wrong else answer.head
        return self._row(name, said.light, state, port=said.values.get("port", ""))

    def _reader_row(self, equipment: Equipment) -> tuple[str, str]:
        state = equipment.cameras.reader_state
        lights = {"reader_ready": Light.READY, "reader_absent": Light.WRONG}
        light = lights.get(state, Light.OFF)
        code = state if state != "reader_ended" else str(Reader.NOT_STARTED)
        return self._row("device_reader", light, self.workplace.say(code))

    def _printer_row(self) -> tuple[str, str]:
        if self._printers is None:
            state, light = self.workplace.say("device_printers_looking"), Light.OFF
        elif not self._printers:
            state, light = self.workplace.say("device_printers_none"), Light.OFF
        else:
            more = " …" if len(self._printers) > _MOST_PRINTERS else ""
            state, light = ", ".join(self._printers[:_MOST_PRINTERS]) + more, Light.READY
        return self._row("device_printers", light, state)

    def _on_printers(self, names: object) -> None:
        self._printers = [str(name) for name in names] if isinstance(names, list) else []
        self._show_connected()

    def _on_cameras(self, cameras: list[CameraName]) -> None:
        self._cameras = cameras
        self._show_cameras()

    def _used(self) -> CameraName | None:
        """Return the camera that is meant, where it is plugged in."""
        here = self._cameras or []
        return self._equipment.cameras.meant_of(here) if self._equipment else None

    def _show_cameras(self) -> None:
        say = self.workplace.say
        if self._cameras is None:
            _fill(self.camera_list, [(say("camera_looking"), "hint")])
            return
        used, chosen, rows = self._used(), self.workplace.settings.camera_name, []
        for one in self._cameras:
            is_used = one is used
            code = "camera_used" if is_used else "camera_usable"
            mark = _MARKS[Light.READY if is_used else Light.OFF]
            rows.append((f"{mark}  {say(code, name=one.name)}", "good" if is_used else "hint"))
        if used is None and chosen:
            rows.insert(0, (f"{_MARKS[Light.WRONG]}  {say('camera_away', name=chosen)}", "wrong"))
        _fill(self.camera_list, rows or [(say("camera_none"), "hint")])

    def _show_last(self) -> None:
        scan = self._equipment.last_scan if self._equipment else None
        _fill(self.last, self._scan_rows(scan) if scan else [self._no_scan()])

    def _no_scan(self) -> tuple[str, str]:
        return self.workplace.say("last_scan_none"), "hint"

    def _scan_rows(self, scan: LastScan) -> list[tuple[str, str]]:
        say, station = self.workplace.say, self.workplace.desk.station
        account = account_of(scan.reading, station.plan, station.book.today)
        source = str(scan.reading.source)
        rows = [
            (say("last_scan_what", kind=account.kind, length=account.length, source=source), ""),
            (say("last_scan_text", text=account.text), ""),
        ]
        if account.why:
            why = say(account.why, text=account.text)
            rows.append((f"{_MARKS[Light.WRONG]}  " + say("last_scan_why", why=why), "wrong"))
        else:
            rows.append((f"{_MARKS[Light.READY]}  " + say("last_scan_fits"), "good"))
        if scan.pace is not None:
            rate = round(scan.pace.a_second) or "–"
            rows.append((say("last_scan_pace", rate=rate, end=scan.pace.end), "hint"))
        return rows

    # -- tests ---------------------------------------------------------------------------------

    def test_sound(self) -> None:
        """Play the tone of a good scan."""
        if self._equipment is not None:
            self._equipment.test_sound()

    def test_voice(self) -> None:
        """Speak a sentence."""
        if self._equipment is not None:
            language = str(self.workplace.wording.language)
            self._equipment.test_voice(self.workplace.say("devices_voice_test"), language)

    def print_paper(self, kind: PaperKind) -> None:
        """Make a page that a scanner can be tried with, and show it for printing."""
        office = office_of(self.workplace)
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
            return
        self.run_job(
            lambda reporter: office.papers.make(PaperOrder(kind), reporter),
            lambda path: accepted("paper_made", path=str(path)),
        )

    def turn_camera(self) -> None:
        """Switch the camera on or off."""
        now = self.workplace.settings
        wanted = Switch.OFF if now.camera is Switch.ON else Switch.ON
        self.workplace.apply(replace(now, camera=wanted))

    def next_camera(self) -> None:
        """Use the next camera of the list, and remember it."""
        used, here = self._used(), self._cameras or []
        if not here:
            self.answer_strip.tell(refused("camera_none"))
            return
        chosen = here[(here.index(used) + 1) % len(here) if used else 0]
        now = self.workplace.settings
        self.workplace.apply(replace(now, camera_identity=chosen.identity, camera_name=chosen.name))


def _held(layout: QVBoxLayout) -> QWidget:
    """Put a list of lines into a widget that a card can hold."""
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    holder.setLayout(layout)
    return holder


def _fill(layout: QVBoxLayout, rows: list[tuple[str, str]]) -> None:
    """Write lines, each with its role; labels are kept, so that nothing flickers."""
    while layout.count() < len(rows):
        label = QLabel()
        label.setWordWrap(True)
        layout.addWidget(label)
    for at in range(layout.count()):
        line = layout.itemAt(at).widget()
        if isinstance(line, QLabel):
            text, role = rows[at] if at < len(rows) else ("", "")
            line.setVisible(at < len(rows))
            line.setText(text)
            restyle(line, "role", role)
