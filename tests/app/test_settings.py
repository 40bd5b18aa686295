"""Preferences survive a restart, and no settings file ever stops the desk."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samplepoint.app.settings import (
    ReadSettings,
    ScannerEnd,
    Settings,
    Switch,
    Theme,
    read_settings,
    save_settings,
)
from samplepoint.errors import Obstacle
from samplepoint.wording import Language

OTHERS = Settings(
    language=Language.ENGLISH,
    theme=Theme.DARK,
    sounds=Switch.OFF,
    volume=35,
    voice=Switch.OFF,
    scanner_prefix="~",
    scanner_end=ScannerEnd.SILENCE,
    serial_ports={"/dev/ttyUSB0": "A", "COM7": "B"},
    text_scale=150,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_no_file_means_the_defaults(path: Path) -> None:
    assert read_settings(path) == ReadSettings(Settings())


@pytest.mark.parametrize("chosen", [Settings(), OTHERS])
def test_what_was_saved_is_read(path: Path, chosen: Settings) -> None:
    save_settings(path, chosen)
    read = read_settings(path)
    assert (read.notice, read.names) == (None, ())
    again = read.settings
    save_settings(path, again)
    assert read_settings(path).settings == again
    for name in ("language", "theme", "volume", "serial_ports", "scanner_end", "text_scale"):
        assert getattr(again, name) == getattr(chosen, name)


def test_what_a_later_program_wrote_is_kept(path: Path) -> None:
    later = {"format": 3, "colours": {"ok": "#1B7F3B"}, "theme": "dark"}
    path.write_bytes(orjson.dumps(later))
    read = read_settings(path)
    assert read.notice is None
    save_settings(path, read.settings)
    document = orjson.loads(path.read_bytes())
    assert {name: document[name] for name in later} == later


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("language", ["en"]),
        ("theme", None),
        ("sounds", True),
        ("volume", 101),
        ("volume", -1),
        ("volume", "80"),
        ("volume", True),
        ("voice", 1),
        ("scanner_prefix", "123456789"),
        ("scanner_prefix", "\n"),
        ("scanner_prefix", 5),
        ("scanner_end", "enter"),
        ("serial_ports", {"COM7": "Z"}),
        ("serial_ports", {"": "A"}),
        ("serial_ports", {"COM\x00": "A"}),
        ("serial_ports", {"COM7": ["A"]}),
        ("serial_ports", ["COM7"]),
        ("text_scale", 79),
        ("text_scale", 100.0),
    ],
)
def test_one_bad_value_costs_that_value_alone(path: Path, name: str, value: object) -> None:
    save_settings(path, OTHERS)
    document: dict[str, Any] = orjson.loads(path.read_bytes())
    document[name] = value
    path.write_bytes(orjson.dumps(document))
    read = read_settings(path)
    assert (read.notice, read.names) == ("settings_values_ignored", (name,))
    assert getattr(read.settings, name) == getattr(Settings(), name)
    other = "volume" if name == "theme" else "theme"
    assert getattr(read.settings, other) == getattr(OTHERS, other)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x00", b"[]", b"{", b'"x"', b"{}" + b" " * 300_000, b"[" * 9999]
)
def test_a_damaged_file_means_the_defaults_and_a_notice(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert read_settings(path) == ReadSettings(Settings(), "settings_damaged")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    document=st.dictionaries(
        st.sampled_from(["language", "volume", "serial_ports", "text_scale", "later"]),
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
            max_leaves=5,
        ),
    )
)
def test_no_document_stops_the_desk(path: Path, document: dict[str, Any]) -> None:
    path.write_bytes(orjson.dumps(document))
    read = read_settings(path)
    assert read.settings.language in set(Language)
    assert dict(read.settings.unknown) == {
        name: value for name, value in document.items() if name == "later"
    }


def test_a_file_that_cannot_be_read_means_the_defaults(path: Path) -> None:
    path.mkdir()
    assert read_settings(path) == ReadSettings(Settings(), "settings_unreadable")


def test_a_folder_that_takes_nothing_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Path, _target: Path) -> Path:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(Obstacle) as caught:
        save_settings(path, OTHERS)
    assert caught.value.code == "folder_read_only"
