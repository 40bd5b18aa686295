"""The command line of a supervisor or a point whose PIN is known.

Owns the PIN; what is called is in `shell`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Protocol

import pytest

from tests.cli.shell import Answer, inside


class Say(Protocol):
    """Runs one call and returns what came of it."""

    def __call__(self, *words: str | Path) -> Answer:
        """Run it."""


@pytest.fixture
def say() -> Say:
    """Return the command line inside the test's process, with a PIN for new books."""
    return partial(inside, pin="246810")
