"""Plug-ins of card readers, installed for a test as a maker's own would be.

Owns how that is done; no expectation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from samplepoint.domain.card_fields import CardField
from tests.plugins.replay_reader import FILE

PLUGINS = Path(__file__).parents[1] / "plugins"
Look = Mapping[CardField, str] | Mapping[str, str] | None


class Installed:
    """Installs plug-ins into this Python until the test is over; processes it starts know them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Install nothing yet."""
        self._folder = folder
        self._monkeypatch = monkeypatch

    def replay(self, *looks: Look) -> str:
        """Install the one that replays a file, and write that; return its name."""
        file = self._folder / "looks.jsonl"
        file.write_text("".join(f"{json.dumps(look)}\n" for look in looks), encoding="utf-8")
        self._monkeypatch.setenv(FILE, str(file))
        self._monkeypatch.syspath_prepend(PLUGINS)
        return "replay"

    def unplug(self) -> None:
        """Take the replayed file away."""
        (self._folder / "looks.jsonl").unlink()

    def written(self, name: str, program: str) -> str:
        """Install one whose module is `program` with a class `Reader`; return its name."""
        module = f"{name}_reader"
        (self._folder / f"{module}.py").write_text(program, encoding="utf-8")
        metadata = self._folder / f"{module}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8"
        )
        (metadata / "entry_points.txt").write_text(
            f"[samplepoint.card_readers]\n{name} = {module}:Reader\n", encoding="utf-8"
        )
        self._monkeypatch.syspath_prepend(self._folder)
        return name
