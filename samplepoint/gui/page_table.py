"""The pages of the window, and where each is written.

Owns their names; refuses to know when one is shown and what it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module

from PySide6.QtWidgets import QWidget

from samplepoint.gui.workplace import Workplace


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


WRITTEN_IN: Mapping[PageName, str] = {
    PageName.COLLECTING: "collecting:CollectingPage",
    PageName.PACKING: "packing:PackingPage",
    PageName.SETTINGS: "settings:SettingsPage",
    PageName.UPKEEP: "upkeep:UpkeepPage",
    PageName.ERASING: "erasing:ErasingPage",
    PageName.HANDOVER: "handing_over:HandoverPage",
    PageName.BACK_ENTRY: "back_entry:BackEntryPage",
    PageName.EXPORT: "exporting:ExportPage",
    PageName.PAPERS: "papers:PapersPage",
    PageName.PREVIEW: "previewing:PreviewPage",
    PageName.STICKS: "sticks:SticksPage",
    PageName.MERGING: "merging:MergingPage",
    PageName.POINTS: "points:PointsPage",
    PageName.FINDINGS: "findings:FindingsPage",
    PageName.STRIPS: "strips:StripsPage",
    PageName.DEVICES: "devices:DevicesPage",
    PageName.HELP: "help:HelpPage",
}


def make_page(name: PageName, workplace: Workplace) -> QWidget:
    """Make a page; its module is read when it is first opened, so the desk starts sooner."""
    module, kind = WRITTEN_IN[name].split(":")
    made: QWidget = getattr(import_module(f"samplepoint.gui.pages.{module}"), kind)(workplace)
    return made
