"""What a book says of its back-ups: why each was made, where it ended, how many copies there are.

Owns the body of `BackupMade`; refuses to make one.
"""

from __future__ import annotations

from enum import StrEnum

from samplepoint.storage.backup import Made


class Occasion(StrEnum):
    """Why a back-up was made."""

    ASKED = "asked"
    TIME = "time"
    MERGE = "merge"
    MIGRATION = "migration"
    ERASING = "erasing"


def backup_body(made: Made, occasion: Occasion) -> dict[str, str | int]:
    """Return the body of a `BackupMade` fact; `second` is what kept a second copy away, or ""."""
    return {
        "backup": made.backup.name,
        "head_station": made.head.station_id,
        "head_seq": made.head.seq,
        "sha256": made.sha256,
        "copies": 2 if made.second else 1,
        "second": made.second_obstacle,
        "why": str(occasion),
    }
