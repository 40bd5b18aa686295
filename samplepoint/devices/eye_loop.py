"""A camera as a device of the desk: its frames become readings, its comings and goings states.

Owns the thread that looks, its pace and the eye's state; refuses to know how a code is found, when
it is believed, and where frames come from (all handed in).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from samplepoint.devices.device_loop import STOP_S, DeviceLoop
from samplepoint.devices.eye_look import FrameLook
from samplepoint.devices.eye_notices import BY_HEALTH, said_of
from samplepoint.devices.eye_parts import EyeSettings, Looking, Telling
from samplepoint.devices.frame_grabber import FrameGrabber, FrameInbox, News, Turn
from samplepoint.devices.frames import Frame, FrameSource, Taking
from samplepoint.devices.opencv import opencv
from samplepoint.devices.picture_health import Health, SteadyHealth, health_of
from samplepoint.devices.preview import Preview, PreviewShelf, preview_of
from samplepoint.devices.states import Device, DeviceState, NoticeCode, Publish
from samplepoint.errors import Obstacle

SILENT_S: Final = 0.8
"""A camera that was ready and has given nothing for so long is lost: said within a second."""
FIRST_FRAME_S: Final = 4.0
"""A camera that opened and has given nothing for so long is taken by another program."""
CLOSE_S: Final = 1.0
"""How long closing waits for the driver."""
_TICK_S: Final = 0.1
"""How often a silence is looked at."""


class CameraEye(DeviceLoop):
    """Looks through a frame source and comes back when the source does.

    Two threads: the loop's own looks, votes and tells; another one (see `FrameGrabber`) holds the
    source, so that a driver which hangs can hold up neither a state nor a stop.
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
        self._make_source = source
        self._telling = telling
        self._settings = settings or EyeSettings()
        self._clock = clock
        self._look = FrameLook(looking, telling, self._is_wanted, clock)
        self._shelf = PreviewShelf(telling.on_preview or (lambda: None))
        self._inbox = FrameInbox(Taking.LATEST)
        self._grabber: FrameGrabber | None = None
        self._rests: NoticeCode | None = None
        """Why the source is closed on purpose; None while it is wanted."""
        self._steady = SteadyHealth()
        self._health: Health | None = None
        self._opened_s: float | None = None
        self._frame_s: float | None = None

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
        opencv()
        while True:
            self._stir.clear()
            if self._stopping.is_set():
                return
            if self._rests is None:
                self._attend()
            else:
                self._rest(self._rests)

    def _rest(self, why: NoticeCode) -> None:
        """Wait with the source closed; a driver that still holds it is not said to be off."""
        while not self._stir.is_set():
            is_holding = self._grabber is not None and self._grabber.is_holding
            if not is_holding:
                self._announce(DeviceState.STOPPED, why)
            self._stir.wait(_TICK_S if is_holding else None)

    def _attend(self) -> None:
        """Look through the source until something else is wanted, or it has ended."""
        self._announce(DeviceState.OPENING)
        self._steady, self._health = SteadyHealth(), None
        self._opened_s = self._frame_s = None
        source, retry = self._make_source(), self._settings.retry
        self._look.begin(source.taking)
        self._inbox = FrameInbox(source.taking)
        self._grabber = FrameGrabber(source, self._inbox, self._show, retry)
        self._grabber.start()
        try:
            while not self._stir.is_set():
                self._hear(self._inbox.take(_TICK_S))
        finally:
            if not self._grabber.end(CLOSE_S):
                self._announce(DeviceState.FAULTY, NoticeCode.CAMERA_HUNG)
            self._shelf.fetch()

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
            self._opened_s = self._clock()
        elif news is Turn.ENDED:
            with self._look.gate:
                self._rests = self._rests or NoticeCode.CAMERA_ENDED
                self._stir.set()
        elif self._is_live:
            self._watch()

    def _take(self, frame: Frame) -> None:
        started_s = self._frame_s = self._clock()
        if self._shows_something(frame):
            self._look.take(frame)
        if self._is_live:  # pictures wait, and are not kept waiting
            self._stir.wait(self._settings.rest_s(self._clock() - started_s))

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
        self._opened_s = self._frame_s = None
        said = said_of(obstacle, self.state)
        if said is not None:
            self._announce(*said, obstacle.values)

    def _watch(self) -> None:
        """Notice a source that is open and gives nothing, perhaps while its driver hangs."""
        now_s = self._clock()
        if self._frame_s is not None:
            if now_s - self._frame_s >= SILENT_S:
                self._frame_s = self._opened_s = None
                self._announce(DeviceState.LOST, NoticeCode.CAMERA_SILENT)
        elif self._opened_s is not None and now_s - self._opened_s >= FIRST_FRAME_S:
            self._opened_s = None
            if self.state is DeviceState.OPENING:
                self._announce(DeviceState.BUSY)

    def _show(self, frame: Frame) -> None:
        """Lay down a preview, on the thread that grabs: as often as the camera gives frames."""
        if self._telling.on_preview is not None:
            settings = self._settings
            self._shelf.put(preview_of(frame, settings.guide, settings.preview_size, self._health))
