"""Handover: sealed boxes leave with a courier, each once, and nothing of them changes after that.

Owns the numbers of handovers and of their sheets, and which older sheets are void; refuses to
know paper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from samplepoint.domain.classifying import shown
from samplepoint.domain.clock import local_time
from samplepoint.domain.codes import BoxCode, normalise
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Notice, Outcome, accepted, ignored
from samplepoint.domain.people import clean_name, clean_text
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.book import Gesture
from samplepoint.storage.desk_queries import BoxRow
from samplepoint.storage.handover_queries import HandoverQueries, HandoverRow, SealingRow

_DEGREES = re.compile(r"[+-]?([0-9]{1,3}(\.[0-9]{1,2})?|\.[0-9]{1,2})")
_AS_TYPED = str.maketrans({"−": "-", "–": "-", "—": "-", ",": ".", "。": ".", "､": ".", "、": "."})
_BELOW_ZERO = ("零下", "负")
_UNITS = ("摄氏度", "℃", "°C", "º", "°", "度", "C")
_COLDEST, _WARMEST = -100.0, 60.0
_LONGEST_CONTACT = 40
_LONGEST_REMARK = 200


@dataclass(frozen=True, slots=True)
class HandoverEntry:
    """What is said when boxes go; every text is untrusted, all but the courier may be empty."""

    courier: str
    temperature_c: str = ""
    """Out of the box, in degrees Celsius: `4.5`, `-2`, `−2 ℃`."""
    received_by: str = ""
    remark: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class ReadyBox:
    """A sealed box, and how long it may still be on its way. `minutes_left` may be negative."""

    sealing: SealingRow
    limit_utc: str
    minutes_left: int | None
    """None for a box in which nobody is."""


class HandingOver:
    """The verbs of a handover. Each raises `Refusal` or answers; each commits once."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self.queries = HandoverQueries(station.book)

    def ready(self) -> list[ReadyBox]:
        """Return the sealed boxes that wait for a courier, the one with the oldest sample first."""
        round_id = self._station.plan.round_id
        waiting = [
            self._ready(self.queries.sealings(box.code, round_id)[-1])
            for box in self._station.queries.boxes_ready(round_id)
        ]
        return sorted(waiting, key=lambda one: (one.sealing.oldest_utc or "~", one.sealing.box))

    def _ready(self, sealing: SealingRow) -> ReadyBox:
        if not sealing.oldest_utc:
            return ReadyBox(sealing, "", None)
        limit = timedelta(minutes=self._station.plan.oldest_limit_minutes)
        until = datetime.fromisoformat(sealing.oldest_utc) + limit
        left = until - self._station.book.clock.now()
        return ReadyBox(sealing, until.isoformat(), int(left.total_seconds() // 60))

    def handovers(self) -> list[HandoverRow]:
        """Return the handovers of the round, the newest first, with prepared and void sheets."""
        return self.queries.handovers(self._station.plan.round_id)

    def prepare(self, place: Place, boxes: Sequence[BoxCode]) -> Outcome:
        """Give the sheet of these boxes a number, before it is printed and signed.

        The same boxes, still sealed as they were, keep the number they have. Every other sheet
        that speaks of one of them is void, and the new one names it.

        Raises:
            Refusal: as `hand_over`, without what is entered there.
        """
        demand(place, Deed.PACK)
        sealed = self._sealed(boxes)
        if known := self._prepared(sealed):
            return ignored("handover_prepared_already", handover=known, boxes=len(sealed))
        with self._station.gesture(place) as draft:
            body = self._prepare(draft, sealed)
        return accepted(
            "handover_prepared",
            Changed.BOX,
            handover=body["handover"],
            boxes=len(sealed),
            tubes=body["tubes"],
            void="、".join(body["void"]) or "–",
        )

    def hand_over(self, place: Place, boxes: Sequence[BoxCode], entry: HandoverEntry) -> Outcome:
        """Hand sealed boxes to a courier; no box can be opened, swapped or handed over after.

        Raises:
            Refusal: `nothing_to_hand_over`, `box_unknown`, `box_not_sealed`, `box_opened_again`,
                `box_handed_over`, `box_void`, `courier_missing`, `temperature_unreadable`,
                `text_too_long`, `text_hidden_characters`, `not_yours`.
        """
        demand(place, Deed.PACK)
        entered = _entered(entry)
        sealed = self._sealed(boxes)
        known, void = self._prepared(sealed), ""
        with self._station.gesture(place) as draft:
            number = known
            if not known:
                prepared = self._prepare(draft, sealed)
                number, void = str(prepared["handover"]), "、".join(prepared["void"])
            body = {"handover": number, **self._summary(sealed), **entered}
            draft.record(Kind.HANDED_OVER, body)
        outcome = accepted(
            "handed_over",
            Changed.BOX,
            Changed.COUNTS,
            handover=number,
            boxes=len(sealed),
            tubes=body["tubes"],
            people=body["people"],
            courier=entered["courier"],
        )
        stale = (Notice("sheet_to_print", {"handover": number, "void": void}),) if void else ()
        return outcome.noticing((*stale, *self._late(body["oldest_utc"])))

    def sheet(self, untrusted_number: str) -> Outcome:
        """Say how the handover of a scanned sheet stands; nothing is stored.

        Raises:
            Refusal: always: `handover_void`, `sheet_waits`, `sheet_went` (with whom),
                `own_handover_sheet` for one that is not of this book.
        """
        row = self.queries.handover(untrusted_number)
        if row is None:
            raise Refusal("own_handover_sheet", text=untrusted_number)
        if row.status == "void":
            raise Refusal("handover_void", handover=row.id)
        if row.status == "prepared":
            raise Refusal("sheet_waits", handover=row.id)
        raise Refusal(
            "sheet_went",
            handover=row.id,
            courier=row.courier,
            handed_utc=row.handed_utc,
            offset_minutes=row.offset_minutes,
            tubes=row.tubes,
        )

    def _late(self, oldest_utc: str) -> tuple[Notice, ...]:
        if not oldest_utc:
            return ()
        age = self._station.book.clock.now() - datetime.fromisoformat(oldest_utc)
        minutes = int(age.total_seconds() // 60)
        if minutes <= self._station.plan.oldest_limit_minutes:
            return ()
        return (Notice("handed_over_late", {"minutes": minutes}),)

    # -- what is in it -------------------------------------------------------------------------

    def _sealed(self, boxes: Sequence[BoxCode]) -> list[tuple[BoxRow, SealingRow]]:
        round_id = self._station.plan.round_id
        wanted = sorted(set(boxes))
        if not wanted:
            raise Refusal("nothing_to_hand_over")
        rows = [self._waiting(code) for code in wanted]
        return [(row, self.queries.sealings(row.code, round_id)[-1]) for row in rows]

    def _waiting(self, code: BoxCode) -> BoxRow:
        box = self._station.queries.box(code, self._station.plan.round_id)
        if box is None:
            raise Refusal("box_unknown", box=code)
        if box.status == "handed":
            raise Refusal("box_handed_over", box=code)
        if box.status == "open" and box.seals:
            raise Refusal("box_opened_again", box=code)
        if box.status != "sealed":
            raise Refusal("box_void" if box.status == "void" else "box_not_sealed", box=code)
        return box

    def _prepared(self, sealed: Sequence[tuple[BoxRow, SealingRow]]) -> str:
        """Return the number of the sheet that was prepared for just these sealings, or ""."""
        content = [(box.code, sealing.nth) for box, sealing in sealed]
        for sheet in self.queries.sheets_of(content[0][0], self._station.plan.round_id):
            row = self.queries.handover(sheet)
            if row and row.status == "prepared" and self.queries.content(sheet) == content:
                return sheet
        return ""

    def _prepare(
        self, draft: Gesture, sealed: Sequence[tuple[BoxRow, SealingRow]]
    ) -> dict[str, Any]:
        station = self._station.book.station_id
        sheets = [self.queries.sheets_of(b.code, draft.round_id) for b, _sealing in sealed]
        body = {
            "handover": f"H{station}{self.queries.count(station) + 1:04}",
            **self._summary(sealed),
            "void": sorted({sheet for some in sheets for sheet in some}),
        }
        draft.record(Kind.HANDOVER_PREPARED, body)
        return body

    def _summary(self, sealed: Sequence[tuple[BoxRow, SealingRow]]) -> dict[str, Any]:
        ages = [sealing.oldest_utc for _box, sealing in sealed if sealing.oldest_utc]
        return {
            "boxes": [
                {
                    "box": box.code,
                    "station": box.station_id,
                    "sealing": sealing.nth,
                    "tubes": sealing.tubes,
                    "people": sealing.people,
                    "hash": sealing.hash,
                    "seal": sealing.seal,
                }
                for box, sealing in sealed
            ],
            "tubes": sum(sealing.tubes for _box, sealing in sealed),
            "people": sum(sealing.people for _box, sealing in sealed),
            "oldest_utc": min(ages, default=""),
        }


def limit_of(oldest_utc: str, offset: int, limit_minutes: int) -> tuple[str, str]:
    """Return in local time when the oldest sample was taken and until when it must be there."""
    if not oldest_utc:
        return "", ""
    oldest = local_time(oldest_utc, offset)
    return f"{oldest:%m-%d %H:%M}", f"{oldest + timedelta(minutes=limit_minutes):%m-%d %H:%M}"


def _entered(entry: HandoverEntry) -> dict[str, str]:
    courier = clean_name(entry.courier)
    if not courier:
        raise Refusal("courier_missing")
    return {
        "courier": courier,
        "contact": clean_text(entry.contact, _LONGEST_CONTACT),
        "temperature_c": _degrees(entry.temperature_c),
        "received_by": clean_name(entry.received_by),
        "remark": clean_text(entry.remark, _LONGEST_REMARK),
    }


def _degrees(untrusted: str) -> str:
    """Return a temperature as it is stored, `-2.5`; an empty text stays empty.

    Raises:
        Refusal: `temperature_unreadable`.
    """
    text = normalise(untrusted).translate(_AS_TYPED)
    unit = next((unit for unit in _UNITS if text.endswith(unit)), "")
    text = text.removesuffix(unit).strip()
    below = next((word for word in _BELOW_ZERO if text.startswith(word)), "")
    text = "-" * bool(below) + text.removeprefix(below).strip()
    if not text and not unit:
        return ""
    if not _DEGREES.fullmatch(text) or not _COLDEST <= float(text) <= _WARMEST:
        typed = shown(untrusted.strip())
        limits = {"coldest": f"{_COLDEST:g}", "warmest": f"{_WARMEST:g}"}
        raise Refusal("temperature_unreadable", typed=typed, **limits)
    sign = "-" if text.startswith("-") and float(text) else ""
    digits = text.lstrip("+-")
    return sign + (f"0{digits}" if digits.startswith(".") else digits)
