"""The program with less care for the disk than it has: proof that a power cut can be noticed.

The first word is the value of `PRAGMA synchronous`; the rest goes to the command line.
"""

from __future__ import annotations

import sys
from typing import Any

from samplepoint.__main__ import main
from samplepoint.storage import connection

_care = sys.argv.pop(1)
_prepare = connection._prepare  # noqa: SLF001  # only here may the program be made worse


def _prepare_carelessly(raw: Any, key: bytes | None) -> None:
    _prepare(raw, key)
    raw.execute(f"PRAGMA synchronous = {_care}")


connection._prepare = _prepare_carelessly  # noqa: SLF001
main()
