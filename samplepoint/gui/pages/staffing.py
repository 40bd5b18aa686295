"""Staff: who works here, adding somebody with a PIN and a badge, a new badge, retiring.

Owns the panel; refuses to know keys and paper: the office does both.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from samplepoint.domain.outcomes import Outcome, accepted, ignored, needs
from samplepoint.domain.people import clean_name
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal, SamplepointError
from samplepoint.gui.bridge import Job, JobBridge
from samplepoint.gui.models.staff_list import StaffList
from samplepoint.gui.office import Office
from samplepoint.gui.widgets.form_fields import (
    ChineseField,
    KeyButton,
    KeyChoice,
    PinField,
    Row,
)
from samplepoint.gui.widgets.side_panel import SidePanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.first_start import is_pin
from samplepoint.services.jobs import Reporter

_ROLES = (Role.REGISTRAR, Role.PACKER, Role.SUPERVISOR)


class StaffingPanel(SidePanel):
    """Keys are slow to make on purpose, so every step runs as a job beside the window."""

    def __init__(self, workplace: Workplace, office: Office) -> None:
        """Show who works here."""
        super().__init__(workplace, "staffing_title")
        self._office = office
        self._asked_again = ""
        self._told: Callable[[object], Outcome] = lambda _result: accepted("job_done")
        self.bridge = JobBridge()
        self.model = StaffList(workplace.wording, office.staff.members())
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setCurrentIndex(self.model.index(0))
        say = workplace.say
        self.name, self.pin = ChineseField(), PinField()
        self.role = KeyChoice(_ROLES, lambda role: say(f"role_{role}"))
        self.badge_key, self.retire_key = KeyButton("F8"), KeyButton("F9")
        self.add_key = KeyButton("Ctrl+Enter", "main")
        self._lay_out()
        self.bridge.finished.connect(self._job_finished)
        self.bridge.failed.connect(self._job_failed)

    def _lay_out(self) -> None:
        keep = self.spoken.keep
        rows = {"name": Row(self.name), "role": Row(self.role), "pin": Row(self.pin)}
        self.list.setMinimumHeight(120)
        self.body.addWidget(self.list, 1)
        for name, row in rows.items():
            keep(row.label.setText, f"staffing_label_{name}")
            self.body.addWidget(row)
        keep(self.pin.setPlaceholderText, "staffing_hint_pin")
        keep(self.add_key.say, "staffing_key_add")
        keep(self.badge_key.say, "staffing_key_badge")
        keep(self.retire_key.say, "staffing_key_retire")
        self.spoken.also(self.role.speak)
        self.spoken.also(self.model.speak)
        for key, act in (
            (self.badge_key, self.renew),
            (self.retire_key, self.retire),
            (self.add_key, self.confirm),
        ):
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.clicked.connect(act)
        self.body.addWidget(self.badge_key)
        self.body.addWidget(self.retire_key)
        self.keys.addWidget(self.add_key, 1)
        self.set_stops(self.name, self.role, self.pin, self.list)

    @property
    def chosen(self) -> StaffMember | None:
        """Return who is chosen in the list."""
        return self.model.member(self.list.currentIndex())

    # -- keys ----------------------------------------------------------------------------------

    def owns_key(self, key: int) -> bool:
        """Claim F8 and F9 while the panel is open."""
        return key in (Qt.Key.Key_F8, Qt.Key.Key_F9)

    def shortcut(self, key: int) -> bool:
        """F8: a new badge. F9: retire."""
        if key == Qt.Key.Key_F8:
            self.renew()
        elif key == Qt.Key.Key_F9:
            self.retire()
        return self.owns_key(key)

    # -- steps ---------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Add somebody and print their badge."""
        try:
            name = clean_name(self.name.text())
            if not name:
                raise Refusal("name_missing")  # noqa: TRY301  # said and gone to like the others
            if self.pin.text() and not is_pin(self.pin.text()):
                raise Refusal("pin_shape")  # noqa: TRY301
        except Refusal as refusal:
            self.answer_strip.tell_error(refusal)
            self.focus(self.pin if refusal.code == "pin_shape" else self.name)
            return
        role, pin, office = self.role.value, self.pin.text(), self._office

        def add(reporter: Reporter) -> str:
            badge = office.staff.add(name, role, pin)
            return str(office.print_badges([badge], reporter))

        self._run(add, lambda path: accepted("staff_added", name=name, role=role, path=str(path)))

    def renew(self) -> None:
        """Make a new badge for who is chosen, and print it."""
        member, office = self.chosen, self._office
        if member is None:
            return

        def renewed(reporter: Reporter) -> str:
            return str(office.print_badges([office.staff.renew_badge(member)], reporter))

        self._run(
            renewed, lambda path: accepted("staff_new_badge", name=member.name, path=str(path))
        )

    def retire(self) -> None:
        """Retire who is chosen when it is asked for twice."""
        member = self.chosen
        if member is None:
            return
        if self._asked_again != member.id:
            self._asked_again = member.id
            self.answer_strip.tell(needs("staff_retire_again", name=member.name))
            return
        staff = self._office.staff
        self._run(
            lambda _reporter: staff.retire(member),
            lambda _none: accepted("staff_retired", name=member.name),
        )

    def _run(self, job: Job, told: Callable[[object], Outcome]) -> None:
        if self.bridge.is_running:
            self.answer_strip.tell(ignored("job_runs"))
            return
        self._told = told
        self._asked_again = ""
        self.answer_strip.tell(ignored("job_begins_now"))
        self.bridge.start(job)

    def _job_finished(self, result: object) -> None:
        self.answer_strip.tell(self._told(result))
        self.name.clear()
        self.pin.clear()
        self._read_again()

    def _job_failed(self, error: SamplepointError) -> None:
        self.answer_strip.tell_error(error)
        self._read_again()

    def _read_again(self) -> None:
        self.model.show(self._office.staff.members())
        self.list.setCurrentIndex(self.model.index(0))
