"""The keys of the desk: which F-key does what, and which sheet code does the same.

Owns the table; refuses to know how a deed is done. A key, a printed code and a menu entry carry
the same word.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QKeyCombination, Qt


class Verb(StrEnum):
    """What the window can be asked for; `verb_<value>` is its word."""

    HELP = "help"
    MANUAL = "manual"
    UNDO = "undo"
    CLOSE_TUBE = "close_tube"
    COLLECT = "collect"
    PACK = "pack"
    SUPERVISE = "supervise"
    PRACTICE = "practice"
    STICKS = "sticks"
    MERGE = "merge"
    FINDINGS = "findings"
    STRIPS = "strips"
    POINTS = "points"
    SAFE_KEY = "safe_key"
    LANGUAGE = "language"
    SETTINGS = "settings"
    FULL_SCREEN = "full_screen"
    LOCK = "lock"
    BACK = "back"
    NO_DOCUMENT = "no_document"
    REPEAT = "repeat"
    UPKEEP = "upkeep"
    ERASING = "erasing"
    HANDOVER = "handover"
    BACK_ENTRY = "back_entry"
    EXPORT = "export"
    PAPERS = "papers"
    SECOND_SCREEN = "second_screen"
    CAMERA = "camera"
    DEVICES = "devices"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, what it does, and how it is written on its cap."""

    verb: Verb
    key: Qt.Key | QKeyCombination
    cap: str


_SHIFT_F2 = QKeyCombination(Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_F2)
_SHIFT_F5 = QKeyCombination(Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_F5)
_SHIFT_F6 = QKeyCombination(Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_F6)
_SHIFT_F7 = QKeyCombination(Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_F7)
_SHIFT_F8 = QKeyCombination(Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_F8)
_CTRL_P = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_P)

KEYS = (
    Key(Verb.HELP, Qt.Key.Key_F1, "F1"),
    Key(Verb.MANUAL, Qt.Key.Key_F2, "F2"),
    Key(Verb.BACK_ENTRY, _SHIFT_F2, "Shift F2"),
    Key(Verb.UNDO, Qt.Key.Key_F3, "F3"),
    Key(Verb.CLOSE_TUBE, Qt.Key.Key_F4, "F4"),
    Key(Verb.COLLECT, Qt.Key.Key_F5, "F5"),
    Key(Verb.CAMERA, _SHIFT_F5, "Shift F5"),
    Key(Verb.PACK, Qt.Key.Key_F6, "F6"),
    Key(Verb.HANDOVER, _SHIFT_F6, "Shift F6"),
    Key(Verb.PAPERS, _CTRL_P, "Ctrl P"),
    Key(Verb.SUPERVISE, Qt.Key.Key_F7, "F7"),
    Key(Verb.DEVICES, _SHIFT_F7, "Shift F7"),
    Key(Verb.PRACTICE, Qt.Key.Key_F8, "F8"),
    Key(Verb.STICKS, _SHIFT_F8, "Shift F8"),
    Key(Verb.LANGUAGE, Qt.Key.Key_F9, "F9"),
    Key(Verb.SETTINGS, Qt.Key.Key_F10, "F10"),
    Key(Verb.FULL_SCREEN, Qt.Key.Key_F11, "F11"),
    Key(Verb.LOCK, Qt.Key.Key_F12, "F12"),
    Key(Verb.BACK, Qt.Key.Key_Escape, "Esc"),
)
HUB_KEYS = (
    Key(Verb.HELP, Qt.Key.Key_F1, "F1"),
    Key(Verb.MERGE, Qt.Key.Key_F5, "F5"),
    Key(Verb.CAMERA, _SHIFT_F5, "Shift F5"),
    Key(Verb.FINDINGS, Qt.Key.Key_F6, "F6"),
    Key(Verb.STRIPS, _SHIFT_F6, "Shift F6"),
    Key(Verb.POINTS, Qt.Key.Key_F7, "F7"),
    Key(Verb.PRACTICE, Qt.Key.Key_F8, "F8"),
    Key(Verb.LANGUAGE, Qt.Key.Key_F9, "F9"),
    Key(Verb.SETTINGS, Qt.Key.Key_F10, "F10"),
    Key(Verb.FULL_SCREEN, Qt.Key.Key_F11, "F11"),
    Key(Verb.LOCK, Qt.Key.Key_F12, "F12"),
    Key(Verb.BACK, Qt.Key.Key_Escape, "Esc"),
)
"""In a supervisor's book nobody is registered: the same keys lead to its own pages."""
CAP_OF = {key.verb: key.cap for key in (*KEYS, *HUB_KEYS)}

SHOWN_VERBS = {
    "manual": Verb.MANUAL,
    "no_document": Verb.NO_DOCUMENT,
    "help": Verb.HELP,
    "language": Verb.LANGUAGE,
    "repeat": Verb.REPEAT,
    "handover": Verb.HANDOVER,
}
"""The desk answers `shown` with `command`; these are done by the window."""

MENU = (
    Verb.MANUAL,
    Verb.NO_DOCUMENT,
    Verb.UNDO,
    Verb.CLOSE_TUBE,
    Verb.BACK_ENTRY,
    Verb.COLLECT,
    Verb.PACK,
    Verb.HANDOVER,
    Verb.EXPORT,
    Verb.STICKS,
    Verb.PAPERS,
    Verb.SUPERVISE,
    Verb.UPKEEP,
    Verb.ERASING,
    Verb.SETTINGS,
    Verb.DEVICES,
    Verb.CAMERA,
    Verb.PRACTICE,
    Verb.LANGUAGE,
    Verb.FULL_SCREEN,
    Verb.SECOND_SCREEN,
    Verb.LOCK,
    Verb.HELP,
)

HUB_MENU = (
    Verb.MERGE,
    Verb.FINDINGS,
    Verb.STRIPS,
    Verb.POINTS,
    Verb.SAFE_KEY,
    Verb.UPKEEP,
    Verb.ERASING,
    Verb.SETTINGS,
    Verb.DEVICES,
    Verb.CAMERA,
    Verb.PRACTICE,
    Verb.LANGUAGE,
    Verb.FULL_SCREEN,
    Verb.LOCK,
    Verb.HELP,
)
