"""A field above a table: what is typed is looked for, and how many are shown of how many.

Owns how texts are compared with what was typed; refuses to know what is looked through.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtWidgets import QLabel, QWidget

from samplepoint.gui.widgets.form_fields import ChineseField


class FindField(ChineseField):
    """Connect `textChanged`, keep what `sought` is a part of; `count` stands beside the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field: everything fits."""
        super().__init__(parent)
        self.count = QLabel()
        self.count.setProperty("role", "hint")

    @property
    def sought(self) -> str:
        """Return what was typed as `findable` writes it: fits where it is a part of that."""
        return findable(self.text().strip())


def findable(*texts: str) -> str:
    """Return texts as they are looked through: half-width, small letters, one a line."""
    return "\n".join(unicodedata.normalize("NFKC", one).casefold() for one in texts)
