"""What each key, sheet code, tap and menu entry does: the same deed for the same word.

Owns the table from verb to deed; refuses to paint and to decide what the rules allow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Protocol

from PySide6.QtWidgets import QWidget

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.outcomes import ignored, needs
from samplepoint.gui.eye_keeper import EyeKeeper
from samplepoint.gui.keys import Verb
from samplepoint.gui.office import office_of
from samplepoint.gui.workplace import Workplace
from samplepoint.services.desk import Activity
from samplepoint.wording import Language


class PageName(StrEnum):
    """The pages that fill the left side of the window."""

    COLLECTING = "collecting"
    PACKING = "packing"
    SETTINGS = "settings"
    UPKEEP = "upkeep"
    ERASING = "erasing"
    HANDOVER = "handover"
    BACK_ENTRY = "back_entry"
    EXPORT = "export"
    PAPERS = "papers"
    PREVIEW = "preview"
    STICKS = "sticks"
    MERGING = "merging"
    POINTS = "points"
    FINDINGS = "findings"
    STRIPS = "strips"
    DEVICES = "devices"
    HELP = "help"


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


def make_page(name: PageName, workplace: Workplace) -> QWidget:
    """Make a page; its module is read when it is first opened, so the desk starts sooner."""
    # ruff: noqa: PLC0415
    if name is PageName.COLLECTING:
        from samplepoint.gui.pages.collecting import CollectingPage

        return CollectingPage(workplace)
    if name is PageName.PACKING:
        from samplepoint.gui.pages.packing import PackingPage

        return PackingPage(workplace)
    if name in _OF_OFFICE:
        return _make_office_page(name, workplace)
    if name in _OF_PAPER:
        return _make_paper_page(name, workplace)
    if name in _OF_TRAVEL:
        return _make_travel_page(name, workplace)
    if name is PageName.BACK_ENTRY:
        from samplepoint.gui.pages.back_entry import BackEntryPage

        return BackEntryPage(workplace)
    from samplepoint.gui.pages.help import HelpPage

    return HelpPage(workplace)


_OF_OFFICE = (PageName.SETTINGS, PageName.UPKEEP, PageName.ERASING, PageName.DEVICES)


def _make_office_page(name: PageName, workplace: Workplace) -> QWidget:
    """Make one of the pages from which book and laptop are looked after."""
    if name is PageName.SETTINGS:
        from samplepoint.gui.pages.settings import SettingsPage

        return SettingsPage(workplace)
    if name is PageName.UPKEEP:
        from samplepoint.gui.pages.upkeep import UpkeepPage

        return UpkeepPage(workplace)
    if name is PageName.ERASING:
        from samplepoint.gui.pages.erasing import ErasingPage

        return ErasingPage(workplace)
    from samplepoint.gui.pages.devices import DevicesPage

    return DevicesPage(workplace)


_OF_PAPER = (PageName.HANDOVER, PageName.EXPORT, PageName.PAPERS, PageName.PREVIEW)


def _make_paper_page(name: PageName, workplace: Workplace) -> QWidget:
    """Make one of the pages from which paper and files leave."""
    if name is PageName.HANDOVER:
        from samplepoint.gui.pages.handing_over import HandoverPage

        return HandoverPage(workplace)
    if name is PageName.EXPORT:
        from samplepoint.gui.pages.exporting import ExportPage

        return ExportPage(workplace)
    if name is PageName.PAPERS:
        from samplepoint.gui.pages.papers import PapersPage

        return PapersPage(workplace)
    from samplepoint.gui.pages.previewing import PreviewPage

    return PreviewPage(workplace)


_OF_TRAVEL = (
    *(PageName.STICKS, PageName.MERGING, PageName.POINTS),
    *(PageName.FINDINGS, PageName.STRIPS),
)


def _make_travel_page(name: PageName, workplace: Workplace) -> QWidget:
    """Make one of the pages of what travels between points and the supervisor's book."""
    if name is PageName.STICKS:
        from samplepoint.gui.pages.sticks import SticksPage

        return SticksPage(workplace)
    if name is PageName.POINTS:
        from samplepoint.gui.pages.points import PointsPage

        return PointsPage(workplace)
    if name is PageName.FINDINGS:
        from samplepoint.gui.pages.findings import FindingsPage

        return FindingsPage(workplace)
    if name is PageName.STRIPS:
        from samplepoint.gui.pages.strips import StripsPage

        return StripsPage(workplace)
    from samplepoint.gui.pages.merging import MergingPage

    return MergingPage(workplace)


class Deeds:
    """The verbs of one window."""

    def __init__(self, workplace: Workplace, shell: Shell) -> None:
        """Act on this desk through this window."""
        self._workplace = workplace
        self._shell = shell
        self._table: Mapping[Verb, Callable[[], object]] = {
            Verb.HELP: lambda: shell.show_page(PageName.HELP),
            Verb.MANUAL: self._manual,
            Verb.NO_DOCUMENT: self._no_document,
            Verb.UNDO: self._undo,
            Verb.CLOSE_TUBE: self._close_tube,
            Verb.COLLECT: lambda: self._turn_to(Activity.COLLECTING),
            Verb.PACK: lambda: self._turn_to(Activity.PACKING),
            Verb.SUPERVISE: self._supervise,
            Verb.PRACTICE: self._practice,
            Verb.LANGUAGE: self._language,
            Verb.SETTINGS: lambda: shell.show_page(PageName.SETTINGS),
            Verb.UPKEEP: lambda: shell.show_page(PageName.UPKEEP),
            Verb.ERASING: lambda: shell.show_page(PageName.ERASING),
            Verb.HANDOVER: lambda: shell.show_page(PageName.HANDOVER),
            Verb.BACK_ENTRY: lambda: shell.show_page(PageName.BACK_ENTRY),
            Verb.STICKS: lambda: shell.show_page(PageName.STICKS),
            Verb.SAFE_KEY: self._safe_key,
            Verb.MERGE: lambda: shell.show_page(PageName.MERGING),
            Verb.POINTS: lambda: shell.show_page(PageName.POINTS),
            Verb.STRIPS: lambda: shell.show_page(PageName.STRIPS),
            Verb.FINDINGS: lambda: shell.show_page(PageName.FINDINGS),
            Verb.EXPORT: lambda: shell.show_page(PageName.EXPORT),
            Verb.PAPERS: lambda: shell.show_page(PageName.PAPERS),
            Verb.FULL_SCREEN: shell.turn_full_screen,
            Verb.DEVICES: lambda: shell.show_page(PageName.DEVICES),
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
        from samplepoint.gui.pages.person_form import PersonForm

        self._shell.open_panel(PersonForm(self._workplace))

    def _no_document(self) -> None:
        from samplepoint.gui.pages.person_form import PersonForm

        self._shell.open_panel(PersonForm(self._workplace, DocumentType.NONE))

    def _supervise(self) -> None:
        from samplepoint.gui.pages.supervising import SupervisingPanel

        self._shell.open_panel(SupervisingPanel(self._workplace))

    def _safe_key(self) -> None:
        """Open the panel of the key for the safe, or say that it is not here."""
        from samplepoint.gui.pages.safe_key import SafeKeyPanel

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
