"""A made-up day with everything in it that a desk can be asked to do, right and wrong.

Owns the inventing, in the form `replay` reads; refuses to say what the answers must be: a run
that was never interrupted says that.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samplepoint.domain.resident_id import check_digit

POOL = 5
_NAMES = ("王芳", "欧阳敏", "古丽巴哈尔·买买提", "陈𬭎", "Ann-Marie O’Neil", "李䶮强")
_WRONG = (
    "BX999001",
    "https://example.invalid/code?id=7",
    "650102196",
    "110105199201279997T0495617134",
    "",
)
_TUBES_A_BOX = 3


def tube(number: int) -> str:
    """Return a tube's code."""
    return f"T{number:010}"


def box(number: int) -> str:
    """Return a box's code."""
    return f"BX{number:06}"


def citizen(number: int, name: str) -> dict[str, str]:
    """Return an invented person with a citizen number (sequence 999 is never issued)."""
    seventeen = f"130102{1940 + number % 70}{1 + number // 70 % 12:02}{1 + number // 840:02}999"
    return {"type": "CN_ID", "number": seventeen + check_digit(seventeen), "name": name}


@dataclass
class _Seat:
    """What the generator remembers of a desk, roughly: only the program knows for certain."""

    tube: int = 0
    people: int = 0


@dataclass
class _Day:
    chance: random.Random
    now: datetime = datetime(2026, 1, 12, 8, 0)  # noqa: DTZ001  # events carry local time
    lines: list[str] = field(default_factory=list)
    seats: dict[str, _Seat] = field(default_factory=lambda: {s: _Seat() for s in "ABC"})
    docs: list[dict[str, str]] = field(default_factory=list)
    tubes: int = 0
    boxes: int = 0
    closed: list[int] = field(default_factory=list)

    def add(self, seat: str, op: str, **values: object) -> None:
        """Write one event, some seconds after the one before."""
        self.now += timedelta(seconds=self.chance.randint(1, 9))
        head = {"i": len(self.lines), "t": self.now.isoformat(), "st": seat, "op": op}
        self.lines.append(json.dumps({**head, **values}, ensure_ascii=False))

    def scan(self, seat: str, raw: str, **values: object) -> None:
        """Write a scan."""
        self.add(seat, "scan", raw=raw, **values)

    def any_tube(self) -> str:
        """Return a tube of the day, now and then one that was never used."""
        return tube(self.chance.randint(1, self.tubes + 1))


def a_day(seed: int, events: int) -> list[str]:
    """Return at least so many lines; the same seed gives the same day."""
    day = _Day(random.Random(seed))
    while len(day.lines) < events:
        deed = day.chance.random()
        if deed < 0.04 and len(day.closed) >= 2 * _TUBES_A_BOX:
            _pack(day)
        elif deed < 0.09 and day.docs:
            _correct(day)
        elif deed < 0.1:
            day.add("A", "restart")
        elif deed < 0.11:
            day.add("A", "clock", seconds=day.chance.choice((3600, -3600, 86_400)))
        else:
            _at_desk(day, day.chance.choice("ABC"))
    return day.lines


def _at_desk(day: _Day, name: str) -> None:
    seat, deed = day.seats[name], day.chance.random()
    if deed < 0.08:
        day.scan(name, day.chance.choice(_WRONG))
    elif not seat.tube and deed < 0.9:
        _new_tube(day, name, seat)
    elif deed < 0.13:
        day.add(name, "close_tube")
        _end_tube(day, seat)
    elif deed < 0.18:
        day.add(name, "undo")
        seat.people = max(0, seat.people - 1)
    elif deed < 0.24 and day.docs:
        day.scan(name, day.chance.choice(day.docs)["number"] or day.any_tube())
    elif deed < 0.27:
        day.scan(name, day.any_tube())
    else:
        _new_person(day, name, seat)


def _new_tube(day: _Day, name: str, seat: _Seat) -> None:
    day.tubes += 1
    seat.tube, seat.people = day.tubes, 0
    day.scan(name, tube(day.tubes))


def _end_tube(day: _Day, seat: _Seat) -> None:
    if seat.tube:
        day.closed.append(seat.tube)
    seat.tube = 0


def _new_person(day: _Day, name: str, seat: _Seat) -> None:
    number, who = len(day.docs), day.chance.choice(_NAMES)
    doc = citizen(number, who)
    kind = day.chance.random()
    if kind < 0.8:
        day.scan(name, doc["number"], doc=doc)
    elif kind < 0.9:
        doc = {"type": "PASSPORT", "number": f"UTO{100_000 + number}", "name": who}
        day.add(name, "manual_person", doc=doc)
    else:
        doc = {"type": "NONE", "number": "", "name": who, "ref": f"no-doc-{number}"}
        day.add(name, "manual_person", doc=doc)
    day.docs.append(doc)
    seat.people += 1
    if seat.people >= POOL:
        _end_tube(day, seat)


def _pack(day: _Day) -> None:
    """Fill two boxes in turns, so that the packer's hand changes between them."""
    boxes = [box(day.boxes + 1), box(day.boxes + 2)]
    day.boxes += 2
    for code in boxes:
        day.add("P", "box_scan", raw=code, box=code)
    for _ in range(_TUBES_A_BOX):
        for code in boxes:
            packed = tube(day.closed.pop(0))
            day.add("P", "box_scan", raw=packed, box=code)
            if day.chance.random() < 0.2:
                day.add("P", "box_scan", raw=packed, box=code)
    for code in boxes:
        day.add("P", "seal_box", box=code)


def _correct(day: _Day) -> None:
    role = day.chance.choice(("supervisor", "supervisor", "operator"))
    doc, seat = day.chance.choice(day.docs), day.chance.choice("ABC")
    match day.chance.choice(("void", "reopen", "move", "fix")):
        case "void":
            day.add(seat, "void_tube", tube=day.any_tube(), role=role, reason="dropped")
        case "reopen":
            day.add(seat, "reopen_tube", tube=day.any_tube(), role=role)
        case "move":
            where = {"tube": day.any_tube(), "to": day.any_tube()}
            day.add(seat, "move", doc=doc, **where, role=role)
        case "fix":
            new = citizen(len(day.docs), doc["name"])
            day.docs.append(new)
            day.add(seat, "fix_doc", doc=doc, new=new, role=role)
