"""Every page of the window is where the table of pages says."""

from __future__ import annotations

from importlib import import_module

import pytest
from PySide6.QtWidgets import QWidget

from samplepoint.gui import page_table
from samplepoint.gui.page_table import PageName


@pytest.mark.parametrize("name", PageName)
def test_a_page_is_written_where_the_table_says(name: PageName) -> None:
    module, kind = page_table.WRITTEN_IN[name].split(":")
    found = getattr(import_module(f"samplepoint.gui.pages.{module}"), kind)
    assert issubclass(found, QWidget)
