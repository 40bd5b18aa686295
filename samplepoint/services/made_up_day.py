"""A made-up day for practice and demonstration: invented people, real kinds of mistakes.

Owns the inventing (document sequences 000 and 999 are never issued); refuses to drive a desk.
The same seed gives the same day, in the form that `replay` reads.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from samplepoint.domain.resident_id import check_digit

Line = dict[str, Any]

_SURNAMES = "王 李 张 刘 陈 杨 赵 黄 周 吴 欧阳 上官 诸葛".split()
_GIVEN = (
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 梓涵 子轩 𬭎 㛃"
).split()
_WHOLE = ("阿卜杜热合曼·阿卜杜热西提", "古丽巴哈尔·买买提", "娜仁托娅·巴图", "Ann-Marie O’Neil")
_AREAS = "130102 130104 110105 310101 440305 510104 620102 650103 810000 830000".split()
_TUBES_A_BOX = 4
_WEB_CODE = "https://example.invalid/code?id=1"


@dataclass
class _Day:
    chance: random.Random
    pool: int
    counted: bool = False
    now: datetime = field(default_factory=lambda: datetime(2026, 1, 12, 8, 0, tzinfo=UTC))
    lines: list[Line] = field(default_factory=list)
    people: int = 0
    tubes: int = 0
    boxes: int = 0
    to_pack: list[str] = field(default_factory=list)
    earlier: Line | None = None
    """Somebody who is in an earlier tube and will queue again."""

    def add(self, seat: str, op: str, expect: str = "ok", **values: object) -> None:
        """Write one event, some seconds after the one before."""
        self.now += timedelta(seconds=self.chance.randint(2, 9))
        head = {"i": len(self.lines), "t": f"{self.now:%Y-%m-%dT%H:%M:%S}", "st": seat, "op": op}
        self.lines.append({**head, **values, "expect": expect})


def made_up_day(*, seed: int, people: int, pool: int, counted: bool = False) -> list[str]:
    """Return the lines of a day of so many people in pools of so many, with its mistakes.

    `counted`: the round asks for a count before each seal, and one box is counted wrong first.
    """
    day = _Day(random.Random(seed), pool, counted)  # noqa: S311  # inventing people is no secret
    while day.people < people:
        _fill_tube(day, min(pool, people - day.people))
        if len(day.to_pack) == _TUBES_A_BOX:
            _pack_box(day)
    if day.to_pack:
        _pack_box(day)
    return [json.dumps(line, ensure_ascii=False) for line in day.lines]


def _fill_tube(day: _Day, people: int) -> None:
    day.tubes += 1
    tube = f"T{day.tubes:010}"
    if day.tubes % 3 == 0:
        day.add("A", "scan", "reject", raw=f"BX{999_000 + day.tubes:06}", means="box")
    day.add("A", "scan", raw=tube, means="tube")
    if day.earlier:
        day.add("A", "scan", "reject", raw=day.earlier["number"], means="person", doc=day.earlier)
    for number, person in enumerate(_invent(day, people)):
        _one_person(day, person, is_last=number + 1 == day.pool)
    if day.tubes % 2:
        day.add("A", "scan", "reject", raw=tube[:7], means="tube")
    if people < day.pool:
        day.add("A", "close_tube")
    day.to_pack.append(tube)


def _one_person(day: _Day, doc: Line, *, is_last: bool) -> None:
    if day.people % 17 == 5:
        day.add("A", "scan", "reject", raw=_WEB_CODE, means="health_code")
    if doc["type"] == "CN_ID":
        day.earlier = doc
        day.add("A", "scan", raw=doc["number"], means="person", doc=doc)
        if day.chance.random() < 0.1 and not is_last:
            day.add("A", "scan", "ignore", raw=doc["number"], means="person", doc=doc)
    else:
        day.add("A", "manual_person", doc=doc)
    if day.chance.random() < 0.04:
        day.add("A", "undo")
        day.add("A", "manual_person", doc=doc)


def _invent(day: _Day, people: int) -> Iterator[Line]:
    for _ in range(people):
        day.people += 1
        yield _document(day, _name(day.chance))


def _name(chance: random.Random) -> str:
    if chance.random() < 0.08:
        return chance.choice(_WHOLE)
    return chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.randint(1, 2)))


def _document(day: _Day, name: str) -> Line:
    kind = day.chance.random()
    if kind < 0.04:
        return {"type": "PASSPORT", "number": f"UTO{100_000 + day.people}", "name": name}
    if kind < 0.06:
        return {"type": "NONE", "number": "", "name": name, "ref": f"LS{day.people:06}"}
    born = date(1930, 1, 1) + timedelta(days=(day.people * 7919) % 30_000)
    sequence = day.chance.choice(("000", "999"))
    seventeen = day.chance.choice(_AREAS) + f"{born:%Y%m%d}" + sequence
    return {"type": "CN_ID", "number": seventeen + check_digit(seventeen), "name": name}


def _pack_box(day: _Day) -> None:
    day.boxes += 1
    box = f"BX{day.boxes:06}"
    day.add("P", "box_scan", raw=box, means="box", box=box)
    for tube in day.to_pack:
        day.add("P", "box_scan", raw=tube, means="tube", box=box)
    if day.chance.random() < 0.5:
        day.add("P", "box_scan", "ignore", raw=day.to_pack[-1], means="tube", box=box)
    tubes = len(day.to_pack)
    if day.counted and day.boxes == 1:
        day.add("P", "seal_box", "reject", box=box, count=tubes + 1)
    if day.counted:
        day.add("P", "seal_box", box=box, count=tubes)
    else:
        day.add("P", "seal_box", box=box)
    day.to_pack.clear()
