"""The frame of the office pages: title, one sentence of state, cards, the answer, a running job.

Owns that frame and the one job a page runs; refuses to know what the job does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from samplepoint.domain.outcomes import Outcome, accepted, ignored
from samplepoint.errors import Cancelled, SamplepointError
from samplepoint.gui.bridge import Job, JobBridge
from samplepoint.gui.widgets.answer_strip import AnswerStrip
from samplepoint.gui.widgets.detail_card import DetailCard
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.gui.widgets.key_row import KeyRow
from samplepoint.gui.widgets.keyed_form import KeyedForm
from samplepoint.gui.widgets.page_turning import turn_by_keys
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.widgets.spoken import Spoken
from samplepoint.gui.workplace import Workplace
from samplepoint.services.jobs import Progress

Told = Callable[[object], Outcome]
"""Makes the answer to a job's result."""
Shares = tuple[int, int]
"""How two columns share the width."""


class OfficePage(KeyedForm):
    """Base of settings and upkeep; fill `cards`."""

    has_text_fields = True

    def __init__(self, workplace: Workplace, title: str, state: str) -> None:
        """Make an empty page; `title` and `state` are codes."""
        super().__init__()
        self.setObjectName("page")
        self.workplace = workplace
        self.spoken = Spoken(workplace.wording)
        self.answer_strip = AnswerStrip(workplace.wording, workplace.words)
        self.bridge = JobBridge()
        self._told: Told = lambda _result: accepted("job_done")
        self._progress: Progress | None = None
        self.state = QLabel()
        self._lay_out_page(title)
        self.spoken.keep(self.state.setText, state)
        self.bridge.progressed.connect(self._show_progress)
        self.bridge.finished.connect(self._job_finished)
        self.bridge.failed.connect(self._job_failed)
        workplace.look_changed.connect(self.dress)
        workplace.language_changed.connect(self.speak)
        near = Qt.ShortcutContext.WidgetWithChildrenShortcut
        # A page without fields never has the focus.
        context = near if self.has_text_fields else Qt.ShortcutContext.WindowShortcut
        turn_by_keys(self, self._scroll, context)
        self.dress()

    def _lay_out_page(self, title: str) -> None:
        heading, inside = QLabel(), QWidget()
        heading.setProperty("role", "title")
        self.state.setProperty("role", "state")
        self.state.setWordWrap(True)
        self.spoken.keep(heading.setText, title)
        self.cards = QVBoxLayout(inside)
        self.cards.setContentsMargins(0, 0, 0, 0)
        self.cards.setSpacing(14)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self._page = layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(8)
        # One line of both: the height belongs to the cards.
        head = QHBoxLayout()
        head.setSpacing(18)
        head.addWidget(heading)
        head.addWidget(self.state, 1)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.answer_strip)
        layout.addWidget(self._make_job_line())

    def _make_job_line(self) -> QWidget:
        self._job_line, self._job_text = QFrame(), QLabel()
        self._bar, self.cancel_key = QProgressBar(), KeyButton()
        self._bar.setTextVisible(False)
        self.spoken.keep(self.cancel_key.say, "job_cancel")
        self.cancel_key.clicked.connect(self.bridge.cancel)
        self._job_line.setObjectName("card")
        row = QHBoxLayout(self._job_line)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(14)
        row.addWidget(self._job_text)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel_key)
        self._job_line.hide()
        return self._job_line

    def card(self, title: str, *rows: QWidget) -> QFrame:
        """Make a card with a heading, none where `title` is ""; the caller places it."""
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(18, 10, 18, 14)
        inside.setSpacing(6)
        if title:
            inside.addWidget(self._heading(title))
        for row in rows:
            inside.addWidget(row)
        return card

    def _heading(self, title: str) -> QLabel:
        heading = QLabel()
        heading.setProperty("role", "section")
        heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.spoken.keep(heading.setText, title)
        return heading

    def set_beside(self, left: Sequence[QWidget], right: QWidget, shares: Shares = (1, 0)) -> None:
        """Put cards below each other, the one with a table growing, and what is chosen beside."""
        below, columns = QVBoxLayout(), QHBoxLayout()
        for layout in (below, columns):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(14)
        for card in left:
            below.addWidget(card, 1 if card.findChildren(PlainTable) else 0)
        columns.addLayout(below, shares[0])
        columns.addWidget(right, shares[1])
        self.cards.addLayout(columns, 1)

    def add_keys(self, *keys: QWidget, shares: Sequence[int] = ()) -> None:
        """Put keys below the cards, where they never scroll out of sight, as wide as each other."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for key, share in zip(keys, shares or [1] * len(keys), strict=True):
            row.addWidget(key, share)
        self._page.insertWidget(self._page.indexOf(self._scroll) + 1, KeyRow(row))

    def speak_keys(self, prefix: str, *names: str) -> None:
        """Let `NAME_key` of this page say the words `PREFIX_key_NAME`."""
        for name in names:
            self.spoken.keep(getattr(self, f"{name}_key").say, f"{prefix}_key_{name}")

    def dress(self) -> None:
        """Take the colours and sizes of the window, tables and details too."""
        self.wear(self.workplace.look)
        tables: Iterable[PlainTable] = self.findChildren(PlainTable)
        details: Iterable[DetailCard] = self.findChildren(DetailCard)
        for table in tables:
            table.dress(self.workplace.look)
        for detail in details:
            detail.dress()

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        self.spoken.refresh()
        self.answer_strip.speak()
        if self._progress is not None:
            self._show_progress(self._progress)

    def focus(self, field: QWidget) -> None:
        """Go to a field and bring it into sight."""
        super().focus(field)
        self._scroll.ensureWidgetVisible(field, 0, 24)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field, also after the window has taken the focus to itself."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._begin_in_sight)

    def _begin_in_sight(self) -> None:
        """Begin, unless the window is gone by now, and with it perhaps the book."""
        if self.isVisible():
            self._begin()

    def _begin(self) -> None:
        if self._stops:
            self.focus(self._stops[0])

    # -- jobs ----------------------------------------------------------------------------------

    def run_job(self, job: Job, told: Told) -> None:
        """Run a job with a bar and a cancel key; `told` makes the answer to its result."""
        if self.bridge.is_running:
            self.answer_strip.tell(ignored("job_runs"))
            return
        self._told = told
        self.answer_strip.clear()
        self._show_progress(Progress("job_begins", 0, 0))
        self._job_line.show()
        self.bridge.start(job)

    @property
    def job_text(self) -> str:
        """Return what is said of the job that runs."""
        return self._job_text.text()

    def _show_progress(self, progress: Progress) -> None:
        self._progress = progress
        code = progress.code if self.workplace.wording.has(progress.code) else "job_begins"
        text = self.workplace.say(code, **progress.values)
        if progress.left_s:
            text += " · " + self.workplace.say("job_left", left=progress.left_s)
        self._job_text.setText(text)
        self._bar.setRange(0, 1000 if progress.total else 0)
        if progress.total:
            self._bar.setValue(min(1000, progress.done * 1000 // progress.total))

    def _job_finished(self, result: object) -> None:
        self._end_job()
        self.answer_strip.tell(self._told(result))
        self.after_job()

    def _job_failed(self, error: SamplepointError) -> None:
        self._end_job()
        if isinstance(error, Cancelled):
            self.answer_strip.tell(ignored("job_cancelled"))
        else:
            self.answer_strip.tell_error(error)
        self.after_job()

    def _end_job(self) -> None:
        self._progress = None
        self._job_line.hide()

    def after_job(self) -> None:
        """Read again what a job may have changed."""
