"""Hands on the pages beside the desk, for a rehearsal: the first page, paper, handover, manifests.

Owns which keys lead to which field and the waiting for a page's job; refuses to decide anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QWidget

from samplepoint.domain.outcomes import Outcome, ignored
from samplepoint.domain.staff import Role
from samplepoint.errors import Obstacle
from samplepoint.gui.keyboard import Hands
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.pages.exporting import ExportPage
from samplepoint.gui.pages.first_start import FirstStartPage
from samplepoint.gui.pages.handing_over import HandoverPage
from samplepoint.gui.pages.papers import PapersPage
from samplepoint.gui.widgets.keyed_form import KeyedForm
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.services.first_start import FirstStartEntry
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.services.paper_orders import Field, PaperOrder

_MOST_STOPS = 60
_PATIENCE_S = 120.0
_WAIT_MS = 20
PageKind = TypeVar("PageKind", bound=KeyedForm)


def fill_first_page(page: FirstStartPage, entry: FirstStartEntry) -> None:
    """Type a round into the first page, field by field."""
    hands = Hands(page.window())
    fields = {
        page.round_name: entry.round_name,
        page.point_name: entry.point_name,
        page.other_pool: str(entry.rules.pool_size),
        page.supervisor: entry.supervisor_name,
        page.pin: entry.pin,
        page.pin_again: entry.pin_again,
        page.registrars: entry.registrars,
    }
    for field, text in fields.items():
        _write(hands, page, field, text)


class OfficeHands:
    """Work the pages of one window by keys."""

    def __init__(self, window: MainWindow, badges: Mapping[Role, str]) -> None:
        """Work this window, with the badges of its staff."""
        self._window = window
        self._badges = badges
        self._hands = Hands(window)

    def leave(self) -> None:
        """Go back to the desk."""
        self._hands.press(Qt.Key.Key_Escape)
        self._hands.press(Qt.Key.Key_Escape)

    def become(self, role: Role) -> None:
        """Let a member of staff of this role sign in with a badge."""
        self._hands.scan(self._badges[role])

    def print_paper(self, order: PaperOrder, shown: Callable[[], None]) -> None:
        """Make a paper on the page of papers; `shown` is called while its preview is open."""
        page = self._open(Verb.PAPERS, PapersPage)
        page.choose(order.kind)
        for field in (Field.BOX, Field.COUNT):
            text = str(getattr(order, field))
            if text:
                page.fields[field].clear()
                _write(self._hands, page, page.fields[field], text)
        self._job(page, self._confirm)
        shown()
        self.leave()

    def hand_over(self, entry: HandoverEntry, shown: Callable[[], None]) -> Outcome:
        """Print the sheet of every box that waits, then hand them over; return the answer."""
        page = self._open(Verb.HANDOVER, HandoverPage)
        self._job(page, page.sheet_key.click)
        shown()
        page = self._open(Verb.HANDOVER, HandoverPage)
        texts = {
            page.courier: entry.courier,
            page.contact: entry.contact,
            page.temperature: entry.temperature_c,
            page.received_by: entry.received_by,
            page.remark: entry.remark,
        }
        for field, text in texts.items():
            _write(self._hands, page, field, text)
        answers: list[Outcome] = []
        self._window.workplace.answered.connect(answers.append)
        self._confirm()
        self._window.workplace.answered.disconnect(answers.append)
        shown()
        self.leave()
        return answers[-1] if answers else ignored("nothing_answered")

    def export(self, folder: Path, shown: Callable[[], None]) -> None:
        """Export every box that was on no manifest into a folder."""
        page = self._open(Verb.EXPORT, ExportPage)
        page.folder.setText(str(folder))
        self._job(page, self._confirm)
        shown()
        self.leave()

    def _open(self, verb: Verb, kind: type[PageKind]) -> PageKind:
        self._window.do(verb)
        QApplication.processEvents()
        page = self._window.pages.currentWidget()
        if not isinstance(page, kind):
            raise Obstacle("page_not_opened", page=str(verb))
        return page

    def _confirm(self) -> None:
        self._hands.press(Qt.Key.Key_Return, control=True)

    def _job(self, page: OfficePage, begin: Callable[[], None]) -> None:
        """Begin the job of a page and wait for its end.

        Raises:
            Obstacle: `job_without_end`; what the job itself ended with.
        """
        troubles: list[Exception] = []
        page.bridge.failed.connect(troubles.append)
        begin()
        end = time.monotonic() + _PATIENCE_S
        while page.bridge.is_running:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, _WAIT_MS)
            if time.monotonic() > end:
                raise Obstacle("job_without_end")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall)
        QApplication.processEvents()
        page.bridge.failed.disconnect(troubles.append)
        if troubles:
            raise troubles[0]


def _write(hands: Hands, page: KeyedForm, field: QWidget, text: str) -> None:
    """Go to a field with the Tab key and type into it."""
    for _ in range(_MOST_STOPS):
        if page.focusWidget() is field:
            break
        hands.press(Qt.Key.Key_Tab)
    hands.write(text)
