"""The Qt build that is installed keeps count of None.

PySide6 6.12.0 on Python 3.11 drops one reference of None at every call that returns nothing, and
the process dies after some 7,000 calls.
"""

from __future__ import annotations

import sys

import pytest

QtCore = pytest.importorskip("PySide6.QtCore")

CALLS = 1_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_that_return_nothing_keep_the_references_of_none() -> None:
    thing = QtCore.QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("desk")
    assert abs(sys.getrefcount(None) - before) < CALLS // 10
