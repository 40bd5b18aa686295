"""A process that erases the people of a planted book, to be killed from outside.

Owns that process: `python tests/crash/erasing_process.py FOLDER [KEY in hex]`. It says "begins"
when the book is open; small commits make for many places to be killed at.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # A script sees its own folder, not the house it stands in.
    sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.storage import erasing
from tests.services.planted import opened


def main() -> None:
    """Erase, or go on with what was begun."""
    folder, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]) if len(sys.argv) > 2 else None
    erasing.CHUNK = 10
    point = opened(folder, key)
    point.days_pass(61)
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    if point.retention.resume(point.place) is None and not point.retention.preview().is_nothing:
        point.retention.erase(point.place)
    point.close()


if __name__ == "__main__":
    main()
