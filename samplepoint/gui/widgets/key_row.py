"""Keys beside each other whose words are whole: in the largest size in which all have room.

Owns the size of the words; refuses to know what the keys do.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

SHARES: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
"""Of the usual size."""
_NARROW: Final = 0.6
"""A row asks for no more room than its words need at this share of their size."""
_MOVED: Final = frozenset(
    {QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.FontChange}
)


class KeyRow(QWidget):
    """A widget around a row of buttons; a style sheet of the row itself stays the caller's."""

    def __init__(self, keys: QHBoxLayout | None = None, parent: QWidget | None = None) -> None:
        """Take a row that is filled already, or make an empty one."""
        super().__init__(parent)
        self.row = keys or QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self.row)
        self._fitted: tuple[object, ...] = ()

    def minimumSizeHint(self) -> QSize:
        """Ask for the width that small words need, so that no page grows sideways for a row."""
        return QSize(self._needed(_NARROW), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Like the width that words of the usual size need."""
        return QSize(self._needed(SHARES[0]), super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Fit the words again after other words, keys or sizes."""
        done = super().event(event)
        if event.type() in _MOVED:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words into the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not hasattr(self, "_fitted"):
            return  # an event from before there is a row
        shown = self._shown()
        buttons = [one for one in shown if isinstance(one, QPushButton)]
        now = (self.width(), self._usual(), *((id(one), one.text()) for one in buttons))
        if now == self._fitted:
            return  # what comes of a new size must not lead to another one
        self._fitted = now
        share = next((one for one in SHARES if self._needed(one) <= self.width()), SHARES[-1])
        sheet = f"font-size: {self._size(share)}px;" if share < SHARES[0] else ""
        for button in buttons:
            if button.styleSheet() != sheet:
                button.setStyleSheet(sheet)
        self.row.invalidate()
        self.row.activate()

    def _shown(self) -> list[QWidget]:
        held: list[QWidget | None] = [
            self.row.itemAt(at).widget() for at in range(self.row.count())
        ]
        return [one for one in held if one is not None and not one.isHidden()]

    def _usual(self) -> int:
        """Return the height of a key's words where there is room, in pixels."""
        self.ensurePolished()
        return QFontInfo(self.font()).pixelSize()

    def _size(self, share: float) -> int:
        return max(1, int(self._usual() * share))

    def _needed(self, share: float) -> int:
        """Return the width in which all words have room at a share of their size."""
        shown, margins = self._shown(), self.row.contentsMargins()
        wide = margins.left() + margins.right() + self.row.spacing() * max(0, len(shown) - 1)
        for one in shown:
            if isinstance(one, QPushButton):
                wide += self._needed_by(one, self._size(share))
            else:
                wide += max(one.minimumSizeHint().width(), one.minimumWidth())
        return wide

    @staticmethod
    def _needed_by(button: QPushButton, size: int) -> int:
        button.ensurePolished()
        font = QFont(button.font())
        font.setBold(font.bold() or button.isCheckable())
        worn = QFontMetrics(font).horizontalAdvance(button.text())
        font.setPixelSize(size)
        words = QFontMetrics(font).horizontalAdvance(button.text())
        return button.sizeHint().width() - worn + words


class Choice(QPushButton):
    """One of a choice: as wide as its words are when it is pressed, which are bold."""

    def __init__(self) -> None:
        """Make one that is not pressed."""
        super().__init__()
        self.setCheckable(True)
        self.setProperty("role", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Have room for bold words."""
        size, bold = super().sizeHint(), QFont(self.font())
        bold.setBold(True)
        usual = self.fontMetrics().horizontalAdvance(self.text())
        wider = QFontMetrics(bold).horizontalAdvance(self.text()) - usual
        return QSize(size.width() + max(0, wider), size.height())

    def minimumSizeHint(self) -> QSize:
        """Never be narrower than the words."""
        return self.sizeHint()
