"""The Qt application around a window: style, fonts, translator, bugs, closing in bounded steps.

Owns what holds for every window; refuses to open books (the caller hands in a desk).
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from samplepoint.app.logs import write_crash_report
from samplepoint.app.settings import Settings
from samplepoint.errors import Damage, Obstacle, SamplepointError
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.lock_keeper import CheckPin
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.theme import Look, has_chinese, palette_of, qt_palette
from samplepoint.gui.workplace import Workplace
from samplepoint.services.desk import Desk
from samplepoint.wording import Wording

log = logging.getLogger(__name__)

_TRANSLATION = "qtbase_zh_CN"


def make_application(arguments: Sequence[str] = ("samplepoint",)) -> QApplication:
    """Return the one application of this process, made and set up when there is none yet."""
    here = QApplication.instance()
    if isinstance(here, QApplication):
        return here
    # Qt waits 5 ms for more changes before it paints; an answer is painted in one go as it is.
    os.environ.setdefault("QT_QPA_UPDATE_IDLE_TIME", "0")
    _work_without_a_screen()
    rounding = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(rounding)
    application = QApplication(list(arguments))
    application.setApplicationName("samplepoint")
    application.setStyle("Fusion")
    application.setFont(Look().font(20))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(_TRANSLATION, folder):
        application.installTranslator(translator)
    return application


def _work_without_a_screen() -> None:
    """Let a rehearsal run where there is no screen: Qt would end the process instead."""
    if lacks_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def lacks_screen() -> bool:
    """Tell whether a window would have nowhere to be, and nobody chose a platform for it."""
    chosen = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform == "linux" and not any(os.environ.get(name) for name in chosen)


def open_window(
    desk: Desk,
    wording: Wording,
    settings: Settings,
    *,
    devices: DeskDevices | None = None,
    check_pin: CheckPin | None = None,
    keep_settings: Callable[[Settings], None] | None = None,
) -> MainWindow:
    """Build the window over a desk, start and show it; the caller runs the event loop.

    `devices` are those of the settings where none are given; `check_pin` unlocks by typed PIN;
    `keep_settings` stores what is changed in the window (an `Obstacle` it raises is shown).
    """
    application = make_application()
    application.setPalette(qt_palette(palette_of(settings.theme)))
    workplace = Workplace(desk, wording, settings)
    window = MainWindow(workplace, devices or DeskDevices(settings), check_pin)
    if keep_settings is not None:
        workplace.settings_changed.connect(lambda new: _keep(workplace, keep_settings, new))
    window.start()
    if not has_chinese():
        missing = wording.say("font_missing")
        window.warn_always(missing)
        sys.stderr.write(missing + "\n")
    window.show()
    window.setFocus()
    return window


def _keep(workplace: Workplace, keep: Callable[[Settings], None], settings: Settings) -> None:
    try:
        keep(settings)
    except Obstacle as obstacle:
        workplace.tell_trouble(obstacle)


def run(window: MainWindow, application: QApplication, logs: Path | None = None) -> int:
    """Run the event loop until the window is closed; return the exit code.

    `logs` is the folder for reports of bugs. The book stays open: whoever opened it closes it.
    """
    watch_for_bugs(window, logs)
    window.closed.connect(application.quit)
    gc.collect()
    gc.freeze()  # what was built so far lives as long as the window: no need to look at it again
    return application.exec()


def watch_for_bugs(window: MainWindow, logs: Path | None) -> None:
    """Turn any exception that nobody caught into a report without people and a calm page."""

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            window.close()
            return
        if isinstance(error, Damage):
            window.workplace.damaged.emit(error)
            return
        if isinstance(error, SamplepointError):
            window.workplace.tell_trouble(error)
            return
        window.show_report(_report(error, logs))

    sys.excepthook = caught


def _report(error: BaseException, logs: Path | None) -> str:
    """Write the report and return its file name, "" where it could not be written."""
    log.error("unexpected", exc_info=error)
    if logs is None:
        return ""
    try:
        return write_crash_report(logs, error).name
    except Obstacle as obstacle:
        log.warning("no report: %s", obstacle.code)
        return ""
