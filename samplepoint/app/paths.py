"""Where things lie: the folder of one book, and the resources the program brings along.

Owns names of folders and files; refuses to know what is inside them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import samplepoint
from samplepoint.errors import Obstacle
from samplepoint.storage.safe_file import folder_obstacle, write_safely

_PACKAGE = Path(samplepoint.__file__).parent
_RESOURCES_MARK = "wording"
_OWNER_ONLY = 0o700


class BookKind(StrEnum):
    """Real people or rehearsal: two folders that never meet."""

    REAL = "book"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class BookFolder:
    """The folder of one book and the names in it."""

    root: Path

    @property
    def book_file(self) -> Path:
        """Return the database."""
        return self.root / "book.db"

    @property
    def key_file(self) -> Path:
        """Return the wrapped keys of the database."""
        return self.root / "keys.json"

    @property
    def recovery_file(self) -> Path:
        """Return where a supervisor's book leaves the key for the safe, until it lies there."""
        return self.root / "recovery.key"

    @property
    def settings_file(self) -> Path:
        """Return this laptop's preferences."""
        return self.root / "settings.json"

    @property
    def lock_file(self) -> Path:
        """Return the file whose lock says that the book is in use."""
        return self.root / "book.lock"

    @property
    def backups(self) -> Path:
        """Return the folder of back-ups."""
        return self.root / "backups"

    @property
    def exports(self) -> Path:
        """Return the folder of files made for others."""
        return self.root / "exports"

    @property
    def outbox(self) -> Path:
        """Return the folder of packages that this book made."""
        return self.root / "outbox"

    @property
    def quarantine(self) -> Path:
        """Return the folder of files that came from somebody who is not believed."""
        return self.root / "quarantine"

    @property
    def logs(self) -> Path:
        """Return the folder of the log and of crash reports."""
        return self.root / "logs"

    def prepare(self) -> None:
        """Make the folders, for their owner alone, and prove by writing that they can be used.

        Raises:
            Obstacle: `folder_read_only` or `folder_unusable` (value `folder`), `disk_full`,
                `disk_error`.
        """
        for folder in (
            *(self.root, self.backups, self.exports, self.outbox),
            *(self.quarantine, self.logs),
        ):
            try:
                folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
            except OSError as error:
                raise folder_obstacle(error, folder) from error
            _prove_writable(folder)


def _prove_writable(folder: Path) -> None:
    # Permission bits lie on network drives, on sticks and for root; only writing tells.
    probe = folder / f".probe-{os.getpid()}"
    write_safely(probe, b"samplepoint")
    try:
        probe.unlink()
    except OSError as error:
        raise folder_obstacle(error, folder) from error


def default_folder(
    kind: BookKind,
    *,
    platform: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    home: Path | None = None,
) -> BookFolder:
    r"""Return where this user's book lies when nobody names a folder.

    `%LOCALAPPDATA%\\samplepoint` on Windows; `$XDG_DATA_HOME/samplepoint` or
    `~/.local/share/samplepoint` elsewhere (XDG base directories: a relative value is ignored).
    """
    home = home or Path.home()
    if platform == "win32":
        variable, fallback = "LOCALAPPDATA", home / "AppData" / "Local"
    else:
        variable, fallback = "XDG_DATA_HOME", home / ".local" / "share"
    named = Path(environment.get(variable, ""))
    data = named if named.is_absolute() else fallback
    return BookFolder(data / "samplepoint" / kind)


def resources(package: Path = _PACKAGE, bundle: str | None = None) -> Path:
    """Return the folder of resources: of the wheel, of a checkout, or of a frozen program.

    `bundle` is the folder a frozen program unpacked itself to; by default its own word for it.

    Raises:
        Obstacle: `resources_missing`.
    """
    bundle = bundle or getattr(sys, "_MEIPASS", None)
    candidates = [package / "resources", package.parent / "resources"]
    if bundle is not None:
        candidates = [Path(bundle) / "samplepoint" / "resources", Path(bundle) / "resources"]
    for candidate in candidates:
        # Beside an installed package any other one may have a folder of that name.
        if (candidate / _RESOURCES_MARK).is_dir():
            return candidate
    raise Obstacle("resources_missing")
