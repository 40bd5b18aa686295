"""What every test stands on: Qt without a screen, no Qt at all where it is not installed.

Owns no fixtures of any floor; those stand beside their tests.
"""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

# Before anything imports Qt. A developer may still choose another platform, such as xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTEST_QT_API"] = "pyside6"

QT_IS_HERE = importlib.util.find_spec("PySide6") is not None

collect_ignore = [] if QT_IS_HERE else ["gui"]

# A commit waits for the disk, so an example has no deadline; the test as a whole has its timeout.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Put pytest-qt aside where Qt is missing, before it refuses the whole run."""
    plugin = pluginmanager.get_plugin("pytest-qt")
    if plugin is not None and not QT_IS_HERE:
        pluginmanager.unregister(plugin)
