"""The window of one desk: where keys and readings go, which page and panel is open, what is due.

Owns the one way of a reading to the desk; refuses to know what a code means and how anything is
painted.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from samplepoint.domain.outcomes import Outcome, needs
from samplepoint.domain.readings import Reading
from samplepoint.errors import Damage
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.adapters.sounds import Sounds
from samplepoint.gui.adapters.wedge_filter import WedgeFilter, settings_for
from samplepoint.gui.bridge import end_jobs
from samplepoint.gui.deeds import Deeds
from samplepoint.gui.eye_keeper import EyeKeeper
from samplepoint.gui.homes import home_of
from samplepoint.gui.idle_watch import IdleWatch
from samplepoint.gui.keys import CAP_OF, SHOWN_VERBS, Verb
from samplepoint.gui.lock_keeper import CheckPin, LockKeeper
from samplepoint.gui.models.history import HistoryRow
from samplepoint.gui.page_table import PageName, make_page
from samplepoint.gui.resident_window import ResidentWindow
from samplepoint.gui.theme import stylesheet
from samplepoint.gui.typing_focus import takes_text
from samplepoint.gui.widgets.frames import Screen
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.window_frame import WindowFrame
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import DeskPicture


class MainWindow(WindowFrame):
    """Everything one desk shows. Make it, `start` it, show it; closing it stops its devices.

    A page is a `QWidget` made with the workplace; a side panel also has a signal `closed`. A page
    may have `takes(reading)` and `does(verb)` (a panel too): asked first, True where it has done
    it. Either may say `has_text_fields` (a panel that does not say has some): while such a one is
    open the keys are its own, and Esc, F5 or the printed code for cancel lead back to the desk.
    """

    closed = Signal()

    def __init__(
        self,
        workplace: Workplace,
        devices: DeskDevices,
        check_pin: CheckPin | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the window; nothing is read and no key is caught before `start`."""
        super().__init__(workplace, parent)
        self.devices, self.home = devices, home_of(workplace)
        self.wedge = WedgeFilter(settings_for(workplace.settings), self)
        self.idle = IdleWatch(workplace.desk.station.plan.idle_lock_minutes, self)
        self._sounds = Sounds(workplace, devices)  # connected first: ears before eyes
        self._pages: dict[PageName, QWidget] = {}
        self._last: Outcome | None = None
        self._resident: ResidentWindow | None = None
        self._is_damaged = False
        self._has_report = False
        self._minute = ""
        self._standing = ""
        self._build(check_pin)
        self._connect()
        self.show_page(self.home.page(None))

    def _build(self, check_pin: CheckPin | None) -> None:
        self.lock = LockKeeper(self.workplace, self.overlay, check_pin)
        self.workplace.equipment = self.devices
        self.eye_keeper = EyeKeeper(self.workplace, self.devices, self)
        self.deeds = Deeds(self.workplace, self)
        for key in self.home.keys:
            shortcut = QShortcut(QKeySequence(key.key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda verb=key.verb: self.do(verb))

    def _connect(self) -> None:
        place, wedge, idle = self.workplace, self.wedge, self.idle
        place.answered.connect(self._on_answer)
        place.pictured.connect(self._on_picture)
        place.language_changed.connect(self._reworded)
        place.settings_changed.connect(self.devices.use)
        place.settings_changed.connect(wedge.follow)
        place.damaged.connect(self._on_damage)
        wedge.form_has_keys = self.form_has_keys
        wedge.read.connect(self._on_read)
        wedge.stalled.connect(self._on_stall)
        wedge.waiting.connect(self.lock.show_waiting)
        wedge.led_back.connect(self.lead_back)
        wedge.stirred.connect(idle.stir)
        wedge.bare_enter.connect(self.eye_keeper.confirm)
        self.devices.read.connect(self._on_serial)
        self.devices.lamps_changed.connect(self.top_bar.show_lamps)
        self.hint_bar.asked.connect(self._on_tap)
        idle.ticked.connect(self._on_tick)
        idle.lock_near.connect(self._on_lock_near)
        idle.lock_due.connect(self._on_lock_due)
        idle.supervisor_due.connect(self._on_supervisor_due)
        idle.checkpoint_due.connect(self._on_checkpoint_due)

    # -- life ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Read the desk, catch the keys, start the devices."""
        self.top_bar.show_lamps(self.devices.lamps)
        self.workplace.refresh()
        self._on_tick()
        self.wedge.install()
        self.devices.start()
        self.eye_keeper.attend()
        self.idle.start()
        self.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let keys, devices and jobs go; whoever opened the book closes it."""
        self.wedge.remove()
        self.idle.stop()
        self.devices.stop()
        end_jobs()
        super().closeEvent(event)
        self.closed.emit()

    # -- readings and answers ------------------------------------------------------------------

    def _on_read(self, reading: Reading) -> None:
        self.devices.note_wedge(reading, self.wedge.pace)
        self._take("", reading)

    def _on_serial(self, seat: str, reading: Reading) -> None:
        self.idle.stir()
        self._take(seat, reading)

    def _take(self, seat: str, reading: Reading) -> None:
        """Bring a reading to the desk, whatever is on the screen."""
        if self._is_damaged:
            return
        if self.workplace.desk.is_locked and self.lock.takes(reading):
            return
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        if self._panel is not None and not self.form_has_keys():
            self.lead_back()
        before = self.workplace.desk.place.seat
        page_takes = getattr(self.pages.currentWidget(), "takes", None)
        if page_takes is None or self.workplace.desk.is_locked or not page_takes(reading):
            self.workplace.take_at(seat, reading)
        if self.form_has_keys():
            self.workplace.turn_to(before)  # the form is filled in for the desk it was opened at

    def _on_stall(self, pending: int) -> None:
        if not self.workplace.desk.is_locked and not self._is_damaged:
            seen = self.workplace.picture
            is_counted = seen is not None and seen.is_counting
            code = "count_stalled" if is_counted else "scan_stalled"
            self.workplace.tell(needs(code, pending=pending))

    def _on_answer(self, outcome: Outcome) -> None:
        verb = SHOWN_VERBS.get(str(outcome.values.get("command")))
        if outcome.code == "shown" and verb is not None:
            self.do(verb)
            return
        self._awaits_paint = True
        self._last = outcome
        self.outcome_panel.show_outcome(outcome)
        moment = self.workplace.desk.station.book.clock.now()
        self.history.add(HistoryRow(f"{moment:%H:%M:%S}", outcome))
        self.lock.show_answer(outcome)
        if self.home.has_desk:
            self.frame_in(self.outcome_panel.shade)
        elif isinstance(page := self.pages.currentWidget(), OfficePage):
            page.answer_strip.tell(outcome)
        if outcome.code == "cancelled_step":
            self.lead_back()

    def repeat_answer(self) -> None:
        """Show and sound the last answer again."""
        if self._last is not None:
            self._sounds.sound(self._last)
            self.outcome_panel.show_outcome(self._last)

    def _on_picture(self, seen: DeskPicture) -> None:
        self.top_bar.show_picture(seen)
        self.lock.follow(is_locked=seen.is_locked)
        self.idle.lock_minutes = self.workplace.desk.station.plan.idle_lock_minutes
        self.setWindowTitle(self._title(seen))
        self.history_list.veil(seen.is_any_blind)
        if self.home.is_desk(self.page) and self.page is not self.home.page(seen):
            self.show_page(self.home.page(seen))

    def _title(self, seen: DeskPicture) -> str:
        code = "window_title_practice" if seen.is_practice else "window_title"
        return self.workplace.say(
            code, round=seen.round_name, point=seen.point_name, seat=seen.seat
        )

    def _on_damage(self, damage: Damage) -> None:
        """Writing has stopped: say so over everything, and take no more."""
        self._is_damaged = True
        self._has_report = False
        self.devices.play_refusal()
        said = self.workplace.wording.answer(needs(damage.code, **damage.values))
        lines = (said.what, said.now, self.workplace.say("damage_safe"))
        self.overlay.show_screen(Screen(said.head, tuple(line for line in lines if line)))

    def show_report(self, file: str) -> None:
        """Say that a bug was met: what was confirmed is safe, where the report is, how to go on."""
        if self._is_damaged or self.workplace.desk.is_locked:
            return
        say = self.workplace.say
        lines = [say("report_safe"), say("report_close")]
        if file:
            lines.append(say("report_where", file=file))
        self._has_report = True
        self.overlay.show_screen(Screen(say("report_head"), tuple(lines)))

    def _close_report(self) -> None:
        if self._has_report:
            self._has_report = False
            self.overlay.hide()
            self.workplace.refresh()

    # -- keys ----------------------------------------------------------------------------------

    def do(self, verb: Verb) -> None:
        """Do what a key, a sheet code, a tap or a menu entry asks for."""
        self.idle.stir()
        only = (Verb.LANGUAGE, Verb.FULL_SCREEN)
        if self.overlay.isVisible() and verb not in only:
            if verb is Verb.BACK:
                self._close_report()
            return
        does = getattr(self._panel or self.pages.currentWidget(), "does", None)
        if does is None or not does(verb):
            self.deeds.do(verb)

    def form_has_keys(self) -> bool:
        """Tell whether typing belongs to a form now; else every printable key is the scanner's."""
        if self.overlay.isVisible():
            return False
        if self._panel is not None and getattr(self._panel, "has_text_fields", True):
            return True
        if getattr(self.pages.currentWidget(), "has_text_fields", False):
            return True
        return takes_text(QApplication.focusWidget())

    def _on_tap(self, verb: Verb | None) -> None:
        if verb is not None:
            self.do(verb)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setStyleSheet(stylesheet(self.workplace.look))
        for each in self.home.menu:
            cap = CAP_OF.get(each, "")
            action = menu.addAction(f"{self.workplace.say(f'verb_{each}')}\t{cap}")
            action.triggered.connect(lambda _checked=False, asked=each: self.do(asked))
        top = self.hint_bar.mapToGlobal(QPoint(self.workplace.look.gap(8), 0))
        menu.popup(QPoint(top.x(), top.y() - menu.sizeHint().height()))

    def turn_full_screen(self) -> None:
        """Fill the screen, or no longer."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def turn_second_screen(self) -> None:
        """Show the window that faces the resident, on the other screen where there is one."""
        if self._resident is None:
            self._resident = ResidentWindow(self.workplace)
            self.closed.connect(self._resident.close)
        if self._resident.isVisible():
            self._resident.close()
            return
        others = [one for one in QGuiApplication.screens() if one is not self.screen()]
        if others:
            self._resident.setGeometry(others[0].availableGeometry())
        self._resident.show()

    # -- pages and panels ----------------------------------------------------------------------

    @property
    def page(self) -> PageName:
        """The page that is shown."""
        shown = self.pages.currentWidget()
        return next(name for name, widget in self._pages.items() if widget is shown)

    @property
    def shows_desk(self) -> bool:
        """Tell whether a page is shown beside which the camera looks."""
        return self.home.is_desk(self.page) or self.page is PageName.DEVICES

    @property
    def page_shows_tube(self) -> str:
        """The code of the tube that is open on the screen, "" for none."""
        return self.workplace.picture.tube if self.workplace.picture else ""

    def show_page(self, name: PageName) -> None:
        """Show a page, made when it is first asked for; over a panel, the panel goes."""
        self._close_panel()
        if name not in self._pages:
            page = make_page(name, self.workplace)
            self._pages[name] = page
            self.pages.addWidget(page)
            if self.workplace.picture is not None:
                self.workplace.pictured.emit(self.workplace.picture)
        self.pages.setCurrentWidget(self._pages[name])
        self.eye_keeper.attend()
        self._show_keys()
        self.setFocus()

    def _show_keys(self) -> None:
        self.hint_bar.show_verbs(self.home.verbs(self.page, self._panel))

    def open_panel(self, panel: QWidget) -> None:
        """Open a side panel over answer and list; the count on the left stays in sight."""
        self._close_panel()
        self._panel = panel
        panel.setParent(self)
        closed = getattr(panel, "closed", None)
        if closed is not None:
            closed.connect(self._close_panel)
        self._arrange()
        panel.show()
        panel.raise_()
        self.practice_mark.raise_()
        if not self.isAncestorOf(QApplication.focusWidget() or self):
            panel.setFocus()
        self._show_keys()

    def _close_panel(self) -> None:
        panel, self._panel = self._panel, None
        if panel is None:
            return
        panel.hide()
        panel.deleteLater()
        self.setFocus()
        self._show_keys()

    @property
    def panel(self) -> QWidget | None:
        """The side panel that is open."""
        return self._panel

    def lead_back(self) -> bool:
        """Close what lies over the desk: a panel, else another page; False when nothing did."""
        if self._panel is not None:
            self._close_panel()
            return True
        home = self.home.page(self.workplace.picture)
        if self.page is home:
            return False
        self.show_page(home)
        return True

    # -- time ----------------------------------------------------------------------------------

    def _on_tick(self) -> None:
        minute = f"{self.workplace.desk.station.book.clock.now():%H:%M}"
        self.top_bar.show_clock(minute)
        if minute != self._minute and self._minute and not self._is_damaged:
            self.workplace.refresh()  # ages grow although nothing is scanned
        self._minute = minute

    def _on_lock_near(self, seconds: int) -> None:
        is_shown = seconds and not self.workplace.desk.is_locked
        text = self.workplace.say("lock_warning", seconds=seconds) if is_shown else ""
        self.top_bar.show_warning(text or self._standing)

    def warn_always(self, text: str) -> None:
        """Keep a sentence in the bar for as long as the window is open."""
        self._standing = text
        self.top_bar.show_warning(text)

    def _on_lock_due(self) -> None:
        if not self.workplace.desk.is_locked and not self._is_damaged:
            self.workplace.run(self.workplace.desk.lock)

    def _on_supervisor_due(self) -> None:
        desk = self.workplace.desk
        before = desk.place.staff
        desk.supervisor_leaves()
        if desk.place.staff != before:
            self.workplace.refresh()

    def _on_checkpoint_due(self) -> None:
        if not self._is_damaged:
            self.workplace.checkpoint()

    # -- words ---------------------------------------------------------------------------------

    def _reworded(self) -> None:
        self.history.reworded()
        self.lock.reworded()
        if self.workplace.picture is not None:
            self.setWindowTitle(self._title(self.workplace.picture))
