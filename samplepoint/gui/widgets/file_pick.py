"""A small file to take in: those that were found on the sticks, or another one.

Owns the choice; refuses to read a file.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from samplepoint.domain.drives import Drive
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.gui.widgets.offered_choice import OfferedChoice
from samplepoint.gui.workplace import Workplace
from samplepoint.services.small_files import small_files_in


class FilePick(QWidget):
    """New sticks are looked at by themselves, on a thread: a bad one may take seconds."""

    picked = Signal()
    """Another file is chosen, or none."""

    def __init__(self, workplace: Workplace, suffix: str, choose: str) -> None:
        """Offer files whose names end like this; `choose` is the code of the dialog's title."""
        super().__init__()
        self._workplace, self._suffix, self._choose = workplace, suffix, choose
        self._drives: list[Drive] = []
        self._own: Path | None = None
        self.choice = OfferedChoice(self._text)
        self.browse_key = KeyButton()
        self._looking = JobBridge()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.choice, 1)
        layout.addWidget(self.browse_key)
        self.setFocusProxy(self.choice)
        self.browse_key.clicked.connect(self.browse)
        self.choice.currentIndexChanged.connect(lambda _at: self.picked.emit())
        self._looking.finished.connect(self._offer)
        self.speak()
        if workplace.equipment is not None:
            workplace.equipment.drives.changed.connect(self.look_at)
            self.look_at(workplace.equipment.drives.here)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Return what Enter and Tab go through."""
        return (self.choice, self.browse_key)

    @property
    def file(self) -> Path | None:
        """Return the file that is chosen, None where there is none."""
        value = self.choice.value
        return value if isinstance(value, Path) else None

    @property
    def drive(self) -> Drive | None:
        """Return the stick that the chosen file lies on, None for a folder of this laptop."""
        file = self.file
        on = [one for one in self._drives if file is not None and file.is_relative_to(one.folder)]
        return max(on, key=lambda one: len(one.folder.parts), default=None)

    def look_at(self, drives: list[Drive]) -> None:
        """Look which files these sticks have."""
        self._drives = list(drives)
        if not self._looking.is_running:
            folders, suffix = [one.folder for one in drives], self._suffix
            self._looking.start(lambda _reporter: (drives, small_files_in(folders, suffix)))

    def _offer(self, found: object) -> None:
        drives, files = found if isinstance(found, tuple) else ([], [])
        chosen = self.file
        offered = [*([self._own] if self._own else []), *files]
        self.choice.offer(offered)
        if chosen in offered:
            self.choice.choose(chosen)
        if self.file != chosen:
            self.picked.emit()
        if drives != self._drives:
            self.look_at(self._drives)

    def use(self, file: Path) -> None:
        """Choose a file, wherever it lies."""
        self._own = file
        self.choice.offer([file, *(one for one in self.choice.offered if one != file)])
        self.picked.emit()

    def browse(self) -> None:
        """Ask the system for a file."""
        title = self._workplace.say(self._choose)
        name, _filter = QFileDialog.getOpenFileName(self, title, "", f"*{self._suffix}")
        if name:
            self.use(Path(name))

    def speak(self) -> None:
        """Write it again in the language of the moment."""
        self.choice.speak()
        self.choice.setPlaceholderText(self._workplace.say("file_pick_none"))
        self.browse_key.say(self._workplace.say("file_pick_key"))

    def _text(self, value: object) -> str:
        if not isinstance(value, Path):
            return ""
        on = next((one.name for one in self._drives if value.is_relative_to(one.folder)), "")
        return f"{value.name} · {on}" if on else value.name
