"""The line under the camera's picture: how the camera stands, or what to do with what is in view.

Owns which of the two is said and how grave it is; refuses to know where the picture is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from samplepoint.app.settings import Switch
from samplepoint.gui.lamps import Light
from samplepoint.gui.shades import Shade
from samplepoint.gui.sight import DeviceSaid, Reader
from samplepoint.gui.widgets.camera_view import CameraView, Standing
from samplepoint.gui.workplace import Workplace

_SHADE_OF_HINT: Final = {
    "vote_taken": Shade.ACCEPTED,
    "squares_read": Shade.ACCEPTED,
    "two_codes_in_view": Shade.WARNING,
    "code_unsure": Shade.WARNING,
    "code_not_expected": Shade.WARNING,
    "code_not_accepted": Shade.WARNING,
    "card_not_seen": Shade.WARNING,
}
_NOTHING: Final = "vote_nothing"
_NO_CARD: Final = "card_not_seen"
"""Print is in view, and no document; said only where no code is in view either."""
_AMBER: Final = frozenset(
    {
        "camera_dark",
        "camera_absent",
        "camera_not_here",
        "camera_no_pictures",
        "camera_folder_gone",
        "camera_video_gone",
    }
)
_WELL: Final = frozenset({"camera_ready", "camera_shows_files"})


class EyeLine:
    """Writes it into whichever view shows the picture now."""

    def __init__(self, workplace: Workplace, view: Callable[[], CameraView]) -> None:
        """Begin with a camera that is being opened."""
        self._workplace = workplace
        self._view = view
        self._stands = Standing("camera_opening")
        self._hint = _NOTHING

    def hear_said(self, said: DeviceSaid) -> None:
        """Hear what a device says of itself; a picture of a camera that is gone is an old one."""
        if said.device != "camera":
            return
        shade = Shade.WARNING if said.code in _AMBER else None
        if said.light is Light.WRONG:
            shade = Shade.REFUSED
        self._stands = Standing(said.code, shade, said.values)
        if said.light is not Light.READY:
            self._view().drop()
        self.show()

    def hear_hint(self, code: str) -> None:
        """Hear what to do with what is in view."""
        if code == _NO_CARD and self._hint != _NOTHING:
            return
        self._hint = code
        self.show()

    def hear_reader(self, state: str) -> None:
        """Hear where the reading of cards stands."""
        if state == Reader.BUSY:
            self._hint = _NOTHING if self._hint == _NO_CARD else self._hint
            self._view().show_standing(Standing(state))
        elif state in ("reader_absent", "reader_too_slow", "reader_unstartable"):
            self._view().show_standing(Standing(state, Shade.WARNING))
        else:
            self.show()

    def show(self) -> None:
        """Say what to do with what is in view, of a camera that is not well how it stands."""
        stands = self._stands
        if stands.code in _WELL:
            stands = Standing(self._hint, _SHADE_OF_HINT.get(self._hint))
        if self._workplace.settings.camera is not Switch.ON:
            stands = Standing("camera_switched_off")
        self._view().show_standing(stands)

    def forget_card(self) -> None:
        """What was in view has left: nobody is told any more that it was no card."""
        if self._hint == _NO_CARD:
            self.hear_hint(_NOTHING)
