"""Devices: what is connected, how it stands, the last scan, cameras, tests of sound and paper.

Owns the keys of the tests and of the choices; refuses to know devices: the window's equipment is
asked. Codes and cards shown here are looked at, not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from samplepoint.app.settings import EyeSource, Switch
from samplepoint.domain.codes import normalise
from samplepoint.domain.outcomes import accepted, refused
from samplepoint.domain.own_codes import Command, parse_command
from samplepoint.domain.readings import Reading
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.equipment import Equipment
from samplepoint.gui.models.device_rows import DeviceRows
from samplepoint.gui.models.scan_account import told_of
from samplepoint.gui.office import office_of
from samplepoint.gui.sight import CameraName, DocumentShot
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.state_rows import StateRows
from samplepoint.gui.workplace import Workplace
from samplepoint.services.paper_orders import PaperKind, PaperOrder

_LEADS_AWAY: Final = frozenset({Command.CANCEL, Command.LOCK})
_LIST_AGAIN_MS: Final = 5000
"""How often it is seen which cameras are plugged in, while somebody looks."""
_VIDEOS: Final = "*.mp4 *.avi *.mkv *.mov *.webm *.wmv *.m4v *.mpg *.mpeg"

_BAR: Final = 12
"""The scroll bar's width, as in the sheet of pages."""
_GAP: Final = 10
"""Between cards; so they fit below each other at 1366 x 768 where nothing is wrong."""

Deeds = Sequence[tuple[str, Callable[[], None]]]


class DevicesPage(OfficePage):
    """Opened by Shift F7. It has no text fields: a scanner can be tried while it is open."""

    has_text_fields = False

    def __init__(self, workplace: Workplace) -> None:
        """Show what is known; cameras and printers are looked for in the background."""
        super().__init__(workplace, "devices_title", "devices_state")
        self._rows = DeviceRows(workplace)
        self._cameras: list[CameraName] | None = None
        self._printers: list[str] | None = None
        self._plugins: tuple[str, ...] | None = None
        self._looking_for_printers = JobBridge()
        self._looking_for_printers.finished.connect(self._on_printers)
        self._looking_for_printers.failed.connect(lambda _error: self._on_printers([]))
        self.connected, self.camera_list, self.last = StateRows(), StateRows(), StateRows()
        self._lay_out()
        self._listing = QTimer(self)
        self._listing.setInterval(_LIST_AGAIN_MS)
        self._listing.timeout.connect(self._list_cameras)
        self._listen()

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        self._columns = columns = QHBoxLayout()
        columns.setSpacing(_GAP)
        for column in (left, right):
            column.setSpacing(_GAP)
            columns.addLayout(column, 1)
        tests: Deeds = (
            ("devices_key_sound", self.test_sound),
            ("devices_key_voice", self.test_voice),
            ("devices_key_sheet", lambda: self.print_paper(PaperKind.PRINTER_TEST)),
            ("devices_key_commands", lambda: self.print_paper(PaperKind.COMMANDS)),
        )
        reader: Deeds = (("devices_key_reader", self.next_reader),)
        choices: Deeds = (
            ("devices_key_camera", self.turn_camera),
            ("devices_key_next", self.next_camera),
            ("devices_key_folder", self.choose_folder),
            ("devices_key_video", self.choose_video),
        )
        self.reader_key = self._make_keys(reader, 1 + len(tests) + len(choices))
        left.addWidget(self.card("devices_connected", self.connected, self.reader_key))
        left.addWidget(self.card("devices_try", self._make_keys(tests, 1)))
        left.addStretch(1)
        right.addWidget(self.card("devices_last_scan", self.last))
        keys = self._make_keys(choices, 1 + len(tests))
        right.addWidget(self.card("devices_cameras", self.camera_list, keys))
        right.addStretch(1)
        self.cards.addLayout(columns)
        self.cards.addStretch(1)

    def _make_keys(self, deeds: Deeds, first: int) -> QWidget:
        """Make keys: Ctrl with a digit from `first` on, for every other key is the scanner's."""
        board = QWidget()
        grid = QGridLayout(board)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for at, (word, deed) in enumerate(deeds):
            key = KeyButton(f"Ctrl {first + at}")
            self.spoken.keep(key.say, word)
            key.clicked.connect(deed)
            grid.addWidget(key, at // 2, at % 2)
            shortcut = QShortcut(QKeySequence(f"Ctrl+{first + at}"), self)
            shortcut.activated.connect(deed)
        return board

    def _listen(self) -> None:
        self.workplace.settings_changed.connect(lambda _settings: self._show_all())
        self.spoken.also(self._show_all)
        equipment = self._equipment
        if equipment is None:
            return
        equipment.noticed.connect(lambda _said: self._show_connected())
        equipment.scanned.connect(lambda _scan: self._show_all())
        equipment.cameras.listed.connect(self._on_cameras)
        equipment.cameras.reader_told.connect(lambda _state: self._show_connected())
        equipment.plugins_listed.connect(self._on_plugins)

    @property
    def _equipment(self) -> Equipment | None:
        return self.workplace.equipment

    # -- coming and going ----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Look again for what may have been plugged in."""
        super().showEvent(event)
        self._list_cameras()
        self._listing.start()
        if self._equipment is not None:
            self._equipment.list_plugins()
        office = office_of(self.workplace)
        if office is not None and not self._looking_for_printers.is_running:
            printer = office.papers.printer
            self._looking_for_printers.start(lambda _reporter: list(printer.names()))
        self._show_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the columns' place anew."""
        super().resizeEvent(event)
        self._turn_columns()

    def speak(self) -> None:
        """Say everything again; other words may be wider."""
        super().speak()
        self._turn_columns()

    def dress(self) -> None:
        """Take the colours and sizes of the window; larger words may be too wide."""
        super().dress()
        self._turn_columns()

    def _turn_columns(self) -> None:
        """Put the columns below each other where they are too wide, as large words are."""
        columns = getattr(self, "_columns", None)
        if columns is None:
            return  # the frame is dressed before there is anything in it
        sides = [columns.itemAt(at).minimumSize().width() for at in range(columns.count())]
        room = self._scroll.width() - self.workplace.look.gap(_BAR)
        is_wide = sum(sides) + _GAP * (len(sides) - 1) <= room
        way = QBoxLayout.Direction
        columns.setDirection(way.LeftToRight if is_wide else way.TopToBottom)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say nothing of an earlier visit at the next."""
        super().hideEvent(event)
        self._listing.stop()
        self.answer_strip.clear()

    def takes(self, reading: Reading) -> bool:
        """Look at a scan and take nothing, but for the codes that lead away."""
        if parse_command(normalise(reading.text)) in _LEADS_AWAY:
            return False
        self.workplace.tell(accepted("device_scan_heard", length=len(reading.text)))
        return True

    def try_document(self, shot: DocumentShot) -> None:
        """Look at a card or a zone and register nobody."""
        self.workplace.tell(told_of(shot))

    # -- what is shown -------------------------------------------------------------------------

    def _list_cameras(self) -> None:
        if self._equipment is not None:
            self._equipment.cameras.list_cameras()

    def _show_all(self) -> None:
        self._show_connected()
        self._show_cameras()
        scan = self._equipment.last_scan if self._equipment else None
        self.last.show_rows(self._rows.scanned(scan))

    def _show_connected(self) -> None:
        self.reader_key.setVisible(bool(self._plugins or self.workplace.settings.card_plugin))
        if self._equipment is not None:
            rows = self._rows.connected(self._equipment, self._printers, self._plugins)
            self.connected.show_rows(rows)

    def _show_cameras(self) -> None:
        self.camera_list.show_rows(self._rows.looked_through(self._cameras, self._used()))

    def _on_printers(self, names: object) -> None:
        self._printers = [str(name) for name in names] if isinstance(names, list) else []
        self._show_connected()

    def _on_plugins(self, names: tuple[str, ...]) -> None:
        self._plugins = names
        self._show_connected()

    def _on_cameras(self, cameras: list[CameraName]) -> None:
        self._cameras = cameras
        self._show_connected()
        self._show_cameras()

    def _used(self) -> CameraName | None:
        """Return the camera that is meant, where it is plugged in."""
        here = self._cameras or []
        return self._equipment.cameras.meant_of(here) if self._equipment else None

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
        """Use the next camera of the list, and remember it; after files, the one before them."""
        used, here, now = self._used(), self._cameras or [], self.workplace.settings
        if not here:
            self.answer_strip.tell(refused("camera_none"))
            return
        step = 1 if now.eye_source is EyeSource.CAMERA else 0
        chosen = here[(here.index(used) + step) % len(here) if used else 0]
        wanted = replace(now, camera_identity=chosen.identity, camera_name=chosen.name)
        self.workplace.apply(replace(wanted, eye_source=EyeSource.CAMERA, eye_path=""))

    def next_reader(self) -> None:
        """Use the next plug-in of a card reader, after the last one none, and remember it."""
        now, names = self.workplace.settings, ("", *(self._plugins or ()))
        at = names.index(now.card_plugin) if now.card_plugin in names else -1
        self.workplace.apply(replace(now, card_plugin=names[(at + 1) % len(names)]))

    def choose_folder(self) -> None:
        """Ask the system for a folder of pictures that stands in for a camera."""
        title = self.workplace.say("devices_key_folder")
        path = QFileDialog.getExistingDirectory(self, title, self.workplace.settings.eye_path)
        self._look_through(EyeSource.FOLDER, path)

    def choose_video(self) -> None:
        """Ask the system for a video file that stands in for a camera."""
        say, at = self.workplace.say, self.workplace.settings.eye_path
        kinds = f"{say('devices_videos')} ({_VIDEOS});;{say('devices_all_files')} (*)"
        path, _kind = QFileDialog.getOpenFileName(self, say("devices_key_video"), at, kinds)
        self._look_through(EyeSource.VIDEO, path)

    def _look_through(self, source: EyeSource, path: str) -> None:
        """Look at files, from their beginning, once the desk is shown again."""
        if not path:
            return
        if not path.isprintable():
            self.answer_strip.tell(refused("eye_path_strange"))
            return
        now = self.workplace.settings
        wanted = replace(now, eye_source=source, eye_path=path, camera=Switch.ON)
        if wanted == now and self._equipment is not None:
            self._equipment.cameras.begin_again()
        self.workplace.apply(wanted)
        self.answer_strip.tell(accepted("eye_files_chosen", name=Path(path).name))
