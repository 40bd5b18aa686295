"""A town for a test: made before it, its books closed after it.

Owns the fixture that the tests of travel and of its pages share.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.travel.city import Town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Make a supervisor's book that knows nobody yet."""
    made = Town(tmp_path)
    yield made
    made.close()
