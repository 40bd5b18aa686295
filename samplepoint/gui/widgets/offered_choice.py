"""A choice whose offers change: the printers of this laptop, the stock of a kind of label.

Owns the exchange; refuses to know what is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from samplepoint.gui.widgets.form_fields import KeyChoice

_MOST_SHOWN = 12


class OfferedChoice(KeyChoice):
    """A `KeyChoice` that may be offered other values, or none."""

    def __init__(self, say: Callable[[Any], str], parent: QWidget | None = None) -> None:
        """Begin with nothing to choose."""
        super().__init__((), say, parent)

    def offer(self, values: Sequence[Any]) -> None:
        """Offer other values, the first one chosen."""
        self.clear()
        self._values = list(values)
        for value in self._values:
            self.addItem("", value)
        self.setMaxVisibleItems(min(_MOST_SHOWN, max(1, len(self._values))))
        # With a text for "nothing" Qt chooses nothing by itself.
        self.setCurrentIndex(0 if self._values else -1)
        self.setEnabled(bool(self._values))
        self.speak()

    @property
    def offered(self) -> Sequence[Any]:
        """What can be chosen."""
        return self._values

    @property
    def value(self) -> Any:  # noqa: ANN401
        """Return the chosen value, None where nothing is chosen or offered."""
        at = self.currentIndex()
        return self._values[at] if 0 <= at < len(self._values) else None

    def choose_nothing(self) -> None:
        """Leave the choice to whoever is asked; the text for nothing is shown, if there is one."""
        self.setCurrentIndex(-1)
