"""The thread of one device: one way in, one way out, and the way out always says a state.

Owns starting, stopping and the last word; refuses to know what the device does.
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType

from samplepoint.devices.states import (
    Device,
    DeviceNotice,
    DeviceState,
    NoticeCode,
    Publish,
    code_for,
)
from samplepoint.errors import Value

STOP_S = 2.0
"""How long a stop waits for the thread, in seconds."""

log = logging.getLogger(__name__)


class DeviceLoop(ABC):
    """A device with a thread of its own, which may only publish."""

    def __init__(self, device: Device, publish: Publish) -> None:
        """Make the loop without starting it; `publish` is called on the device's thread."""
        self._device = device
        self._publish = publish
        self._stopping = threading.Event()
        self._stir = threading.Event()
        """Set when `_work` should look up from its waiting; a stop sets it too."""
        self._thread: threading.Thread | None = None
        self._last: DeviceNotice | None = None

    @property
    def state(self) -> DeviceState:
        """The state published last."""
        return self._last.state if self._last else DeviceState.STOPPED

    def start(self) -> None:
        """Start the thread; nothing happens where it runs already."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._stopping.clear()
        self._stir.clear()
        self._thread = threading.Thread(target=self._run, name=str(self._device), daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """Ask the thread to end and wait up to `timeout_s` seconds; True where it has ended."""
        self._stopping.set()
        self._stir.set()
        thread = self._thread
        if thread is None:
            return True
        if thread is not threading.current_thread():
            thread.join(timeout_s)
        return not thread.is_alive()

    @abstractmethod
    def _work(self) -> None:
        """Serve the device until `_stopping` is set; any exception ends the loop as FAULTY."""

    def _announce(
        self,
        state: DeviceState,
        code: NoticeCode | None = None,
        values: Mapping[str, Value] | None = None,
    ) -> None:
        """Publish `state` unless it was the last thing said; `code` where the plain one is not."""
        code = code or code_for(self._device, state)
        notice = DeviceNotice(self._device, state, code, MappingProxyType(dict(values or {})))
        if notice != self._last:
            self._last = notice
            self._publish(notice)

    def _run(self) -> None:
        end = DeviceState.FAULTY
        values: dict[str, Value] = {}
        try:
            self._work()
            end = DeviceState.STOPPED
        except Exception as problem:
            log.exception("%s ended by itself", self._device)
            values["problem"] = type(problem).__name__
        finally:
            self._announce(end, values=values)
