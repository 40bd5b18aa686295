"""Names of files that travel: the same on every stick and every system.

Owns the rules of names; refuses to make any. The rules are those of FAT and of Windows, the
strictest ones, because a stick written on Linux is read there (Microsoft, "Naming Files, Paths,
and Namespaces").
"""

from __future__ import annotations

LONGEST_NAME = 120
"""Far under the 255 of FAT: a folder of the reader's stands before it."""
_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)


def travels(name: str) -> bool:
    """Tell whether a file may have this name on every stick: ASCII, and Windows takes it."""
    return (
        0 < len(name) <= LONGEST_NAME
        and name.isascii()
        and name.isprintable()
        and not _FORBIDDEN & set(name)
        and name[0] not in " ."
        and name[-1] not in " ."
        and name.partition(".")[0].rstrip().lower() not in _DEVICES
    )


def folded(name: str) -> str:
    """Return what two names have in common that FAT takes for one: `A.CSV` and `a.csv`."""
    return name.casefold()


def numbered(name: str, number: int) -> str:
    """Return the name of a later file beside an earlier one: `list-2.csv` beside `list.csv`."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{number}.{ending}" if dot and stem else f"{name}-{number}"
