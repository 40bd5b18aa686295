"""A window that closes ends the jobs of its pages: the book is closed after it."""

from __future__ import annotations

import threading
from itertools import count

import pytest
from pytestqt.qtbot import QtBot

from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.bridge import JobBridge, end_jobs
from samplepoint.gui.main_window import MainWindow
from samplepoint.services.jobs import Reporter
from tests.gui.conftest import SILENT
from tests.gui.travel_ground import at_hub
from tests.travel.city import Town


def test_a_job_that_runs_ends_before_the_window_is_gone(window: MainWindow, qtbot: QtBot) -> None:
    bridge, has_begun, has_ended = JobBridge(), threading.Event(), threading.Event()

    def work(reporter: Reporter) -> None:
        try:
            for done in count():
                reporter.report("copying", done)
                has_begun.set()
        finally:
            has_ended.set()

    bridge.start(work)
    assert has_begun.wait(10)
    window.close()
    assert has_ended.is_set()
    qtbot.waitUntil(lambda: not bridge.is_running)


def test_a_job_that_hears_nothing_is_given_up_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    bridge, may_end = JobBridge(), threading.Event()
    bridge.start(lambda _reporter: may_end.wait(10))
    assert not end_jobs(0.01)
    assert "did not end" in caplog.text
    may_end.set()
    assert end_jobs()


def test_a_page_of_a_window_that_is_gone_reads_no_closed_book(qtbot: QtBot, town: Town) -> None:
    window = MainWindow(at_hub(town), DeskDevices(SILENT))
    qtbot.addWidget(window)
    window.start()
    window.show()
    window.close()
    town.close()
    qtbot.wait(50)  # an error behind it fails the test
