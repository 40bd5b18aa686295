"""The command line inside the test's own process: for many calls of which none may disturb another.

Owns the call; what must be shown of the real program goes through `shell`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from samplepoint.cli.context import WindowFace
from samplepoint.cli.main import run
from tests.cli.shell import Answer


class Say(Protocol):
    """Runs one call and returns what came of it."""

    def __call__(self, *words: str | Path) -> Answer:
        """Run it."""


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return the command line, with a PIN for new books."""
    monkeypatch.setenv("SAMPLEPOINT_PIN", "246810")

    def once(*words: str | Path) -> Answer:
        with pytest.raises(SystemExit) as ended:
            run([*map(str, words)], _no_window)
        out, err = capsys.readouterr()
        return Answer(int(ended.value.code or 0), out, err)

    return once


def _no_window() -> WindowFace:
    raise AssertionError
