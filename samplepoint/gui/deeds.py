"""What each key, sheet code, tap and menu entry does: the same deed for the same word.

Owns the table from verb to deed; refuses to paint and to decide what the rules allow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QWidget

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.outcomes import ignored, needs
from samplepoint.gui.eye_keeper import EyeKeeper
from samplepoint.gui.keys import Verb
from samplepoint.gui.office import office_of
from samplepoint.gui.page_table import PageName
from samplepoint.gui.workplace import Workplace
from samplepoint.services.desk import Activity
from samplepoint.wording import Language


class Shell(Protocol):
    """What a deed may ask of the window."""

    eye_keeper: EyeKeeper

    def open_panel(self, panel: QWidget) -> None:
        """Open a side panel."""

    def lead_back(self) -> bool:
        """Close what lies over the desk; False when nothing did."""

    def show_page(self, name: PageName) -> None:
        """Show a page."""

    def repeat_answer(self) -> None:
        """Show and sound the last answer again."""

    def turn_full_screen(self) -> None:
        """Fill the screen, or no longer."""

    def turn_second_screen(self) -> None:
        """Show the resident's window, or no longer."""


_PAGES: Mapping[Verb, PageName] = {
    Verb.HELP: PageName.HELP,
    Verb.SETTINGS: PageName.SETTINGS,
    Verb.UPKEEP: PageName.UPKEEP,
    Verb.ERASING: PageName.ERASING,
    Verb.HANDOVER: PageName.HANDOVER,
    Verb.BACK_ENTRY: PageName.BACK_ENTRY,
    Verb.STICKS: PageName.STICKS,
    Verb.MERGE: PageName.MERGING,
    Verb.POINTS: PageName.POINTS,
    Verb.STRIPS: PageName.STRIPS,
    Verb.FINDINGS: PageName.FINDINGS,
    Verb.EXPORT: PageName.EXPORT,
    Verb.PAPERS: PageName.PAPERS,
    Verb.DEVICES: PageName.DEVICES,
}
"""Verbs that do nothing but show a page."""


class Deeds:
    """The verbs of one window."""

    def __init__(self, workplace: Workplace, shell: Shell) -> None:
        """Act on this desk through this window."""
        self._workplace = workplace
        self._shell = shell
        self._table: Mapping[Verb, Callable[[], object]] = {
            **{verb: partial(shell.show_page, name) for verb, name in _PAGES.items()},
            Verb.MANUAL: self._manual,
            Verb.NO_DOCUMENT: self._no_document,
            Verb.UNDO: self._undo,
            Verb.CLOSE_TUBE: self._close_tube,
            Verb.COLLECT: lambda: self._turn_to(Activity.COLLECTING),
            Verb.PACK: lambda: self._turn_to(Activity.PACKING),
            Verb.SUPERVISE: self._supervise,
            Verb.PRACTICE: self._practice,
            Verb.LANGUAGE: self._language,
            Verb.SAFE_KEY: self._safe_key,
            Verb.FULL_SCREEN: shell.turn_full_screen,
            Verb.CAMERA: shell.eye_keeper.turn,
            Verb.SECOND_SCREEN: shell.turn_second_screen,
            Verb.LOCK: lambda: workplace.run(workplace.desk.lock),
            Verb.BACK: shell.lead_back,
            Verb.REPEAT: shell.repeat_answer,
        }

    def do(self, verb: Verb) -> None:
        """Do it."""
        self._table[verb]()

    def _manual(self) -> None:
        from samplepoint.gui.pages.person_form import PersonForm  # noqa: PLC0415  # when opened

        self._shell.open_panel(PersonForm(self._workplace))

    def _no_document(self) -> None:
        from samplepoint.gui.pages.person_form import PersonForm  # noqa: PLC0415  # when opened

        self._shell.open_panel(PersonForm(self._workplace, DocumentType.NONE))

    def _supervise(self) -> None:
        from samplepoint.gui.pages.supervising import SupervisingPanel  # noqa: PLC0415  # when opened

        self._shell.open_panel(SupervisingPanel(self._workplace))

    def _safe_key(self) -> None:
        """Open the panel of the key for the safe, or say that it is not here."""
        from samplepoint.gui.pages.safe_key import SafeKeyPanel  # noqa: PLC0415  # when opened

        office = office_of(self._workplace)
        if office is not None and office.travel.recovery_file.exists():
            self._shell.open_panel(SafeKeyPanel(self._workplace, office.travel))
        else:
            self._workplace.tell(ignored("safe_key_gone"))

    def _undo(self) -> None:
        """Over an open form undo means: leave it. Only at the desk it takes a step back."""
        if not self._shell.lead_back():
            self._workplace.perform(self._workplace.desk.collecting.undo)

    def _close_tube(self) -> None:
        self._workplace.perform(self._workplace.desk.collecting.close_tube)

    def _turn_to(self, activity: Activity) -> None:
        self._shell.lead_back()
        self._workplace.go_to(activity)

    def _practice(self) -> None:
        is_practice = self._workplace.desk.station.book.is_practice
        self._workplace.tell(needs("practice_note_here" if is_practice else "practice_note"))

    def _language(self) -> None:
        now = self._workplace.wording.language
        other = Language.ENGLISH if now is Language.CHINESE else Language.CHINESE
        self._workplace.apply(replace(self._workplace.settings, language=other))
