"""Notices and readings of a device thread, collected so that a test can wait for one."""

from __future__ import annotations

import threading
from collections.abc import Callable

from samplepoint.devices.states import DeviceNotice, DeviceState, NoticeCode
from samplepoint.domain.readings import Reading

PATIENCE_S = 10.0


class Recorder:
    """Keeps everything published, in order, and wakes whoever waits for it."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self.notices: list[DeviceNotice] = []
        self.readings: list[Reading] = []
        self._changed = threading.Condition()

    def notice(self, notice: DeviceNotice) -> None:
        with self._changed:
            self.notices.append(notice)
            self._changed.notify_all()

    def reading(self, reading: Reading) -> None:
        with self._changed:
            self.readings.append(reading)
            self._changed.notify_all()

    @property
    def states(self) -> list[DeviceState]:
        with self._changed:
            return [notice.state for notice in self.notices]

    @property
    def codes(self) -> list[NoticeCode]:
        with self._changed:
            return [notice.code for notice in self.notices]

    def wait(self, met: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(met, PATIENCE_S), (self.notices, self.readings)

    def wait_for_state(self, state: DeviceState) -> None:
        self.wait(lambda: bool(self.notices) and self.notices[-1].state is state)

    def wait_for_readings(self, count: int) -> list[Reading]:
        self.wait(lambda: len(self.readings) >= count)
        return self.readings
