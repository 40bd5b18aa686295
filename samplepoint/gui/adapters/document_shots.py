"""Pictures of documents on their way to the window: as images, and told apart.

Owns the sharing of pixels and what makes a document another one; refuses to keep any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from samplepoint.domain.seen import CardSeen, FieldState
from samplepoint.gui.sight import DocumentShot

if TYPE_CHECKING:
    from samplepoint.devices.frames import Pixels


def sign_of(shot: DocumentShot) -> str:
    """Return what makes a document another one; "!" and a reason where it has no number."""
    if shot.card is not None:
        return _sign_of_card(shot.card)
    if shot.zone is not None:
        return shot.zone.number if shot.zone.checks else "!zone"
    return f"!{shot.problem.code}" if shot.problem else "!"


def _sign_of_card(card: CardSeen) -> str:
    is_red = card.number.state is FieldState.RED
    return f"!{card.number.why}" if is_red else card.number.value


def image_of(pixels: Pixels) -> QImage:
    """Return pixels as an image that shares them: keep them alive while it is used."""
    height, width = pixels.shape[:2]
    is_grey = pixels.ndim == len(("height", "width"))
    form = QImage.Format.Format_Grayscale8 if is_grey else QImage.Format.Format_BGR888
    return QImage(pixels.data, width, height, pixels.strides[0], form)
