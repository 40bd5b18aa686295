"""Page Up and Page Down for what is higher than its place in the window.

Owns these two keys; refuses to know what is scrolled.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractSlider, QScrollArea, QWidget

_STEPS = (
    (Qt.Key.Key_PageDown, QAbstractSlider.SliderAction.SliderPageStepAdd),
    (Qt.Key.Key_PageUp, QAbstractSlider.SliderAction.SliderPageStepSub),
)


def turn_by_keys(form: QWidget, area: QScrollArea, context: Qt.ShortcutContext) -> None:
    """Let the keys move `area` while the focus is where `context` says, as seen from `form`.

    Where all is in sight the keys stay those of the table or field that has the focus.
    """
    bar = area.verticalScrollBar()
    for key, step in _STEPS:
        shortcut = QShortcut(QKeySequence(key), form)
        shortcut.setContext(context)
        shortcut.activated.connect(partial(bar.triggerAction, step))
        shortcut.setEnabled(False)
        bar.rangeChanged.connect(partial(_enable_where_high, shortcut))


def _enable_where_high(shortcut: QShortcut, low: int, high: int) -> None:
    shortcut.setEnabled(high > low)
