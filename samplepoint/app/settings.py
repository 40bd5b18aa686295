"""How this laptop likes to work: language, light, sound, scanner, sizes. No rule of a round.

Owns `settings.json` and its bounds; refuses to stop the desk for a bad value: it takes the default
and says so by a code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson

from samplepoint.domain.own_codes import SEATS
from samplepoint.storage.safe_file import write_safely
from samplepoint.wording import Language

_FORMAT = "format"
_KNOWN_FORMAT = 1
_MOST_BYTES = 256 * 1024
_LONGEST_PREFIX = 8
_LONGEST_PORT = 200
_LONGEST_PRINTER = 200
_LONGEST_CAMERA = 400
_LONGEST_PATH = 1000
_LONGEST_MAP = 300
_LONGEST_FOLDER = 400


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


class Theme(StrEnum):
    """Day and night shift."""

    LIGHT = "light"
    DARK = "dark"


class Switch(StrEnum):
    """On or off, by name."""

    ON = "on"
    OFF = "off"


class ScannerEnd(StrEnum):
    """What ends a code of the hand scanner: a key (Enter or Tab), or only a pause."""

    END_KEY = "end_key"
    SILENCE = "silence"


class EyeSource(StrEnum):
    """What is looked through: a camera, or files that stand in for one."""

    CAMERA = "camera"
    FOLDER = "folder"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Settings:
    """This laptop's preferences.

    `volume` 0 to 100; `text_scale` 80 to 200 percent; `serial_ports` port name -> seat A to H.
    The printers are names of the system, "" until one was chosen. The camera is remembered by its
    identity and its name (see `devices.camera_choice`), both "": any; `eye_path` is the folder or
    video in its place, where `eye_source` says so. `card_reader` is how a card reader writes its
    lines (see `domain.field_maps`), "": every known way; `card_plugin` is the plug-in of one that
    needs its maker's program, "": none. `second_backups` is the folder of another
    drive for second copies of back-ups, "": none. `unknown` is what a later program wrote; it is
    kept.
    """

    language: Language = Language.CHINESE
    theme: Theme = Theme.LIGHT
    sounds: Switch = Switch.ON
    volume: int = 80
    voice: Switch = Switch.ON
    scanner_prefix: str = ""
    scanner_end: ScannerEnd = ScannerEnd.END_KEY
    serial_ports: Mapping[str, str] = field(default_factory=_nothing, hash=False)
    text_scale: int = 100
    label_printer: str = ""
    sheet_printer: str = ""
    camera: Switch = Switch.OFF
    camera_identity: str = ""
    camera_name: str = ""
    eye_source: EyeSource = EyeSource.CAMERA
    eye_path: str = ""
    card_reader: str = ""
    card_plugin: str = ""
    second_backups: str = ""
    unknown: Mapping[str, Any] = field(default_factory=_nothing, hash=False, repr=False)


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """The settings to use, and what had to be ignored.

    `notice` is `settings_unreadable`, `settings_damaged`, `settings_values_ignored` (their `names`)
    or None.
    """

    settings: Settings
    notice: str | None = None
    names: tuple[str, ...] = ()


def read_settings(path: Path) -> ReadSettings:
    """Read the settings; a missing file means the defaults. Never raises for what is in it."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return ReadSettings(Settings())
    except OSError:
        return ReadSettings(Settings(), "settings_unreadable")
    try:
        untrusted = orjson.loads(content) if len(content) <= _MOST_BYTES else None
    except orjson.JSONDecodeError:
        untrusted = None
    if not isinstance(untrusted, dict):
        return ReadSettings(Settings(), "settings_damaged")
    return _accept(untrusted)


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings safely, with everything a later program had added.

    Raises:
        Obstacle: `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
    """
    document = {_FORMAT: _KNOWN_FORMAT, **settings.unknown}
    for name in _ACCEPT:
        value = getattr(settings, name)
        document[name] = dict(value) if isinstance(value, Mapping) else value
    write_safely(path, orjson.dumps(document, option=orjson.OPT_INDENT_2))


def _accept(untrusted: dict[str, Any]) -> ReadSettings:
    values: dict[str, Any] = {}
    ignored: list[str] = []
    for name in _ACCEPT.keys() & untrusted.keys():
        try:
            values[name] = _ACCEPT[name](untrusted[name])
        except ValueError:
            ignored.append(name)
    unknown = {name: untrusted[name] for name in untrusted.keys() - _ACCEPT.keys()}
    settings = Settings(**values, unknown=MappingProxyType(unknown))
    notice = "settings_values_ignored" if ignored else None
    return ReadSettings(settings, notice, tuple(sorted(ignored)))


def _one_of(choices: type[StrEnum]) -> Callable[[object], StrEnum]:
    def accept(value: object) -> StrEnum:
        return choices(str(value))

    return accept


def _between(least: int, most: int) -> Callable[[object], int]:
    def accept(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError
        return value

    return accept


def _ports(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(
        0 < len(port) <= _LONGEST_PORT and port.isprintable() and seat in SEATS
        for port, seat in value.items()
    ):
        raise ValueError
    return MappingProxyType(value)


def _name(longest: int) -> Callable[[object], str]:
    def accept(value: object) -> str:
        if not isinstance(value, str) or len(value) > longest or not value.isprintable():
            raise ValueError
        return value

    return accept


def _folder(value: object) -> str:
    named = _name(_LONGEST_FOLDER)(value)
    if named and not Path(named).is_absolute():
        raise ValueError
    return str(named)


_ACCEPT: Mapping[str, Callable[[object], Any]] = {
    "language": _one_of(Language),
    "theme": _one_of(Theme),
    "sounds": _one_of(Switch),
    "volume": _between(0, 100),
    "voice": _one_of(Switch),
    "scanner_prefix": _name(_LONGEST_PREFIX),
    "scanner_end": _one_of(ScannerEnd),
    "serial_ports": _ports,
    "text_scale": _between(80, 200),
    "label_printer": _name(_LONGEST_PRINTER),
    "sheet_printer": _name(_LONGEST_PRINTER),
    "camera": _one_of(Switch),
    "camera_identity": _name(_LONGEST_CAMERA),
    "camera_name": _name(_LONGEST_CAMERA),
    "eye_source": _one_of(EyeSource),
    "eye_path": _name(_LONGEST_PATH),
    "card_reader": _name(_LONGEST_MAP),
    "card_plugin": _name(_LONGEST_PRINTER),
    "second_backups": _folder,
}
"""What each setting may be; ValueError where a value may not. The names are those of the file."""
