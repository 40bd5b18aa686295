"""Work beside the desk that nobody asked for: the check after the start, back-ups, retention.

Owns timers and the threads it runs on; refuses to know what is due: the schedules say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from samplepoint.app.settings import Settings
from samplepoint.app.wiring import House
from samplepoint.errors import Cancelled, SamplepointError
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.main_window import MainWindow
from samplepoint.services.backup_schedule import BackupSchedule
from samplepoint.services.retention import Preview
from samplepoint.services.retention_watch import IDLE_MS, RetentionWatch
from samplepoint.services.upkeep import start_check

LOOK_MS = 250
SCHEDULE_MS = 20_000
_STOP_S = 5.0


class QuietWork(QObject):
    """Begins once the window stands, and ends with it."""

    def __init__(self, house: House, window: MainWindow) -> None:
        """Check the book, back it up every half hour when something changed, say who is due."""
        super().__init__(window)
        self._window = window
        self._house = house
        self._warned = False
        self._reminded = False
        self.schedule = BackupSchedule(house.backing_up)
        self.watch = RetentionWatch(house.retention)
        self._check = start_check(house.opened.book)
        self._job = JobBridge()
        self._job.failed.connect(self._on_not_backed_up)
        self._job.finished.connect(self._on_backed_up)
        self._erasing = JobBridge()
        self._erasing.finished.connect(self._on_looked)
        self._look = self._every(LOOK_MS, self._look_at_check)
        self._ticks = self._every(SCHEDULE_MS, self.look_at_schedule)
        window.workplace.settings_changed.connect(self._on_settings)
        window.wedge.stirred.connect(self._on_stir)
        window.closed.connect(self._stop)

    def _every(self, interval_ms: int, what: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.timeout.connect(what)
        timer.start(interval_ms)
        return timer

    def _look_at_check(self) -> None:
        if not self._check.done():
            return
        self._look.stop()
        try:
            found = self._check.result()
        except Cancelled:
            return
        except SamplepointError as error:
            self._window.top_bar.show_warning(self._window.workplace.wording.error(error))
            return
        if found.count:
            self._window.top_bar.show_warning(
                self._window.workplace.say(found.code, count=found.count)
            )

    @property
    def is_running(self) -> bool:
        """Tell whether something is made at this moment."""
        return self._job.is_running

    def look_at_schedule(self) -> None:
        """Make the back-up that is due, beside the desk; at an idle one, look who is due."""
        self._look_at_retention()
        if not self._job.is_running and self.schedule.is_time():
            place, schedule = self._house.desk.place, self.schedule
            self._job.start(lambda reporter: schedule.run(place, reporter))

    def _look_at_retention(self) -> None:
        quiet_ms = self._window.idle.quiet_ms
        if self._erasing.is_running or not self.watch.is_time(quiet_ms):
            return
        place, watch = self._house.desk.place, self.watch
        self._erasing.start(lambda reporter: watch.run(place, reporter))

    @property
    def is_looking(self) -> bool:
        """Tell whether it is being looked at who is due."""
        return self._erasing.is_running

    def _on_looked(self, found: object) -> None:
        """Say that people are due, for as long as nobody works here."""
        if isinstance(found, Preview) and found.people and self._window.idle.quiet_ms >= IDLE_MS:
            self._reminded = True
            said = self._window.workplace.say("erasing_reminder", people=found.people)
            self._window.top_bar.show_warning(said)

    def _on_stir(self) -> None:
        if self._reminded:
            self._reminded = False
            self._window.top_bar.show_warning("")

    def _on_settings(self, settings: Settings) -> None:
        """Copy to another drive from now on, and soon."""
        second = Path(settings.second_backups) if settings.second_backups else None
        shelf = self._house.backing_up.shelf
        if shelf.second != second:
            self._house.backing_up.shelf = replace(shelf, second=second)
            self.schedule.look_now()
            self.look_at_schedule()

    def _on_not_backed_up(self, error: SamplepointError) -> None:
        if not isinstance(error, Cancelled):
            self._warned = True
            said = self._window.workplace.say("backup_not_made", why=error.code)
            self._window.top_bar.show_warning(said)

    def _on_backed_up(self, _made: object) -> None:
        """Take the warning back that the last attempt left."""
        if self._warned and self._house.backing_up.failure is None:
            self._warned = False
            self._window.top_bar.show_warning("")

    def _stop(self) -> None:
        self._look.stop()
        self._ticks.stop()
        self._job.stop(_STOP_S)
        self._erasing.stop(_STOP_S)
