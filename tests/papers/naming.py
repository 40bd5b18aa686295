"""Hard names on their way from the desk to every file and sheet: where each is, or why not.

Owns the list of names and the two allowed ends: equal, or named beforehand with what is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.resident_id import check_digit
from samplepoint.errors import Refusal
from samplepoint.services.paperwork import print_tube_sheets
from tests.formats.manifests import FORMULAS, HARD_NAMES, shared_names, wording
from tests.formats.printed_pages import text_layer
from tests.papers.books import State, exported, opened, program, state_of
from tests.papers.comparing import Tally, compare
from tests.papers.printed_tables import together

POOL = 20
_TUBES_A_BOX = 4
OWN_NAMES = (
    "𠀀𪚥",  # Extension B
    "𪜀𫜴",  # C
    "𫝀𫠝",  # D
    "𫠠𬺡",  # E
    "𬺰𮯠",  # F
    "𰀀𱍊",  # G
    "𱍐𲎯",  # H
    "㐀䶵",  # A
    "阿卜杜热合曼·阿卜杜热西提",
    "阿・卜•杜‧热",  # look-alikes of the dot
    "محەممەد ئابدۇللا",
    "ᠮᠣᠩᠭᠣᠯ",
    "བསྟན་འཛིན",
    "欧阳" + "娜" * 23,
    "王" * 60,
    "N" * 60,
    "古" * 120,
    "长" * 121,
    "Nguye\u0302\u0303n Thi\u0323 A\u0301nh",  # joining accents
    "Nguyễn Thị Ánh",
    "\u0301\u0301王",
    "王\u202e丽",  # bidi control
    "\u2066王丽\u2069",
    "王\u200b丽",  # zero width
    "王\ufe00丽",  # variation selector
    "\ufeff王丽",
    "王\t丽\n娜",
    "王\x00丽",
    "王\ue000丽",  # private use: registers keep rare characters there
    "王😀丽",
    "👨\u200d👩\u200d👧",
    "﨎樂",  # compatibility ideographs
    "⺀⼀",  # radicals
    "〇二",
    "①Ⅷ㈱",
    "ＡＢＣ１２３",
    "  王  丽  ",
    "王\u3000丽",
    "王\u00a0丽",
    "=王丽",
    "＝王丽",
    "@王丽",
    "-王丽",
    "+王丽",
    "000123",
    "1e5",
    "110101199003079999",
    "TRUE",
    "NaN",
    "2026-01-12",
    "王,丽;娜|明",
    'He said "no"',
    "<r>王</r>",
    "_x000D_",
    "[U+20BB7]",
    "U+20BB7",
    "\\n%s{name}",
)


@dataclass
class Named:
    """One name: what became of it, and what is wrong with that."""

    name: str
    at_desk: str = ""
    in_files: str = ""
    on_paper: str = ""
    on_tube_list: str = ""
    wrong: list[str] = field(default_factory=list)


def all_names() -> list[str]:
    """Return every hard name that is known here, each once."""
    return list(dict.fromkeys([*shared_names(), *HARD_NAMES, *FORMULAS, *OWN_NAMES]))


def follow(names: Sequence[str], folder: Path) -> list[Named]:
    """Register names at a desk, seal their boxes, export, print, and say what became of each."""
    folder.mkdir(parents=True, exist_ok=True)
    book = folder / "book"
    found = {f"{n}": Named(name) for n, name in enumerate(names)}
    answers = _registered(names, folder / "events.jsonl", book)
    state = state_of(book)
    stored = {one["id_number"]: one["name"] for one in state["people"]}
    for place, one in enumerate(found.values()):
        _at_desk(one, answers[place], stored.get(_number(place)))
    listed, said = exported(book, folder / "files")
    tally = Tally()
    compare(state, listed, tally)
    _files(found, listed, said, tally)
    _tube_lists(found, book, state)
    return list(found.values())


def _registered(names: Sequence[str], events: Path, book: Path) -> list[dict[str, Any]]:
    """Replay a day on which people of these names come; return the answer to each name."""
    lines = list(_day(names))
    events.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    said = program("--data", book, "replay", events, "--pool", str(POOL)).out.splitlines()
    pairs = zip(lines, map(json.loads, said), strict=True)
    return [answer for line, answer in pairs if line["op"] == "manual_person"]


def _day(names: Sequence[str]) -> Iterator[State]:
    steps: list[State] = []
    tubes: list[str] = []
    for first in range(0, len(names), POOL):
        tubes.append(f"T{first:010}")
        steps.append({"st": "A", "op": "scan", "raw": tubes[-1]})
        for place, name in enumerate(names[first : first + POOL], start=first):
            doc = {"type": "CN_ID", "number": _number(place), "name": name}
            steps.append({"st": "A", "op": "manual_person", "doc": doc})
        steps.append({"st": "A", "op": "close_tube"})
    for first in range(0, len(tubes), _TUBES_A_BOX):
        box = f"BX{first:06}"
        scans = (box, *tubes[first : first + _TUBES_A_BOX])
        steps += [{"st": "P", "op": "box_scan", "raw": raw, "box": box} for raw in scans]
        steps.append({"st": "P", "op": "seal_box", "box": box})
    for number, step in enumerate(steps):
        moment = f"2026-01-12T{8 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"
        yield {"i": number, "t": moment, "expect": "ok", **step}


def _number(place: int) -> str:
    seventeen = f"130102{1930 + place % 70}{1 + place // 70:02}12000"
    return seventeen + check_digit(seventeen)


def _at_desk(one: Named, answer: dict[str, Any], stored: str | None) -> None:
    """Note whether the desk took a name whole, or refused it and said why."""
    if answer["outcome"] != "ok":
        one.at_desk = f"refused: {answer['code']}"
        if stored is not None or not answer["code"]:
            one.wrong.append("refused, but there, or without a reason")
        return
    one.at_desk = "registered"
    # The only change that a name may undergo: blanks of any kind become single ones.
    if stored != " ".join(one.name.split()):
        one.wrong.append(f"the book holds {stored!r}")


def _files(found: dict[str, Named], listed: list[State], said: str, tally: Tally) -> None:
    """Look for each registered name in every file; one that paper codes must have been named."""
    rows = {
        row["number"]: (row, file)
        for file in listed
        if file["kind"] == "json"
        for row in json.loads(Path(file["path"]).read_text("utf-8"))["rows"]
    }
    for place, one in enumerate(found.values()):
        if one.at_desk != "registered":
            continue
        row, file = rows[_number(place)]
        one.in_files, one.on_paper = "equal", "equal"
        whole = f"row {row['row']}:"
        export = Path(file["path"]).stem.rpartition("-")[2]
        ours = [text for text in tally.differences if export in text and whole in text]
        one.wrong += ours
        page = text_layer(Path(file["path"]).with_suffix(".pdf").read_bytes())
        if together(row["name"]) in together(page):
            continue
        codes = [code for code in _codes_of(one.name) if code in page]
        one.on_paper = f"as {' '.join(codes)}"
        notice = next((line for line in said.splitlines() if line.startswith(export)), "")
        rows_told = re.findall(r"\d+", "".join(re.findall(r"（第 (.*?) 行）", notice)))
        if not codes or row["row"] not in rows_told or any(c not in notice for c in codes):
            one.wrong.append(f"nobody said before printing what is missing: {notice!r}")
    known = {text for one in found.values() for text in one.wrong}
    for text in tally.differences:
        if text not in known:
            next(iter(found.values())).wrong.append(text)


def _codes_of(name: str) -> list[str]:
    return [f"U+{ord(char):04X}" for char in dict.fromkeys(name)]


def _tube_lists(found: dict[str, Named], book: Path, state: State) -> None:
    """Print the list of each tube: every name in it equal, or the refusal tells what is missing."""
    places = {_number(place): one for place, one in enumerate(found.values())}
    people = {one["id"]: places[one["id_number"]] for one in state["people"]}
    with opened(book) as house:
        for tube in state["tubes"]:
            inside = [people[b["person"]] for b in state["bindings"] if b["tube"] == tube["code"]]
            code = TubeCode(tube["code"])
            missing: list[str] = []
            text = ""
            try:
                text = together(
                    text_layer(
                        print_tube_sheets(house.station, house.desk.place, [code], wording().say)
                    )
                )
            except Refusal as refusal:
                missing = str(refusal.values["code_points"]).split()
            for one in inside:
                _on_tube_list(one, text, missing)


def _on_tube_list(one: Named, text: str, missing: Sequence[str]) -> None:
    codes = [code for code in _codes_of(one.name) if code in missing]
    coded = [code for code in _codes_of(one.name) if f"[{code}]" in text]
    if text and together(one.name) in text:
        one.on_tube_list = "equal"
    elif coded:
        one.on_tube_list = f"as {' '.join(coded)}"
    elif codes:
        one.on_tube_list = f"refused: {' '.join(codes)}"
    elif missing:
        one.on_tube_list = "refused with others"
    else:
        one.wrong.append("lost on the list of its tube")
