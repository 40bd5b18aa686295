"""The log of one laptop and its crash reports, both without people in them.

Owns the files in `logs/` and their bounds; refuses to write an error's text or an unmasked value.
"""

from __future__ import annotations

import logging
import platform
import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson

import samplepoint
from samplepoint.app.redacting import chain, frames, mask_text, name_error
from samplepoint.storage.safe_file import folder_obstacle, write_safely

LOG_NAME = "samplepoint.log"
FILE_BYTES = 1_000_000
FILES = 3
_CRASH = "crash-"
_MOST_CRASHES = 20


class RedactingFormatter(logging.Formatter):
    """One line a record, and a traceback of places and types; masked whatever its source.

    A formatter and not a filter, because here nothing can be added after the masking: other
    handlers leave whole tracebacks on the record.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write a record down."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = mask_text(_said(record)).replace("\n", "\\n")
        lines = [f"{moment} {record.levelname} {record.name} {record.threadName}: {said}"]
        if record.exc_info and record.exc_info[1]:
            for error in chain(record.exc_info[1]):
                lines.append(f"  {name_error(error)}")
                lines.extend(f"    {place}" for place in frames(error))
        return "\n".join(lines)


def _said(record: logging.LogRecord) -> str:
    message, given = _plain(record.msg), record.args
    try:
        if isinstance(given, Mapping):
            return str(message) % {name: _plain(value) for name, value in given.items()}
        return str(message) % tuple(_plain(value) for value in given) if given else str(message)
    except (TypeError, ValueError, KeyError):
        # A log call with the wrong arguments must not cost the entry, nor print its values.
        return f"{message} [arguments do not fit]"


def _plain(value: object) -> object:
    return name_error(value) if isinstance(value, BaseException) else value


class _LogHandler(RotatingFileHandler):
    """Rotates, and counts what could not be written instead of printing it elsewhere."""

    lost = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002
        """Count a lost record: a full disk must not stop the desk, and stderr is no safe place."""
        self.lost += 1


class LogFile:
    """The open log; everything the program and its parts log ends here until `close`."""

    def __init__(self, folder: Path) -> None:
        """Open `samplepoint.log` in `folder`: 1 MB, two older ones kept.

        Raises:
            Obstacle: `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
        """
        self.path = folder / LOG_NAME
        try:
            self._handler = _LogHandler(
                self.path, maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8"
            )
        except OSError as error:
            raise folder_obstacle(error, folder) from error
        self._handler.setFormatter(RedactingFormatter())
        self._ours = logging.getLogger("samplepoint")
        self._level_before = self._ours.level
        self._ours.setLevel(logging.INFO)
        logging.getLogger().addHandler(self._handler)

    @property
    def lost(self) -> int:
        """Return how many records could not be written."""
        return self._handler.lost

    def close(self) -> None:
        """Stop logging to the file; harmless when closed already."""
        logging.getLogger().removeHandler(self._handler)
        self._ours.setLevel(self._level_before)
        self._handler.close()

    def __enter__(self) -> Self:
        """Return the open log."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


def write_crash_report(folder: Path, error: BaseException) -> Path:
    """Write what a bug did, without people, and return the file; the last twenty are kept.

    Its member `safe` is the code of the sentence for the operator: what was confirmed is safe.

    Raises:
        Obstacle: `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
    """
    moment = datetime.now(UTC)
    report = {
        "report": 1,
        "safe": "confirmed_is_safe",
        "at_utc": moment.isoformat(timespec="milliseconds"),
        "samplepoint": samplepoint.__version__,
        "python": platform.python_version(),
        "system": f"{sys.platform} {platform.release()} {platform.machine()}",
        "frozen": hasattr(sys, "_MEIPASS"),
        "errors": [{"error": name_error(one), "places": frames(one)} for one in chain(error)],
    }
    path = folder / f"{_CRASH}{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}.json"
    write_safely(path, orjson.dumps(report, option=orjson.OPT_INDENT_2))
    for old in sorted(folder.glob(f"{_CRASH}*.json"))[:-_MOST_CRASHES]:
        old.unlink(missing_ok=True)
    return path
