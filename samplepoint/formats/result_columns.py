"""The columns of a result sheet and what may be chosen in it.

Owns codes and the shape of their words; refuses to know spreadsheets, so that naming a column
does not load a part that writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

RESULT_COLUMNS: Final = (
    "row",
    "tube",
    "people",
    "result",
    "ct_orf1ab",
    "ct_n",
    "ct_internal",
    "tested_at",
    "remark",
    "box",
)
"""Codes of the columns; each is a code of the catalogue after `result_column_`."""
CHOICES: Final = ("negative", "positive", "inconclusive", "single_target", "invalid")
"""Codes of what may be chosen, each a code of the catalogue after `result_choice_`."""


@dataclass(frozen=True, slots=True)
class ResultWords:
    """The words of the sheet: headings of RESULT_COLUMNS, choices of CHOICES, title, two hints."""

    title: str
    headings: tuple[str, ...]
    choices: tuple[str, ...]
    hint: str
    not_a_choice: str
