"""Small files that people carry by name: an enrolment, a receipt. Read whole, written safely.

Owns the bound on their size and what is said when they are not there; refuses to know what is
inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from samplepoint.errors import Obstacle
from samplepoint.storage.safe_file import folder_obstacle, write_safely

_MOST_BYTES = 4 * 1024 * 1024


def read_small(path: Path) -> bytes:
    """Return a file's content; what is longer than 4 MiB is cut, and refused for its form.

    Raises:
        Obstacle: `file_absent` (value `file`), and what the disk says.
    """
    try:
        # A named pipe would be waited for without end.
        if path.is_file():
            with path.open("rb") as file:
                return file.read(_MOST_BYTES)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise folder_obstacle(error, path.parent) from error
    raise Obstacle("file_absent", file=path.name)


def small_files_in(folders: Iterable[Path], suffix: str) -> list[Path]:
    """Return the files of these folders whose names end like this, the newest first.

    A folder that cannot be read has none: a stick may have been pulled out.
    """
    found: list[tuple[float, Path]] = []
    for folder in folders:
        with suppress(OSError):
            found += [
                (path.stat().st_mtime, path)
                for path in folder.iterdir()
                if path.suffix.lower() == suffix and not path.name.startswith(".")
            ]
    return [path for _when, path in sorted(found, key=lambda one: (-one[0], one[1].name))]


def write_small(path: Path, content: bytes) -> None:
    """Write a file so that a pulled plug leaves the old one or the new one; makes its folder.

    Raises:
        Obstacle: what the disk says.
    """
    whole = path.absolute()
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise folder_obstacle(error, whole.parent) from error
    write_safely(whole, content)
