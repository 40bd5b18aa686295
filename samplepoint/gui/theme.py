"""Colours, sizes and fonts of the window, by day and by night: the one place that holds them.

Owns the values of the handbook's screens page; refuses to know what is painted with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette

from samplepoint.app.settings import Theme

DESIGN_WIDTH, DESIGN_HEIGHT = 1366, 768
"""The laptop every size is given for; other windows scale them (`Look.scale`)."""

SMALLEST = 18
"""No text is designed smaller than this, in pixels at 1366x768."""
COUNT, HEAD, CODE, PERSON, SLOT, TEXT = 116, 54, 50, 34, 23, 20

_PREFERRED = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
_PREFERRED_CODES = ("DejaVu Sans Mono", "Consolas", "Noto Sans Mono", "Noto Sans Mono CJK SC")
_PROBE = "管第人"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#RRGGBB`. `*_soft` are fills behind ink; `on_colour` is text on full colours."""

    ink: str
    muted: str
    paper: str
    card: str
    line: str
    field: str
    bar: str
    bar_ink: str
    bar_muted: str
    marked: str
    marked_ink: str
    accepted: str
    accepted_ink: str
    accepted_soft: str
    refused: str
    refused_ink: str
    refused_soft: str
    warning: str
    warning_ink: str
    warning_soft: str
    full: str
    full_ink: str
    full_soft: str
    on_colour: str = "#FFFFFF"
    lamp_ready: str = "#34B267"
    lamp_wrong: str = "#FF8A80"


DAY = Palette(
    ink="#14202B",
    muted="#51616F",
    paper="#F4F6F8",
    card="#FFFFFF",
    line="#D9DFE5",
    field="#FFFFFF",
    bar="#14202B",
    bar_ink="#FFFFFF",
    bar_muted="#A9B8C6",
    marked="#FFF0C2",
    marked_ink="#14202B",
    accepted="#1B7F3B",
    accepted_ink="#1B7F3B",
    accepted_soft="#EDF6EF",
    refused="#B3261E",
    refused_ink="#B3261E",
    refused_soft="#FBECEB",
    warning="#A15C00",
    warning_ink="#A15C00",
    warning_soft="#FDF3E3",
    full="#0B57D0",
    full_ink="#0B57D0",
    full_soft="#EAF2FE",
)

NIGHT = Palette(
    ink="#E9EFF4",
    muted="#A7B5C2",
    paper="#0D141B",
    card="#17212B",
    line="#2E3B48",
    field="#0F1820",
    bar="#05090D",
    bar_ink="#E9EFF4",
    bar_muted="#9AAAB8",
    marked="#5A4708",
    marked_ink="#FFF3D1",
    accepted="#1B7F3B",
    accepted_ink="#5CC585",
    accepted_soft="#14291D",
    refused="#B3261E",
    refused_ink="#FF9389",
    refused_soft="#331A1A",
    warning="#A15C00",
    warning_ink="#F2B45C",
    warning_soft="#32260F",
    full="#0B57D0",
    full_ink="#8AB6FF",
    full_soft="#14253F",
)


@lru_cache(maxsize=1)
def family() -> str:
    """Return the font of the window: the first that is here and has Chinese characters."""
    here = set(QFontDatabase.families())
    named = next((name for name in _PREFERRED if name in here), "")
    if named:
        return named
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    return chinese[0] if chinese else QFont().family()


@lru_cache(maxsize=1)
def code_family() -> str:
    """Return the font of tube codes: equal widths, and a zero that is not the letter O."""
    here = set(QFontDatabase.families())
    return next((name for name in _PREFERRED_CODES if name in here), family())


def has_chinese() -> bool:
    """Tell whether Chinese can be painted; without such a font Qt draws boxes and is silent."""
    metrics = QFontMetrics(QFont(family()))
    return all(metrics.inFontUcs4(ord(character)) for character in _PROBE)


@dataclass(frozen=True, slots=True)
class Look:
    """A palette at a size: what every widget paints with. `scale` 1.0 is a 1366x768 window."""

    palette: Palette = DAY
    scale: float = 1.0
    text: float = 1.0

    def px(self, design: int) -> int:
        """Return a text height in logical pixels, for a height given at 1366x768."""
        return max(6, round(design * self.scale * self.text))

    def gap(self, design: float) -> int:
        """Return a distance in logical pixels; the size of texts does not stretch it."""
        return max(1, round(design * self.scale))

    def font(self, design: int, *, bold: bool = False) -> QFont:
        """Return the window's font with equal-width digits."""
        return _font(family(), self.px(design), QFont.Weight.Bold if bold else QFont.Weight.Normal)

    def code_font(self, design: int, *, bold: bool = False) -> QFont:
        """Return the font in which codes are compared with labels."""
        weight = QFont.Weight.Bold if bold else QFont.Weight.Normal
        return _font(code_family(), self.px(design), weight)


@lru_cache(maxsize=256)
def _font(name: str, px: int, weight: QFont.Weight) -> QFont:
    font = QFont(name)
    font.setPixelSize(px)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=128)
def colour(value: str) -> QColor:
    """Return a colour of the palette as Qt wants it; shared, so never change it."""
    return QColor(value)


def palette_of(theme: Theme) -> Palette:
    """Return the colours of a theme."""
    return NIGHT if theme is Theme.DARK else DAY


def scale_for(width: int, height: int) -> float:
    """Return how large a window of this size may draw what was designed for 1366x768."""
    return max(0.5, min(width / DESIGN_WIDTH, height / DESIGN_HEIGHT, 2.5))


def qt_palette(palette: Palette) -> QPalette:
    """Return the palette for the parts that Qt paints itself: scroll bars, menus, fields."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, palette.paper),
        (role.WindowText, palette.ink),
        (role.Base, palette.field),
        (role.AlternateBase, palette.paper),
        (role.Text, palette.ink),
        (role.Button, palette.card),
        (role.ButtonText, palette.ink),
        (role.PlaceholderText, palette.muted),
        (role.ToolTipBase, palette.card),
        (role.ToolTipText, palette.ink),
        (role.Highlight, palette.full),
        (role.HighlightedText, palette.on_colour),
    ):
        made.setColor(which, colour(value))
    return made


_SHEET = """
QWidget {{ color: {ink}; font-family: "{family}"; font-size: {text}px; }}
QFrame#card {{ background: {card}; border: 1px solid {line}; border-radius: {radius}px; }}
QLabel, QCheckBox, QRadioButton {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {person}px; font-weight: bold; }}
QLabel[role="state"] {{ font-size: {slot}px; color: {muted}; }}
QLabel[role="section"] {{ font-size: {slot}px; font-weight: bold; }}
QLabel[role="hint"] {{ font-size: {small}px; color: {muted}; }}
QLabel[role="good"] {{ color: {accepted_ink}; font-weight: bold; }}
QLabel[role="wrong"] {{ color: {refused_ink}; font-weight: bold; }}
QLabel[role="warning"] {{ color: {warning_ink}; font-weight: bold; }}
QLabel[role="number"] {{ font-size: {head}px; font-weight: bold; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit {{
  background: {field}; border: 2px solid {line}; border-radius: {tight}px;
  padding: 0 {pad}px; min-height: {touch}px; selection-background-color: {full}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDateEdit:focus {{ border-color: {full_ink}; }}
QLineEdit[state="wrong"] {{ border-color: {refused_ink}; background: {refused_soft}; }}
QLineEdit[state="good"] {{ border-color: {accepted_ink}; }}
QComboBox::drop-down {{ width: {touch}px; border: none; }}
QComboBox QAbstractItemView {{ background: {card}; border: 1px solid {line}; }}
QPushButton, QToolButton {{
  background: {card}; border: 2px solid {line}; border-radius: {tight}px;
  padding: 0 {pad}px; min-height: {touch}px; }}
QPushButton:hover, QPushButton:focus, QToolButton:focus {{ border-color: {full_ink}; }}
QPushButton[role="main"] {{ background: {full}; border-color: {full}; color: {on_colour};
  font-weight: bold; }}
QPushButton[role="main"]:focus {{ border-color: {ink}; }}
QPushButton[role="danger"] {{ background: {refused}; border-color: {refused};
  color: {on_colour}; }}
QPushButton:disabled {{ color: {muted}; background: {paper}; border-color: {line}; }}
QTableView, QListView, QTreeView {{ background: {card}; border: 1px solid {line};
  gridline-color: {line}; selection-background-color: {full_soft}; selection-color: {ink};
  outline: none; }}
QHeaderView::section {{ background: {paper}; border: none; border-bottom: 1px solid {line};
  padding: {tight}px {pad}px; color: {muted}; font-size: {small}px; }}
QProgressBar {{ background: {line}; border: none; border-radius: {tight}px; text-align: center;
  min-height: {pad}px; }}
QProgressBar::chunk {{ background: {full}; border-radius: {tight}px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QTextBrowser {{ background: {card}; border: none; min-height: 0; padding: 0; }}
QMenu {{ background: {card}; border: 1px solid {line}; }}
QMenu::item {{ min-height: {touch}px; padding: 0 {touch}px 0 {pad}px; }}
QMenu::item:selected {{ background: {full_soft}; color: {full_ink}; }}
QScrollBar:vertical {{ background: transparent; width: {pad}px; border: none; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: {tight}px; min-height: 40px; }}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
"""


def stylesheet(look: Look) -> str:
    """Return the style sheet of pages and panels made of Qt's own widgets.

    Set it once on a page, never on an answer: polishing it takes longer than a frame. Roles are
    given by the dynamic property `role` (title, state, section, hint, good, wrong, warning,
    number; for buttons main and danger), a field's by `state` (good, wrong), a frame's by the
    object name `card`.
    """
    palette = look.palette
    values = {name: getattr(palette, name) for name in Palette.__slots__}
    sizes = {
        "text": look.px(TEXT),
        "small": look.px(SMALLEST),
        "slot": look.px(SLOT),
        "person": look.px(PERSON),
        "head": look.px(HEAD),
        "touch": look.gap(44),
        "pad": look.gap(12),
        "tight": look.gap(6),
        "radius": look.gap(8),
    }
    return _SHEET.format(family=family(), **values, **sizes)
