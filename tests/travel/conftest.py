"""What the tests of travel share."""

from __future__ import annotations

from tests.travel.towns import town

__all__ = ["town"]
