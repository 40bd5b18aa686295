"""The first page of an empty laptop: a round, a point, codes, a supervisor; or a rehearsal.

Owns what is asked and the trying of a code; refuses to make a book: it emits what was chosen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from samplepoint.domain.peers import PeerRole
from samplepoint.domain.rounds import PRESETS, CodePreset, Order, SealRule
from samplepoint.errors import Refusal, SamplepointError
from samplepoint.gui.models.code_trial import Trial, try_code
from samplepoint.gui.theme import Look
from samplepoint.gui.widgets.answer_strip import AnswerStrip
from samplepoint.gui.widgets.choice_row import ChoiceRow
from samplepoint.gui.widgets.form_fields import (
    ChineseField,
    KeyButton,
    KeyChoice,
    LatinField,
    PinField,
    Row,
    restyle,
)
from samplepoint.gui.widgets.keyed_form import KeyedForm
from samplepoint.gui.widgets.spoken import Spoken
from samplepoint.services.first_start import (
    FirstStartEntry,
    RulesEntry,
    parse_first_start,
    practice_start,
)
from samplepoint.wording import Language, Wording

_POOLS = (1, 5, 10, 20)
_OWN = "preset_own"
_USUAL_POOL = 10


class FirstStartPage(KeyedForm):
    """Everything on one page; `chosen` carries a `FirstStart` that was checked."""

    chosen = Signal(object)
    language_chosen = Signal(object)
    """The `Language` the operator turned to; the words have changed already."""

    def __init__(self, wording: Wording, folder: str, today: date) -> None:
        """Ask for a round whose book will lie in `folder`."""
        super().__init__()
        self.setObjectName("page")
        self.spoken = Spoken(wording)
        self.answer_strip = AnswerStrip(wording)
        self._today = today
        self._folder = folder
        self._make_fields()
        self._lay_out()
        self._speak_fields()
        self._listen()
        self._try()
        self.dress(Look())

    def dress(self, look: Look) -> None:
        """Take the colours and sizes of the window."""
        self.wear(look)

    # -- fields --------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        say = self.spoken.wording.say
        self.round_name, self.point_name = ChineseField(), ChineseField()
        self.pool = ChoiceRow(
            _POOLS, lambda size: say(f"first_pool_{size}", size=size), _USUAL_POOL
        )
        self.other_pool = LatinField()
        self.other_pool.setMaxLength(2)
        self.other_pool.setProperty("digits", "")
        self.other_pool.setProperty("part", "few")
        self.order = ChoiceRow(list(Order), lambda order: say(f"order_{order}"))
        self.seal_rule = ChoiceRow(
            list(SealRule), lambda rule: say(f"settings_seal_{rule}"), SealRule.COUNTED
        )
        self.book = ChoiceRow(list(PeerRole), lambda role: say(f"first_book_{role}"))
        names = [*(preset.name for preset in PRESETS), _OWN]
        self.preset = KeyChoice(names, say)
        self.tube_mask, self.box_mask, self.trial = LatinField(), LatinField(), LatinField()
        self.supervisor, self.registrars = ChineseField(), ChineseField()
        self.pin, self.pin_again = PinField(), PinField()
        self._show_preset(PRESETS[0].name)

    def _lay_out(self) -> None:
        self._title, self._state, self._folder_line = QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._state.setProperty("role", "state")
        self._folder_line.setProperty("role", "hint")
        self._folder_line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._language = KeyButton("", "quiet")
        self._language.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head, names = QHBoxLayout(), QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._state)
        head.addLayout(names, 1)
        head.addWidget(self._language, 0, Qt.AlignmentFlag.AlignTop)
        cards = QGridLayout()
        cards.setSpacing(16)
        cards.addWidget(self._place_card(), 0, 0)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(self._codes_card(), 1)
        right.addWidget(self.answer_strip)
        cards.addLayout(right, 0, 1, 2, 1)
        cards.addWidget(self._staff_card(), 1, 0)
        cards.setColumnStretch(0, 1)
        cards.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 20, 40, 18)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addLayout(cards, 1)
        layout.addLayout(self._make_keys())

    def _make_keys(self) -> QHBoxLayout:
        self.begin_key, self.practice_key = KeyButton("Ctrl+Enter", "main"), KeyButton("F8")
        keys = QHBoxLayout()
        keys.setSpacing(12)
        keys.addWidget(self._folder_line, 1)
        keys.addWidget(self.practice_key)
        keys.addWidget(self.begin_key)
        return keys

    def _place_card(self) -> QWidget:
        self._rows = {
            "round_name": Row(self.round_name),
            "point_name": Row(self.point_name),
            "pool": Row(self.pool, self.other_pool),
            "order": Row(self.order),
        }
        return self._card("first_section_place", list(self._rows.values()))

    def _codes_card(self) -> QWidget:
        self._example, self._told = QLabel(), QLabel()
        self._example.setProperty("role", "hint")
        self._example.setWordWrap(True)
        self._told.setProperty("role", "derived")
        self._told.setWordWrap(True)
        self._masks_hint = QLabel()
        self._masks_hint.setProperty("role", "hint")
        self._masks_hint.setWordWrap(True)
        rows = {
            "preset": Row(self.preset),
            "tube_mask": Row(self.tube_mask),
            "box_mask": Row(self.box_mask),
            "trial": Row(self.trial),
        }
        self._rows |= rows
        seal = Row(self.seal_rule)
        # The same words as in the settings, where it can be changed later.
        self.spoken.keep(seal.label.setText, "settings_label_seal_rule")
        inside = [rows["preset"], rows["tube_mask"], rows["box_mask"], self._masks_hint]
        return self._card(
            "first_section_codes", [*inside, self._example, rows["trial"], self._told, seal]
        )

    def _staff_card(self) -> QWidget:
        rows = {
            "supervisor": Row(self.supervisor),
            "pin": Row(self.pin, self.pin_again),
            "registrars": Row(self.registrars),
            "book": Row(self.book),
        }
        self._rows |= rows
        self.pin_again.setProperty("part", "again")
        return self._card("first_section_staff", list(rows.values()))

    def _card(self, heading: str, parts: list[QWidget]) -> QWidget:
        card, title = QFrame(), QLabel()
        card.setObjectName("card")
        title.setProperty("role", "section")
        self.spoken.keep(title.setText, heading)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 12, 20, 14)
        inside.setSpacing(6)
        inside.addWidget(title)
        for part in parts:
            inside.addWidget(part)
        inside.addStretch(1)
        return card

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        keep(self._title.setText, "first_title")
        keep(self._state.setText, "first_state")
        keep(self._folder_line.setText, "first_folder", folder=self._folder)
        keep(self._language.say, "first_other_language")
        keep(self.begin_key.say, "first_key_begin")
        keep(self.practice_key.say, "first_key_practice")
        keep(self._masks_hint.setText, "first_masks_hint")
        for name, row in self._rows.items():
            keep(row.label.setText, f"first_label_{name}")
        keep(self.round_name.setPlaceholderText, "first_hint_round")
        keep(self.point_name.setPlaceholderText, "first_hint_point")
        keep(self.other_pool.setPlaceholderText, "first_hint_pool")
        keep(self.pin.setPlaceholderText, "first_hint_pin")
        keep(self.pin_again.setPlaceholderText, "first_hint_pin_again")
        keep(self.registrars.setPlaceholderText, "first_hint_registrars")
        keep(self.trial.setPlaceholderText, "first_hint_trial")
        self.spoken.also(self.pool.speak)
        self.spoken.also(self.order.speak)
        self.spoken.also(self.seal_rule.speak)
        self.spoken.also(self.book.speak)
        self.spoken.also(self.preset.speak)

    def _listen(self) -> None:
        self.pool.chosen.connect(lambda _size: self.other_pool.clear())
        self.other_pool.textEdited.connect(self._other_pool_typed)
        self.preset.chosen.connect(self._preset_chosen)
        self.book.chosen.connect(lambda _role: self._say_book())
        for field in (self.tube_mask, self.box_mask, self.trial, self.other_pool):
            field.textChanged.connect(lambda _text: self._try())
        self.pool.chosen.connect(lambda _size: self._try())
        self.begin_key.clicked.connect(self.confirm)
        self.practice_key.clicked.connect(self.practise)
        self._language.clicked.connect(self._other_language)
        self.set_stops(
            self.round_name,
            self.point_name,
            self.pool,
            self.other_pool,
            self.order,
            self.preset,
            self.tube_mask,
            self.box_mask,
            self.trial,
            self.seal_rule,
            self.supervisor,
            self.pin,
            self.pin_again,
            self.registrars,
            self.book,
            self.practice_key,
            self.begin_key,
        )

    # -- what the page says --------------------------------------------------------------------

    @property
    def rules(self) -> RulesEntry:
        """Return the code rules and the pool size as they stand."""
        typed = self.other_pool.text()
        size = self.pool.value
        if typed:
            size = int(typed) if typed.isascii() and typed.isdigit() else 0
        return RulesEntry(self.tube_mask.text(), self.box_mask.text(), size)

    def entry(self) -> FirstStartEntry:
        """Return the filled page."""
        role = self.book.value
        office = self.spoken.wording.say("hub_name") if role is PeerRole.HUB else ""
        return FirstStartEntry(
            self.round_name.text(),
            self.point_name.text().strip() or office,
            self.rules,
            self.order.value,
            self.supervisor.text(),
            self.pin.text(),
            self.pin_again.text(),
            self.registrars.text(),
            self.seal_rule.value,
            role,
        )

    def confirm(self) -> None:
        """Begin the round, or say what is missing and go there."""
        try:
            first = parse_first_start(self.entry(), self._today)
        except Refusal as refusal:
            self.refuse(refusal)
            return
        self.answer_strip.clear()
        self.chosen.emit(first)

    def practise(self) -> None:
        """Begin a rehearsal of what stands on the page; what is left out has a made-up name."""
        say, entry = self.spoken.wording.say, self.entry()
        entry = replace(
            entry,
            round_name=entry.round_name.strip() or say("first_practice_round"),
            point_name=entry.point_name.strip() or say("first_practice_point"),
            supervisor_name=entry.supervisor_name.strip() or say("first_practice_supervisor"),
        )
        try:
            first = practice_start(entry, self._today)
        except Refusal as refusal:
            self.refuse(refusal)
            return
        self.answer_strip.clear()
        self.chosen.emit(first)

    def refuse(self, error: SamplepointError) -> None:
        """Show why it cannot begin, and go to the field concerned."""
        self.answer_strip.tell_error(error)
        fields = {
            "round_name_missing": self.round_name,
            "point_name_missing": self.point_name,
            "pool_size_range": self.other_pool,
            "supervisor_name_missing": self.supervisor,
            "pin_shape": self.pin,
            "pin_differs": self.pin_again,
            "rules_overlap": self.preset,
            "rule_like_document": self.preset,
            "mask_unreadable": self._wrong_mask(),
            "mask_length": self._wrong_mask(),
        }
        if error.code in fields:
            self.focus(fields[error.code])

    def _wrong_mask(self) -> LatinField:
        tube_is_right = RulesEntry(self.tube_mask.text(), "BX#{6}")
        try:
            tube_is_right.meaning("", self._today)
        except Refusal:
            return self.tube_mask
        return self.box_mask

    def owns_key(self, key: int) -> bool:
        """Claim F8, the key of practice everywhere."""
        return key == Qt.Key.Key_F8

    def shortcut(self, key: int) -> bool:
        """F8: practise."""
        if self.owns_key(key):
            self.practise()
            return True
        return False

    def _say_book(self) -> None:
        """Say what a supervisor's book is, before one is made by mistake."""
        say, is_hub = self.spoken.wording.say, self.book.value is PeerRole.HUB
        self._state.setText(say("first_state_hub" if is_hub else "first_state"))
        self.point_name.setPlaceholderText(say("hub_name" if is_hub else "first_hint_point"))

    # -- codes ---------------------------------------------------------------------------------

    def _preset_chosen(self, name: str) -> None:
        self._show_preset(name)
        self._try()

    def _show_preset(self, name: str) -> None:
        preset = next((one for one in PRESETS if one.name == name), None)
        for field in (self.tube_mask, self.box_mask):
            field.setEnabled(preset is None)
        if isinstance(preset, CodePreset):
            self.tube_mask.setText(preset.tube)
            self.box_mask.setText(preset.box)

    def _other_pool_typed(self, text: str) -> None:
        if text:
            self.pool.release()
        else:
            self.pool.choose(self.pool.value)

    def _try(self) -> None:
        """Say what the tried code would be, and show an example of each kind."""
        trial = try_code(self.rules, self.trial.text(), self._today)
        self._show_trial(trial)

    def _show_trial(self, trial: Trial) -> None:
        say = self.spoken.wording.say
        restyle(self._told, "state", trial.state)
        self._told.setText(say(trial.code, **trial.values) if trial.code else "")
        self._example.setText(
            say("first_examples", tube=trial.tube, box=trial.box) if trial.tube else ""
        )

    # -- language ------------------------------------------------------------------------------

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        self.spoken.refresh()
        self.answer_strip.speak()
        self._say_book()
        self._try()

    def _other_language(self) -> None:
        wording = self.spoken.wording
        is_chinese = wording.language is Language.CHINESE
        wording.language = Language.ENGLISH if is_chinese else Language.CHINESE
        self.speak()
        self.language_chosen.emit(wording.language)
