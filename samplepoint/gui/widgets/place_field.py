"""Where files go: a folder that is typed or chosen, or one of the sticks that are plugged in.

Owns what is offered, and that a choice stays with its stick; refuses to write anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from samplepoint.domain.drives import Drive
from samplepoint.gui.equipment import DriveList
from samplepoint.gui.widgets.form_fields import ChineseField, KeyButton
from samplepoint.gui.widgets.offered_choice import OfferedChoice
from samplepoint.gui.workplace import Workplace
from samplepoint.services.stick import Destination

_FOLDER = "folder"
_WHOLE_WORD = 7
"""Characters of room, so that the word for a folder is whole in a narrow panel, too."""


class PlaceField(QWidget):
    """The choice, and beside it the folder where that is chosen. New sticks appear by themselves.

    A stick that is pulled out leaves the folder chosen, and `drive_gone` says so: nothing is
    written elsewhere in silence.
    """

    drive_gone = Signal(object)
    """The `Drive` that was chosen and is not there any more."""

    def __init__(self, workplace: Workplace, folder: Path | None) -> None:
        """Offer a folder and what is plugged in; the folder is chosen."""
        super().__init__()
        self._workplace = workplace
        self.choice = OfferedChoice(self._text)
        self.choice.setMinimumContentsLength(_WHOLE_WORD)
        self.folder, self.folder_key = ChineseField(), KeyButton()
        self.folder.setText(str(folder) if folder else "")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.choice, 2)
        layout.addWidget(self.folder, 3)
        layout.addWidget(self.folder_key)
        self.setFocusProxy(self.choice)
        self.choice.offer([_FOLDER])
        self.choice.currentIndexChanged.connect(lambda _at: self._show_folder())
        self.folder_key.clicked.connect(self.choose_folder)
        self.speak()
        if workplace.equipment is not None:
            self.watch(workplace.equipment.drives)

    def watch(self, drives: DriveList) -> None:
        """Follow a list of sticks."""
        drives.changed.connect(self.show_drives)
        self.show_drives(drives.here)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Return what Enter and Tab go through."""
        return (self.choice, self.folder, self.folder_key)

    @property
    def drive(self) -> Drive | None:
        """Return the stick that is chosen, None for the folder."""
        value = self.choice.value
        return value if isinstance(value, Drive) else None

    def destination(self) -> Destination | None:
        """Return where files go; None where the folder's path is not whole."""
        untrusted = self.folder.text().strip()
        if self.drive is None and not (untrusted and Path(untrusted).is_absolute()):
            return None
        return Destination(self._workplace.stick_door, self.drive or Path(untrusted))

    def choose(self, drive: Drive | None) -> None:
        """Choose a stick, or the folder with None or where the stick is not offered."""
        here = [one for one in self.choice.offered if isinstance(one, Drive)]
        same = [one for one in here if drive is not None and _is_same(one, drive)]
        self.choice.choose(same[0] if same else _FOLDER)

    def show_drives(self, here: Sequence[Drive]) -> None:
        """Offer these sticks; the one that was chosen stays chosen while it is there."""
        chosen = self.drive
        self.choice.offer([_FOLDER, *here])
        if chosen is not None:
            self.choose(chosen)
            if self.drive is None:
                self.drive_gone.emit(chosen)
        self._show_folder()

    def choose_folder(self) -> None:
        """Ask the system for a folder: an office page may open a dialog."""
        found = QFileDialog.getExistingDirectory(
            self, self._workplace.say("export_choose_folder"), self.folder.text()
        )
        if found:
            self.folder.setText(found)

    def speak(self) -> None:
        """Write it again in the language of the moment."""
        self.choice.speak()
        self.folder_key.say(self._workplace.say("export_key_folder"))

    def _show_folder(self) -> None:
        for widget in (self.folder, self.folder_key):
            widget.setVisible(self.drive is None)

    def _text(self, value: object) -> str:
        say = self._workplace.say
        if not isinstance(value, Drive):
            return say("stick_choice_folder")
        name = f"{value.name} ({value.letter})" if value.letter else value.name
        code = "stick_choice_locked" if value.is_read_only else "stick_choice"
        return say(code, name=name, size=value.size_bytes, free=value.free_bytes)


def _is_same(one: Drive, other: Drive) -> bool:
    return (one.identity, one.folder) == (other.identity, other.folder)
