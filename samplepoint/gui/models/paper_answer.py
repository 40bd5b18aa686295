"""The answer to a typed form: where on the page each notice belongs, and how few words say all.

Owns the way from the rows of the form to those of the page, and which cell a problem is about;
refuses to know cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from samplepoint.domain.outcomes import Notice
from samplepoint.domain.people import LONGEST_NAME, clean_text
from samplepoint.errors import Refusal
from samplepoint.gui.models.paper_draft import RowDraft, place_of
from samplepoint.wording import Wording


class Cell(StrEnum):
    """The cells of a row, in the order of the Tab key; `back_column_<value>` is the heading."""

    NUMBER = "number"
    KIND = "kind"
    NAME = "name"
    RELATION = "relation"
    PHONE = "phone"
    TIME = "time"


class Place(StrEnum):
    """The fields of the form above its rows."""

    FORM = "form"
    TUBE = "tube"
    DAY = "day"
    ROWS = "rows"


_OF_NAME = ("name_missing", "relation_needs_name")
_OF_TEXT = ("text_hidden_characters", "text_too_long")
_OF_TIME = (
    "form_time_ahead",
    "form_time_too_old",
    "back_time_missing",
    "back_time_unreadable",
)
_OF_FORM = {
    "back_day_unreadable": Place.DAY,
    "back_day_ahead": Place.DAY,
    "form_empty": Place.ROWS,
    "form_too_many": Place.ROWS,
    "text_hidden_characters": Place.FORM,
    "text_too_long": Place.FORM,
}


def cell_of(notice: Notice, row: RowDraft) -> Cell:
    """Return the cell of a row that a problem is about."""
    if notice.code in _OF_NAME:
        return Cell.NAME
    if notice.code in _OF_TIME:
        return Cell.TIME
    if notice.code in _OF_TEXT:
        return Cell.NAME if _is_suspect(row.name, LONGEST_NAME) else Cell.PHONE
    return Cell.NUMBER


def place_on_form(notice: Notice) -> Place:
    """Return the field above the rows that a problem of the form is about."""
    return _OF_FORM.get(notice.code, Place.TUBE)


def on_the_page(notices: Sequence[Notice], places: Sequence[int]) -> list[Notice]:
    """Return notices with the rows of the page: the form given to the service has no gaps."""

    def place(at: object) -> int:
        return places[int(str(at)) - 1] if at else 0

    found = []
    for notice in notices:
        values = {**notice.values, "row": place(notice.values.get("row"))}
        if "other" in values:
            values["other"] = place(values["other"])
        found.append(replace(notice, values=values))
    return sorted(found, key=place_of)


def in_short(notices: Sequence[Notice], wording: Wording) -> tuple[Notice, ...]:
    """Return one notice for each sentence, with all rows it is true of."""
    rows: dict[str, list[int]] = {}
    for notice in notices:
        rows.setdefault(wording.notice(notice), []).append(place_of(notice))
    return tuple(
        Notice("back_rows_say", {"rows": _listed(places, wording), "words": words})
        for words, places in rows.items()
    )


def to_look_at(notices: Sequence[Notice], wording: Wording) -> tuple[Notice, ...]:
    """Return the problems of the form itself, and one notice that names the rows with others."""
    of_form = [notice for notice in notices if not place_of(notice)]
    rows = sorted({place_of(notice) for notice in notices} - {0})
    named = [Notice("back_rows_named", {"rows": _listed(rows, wording)})] if rows else []
    return (*of_form, *named)


def _listed(rows: Sequence[int], wording: Wording) -> str:
    return wording.say("back_comma").join(map(str, rows))


def _is_suspect(text: str, longest: int) -> bool:
    try:
        clean_text(text, longest)
    except Refusal:
        return True
    return False
