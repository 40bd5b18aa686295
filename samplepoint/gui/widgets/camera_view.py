"""What the camera sees, with the box to hold things in and one line that says how it stands.

Owns the painting of the newest picture; refuses to know cameras and to keep any picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from samplepoint.app.settings import EyeSource
from samplepoint.domain.outcomes import refused
from samplepoint.errors import Value
from samplepoint.gui.shades import Shade
from samplepoint.gui.sight import Sight
from samplepoint.gui.theme import SMALLEST, colour
from samplepoint.gui.widgets.painting import CENTRE, LEFT, Painted, draw, draw_mark, fitted
from samplepoint.gui.workplace import Workplace

_STRIP, _RADIUS, _GUIDE = 34, 6, 3
_BANDS = {EyeSource.FOLDER: "camera_band_folder", EyeSource.VIDEO: "camera_band_video"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The line under the picture: a code of the catalogue and how grave it is."""

    code: str
    shade: Shade | None = None
    """None: all is well."""
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cover:
    """What lies over the picture: what it was drawn for, the drawing, where the picture goes."""

    about: tuple[object, ...]
    drawn: QPixmap
    picture: QRectF


class CameraView(Painted):
    """Show sights and a standing; a tap asks for the reading of what is in view."""

    tapped = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start without a picture."""
        super().__init__(workplace, parent)
        self._sight: Sight | None = None
        self._standing = Standing("camera_opening")
        self.cover: Cover | None = None
        """What lies over the picture, as it was drawn last."""
        # Every pixel is its own: what lies below is not painted thirty times a second.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def reworded(self) -> None:
        """Draw what lies over the picture anew."""
        self.cover = None
        self.update()

    @property
    def standing(self) -> Standing:
        """What the line says."""
        return self._standing

    @property
    def has_picture(self) -> bool:
        """Tell whether a picture is shown."""
        return self._sight is not None

    def show_sight(self, sight: Sight) -> None:
        """Show a picture in the place of the one before."""
        self._sight = sight
        self.update()

    def show_standing(self, standing: Standing) -> None:
        """Say how the camera stands, or what to do with what is in view."""
        if standing != self._standing:
            self._standing = standing
            self.update()

    def drop(self) -> None:
        """Forget the picture."""
        self._sight = None
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Ask for a reading."""
        self.tapped.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the newest picture, and over it what seldom changes, from a kept drawing.

        A camera gives thirty pictures a second, and each stroke of a painter costs the desk's
        thread time: one stroke for the picture, one for all the rest.
        """
        painter = QPainter(self)
        sight = self._sight
        cover = self._cover_of(sight)
        if sight is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(cover.picture, sight.image)
        painter.drawPixmap(0, 0, cover.drawn)

    def _cover_of(self, sight: Sight | None) -> Cover:
        """Return what lies over the picture, drawn anew only when something of it has changed."""
        frame = (sight.image.size(), sight.guide) if sight else None
        about = (self.size(), self.devicePixelRatioF(), self.look, self._standing, self.band, frame)
        if self.cover is None or self.cover.about != about:
            self.cover = self._draw_cover(about, sight)
        return self.cover

    def _draw_cover(self, about: tuple[object, ...], sight: Sight | None) -> Cover:
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)  # only so has it a window to see through
        painter = QPainter(drawn)
        painter.fillRect(self.rect(), colour(self.palette_now.bar))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = max(self.look.gap(_STRIP), self.look.px(_STRIP - 6))
        room = self.rect().adjusted(0, 0, 0, -high)
        if self.band:
            room.setTop(room.top() + high)
            self._paint_band(painter, QRect(0, 0, self.width(), high), self.band)
        picture = QRectF()
        if sight is None:
            self._paint_reason(painter, room)
        else:
            picture = self._paint_window(painter, room, sight)
        self._paint_line(painter, QRect(0, room.bottom() + 1, self.width(), high))
        self._paint_corners(painter)
        painter.end()
        return Cover(about, drawn, picture)

    def _paint_corners(self, painter: QPainter) -> None:
        """Round the corners in the colour of the card that the view lies on."""
        radius, around = self.look.gap(_RADIUS), QPainterPath()
        around.addRect(QRectF(self.rect()))
        inside = QPainterPath()
        inside.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.fillPath(around.subtracted(inside), colour(self.palette_now.card))

    @property
    def band(self) -> str:
        """What stands above the picture where it is no camera's: the files and their name."""
        settings = self.workplace.settings
        code = _BANDS.get(settings.eye_source)
        if code is None:
            return ""
        shown = self._sight.name if self._sight else ""
        if settings.eye_source is EyeSource.FOLDER and shown:
            return self.workplace.say("camera_band_picture", file=shown)
        return self.workplace.say(code, name=Path(settings.eye_path).name)

    def _paint_band(self, painter: QPainter, box: QRect, text: str) -> None:
        painter.fillRect(box, colour(Shade.WARNING.fill(self.palette_now)))
        edge = self.look.gap(12)
        room = box.adjusted(edge, 0, -edge, 0)
        font = fitted(self.look.font, text, room.width(), SMALLEST)
        draw(painter, room, text, font, "#FFFFFF", LEFT)

    def _paint_reason(self, painter: QPainter, room: QRect) -> None:
        """Without a picture, say in its place what to do; the line below says why."""
        stands = self._standing
        said = self.workplace.wording.answer(refused(stands.code, **stands.values))
        is_named = bool(said.what and stands.values)
        text = f"{said.what}\n{said.now}" if is_named else said.now or said.what or said.head
        edge = self.look.gap(16)
        inside = room.adjusted(edge, edge, -edge, -edge)
        painter.setFont(self.look.font(SMALLEST))
        painter.setPen(colour(self.palette_now.bar_muted))
        painter.drawText(inside, int(CENTRE | Qt.TextFlag.TextWordWrap), text)

    def _paint_window(self, painter: QPainter, room: QRect, sight: Sight) -> QRectF:
        """Leave room for the picture, with the guide over it; return where the picture goes.

        Its middle fills the room, so that the box in it is large.
        """
        size = sight.image.size()
        fit = min(room.width() / size.width(), room.height() / size.height())
        fill = max(room.width() / size.width(), room.height() / size.height())
        share = max(fit, min(fill, room.height() / max(1, sight.guide.height())))
        wide, high = size.width() * share, size.height() * share
        left = room.x() + (room.width() - wide) / 2
        top = room.y() + (room.height() - high) / 2
        picture = QRectF(left, top, wide, high)
        painter.save()
        painter.setClipRect(room)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(picture, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        box = QRectF(sight.guide)
        guide = QRectF(
            left + box.x() * share, top + box.y() * share, box.width() * share, box.height() * share
        ).intersected(QRectF(room).adjusted(4, 4, -4, -4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, wide_px in (("#000000", _GUIDE + 2), (self._guide_ink(), _GUIDE)):
            painter.setPen(QPen(colour(ink), self.look.gap(wide_px)))
            painter.drawRoundedRect(guide, self.look.gap(6), self.look.gap(6))
        painter.restore()
        return picture

    def _guide_ink(self) -> str:
        palette = self.palette_now
        return "#FFD28A" if self._standing.shade is Shade.WARNING else palette.on_colour

    def _paint_line(self, painter: QPainter, box: QRect) -> None:
        palette, shade = self.palette_now, self._standing.shade
        painter.fillRect(box, colour(shade.fill(palette) if shade else palette.bar))
        x = box.x() + self.look.gap(12)
        if shade is not None:
            side = self.look.gap(16)
            mark = QRectF(x, box.center().y() - side / 2, side, side)
            draw_mark(painter, mark, shade, palette.on_colour, 0.15)
            x += side + self.look.gap(10)
        room = QRect(x, box.y(), box.right() - x - self.look.gap(8), box.height())
        text = self.workplace.wording.head(self._standing.code)
        font = fitted(self.look.font, text, room.width(), SMALLEST)
        draw(painter, room, text, font, palette.bar_ink if shade is None else "#FFFFFF", LEFT)
