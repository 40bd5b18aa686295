"""Watching for sticks: which are plugged in, asked again every second.

Owns the asking and what counts as a change; refuses to write on any. A look reads some small files
of the kernel, a millisecond of processor time: no message of the system is needed, and none is
missed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from samplepoint.devices.device_loop import DeviceLoop
from samplepoint.devices.states import Device, DeviceState, Publish
from samplepoint.domain.drives import Drive

PAUSE_S = 1.0
_ROOM_STEP = 10_000_000
"""Free bytes that change by less are no news."""

Find = Callable[[], Sequence[Drive]]


def system_find() -> Find:
    """Return what finds the drives of this machine."""
    if sys.platform == "win32":
        from samplepoint.devices.drives_windows import WindowsDrives  # noqa: PLC0415
        from samplepoint.devices.windows_calls import WindowsCalls  # noqa: PLC0415

        return WindowsDrives(WindowsCalls()).find
    from samplepoint.devices.drives_linux import LinuxDrives  # noqa: PLC0415

    return LinuxDrives().find


class DriveWatch(DeviceLoop):
    """Tells the list of drives whenever it has changed, and the state of the watching."""

    def __init__(
        self,
        publish: Publish,
        tell: Callable[[list[Drive]], None],
        find: Find | None = None,
        pause_s: float = PAUSE_S,
    ) -> None:
        """Make it without starting; `tell` is called on the watch's own thread."""
        super().__init__(Device.DRIVES, publish)
        self._tell = tell
        self._find = find
        self._pause_s = pause_s
        self._told: list[Drive] | None = None

    def look_now(self) -> None:
        """Do not wait for the next second; callable from any thread."""
        self._stir.set()

    def _work(self) -> None:
        self._told = None
        find = self._find or system_find()
        self._stir.clear()
        while not self._stopping.is_set():
            self._look(find)
            self._stir.wait(self._pause_s)
            self._stir.clear()

    def _look(self, find: Find) -> None:
        here = list(find())
        known = [replace(one, free_bytes=one.free_bytes // _ROOM_STEP) for one in here]
        if known != self._told:
            self._told = known
            self._tell(here)
        state = DeviceState.READY if here else DeviceState.ABSENT
        self._announce(state, values={"count": len(here)} if here else {})
