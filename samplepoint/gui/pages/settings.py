"""Settings: how this laptop likes to work, the round's few settings, staff and paper.

Owns which field sets what; refuses to store (the workplace tells its new settings) and to decide
who may change the round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from samplepoint.app.settings import ScannerEnd, Settings, Switch, Theme
from samplepoint.domain.outcomes import accepted, refused
from samplepoint.domain.rounds import LARGEST_POOL, Order, RoundPlan, SealRule
from samplepoint.domain.staff import Deed
from samplepoint.domain.symbol_rules import LabelSymbols
from samplepoint.errors import Refusal
from samplepoint.gui.office import PanelOpener, office_of
from samplepoint.gui.pages.next_round import NextRoundPanel
from samplepoint.gui.pages.staffing import StaffingPanel
from samplepoint.gui.reader_settings import parse_ports, parse_reader, print_ports
from samplepoint.gui.widgets.choice_row import ChoiceRow
from samplepoint.gui.widgets.form_fields import (
    CardLineField,
    ChineseField,
    KeyButton,
    LatinField,
    Row,
)
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import DeskPicture
from samplepoint.services.planning import change_plan
from samplepoint.wording import Language

_TEXT_SCALES = (90, 100, 115, 130)
_POOLS = (1, 5, 10, 20)
_VOLUME_STEP = 10
_LONGEST_PREFIX = 8


class SettingsPage(OfficePage):
    """Opened by F10. The laptop's choices hold at once; the round's wait for their key."""

    def __init__(self, workplace: Workplace) -> None:
        """Show what holds now."""
        super().__init__(workplace, "settings_title", "settings_state")
        self._make_laptop_fields()
        self._make_round_fields()
        self._lay_out()
        self._speak_fields()
        self._listen()
        self._show_plan()

    # -- fields --------------------------------------------------------------------------------

    def _make_laptop_fields(self) -> None:
        now = self.workplace.settings
        self.language = self._choice(list(Language), "language", now.language)
        self.theme = self._choice(list(Theme), "theme", now.theme)
        self.text_scale = self._choice(_TEXT_SCALES, "text_scale", now.text_scale)
        self.sounds = self._choice(list(Switch), "switch", now.sounds)
        self.voice = self._choice(list(Switch), "switch", now.voice)
        self.scanner_end = self._choice(list(ScannerEnd), "scanner_end", now.scanner_end)
        self.camera = self._choice(list(Switch), "switch", now.camera)
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setSingleStep(_VOLUME_STEP)
        self.volume.setPageStep(_VOLUME_STEP)
        self.volume.setValue(now.volume)
        self.prefix = LatinField()
        self.prefix.setMaxLength(_LONGEST_PREFIX)
        self.prefix.setText(now.scanner_prefix)
        self.ports, self.reader = ChineseField(), CardLineField()
        self.ports.setText(print_ports(now.serial_ports))
        self.reader.setText(now.card_reader)
        self.test_key = KeyButton()

    def _make_round_fields(self) -> None:
        self.order = self._choice(list(Order), "order", None)
        self.pool = ChoiceRow(_POOLS, str)
        self.other_pool = LatinField()
        self.other_pool.setMaxLength(2)
        self.other_pool.setProperty("digits", "")
        self.other_pool.setProperty("part", "few")
        self.seal_rule = self._choice(list(SealRule), "settings_seal", None)
        self.symbols = self._choice(list(LabelSymbols), "label_symbols", None)
        self.plan_key = KeyButton("Ctrl+Enter", "main")
        self.sheet_key, self.staff_key, self.round_key = KeyButton(), KeyButton(), KeyButton()

    def _choice(self, values: Sequence[object], word: str, now: object) -> ChoiceRow:
        say = self.workplace.say
        row = ChoiceRow(values, lambda value: say(f"{word}_{value}"), now)
        self.spoken.also(row.speak)
        return row

    def _lay_out(self) -> None:
        self._rows = {
            "language": Row(self.language),
            "theme": Row(self.theme),
            "text_scale": Row(self.text_scale),
            "sounds": Row(self.sounds),
            "volume": Row(self.volume, self.test_key),
            "voice": Row(self.voice),
            "prefix": Row(self.prefix),
            "scanner_end": Row(self.scanner_end),
            "ports": Row(self.ports),
            "reader": Row(self.reader),
            "camera": Row(self.camera),
            "order": Row(self.order),
            "pool": Row(self.pool, self.other_pool),
            "seal_rule": Row(self.seal_rule),
            "symbols": Row(self.symbols),
        }
        rows = self._rows
        laptop = ("language", "theme", "text_scale", "sounds", "volume", "voice")
        scanner = ("prefix", "scanner_end", "camera")
        left, right, columns = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for column in (left, right):
            column.setSpacing(14)
            columns.addLayout(column, 1)
        columns.setSpacing(14)
        left.addWidget(self.card("settings_laptop", *(rows[name] for name in laptop)))
        left.addWidget(self.card("settings_more_readers", rows["ports"], rows["reader"]))
        left.addStretch(1)
        right.addWidget(self.card("settings_scanner", *(rows[name] for name in scanner)))
        of_round = (rows[name] for name in ("order", "pool", "seal_rule", "symbols"))
        right.addWidget(self.card("settings_round", *of_round, self.plan_key))
        right.addWidget(self.card("settings_office", self._office_keys()))
        right.addStretch(1)
        self.cards.addLayout(columns)
        self.cards.addStretch(1)
        self.set_stops(
            self.language,
            self.theme,
            self.text_scale,
            self.sounds,
            self.volume,
            self.test_key,
            self.voice,
            self.ports,
            self.reader,
            self.prefix,
            self.scanner_end,
            self.camera,
            self.order,
            self.pool,
            self.other_pool,
            self.seal_rule,
            self.symbols,
            self.plan_key,
            self.sheet_key,
            self.staff_key,
            self.round_key,
        )

    def _office_keys(self) -> QWidget:
        line, keys = QWidget(), QHBoxLayout()
        line.setLayout(keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.addWidget(self.sheet_key, 1)
        keys.addWidget(self.staff_key, 1)
        keys.addWidget(self.round_key, 1)
        return line

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for name, row in self._rows.items():
            keep(row.label.setText, f"settings_label_{name}")
        keep(self.test_key.say, "settings_key_test")
        keep(self.plan_key.say, "settings_key_plan")
        keep(self.sheet_key.say, "settings_key_sheet")
        keep(self.staff_key.say, "settings_key_staff")
        keep(self.round_key.say, "next_round_title")
        keep(self.prefix.setPlaceholderText, "settings_hint_prefix")
        keep(self.ports.setPlaceholderText, "settings_hint_ports")
        keep(self.reader.setPlaceholderText, "settings_hint_reader")
        keep(self.other_pool.setPlaceholderText, "first_hint_pool")

    def _listen(self) -> None:
        for choice in (self.language, self.theme, self.text_scale, self.sounds, self.voice):
            choice.chosen.connect(lambda _value: self._apply())
        for choice in (self.scanner_end, self.camera):
            choice.chosen.connect(lambda _value: self._apply())
        self.volume.valueChanged.connect(lambda _value: self._apply())
        self.prefix.editingFinished.connect(self._apply)
        self.ports.editingFinished.connect(self._apply_readers)
        self.reader.editingFinished.connect(self._apply_readers)
        self.pool.chosen.connect(lambda _size: self.other_pool.clear())
        self.symbols.chosen.connect(self._choose_symbols)
        self.other_pool.textEdited.connect(self._other_pool_typed)
        self.test_key.clicked.connect(self._test_sound)
        self.plan_key.clicked.connect(self.confirm)
        self.sheet_key.clicked.connect(self._print_sheet)
        self.staff_key.clicked.connect(self._open_staffing)
        self.round_key.clicked.connect(self._open_next_round)
        self.workplace.pictured.connect(self._on_picture)
        self.workplace.settings_changed.connect(self._show_settings)

    # -- the laptop ----------------------------------------------------------------------------

    def chosen_settings(self) -> Settings:
        """Return the settings as the page shows them; what it does not show stays."""
        return replace(
            self.workplace.settings,
            language=self.language.value,
            theme=self.theme.value,
            text_scale=self.text_scale.value,
            sounds=self.sounds.value,
            volume=self.volume.value(),
            voice=self.voice.value,
            scanner_prefix=self.prefix.text(),
            scanner_end=self.scanner_end.value,
            camera=self.camera.value,
        )

    def _apply(self) -> None:
        wanted = self.chosen_settings()
        if wanted != self.workplace.settings:
            self.workplace.apply(wanted)

    def _apply_readers(self) -> None:
        """Let ports and format hold; what cannot be read is named, and the old ones stay."""
        today = self.workplace.desk.station.book.today
        try:
            ports = parse_ports(self.ports.text())
            reader = parse_reader(self.reader.text(), today)
        except Refusal as refusal:
            self.answer_strip.tell_error(refusal)
            return
        now = self.workplace.settings
        if reader == now.card_reader and ports == dict(now.serial_ports):
            return
        self.reader.setText(reader)
        self.workplace.apply(replace(now, serial_ports=MappingProxyType(ports), card_reader=reader))
        self.answer_strip.tell(accepted("settings_readers", ports=len(ports), format=reader or "–"))

    def _show_settings(self, settings: Settings) -> None:
        """Follow what was changed elsewhere, such as the language by its own key."""
        self.language.choose(settings.language)
        self.theme.choose(settings.theme)
        self.text_scale.choose(settings.text_scale)
        self.camera.choose(settings.camera)

    def _test_sound(self) -> None:
        """Answer as the desk does: the window sounds every answer."""
        self._apply()
        self.workplace.answered.emit(accepted("settings_sound_test"))

    # -- the round -----------------------------------------------------------------------------

    @property
    def _plan(self) -> RoundPlan:
        return self.workplace.desk.station.plan

    def _on_picture(self, _picture: DeskPicture) -> None:
        self._show_plan()

    def _show_plan(self) -> None:
        self.order.choose(self._plan.order)
        self.pool.choose(self._plan.pool_size)
        self.seal_rule.choose(self._plan.seal_rule)
        self._chosen_symbols = self._plan.symbols.labels
        self.symbols.choose(self._chosen_symbols)
        is_usual = self._plan.pool_size in _POOLS
        if not self.other_pool.hasFocus():
            self.other_pool.setText("" if is_usual else str(self._plan.pool_size))

    def _choose_symbols(self, choice: LabelSymbols) -> None:
        """Remember a choice: rules made elsewhere may be none of these, and then stay."""
        self._chosen_symbols = choice

    def _other_pool_typed(self, text: str) -> None:
        if text:
            self.pool.release()
        else:
            self.pool.choose(self.pool.value)

    def chosen_plan(self) -> RoundPlan:
        """Return the round's settings as the page shows them.

        Raises:
            Refusal: `pool_size_range`.
        """
        typed = self.other_pool.text()
        if typed and not (typed.isascii() and typed.isdigit()):
            raise Refusal("pool_size_range", largest=LARGEST_POOL)
        size = int(typed) if typed else self.pool.value
        choice, symbols = self._chosen_symbols, self._plan.symbols
        return replace(
            self._plan,
            order=self.order.value,
            pool_size=size,
            seal_rule=self.seal_rule.value,
            symbols=symbols if choice is None else symbols.with_labels(choice),
        )

    def confirm(self) -> None:
        """Change the round, when who sits here may."""
        try:
            plan = self.chosen_plan()
        except Refusal as refusal:
            self.answer_strip.tell_error(refusal)
            self.focus(self.other_pool)
            return
        station = self.workplace.desk.station
        outcome = self.workplace.perform(lambda place: change_plan(station, place, plan))
        if outcome is not None:
            self.answer_strip.tell(outcome)
            if not outcome.is_accepted:
                self._show_plan()

    # -- staff and paper -----------------------------------------------------------------------

    def _print_sheet(self) -> None:
        office = office_of(self.workplace)
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
            return
        self.run_job(
            office.print_command_sheet, lambda path: accepted("paper_made", path=str(path))
        )

    def _open_staffing(self) -> None:
        office, window = office_of(self.workplace), self.window()
        if office is None or not isinstance(window, PanelOpener):
            self.answer_strip.tell(refused("office_missing"))
        elif not self.workplace.desk.place.staff.may(Deed.RUN_ROUND):
            self.answer_strip.tell(refused("supervisor_only"))
        else:
            window.open_panel(StaffingPanel(self.workplace, office))

    def _open_next_round(self) -> None:
        window = self.window()
        if not isinstance(window, PanelOpener):
            self.answer_strip.tell(refused("office_missing"))
        elif not self.workplace.desk.place.staff.may(Deed.RUN_ROUND):
            self.answer_strip.tell(refused("supervisor_only"))
        else:
            window.open_panel(NextRoundPanel(self.workplace))
