"""The camera of one window: made when it is first asked for, its news brought to the main thread.

Owns the eye, when it looks, and what of it and of its stills (see `still_reading`) is dropped when
nobody looks; refuses to know what a code or a card means to the desk.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal

from samplepoint.app.settings import EyeSource, Settings, Switch
from samplepoint.devices.camera_choice import find_cameras, meant
from samplepoint.devices.opencv import opencv
from samplepoint.devices.retrying import Retry, Waits
from samplepoint.devices.source_choice import Reel
from samplepoint.devices.states import Device, DeviceNotice, DeviceState, NoticeCode
from samplepoint.domain.readings import Reading
from samplepoint.domain.rounds import RoundPlan
from samplepoint.errors import SamplepointError
from samplepoint.gui.adapters.code_kinds import CodeKinds, Ground
from samplepoint.gui.adapters.document_shots import image_of, sign_of
from samplepoint.gui.adapters.eye_wiring import EyeCalls, EyeParts, MakeEye, wanted_by
from samplepoint.gui.adapters.square_news import SquareNews
from samplepoint.gui.adapters.still_reading import StillCalls, StillReading
from samplepoint.gui.sight import CameraName, DocumentShot, Reader, Sight

log = logging.getLogger(__name__)

_FIRST_MS = 200
"""An eye is made after the window's first painting: its imports would take the processor from it,
50 to 100 ms of the desk's start."""
_MAKING = Retry(1.0, 60.0)
"""The pauses before an eye that could not be made is tried again."""
_WHICH = ("camera_identity", "camera_name", "eye_source", "eye_path")
"""The settings that say what is looked through."""


class CameraHand(QObject):
    """Made idle and cheap. Every signal arrives on the thread this object lives on."""

    read = Signal(object)
    """A `Reading` that the vote believes."""
    refused = Signal(object)
    """A `SamplepointError`: why something in view is not taken, once while it lasts."""
    hinted = Signal(str)
    """What to do with what is in view, a code."""
    seen = Signal(object)
    """A `Sight`, at most one at a time on its way."""
    documented = Signal(object)
    """A `DocumentShot`; the same document is told once until it has left the picture."""
    left = Signal()
    """What was printed and in view, such as a card, has left the picture."""
    noticed = Signal(object)
    """A `DeviceNotice` of the camera."""
    reader_told = Signal(str)
    """Where the reading of cards stands, a code."""
    listed = Signal(object)
    """A list of `CameraName`: the answer to `list_cameras`."""
    _said = Signal(object)
    """What a device thread says: a callable to be run on this object's own thread."""

    def __init__(
        self, settings: Settings, make: MakeEye | None = None, parent: QObject | None = None
    ) -> None:
        """Make it without importing or opening anything; `make` is a test's."""
        super().__init__(parent)
        self.kinds, self.squares = CodeKinds(), SquareNews()
        self.reader_state = str(Reader.NOT_STARTED)
        self.reads_documents = False
        """Whether a card in view is worth reading now; set by the window."""
        self.lacking = ""
        """What reading codes lacks here, a code; known once cameras were listed."""
        self.is_waiting = False
        """Whether somebody is asked about what was shown, set by the window: files wait."""
        self._stills = StillReading(self._still_calls())
        self._reel = Reel(self._stays)
        self._make = make
        self._settings = settings
        self._parts: EyeParts | None = None
        self._making: threading.Thread | None = None
        self._is_looked_through = False
        self._is_stopped = True
        self._ending = threading.Event()
        self._expectation = 0
        """Counts what was expected, one after the other."""
        self._told: set[str] = set()
        self._listing: threading.Thread | None = None
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    # -- who looks -----------------------------------------------------------------------------

    @property
    def is_on(self) -> bool:
        """Tell whether the camera is switched on in the settings."""
        return self._settings.camera is Switch.ON

    @property
    def is_looked_through(self) -> bool:
        """Tell whether somebody looks through it now."""
        return self._is_looked_through

    @property
    def shows_files(self) -> bool:
        """Tell whether a folder or a video stands in for a camera."""
        return self._settings.eye_source is not EyeSource.CAMERA

    def use(self, settings: Settings) -> None:
        """Take up other settings; another source is opened at once where one is open."""
        old, self._settings = self._settings, settings
        is_other = any(getattr(old, key) != getattr(settings, key) for key in _WHICH)
        if is_other or (self.is_on and old.camera is not Switch.ON):
            self.begin_again()

    def begin_again(self) -> None:
        """Show files from their beginning; open the source anew where it is open."""
        self._reel = Reel(self._stays)
        if self._is_looked_through and self._parts is not None:
            self._parts.eye.pause()
            self._parts.eye.start()

    def expect(self, plan: RoundPlan, today: date) -> None:
        """Say by which rules codes are judged from now on."""
        self.kinds.ground = Ground(plan, today)

    def allow(self) -> None:
        """Let it look when it is asked to; before this, and after `stop`, it does not."""
        self._is_stopped = False
        self._ending.clear()

    def look(self) -> None:
        """Begin to look: make the eye in the background, or open the camera again."""
        if self._is_stopped or self._is_looked_through:
            return
        self._is_looked_through = True
        if self._parts is not None:
            self._parts.eye.start()
        elif self._making is None:
            QTimer.singleShot(_FIRST_MS, self, self._begin_making)

    def _begin_making(self) -> None:
        if self._making is None and not self._is_stopped:
            self._making = threading.Thread(target=self._make_parts, name="eye maker", daemon=True)
            self._making.start()

    def rest(self) -> None:
        """Close the camera and drop what it showed; nothing is told after this."""
        if not self._is_looked_through:
            return
        self._is_looked_through = False
        self._told.clear()
        if self._parts is not None:
            self._parts.eye.pause()
            self._parts.eye.fetch_preview()

    def stop(self, timeout_s: float) -> bool:
        """End camera and reading process; True where the threads have ended in time."""
        self._is_stopped = True
        self._ending.set()
        self._is_looked_through = False
        parts, self._parts = self._parts, None
        if parts is None:
            return True
        self._stills.end()
        parts.reader.end()
        has_ended = parts.eye.stop(timeout_s)
        return self._stills.has_ended(timeout_s) and has_ended

    def request_still(self) -> None:
        """Read whatever is in view now, as a card."""
        if self._parts is not None and self._is_looked_through:
            self._told.clear()
            self._parts.eye.request_still()

    def forget(self) -> None:
        """Expect something new: what was half believed no longer counts."""
        self._expectation += 1
        if self._parts is not None:
            self._parts.eye.forget()

    def look_anew(self) -> None:
        """Read the card in view although it has not moved: now it is worth it."""
        if self._parts is not None:
            self._parts.eye.look_anew()

    def list_cameras(self) -> None:
        """Look which cameras are plugged in; `listed` brings them. One look at a time."""
        if self._listing is None or not self._listing.is_alive():
            self._listing = threading.Thread(target=self._list, name="camera list", daemon=True)
            self._listing.start()

    def meant_of(self, names: Sequence[CameraName]) -> CameraName | None:
        """Return the one that is meant by the settings; None where it is not among them."""
        return meant(names, wanted_by(self._settings).camera)

    # -- making, on a thread of its own --------------------------------------------------------

    def _make_parts(self) -> None:
        calls = EyeCalls(
            kind_of=self.kinds.kind_of,
            on_reading=lambda reading: self._say(lambda: self._on_reading(reading)),
            on_refused=lambda why: self._say(lambda: self._on_refused(why)),
            on_hint=lambda code: self._say(lambda: self._on_hint(code)),
            on_preview=lambda: self._say(self._on_preview),
            on_still=self._stills.keep,
            on_gone=lambda: self._say(self._on_gone),
            publish=lambda notice: self._say(lambda: self.noticed.emit(notice)),
            on_reader=lambda state: self._say(lambda: self._on_reader(state)),
            wanted=lambda: wanted_by(self._settings),
            reel=lambda: self._reel,
            squares=self.squares,
        )
        waits = Waits(_MAKING)
        while not self._is_stopped:
            try:
                parts = (self._make or self._make_real)(calls)
            except Exception as problem:  # noqa: BLE001  # a device thread's edge: said, tried again
                self._say_faulty(problem)
                self._ending.wait(waits.next_s())
            else:
                self._say(partial(self._on_made, parts))
                return

    def _still_calls(self) -> StillCalls:
        say = self._say
        return StillCalls(
            reads_documents=lambda: self.reads_documents,
            is_looked_through=lambda: self._is_looked_through,
            expectation=lambda: self._expectation,
            on_begun=lambda: say(lambda: self.reader_told.emit(str(Reader.BUSY))),
            on_shot=lambda shot, born: say(lambda: self._on_document(shot, born)),
            on_nothing=lambda: say(lambda: self._on_hint("card_not_seen")),
            on_unread=lambda why: say(lambda: self._on_refused(why)),
            on_idle=lambda: say(lambda: self.reader_told.emit(self.reader_state)),
            on_unstartable=lambda code: say(lambda: self._on_reader(code)),
            on_answered=lambda: say(self._stills.answered),
        )

    def _say_faulty(self, problem: Exception) -> None:
        log.warning("no camera: %s", type(problem).__name__)
        values = {"problem": type(problem).__name__}
        notice = DeviceNotice(Device.CAMERA, DeviceState.FAULTY, NoticeCode.CAMERA_FAULTY, values)
        self._say(lambda: self.noticed.emit(notice))

    def _make_real(self, calls: EyeCalls) -> EyeParts:
        opencv()
        from samplepoint.gui.adapters.eye_making import make_eye  # noqa: PLC0415  # slow

        return make_eye(calls, self._today)

    def _today(self) -> date:
        ground = self.kinds.ground
        return ground.today if ground else date.today()  # noqa: DTZ011  # this laptop's own day

    def _stays(self) -> bool:
        """Tell whether files must wait: for the reading of a card, or for a person's answer."""
        return self.is_waiting or self._stills.is_owing

    def _list(self) -> None:
        from samplepoint.devices import second_reader  # noqa: PLC0415  # loads a library

        names: list[CameraName] = []
        self.lacking = "" if second_reader.is_installed() else "second_reader_missing"
        try:
            names = [CameraName(one.name, one.identity) for one in find_cameras()]
        except (ImportError, OSError) as missing:
            log.warning("no list of cameras: %s", type(missing).__name__)
        self._say(lambda: self.listed.emit(names))

    # -- on the window's thread ----------------------------------------------------------------

    def _say(self, what: Callable[[], None]) -> None:
        if not self._is_stopped:
            self._said.emit(what)

    def _hear(self, what: Callable[[], None]) -> None:
        if not self._is_stopped:
            what()

    def _on_made(self, parts: EyeParts) -> None:
        self._parts = parts
        self._stills.begin(parts)
        if self._is_looked_through:
            parts.eye.start()

    def _on_reading(self, reading: Reading) -> None:
        if self._is_looked_through:
            self.read.emit(reading)

    def _on_refused(self, why: SamplepointError) -> None:
        if self._is_looked_through:
            self.refused.emit(self.kinds.explained(why))

    def _on_hint(self, code: str) -> None:
        if self._is_looked_through:
            self.hinted.emit(code)

    def _on_gone(self) -> None:
        self._told.clear()
        self.left.emit()

    def _on_reader(self, state: str) -> None:
        self.reader_state = state
        self.reader_told.emit(state)

    def _on_preview(self) -> None:
        preview = self._parts.eye.fetch_preview() if self._parts else None
        if preview is None or not self._is_looked_through:
            return
        if self.shows_files and not preview.name:
            return  # between two pictures the table is empty: nobody needs to see that
        box = preview.guide
        guide = QRect(box.left, box.top, box.right - box.left, box.bottom - box.top)
        self.seen.emit(Sight(image_of(preview.pixels), guide, preview.pixels, preview.name))

    def _on_document(self, shot: DocumentShot, born: int) -> None:
        """Tell a document once: a hand never keeps a card so still that it is read only once.

        One whose reading began before the last `forget` is read again for what is expected now;
        files, which nobody holds still, wait for each answer.
        """
        if not self._is_looked_through:
            return
        if born != self._expectation and not self.shows_files and self._parts is not None:
            self._parts.eye.still_unread()
            return
        sign = sign_of(shot)
        if sign in self._told:
            return
        if not sign.startswith("!"):
            self._told.clear()
        self._told.add(sign)
        self.documented.emit(shot)
