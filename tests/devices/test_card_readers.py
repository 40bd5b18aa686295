"""Plug-ins of card readers: found, loaded late, and clear when missing."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from samplepoint.devices.card_readers import GROUP, installed_readers, load_reader
from samplepoint.errors import Obstacle
from tests.devices.fake_card_reader import FakeCardReader

FAKE = "tests.devices.fake_card_reader:FakeCardReader"
PLUGINS = Path(__file__).parents[1] / "plugins"


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Return what pretends that plug-ins are installed: name -> where it is."""

    def plug(found: dict[str, str]) -> None:
        points = EntryPoints(EntryPoint(name, where, GROUP) for name, where in found.items())
        monkeypatch.setattr("importlib.metadata.entry_points", points.select)

    return plug


def test_plug_ins_are_named_without_being_loaded(
    plugged: Callable[[dict[str, str]], None],
) -> None:
    plugged({"b": "no.such.package:Reader", "a": FAKE})
    assert installed_readers() == ("a", "b")


def test_a_plug_in_is_loaded_by_its_name(plugged: Callable[[dict[str, str]], None]) -> None:
    plugged({"a": FAKE})
    assert isinstance(load_reader("a"), FakeCardReader)


def test_a_missing_plug_in_is_named(plugged: Callable[[dict[str, str]], None]) -> None:
    plugged({})
    with pytest.raises(Obstacle, match="card_reader_not_installed"):
        load_reader("a")


def test_a_plug_in_whose_library_is_missing_is_named(
    plugged: Callable[[dict[str, str]], None], caplog: pytest.LogCaptureFixture
) -> None:
    plugged({"a": "no.such.package:Reader"})
    with caplog.at_level(logging.ERROR), pytest.raises(Obstacle, match="card_reader_broken"):
        load_reader("a")
    assert "does not load" in caplog.text


def test_a_frozen_program_finds_what_was_unpacked_beside_it(
    plugged: Callable[[dict[str, str]], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    plugged({})
    (tmp_path / "plugins").symlink_to(PLUGINS)
    assert installed_readers() == ()
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", str(tmp_path / "samplepoint"))
    monkeypatch.setattr("sys.path", list(sys.path))
    assert installed_readers() == ("replay",)
    assert type(load_reader("replay")).__name__ == "ReplayReader"
