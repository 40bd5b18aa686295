"""What an eye says of itself: obstacles and the health of its picture as states and codes.

Owns that table and when a refusal is news; refuses to know threads and frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from samplepoint.devices.picture_health import Health
from samplepoint.devices.states import DeviceState, NoticeCode
from samplepoint.errors import Obstacle, SamplepointError

Said = tuple[DeviceState, NoticeCode]

REFUSED_AGAIN_S: Final = 1.0
"""A refusal that was not heard for so long is news again; at ten frames a second two tubes in view
are refused once, not ten times, also where a frame in between shows only one."""

_BY_OBSTACLE: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "camera_absent": (DeviceState.ABSENT, NoticeCode.CAMERA_ABSENT),
        "camera_not_here": (DeviceState.ABSENT, NoticeCode.CAMERA_NOT_HERE),
        "camera_busy": (DeviceState.BUSY, NoticeCode.CAMERA_BUSY),
        "camera_not_allowed": (DeviceState.FAULTY, NoticeCode.CAMERA_NOT_ALLOWED),
        "camera_lost": (DeviceState.LOST, NoticeCode.CAMERA_LOST),
        "camera_frozen": (DeviceState.FAULTY, NoticeCode.CAMERA_FROZEN),
        "pictures_absent": (DeviceState.ABSENT, NoticeCode.CAMERA_NO_PICTURES),
        "pictures_too_many": (DeviceState.FAULTY, NoticeCode.CAMERA_TOO_MANY),
        "pictures_folder_gone": (DeviceState.ABSENT, NoticeCode.CAMERA_FOLDER_GONE),
        "video_gone": (DeviceState.ABSENT, NoticeCode.CAMERA_VIDEO_GONE),
        "video_unreadable": (DeviceState.FAULTY, NoticeCode.CAMERA_NO_VIDEO),
    }
)

_READY: Final = (DeviceState.READY, NoticeCode.CAMERA_READY)
BY_HEALTH: Final[Mapping[Health, Said]] = MappingProxyType(
    {
        Health.GOOD: _READY,
        Health.BLURRED: _READY,
        Health.DARK: (DeviceState.READY, NoticeCode.CAMERA_DARK),
        Health.BLACK: (DeviceState.FAULTY, NoticeCode.CAMERA_BLACK),
        Health.BLANK: (DeviceState.FAULTY, NoticeCode.CAMERA_BLANK),
    }
)


def said_of(obstacle: Obstacle, now: DeviceState) -> Said | None:
    """Return the state an obstacle puts the eye in; None where it stays in the one it is in.

    A camera that was lost stays so while it is away.
    """
    said = _BY_OBSTACLE.get(obstacle.code, (DeviceState.FAULTY, NoticeCode.CAMERA_FAULTY))
    if said[0] is DeviceState.ABSENT and now is DeviceState.LOST:
        return None
    return said


class RefusalNews:
    """Tells which refusals have not just been told."""

    def __init__(self, again_s: float = REFUSED_AGAIN_S) -> None:
        """Start with nothing told."""
        self._again_s = again_s
        self._heard_s: dict[str, float] = {}

    def fresh(self, refused: Iterable[SamplepointError], at_s: float) -> list[SamplepointError]:
        """Take in what a frame was refused for; return what is news."""
        found = []
        for refusal in refused:
            sign = f"{refusal.code} {sorted(refusal.values.items())}"
            last_s = self._heard_s.get(sign)
            self._heard_s[sign] = at_s
            if last_s is None or at_s - last_s >= self._again_s:
                found.append(refusal)
        self._heard_s = {k: s for k, s in self._heard_s.items() if at_s - s < self._again_s}
        return found

    def forget(self) -> None:
        """Tell everything again."""
        self._heard_s.clear()
