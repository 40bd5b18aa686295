"""Pictures of documents on their way to the window: as images, and told apart.

Owns the sharing of pixels and what makes a document another one; refuses to keep any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from samplepoint.domain.seen import CardSeen, FieldState
from samplepoint.gui.sight import DocumentShot

if TYPE_CHECKING:
    from samplepoint.devices.document_reader import DocumentSeen
    from samplepoint.devices.frames import Pixels


def shot_of(pixels: Pixels, found: DocumentSeen) -> DocumentShot | None:
    """Return what was found in a still, with a copy of it; None where there was nothing."""
    card, zone = found.card, found.zone
    if not (card or zone or found.problem):
        return None
    image = image_of(pixels).copy()
    seen, names = (zone.seen, zone.names) if zone else (None, None)
    return DocumentShot(image, card, seen, names, found.problem)


def names_somebody(shot: DocumentShot) -> bool:
    """Tell whether a document was read so far that a fresh still would say nothing better."""
    if shot.card is not None:
        return shot.card.number.state is not FieldState.RED
    return shot.zone is not None and shot.zone.checks


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
