"""What the style of the house adds for panels and the pages beside the desk.

Owns the shapes of answers, fields and keys in a panel; every colour and size comes from `theme`.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from samplepoint.gui.theme import SLOT, SMALLEST, TEXT, Look, Palette, code_family, stylesheet

_NUMBER = 21

_SHEET = """
QFrame#side_panel {{ background: {card}; border: 1px solid {line}; border-radius: {radius}px; }}
QFrame#page {{ background: {paper}; }}
QLabel[role="label"] {{ color: {muted}; font-size: {small}px; min-width: {label}px; }}
QLabel[role="derived"] {{ font-size: {small}px; color: {muted}; }}
QLabel[role="derived"][state="good"] {{ color: {accepted_ink}; font-weight: bold; }}
QLabel[role="derived"][state="typing"], QLabel[role="derived"][state="confirm"] {{
  color: {warning_ink}; font-weight: bold; }}
QLabel[role="derived"][state="bad"] {{ color: {refused_ink}; font-weight: bold; }}
QLineEdit[digits="equal"] {{ font-family: "{codes}"; }}
QLineEdit[part="few"] {{ min-width: {few}px; max-width: {few}px; }}
QLineEdit[part="again"] {{ min-width: {again}px; }}
QLineEdit[part="number"] {{ font-size: {number}px; }}
QLineEdit[state="typing"], QLineEdit[state="confirm"] {{ border-color: {warning_ink}; }}
QLineEdit[state="bad"] {{ border-color: {refused_ink}; background: {refused_soft}; }}
QLineEdit:disabled {{ background: {paper}; color: {muted}; }}
QPushButton[role="quiet"] {{ background: transparent; border-color: transparent; color: {muted}; }}
QPushButton[role="quiet"]:hover, QPushButton[role="quiet"]:focus {{ border-color: {full_ink}; }}
QPushButton[role="choice"]:checked {{ background: {full_soft}; border-color: {full_ink};
  color: {full_ink}; font-weight: bold; }}
QListView::item {{ min-height: {touch}px; padding-left: {tight}px; border-radius: {tight}px; }}
QListView::item:selected {{ background: {full_soft}; color: {full_ink}; }}
QTableView::item {{ padding: 0 {tight}px; }}
QTableView[role="plain"] {{ border: none; background: transparent; }}
QListView:focus, QTableView:focus {{ border-color: {full_ink}; }}
QCheckBox {{ min-height: {touch}px; spacing: {tight}px; }}
QCheckBox::indicator {{ width: {box}px; height: {box}px; border: 2px solid {muted};
  border-radius: {tight}px; background: {field}; }}
QCheckBox::indicator:checked {{ background: {full}; border-color: {full}; }}
QCheckBox:focus {{ color: {full_ink}; }}
QCheckBox::indicator:focus {{ border-color: {full_ink}; }}
QPushButton[role="choice"][lit="yes"] {{ border: 3px solid {ink}; }}
QScrollBar:vertical {{ background: transparent; width: {bar_width}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: {tight}px; min-height: 40px; }}
QScrollBar:horizontal {{ background: transparent; height: {bar_width}px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {line}; border-radius: {tight}px; }}
QScrollBar::add-line:horizontal, QScrollBar::sub-line:horizontal {{ width: 0; }}
QScrollBar::add-page:horizontal, QScrollBar::sub-page:horizontal {{ background: transparent; }}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
QFrame#answer_strip {{ border-radius: {tight}px; border: none; }}
QFrame#answer_strip[tone="accepted"] {{ background: {accepted}; }}
QFrame#answer_strip[tone="refused"] {{ background: {refused}; }}
QFrame#answer_strip[tone="warning"] {{ background: {warning}; }}
QFrame#answer_strip[tone="full"] {{ background: {full}; }}
QLabel[role="answer_head"] {{ color: {on_colour};
  font-size: {slot}px; font-weight: bold; }}
QLabel[role="answer_detail"] {{ color: {on_colour}; font-size: {small}px; }}
"""


_DESIGN = "design"


def fit_layouts(root: QWidget, look: Look) -> None:
    """Give all layouts under a widget the distances they were written with, at the look's size.

    What a layout was written with, at 1366x768, is remembered at the first call that sees it.
    """
    # The stubs lose the type of an abstract class here.
    layouts = cast("list[QLayout]", root.findChildren(QLayout))
    for layout in layouts:
        margins = layout.contentsMargins()
        if layout.property(_DESIGN) is None:
            sides = (margins.left(), margins.top(), margins.right(), margins.bottom())
            layout.setProperty(_DESIGN, [*sides, *_spacings(layout)])
        left, top, right, bottom, *spacings = layout.property(_DESIGN)
        layout.setContentsMargins(*(_scaled(look, side) for side in (left, top, right, bottom)))
        if isinstance(layout, QGridLayout):
            layout.setHorizontalSpacing(_scaled(look, spacings[0]))
            layout.setVerticalSpacing(_scaled(look, spacings[-1]))
        else:
            layout.setSpacing(_scaled(look, spacings[0]))


def _spacings(layout: QLayout) -> tuple[int, ...]:
    if isinstance(layout, QGridLayout):
        return layout.horizontalSpacing(), layout.verticalSpacing()
    return (layout.spacing(),)


def _scaled(look: Look, design: int) -> int:
    return look.gap(design) if design > 0 else design


def page_sheet(look: Look) -> str:
    """Return the style sheet of one panel or page; set it once, not on every answer."""
    palette = look.palette
    values = {name: getattr(palette, name) for name in Palette.__slots__}
    added = _SHEET.format(
        codes=code_family(),
        small=look.px(SMALLEST),
        text=look.px(TEXT),
        slot=look.px(SLOT),
        number=look.px(_NUMBER),
        touch=look.gap(40),
        box=look.gap(22),
        few=look.px(70),
        again=look.px(160),
        label=look.px(96),
        tight=look.gap(6),
        bar_width=look.gap(12),
        radius=look.gap(8),
        **values,
    )
    return stylesheet(look) + added
