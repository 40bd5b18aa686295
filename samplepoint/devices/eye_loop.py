"""A camera as a device of the desk: its frames become readings, its comings and goings states.

Owns the thread that looks, its pace and the eye's state; refuses to know how a code is found, when
it is believed, and where frames come from (all handed in).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from samplepoint.devices.device_loop import STOP_S, DeviceLoop
from samplepoint.devices.eye_look import FrameLook
from samplepoint.devices.eye_notices import BY_HEALTH, said_of
from samplepoint.devices.eye_parts import EyeSettings, Looking, Telling
from samplepoint.devices.frame_grabber import FrameInbox, News, Turn
from samplepoint.devices.frames import Frame, FrameSource, Taking
from samplepoint.devices.grabbing import Grabbing
from samplepoint.devices.opencv import opencv
from samplepoint.devices.picture_health import Health, SteadyHealth, health_of
from samplepoint.devices.preview import Preview, PreviewShelf, preview_of
from samplepoint.devices.retrying import Retry, Waits
from samplepoint.devices.source_watch import Quiet, SourceWatch, Stage
from samplepoint.devices.states import Device, DeviceState, NoticeCode, Publish
from samplepoint.devices.thread_rank import step_back
from samplepoint.errors import Obstacle

CLOSE_S: Final = 1.0
"""How long closing waits for the driver."""
_TICK_S: Final = 0.1
"""How often a silence is looked at."""
_RENEWING: Final = Retry(2.0, 60.0)
"""The pause before a new source takes the place of one whose driver hangs."""
_MENDING: Final = Retry(1.0, 30.0)
"""The pause after a bug. It may be in a single frame: the camera is not given up for it."""
_WENT_WELL_S: Final = 60.0
_AWAY: Final = frozenset({DeviceState.ABSENT, DeviceState.BUSY})

log = logging.getLogger(__name__)


class CameraEye(DeviceLoop):
    """Looks through a frame source and comes back when the source does.

    Two threads: the loop's own looks, votes and tells; another one (see `FrameGrabber`) holds the
    source, so that a driver which hangs can hold up neither a state nor a stop. After a while it is
    left alone and a new source takes its place.
    """

    def __init__(
        self,
        source: Callable[[], FrameSource],
        looking: Looking,
        telling: Telling,
        publish: Publish,
        settings: EyeSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the eye without opening anything.

        `source` makes the frames' source, anew after each pause. `clock` gives seconds that only
        grow and is the one of the source's frames.
        """
        super().__init__(Device.CAMERA, publish)
        self._telling = telling
        self._settings = settings or EyeSettings()
        self._clock = clock
        self._look = FrameLook(looking, telling, self._is_wanted, clock)
        self._shelf = PreviewShelf(telling.on_preview or (lambda: None))
        self._inbox = FrameInbox(Taking.LATEST)
        self._sources = Grabbing(source, self._show, self._settings.retry)
        self._rests: NoticeCode | None = None
        """Why the source is closed on purpose; None while it is wanted."""
        self._steady = SteadyHealth()
        self._health: Health | None = None
        self._watch = SourceWatch(0.0)
        self._is_given_up = False
        self._has_given = False

    def start(self) -> None:
        """Start the threads and open the source; where they run already, end a pause."""
        if self._thread is not None and self._thread.is_alive():
            self.resume()
            return
        self._rests = None
        super().start()

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """End and close the source; nothing is published afterwards.

        A driver that hangs in a read is left behind after `CLOSE_S`: the eye has ended all the
        same, True.
        """
        self._stopping.set()
        self._look_up()
        return super().stop(timeout_s)

    def pause(self) -> None:
        """Close the source until `resume`: nobody looks through the camera, its light goes out.

        No reading, refusal or still is told after this has returned.
        """
        with self._look.gate:
            self._rests = self._rests or NoticeCode.CAMERA_PAUSED
            self._look_up()

    def resume(self) -> None:
        """Open the source again after a pause; a folder or video starts at its beginning."""
        with self._look.gate:
            if self._rests is not None:
                self._rests = None
                self._look_up()

    def forget(self) -> None:
        """Start the vote anew: another person or tube is expected, older frames do not count."""
        self._look.forget()

    def request_still(self) -> None:
        """Hand the next frame to `on_still`, whatever `choose` thinks of it."""
        self._look.request_still()

    def still_done(self) -> None:
        """Say that the last still has been read: the next one may come."""
        self._look.still_done()

    def still_unread(self) -> None:
        """Say that the last still could not be read: the same scene may give another one."""
        self._look.still_unread()

    def look_anew(self) -> None:
        """Let what is in view be read although it was read before."""
        self._look.look_anew()

    def fetch_preview(self) -> Preview | None:
        """Return the latest preview that was not fetched yet, None where there is none."""
        return self._shelf.fetch()

    @property
    def _is_live(self) -> bool:
        return self._look.taking is Taking.LATEST

    def _is_wanted(self) -> bool:
        return self._rests is None and not self._stopping.is_set()

    def _look_up(self) -> None:
        self._stir.set()
        self._inbox.call()

    def _work(self) -> None:
        step_back()
        waits = Waits(_MENDING)
        while not self._stopping.is_set():
            self._stir.clear()
            began_s = self._clock()
            try:
                self._turn()
            except Exception as problem:
                log.exception("the camera is opened anew")
                self._announce(DeviceState.FAULTY, values={"problem": type(problem).__name__})
                if self._clock() - began_s > _WENT_WELL_S:
                    waits.reset()
                self._stir.wait(waits.next_s())

    def _turn(self) -> None:
        """Look, or rest, until something else is wanted."""
        opencv()
        # Asked after the stir was cleared: what is wanted since then stirs again.
        if self._stopping.is_set():
            return
        if self._rests is None:
            self._attend()
        else:
            self._rest(self._rests)

    def _rest(self, why: NoticeCode) -> None:
        """Wait with the source closed; a driver that still holds it is not said to be off."""
        while not self._stir.is_set():
            is_holding = self._sources.is_holding
            if not is_holding:
                self._announce(DeviceState.STOPPED, why)
            self._stir.wait(_TICK_S if is_holding else None)

    def _attend(self) -> None:
        """Look through one source, or one after the other where drivers hang, until stirred."""
        self._announce(DeviceState.OPENING)
        waits = Waits(_RENEWING)
        while not self._stir.is_set():
            inbox = self._sources.begin()
            if inbox is None:
                self._announce(DeviceState.LOST, NoticeCode.CAMERA_HUNG)
            elif self._look_through(inbox):
                waits.reset()
            self._await_room(waits.next_s())

    def _look_through(self, inbox: FrameInbox) -> bool:
        """Look through a source until stirred or given up; tell whether it gave anything."""
        self._steady, self._health = SteadyHealth(), None
        self._look.begin(inbox.taking)
        self._inbox, self._watch = inbox, SourceWatch(self._clock())
        self._is_given_up = self._has_given = False
        try:
            while not (self._stir.is_set() or self._is_given_up):
                self._hear(inbox.take(_TICK_S))
        finally:
            if not self._sources.end(0.0 if self._is_given_up else CLOSE_S):
                state = DeviceState.LOST if self._is_given_up else DeviceState.FAULTY
                self._announce(state, NoticeCode.CAMERA_HUNG)
            self._shelf.fetch()
        return self._has_given

    def _await_room(self, wait_s: float) -> None:
        """Wait before the next source; not longer than until a driver that hung has come back."""
        until_s, left = self._clock() + wait_s, self._sources.count_left()
        while self._clock() < until_s and self._sources.count_left() == left:
            if self._stir.wait(_TICK_S):
                return

    def _hear(self, news: News | None) -> None:
        """Do what the next thing from the source asks for.

        Raises:
            Exception: what ended the source's thread, and is no Obstacle.
        """
        if isinstance(news, Frame):
            self._take(news)
        elif isinstance(news, Obstacle):
            self._meet(news)
        elif isinstance(news, Exception):
            raise news
        elif news is Turn.OPENED:
            self._steady = SteadyHealth()
            self._watch.hear(Stage.OPEN, self._clock())
        elif news is Turn.ENDED:
            with self._look.gate:
                self._rests = self._rests or NoticeCode.CAMERA_ENDED
                self._stir.set()
        elif self._is_live:
            self._say_if_quiet()

    def _take(self, frame: Frame) -> None:
        started_s = self._clock()
        self._has_given = True
        if self._shows_something(frame):
            self._look.take(frame)
        looked_s = self._clock()
        # A look may take its time: how long it took says nothing about the camera.
        self._watch.hear(Stage.GIVING, looked_s)
        if self._is_live:  # pictures wait, and are not kept waiting
            self._stir.wait(self._settings.rest_s(looked_s - started_s))

    def _shows_something(self, frame: Frame) -> bool:
        """Judge the picture and say where the camera stands with it."""
        if not self._is_live:
            self._announce(DeviceState.READY, NoticeCode.CAMERA_SHOWS_FILES)
            return True
        self._health = health_of(frame.pixels)
        stands = self._steady.take(self._health, frame.at_s)
        if stands is not None:
            self._announce(*BY_HEALTH[stands])
        return not self._health.shows_nothing

    def _meet(self, obstacle: Obstacle) -> None:
        if obstacle.code.startswith("picture_"):
            self._look.refuse((obstacle,), self._clock())
            return
        self._watch.hear(Stage.OPENING, self._clock())
        said = said_of(obstacle, self.state)
        # While a driver hangs it is its own camera that seems to be away or taken.
        if said is not None and not (self._sources.count_left() and said[0] in _AWAY):
            self._announce(*said, obstacle.values)

    def _say_if_quiet(self) -> None:
        """Notice a source that gives nothing, perhaps while its driver hangs."""
        quiet = self._watch.quiet(self._clock())
        if quiet is Quiet.SILENT:
            self._announce(DeviceState.LOST, NoticeCode.CAMERA_SILENT)
        elif quiet is Quiet.NO_FRAME and self.state is DeviceState.OPENING:
            self._announce(DeviceState.BUSY)
        self._is_given_up = quiet is Quiet.HUNG

    def _show(self, frame: Frame) -> None:
        """Lay down a preview, on the thread that grabs: as often as the camera gives frames."""
        if self._telling.on_preview is not None:
            settings = self._settings
            self._shelf.put(preview_of(frame, settings.guide, settings.preview_size, self._health))
