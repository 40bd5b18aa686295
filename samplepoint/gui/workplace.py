"""What every page holds: the desk, the words, the look and the signals of what happened.

Owns the passing on of answers to whoever paints them; refuses to paint and to decide.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from samplepoint.app.settings import Settings
from samplepoint.app.wiring import stick_door
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.field_maps import KNOWN_MAPS, PLUGIN_MAP
from samplepoint.domain.outcomes import Changed, Outcome, refused
from samplepoint.domain.readings import Reading
from samplepoint.errors import Damage, Obstacle, SamplepointError, Value
from samplepoint.gui.equipment import Equipment
from samplepoint.gui.office import Office
from samplepoint.gui.reader_settings import maps_of
from samplepoint.gui.theme import Look, palette_of
from samplepoint.services.desk import Activity, Desk
from samplepoint.services.picture import DeskPicture, picture
from samplepoint.services.station import Place
from samplepoint.wording import Answer, Language, Wording

log = logging.getLogger(__name__)


class Workplace(QObject):
    """One window's desk, dressed with signals. Lives on the main thread."""

    answered = Signal(object)
    """An `Outcome`: after its commit, before anything is painted."""
    pictured = Signal(object)
    """A `DeskPicture`: everything the desk shows has been read again."""
    language_changed = Signal()
    look_changed = Signal()
    """`look` has new colours or a new size: custom-painted widgets repaint."""
    settings_changed = Signal(object)
    """The new `Settings`, once they hold here."""
    damaged = Signal(object)
    """A `Damage`: writing has stopped; the window guides to a restore."""

    def __init__(self, desk: Desk, wording: Wording, settings: Settings) -> None:
        """Dress a desk; nothing is read before `refresh`."""
        super().__init__()
        self.desk = desk
        self.wording = wording
        self.settings = settings
        self._tell_reader(settings)
        self.look = Look(palette_of(settings.theme), text=settings.text_scale / 100)
        self.picture: DeskPicture | None = None
        self.office: Office | None = None
        """What the office pages may ask for; None where nobody wired a house."""
        self.equipment: Equipment | None = None
        """What is connected to this window's desk; None where there is no window."""
        self.stick_door = stick_door()
        """The way of every file that leaves."""
        self.sign_in_with_pin: Callable[[str], Outcome] | None = None

    # -- gestures ------------------------------------------------------------------------------

    def take(self, reading: Reading) -> None:
        """Give a reading to the desk and tell its answer."""
        self._run(lambda: self.desk.take(reading))

    def take_at(self, seat: str, reading: Reading) -> None:
        """Give the desk a reading of a scanner that belongs to a seat; the window follows it.

        "" is the window's own scanner or camera, which acts at the window's own seat.
        """
        self._run(lambda: self.desk.take_at(seat, reading))
        self._follow()

    def turn_to(self, seat: str) -> None:
        """Turn desk and window to a seat, "" for the window's own."""
        self.desk.turn_to(seat)
        self._follow()

    def _follow(self) -> None:
        if self.picture is not None and self.picture.seat != self.desk.place.seat:
            self.refresh()

    def bind_entry(self, entry: PersonEntry) -> Outcome | None:
        """Bind a person from the form; the form stays open when the answer is a refusal."""
        return self._run(lambda: self.desk.bind_entry(entry))

    def perform(self, verb: Callable[[Place], Outcome]) -> Outcome | None:
        """Run any verb of the desk (`lambda place: desk.collecting.undo(place)`)."""
        return self._run(lambda: self.desk.perform(verb))

    def run(self, action: Callable[[], Outcome]) -> Outcome | None:
        """Run anything of the desk that answers (`lambda: desk.lock()`) and tell its answer."""
        return self._run(action)

    def go_to(self, activity: Activity) -> None:
        """Turn the window to collecting or packing."""
        self._run(lambda: self.desk.go_to(activity))

    def _run(self, action: Callable[[], Outcome]) -> Outcome | None:
        try:
            outcome = action()
        except Damage as damage:
            self.damaged.emit(damage)
            return None
        self.tell(outcome)
        return outcome

    def tell(self, outcome: Outcome) -> None:
        """Tell an answer, read again what changed, and answer scans held during a lock."""
        self.answered.emit(outcome)
        if outcome.changed:
            self.refresh()
        if Changed.STAFF in outcome.changed and not self.desk.is_locked:
            self._release_held()

    def _release_held(self) -> None:
        try:
            for held in self.desk.release_held():
                self.tell(held)
        except Damage as damage:
            self.damaged.emit(damage)

    def tell_trouble(self, error: SamplepointError) -> None:
        """Tell what the world or the rules refused outside of a gesture."""
        self.answered.emit(refused(error.code, **error.values))

    def refresh(self) -> None:
        """Read the picture of the desk again and hand it to the pages.

        In a supervisor's book a merge may hold the book for long: the next refresh comes anyway.
        """
        if self._is_merging:
            return
        try:
            self.picture = picture(self.desk)
        except Damage as damage:
            self.damaged.emit(damage)
            return
        self.pictured.emit(self.picture)

    @property
    def _is_merging(self) -> bool:
        book = self.desk.station.book
        return book.is_hub and not book.gate.is_free

    def checkpoint(self) -> None:
        """Move what was written lately into the book file, while nobody waits."""
        if self._is_merging:
            return
        try:
            self.desk.station.book.idle_checkpoint()
        except Damage as damage:
            self.damaged.emit(damage)
        except Obstacle as obstacle:
            # Nothing is lost: the log holds it, and the next quiet moment tries again.
            log.warning("checkpoint put off: %s", obstacle.code)

    # -- words and looks -----------------------------------------------------------------------

    def say(self, code: str, **values: object) -> str:
        """Return a sentence in the window's language."""
        return self.wording.say(code, **values)

    def words(self, outcome: Outcome) -> Answer:
        """Return an outcome's words; who has no name is called by the end of the number."""
        return self.wording.answer(replace(outcome, values=self.named(outcome.values)))

    def named(self, values: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return values in which `name` can be read by people."""
        if "name" not in values or "relation" not in values:
            return values
        shown = self.name_of(
            str(values["name"]), str(values["relation"]), str(values.get("number", ""))[-4:]
        )
        return {**values, "name": shown}

    def name_of(self, name: str, relation: str, number_end: str) -> str:
        """Return what a person is called on the screen: masked name with relation, or 尾号."""
        if not name:
            return self.say("person_by_number", end=number_end)
        if relation == "self":
            return name
        return self.say("person_related", name=name, relation=relation)

    def speak(self, language: Language) -> None:
        """Change the language of the whole window at once."""
        self.wording.language = language
        self.language_changed.emit()

    def wear(self, look: Look) -> None:
        """Change colours or sizes of the whole window at once."""
        if look != self.look:
            self.look = look
            self.look_changed.emit()

    def _tell_reader(self, settings: Settings) -> None:
        """Let the desk know how this laptop's card readers write their lines."""
        maps = maps_of(settings.card_reader)
        if maps and settings.card_plugin:
            maps = (*maps, KNOWN_MAPS[PLUGIN_MAP])
        self.desk.field_maps = maps or tuple(KNOWN_MAPS.values())

    def apply(self, settings: Settings) -> None:
        """Let new settings hold at once; storing them is whoever changed them."""
        self.settings = settings
        self._tell_reader(settings)
        language = Language(str(settings.language))
        if language is not self.wording.language:
            self.speak(language)
        text = settings.text_scale / 100
        self.wear(replace(self.look, palette=palette_of(settings.theme), text=text))
        self.settings_changed.emit(settings)
