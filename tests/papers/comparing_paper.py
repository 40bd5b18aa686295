"""Paper that goes with boxes, compared with the manifests: labels, handover sheet, lists of tubes.

Owns what must stand on each; codes are read at 200 dpi by ZBar and by ZXing, texts by poppler.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from samplepoint.app.wiring import House
from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.services.box_papers import box_paper, handover_sheet_of
from samplepoint.services.handing_over import HandingOver
from samplepoint.services.known_signers import BookSigners
from samplepoint.services.label_printing import LabelPaper, print_box_label, stock_names
from samplepoint.services.paperwork import print_handover_sheet, print_tube_sheets
from samplepoint.services.proof_checking import ProofChecking, ProofState
from tests.formats.manifests import wording
from tests.formats.printed_pages import second_opinion, text_layer, texts_on
from tests.papers.comparing import Tally
from tests.papers.printed_tables import together
from tests.papers.rendered import rendered

_SHORT_HASH = 16
_READERS = (texts_on, second_opinion)


def compare_paper(house: House, listed: Iterable[Mapping[str, Any]], tally: Tally) -> None:
    """Print the paper of all boxes of these exports and compare it with their JSON."""
    files = [Path(file["path"]) for file in listed if file["kind"] == "json"]
    manifests = [json.loads(file.read_text("utf-8")) for file in files]
    for said in manifests:
        _label(house, said["boxes"][0], tally)
        _tubes(house, said, tally)
    _handover(house, [said["boxes"][0] for said in manifests], tally)


def _label(house: House, box: Mapping[str, Any], tally: Tally) -> None:
    """Compare a box label: its code as bars and as QR, its counts and the head of its hash."""
    say, name = wording().say, f"label of {box['code']}"
    station, place = house.station, house.desk.place
    paper = box_paper(station, BoxCode(box["code"]), say)
    stock = LabelPaper(stock_names("box")[0])
    [pdf] = print_box_label(station, place, paper, stock, say).files
    text = together(text_layer(pdf))
    for wanted in (str(len(box["tubes"])), str(box["people"]), _short(box)):
        tally.same(f"{name} says {wanted}", expected=True, found=wanted in text)
    _codes(name, list(rendered(pdf)), Counter({box["code"]: 2}), tally)


def _tubes(house: House, said: Mapping[str, Any], tally: Tally) -> None:
    """Compare the list of each tube of a box: rows in order, and the code of each tube."""
    [box] = said["boxes"]
    tubes = [TubeCode(tube["code"]) for tube in box["tubes"]]
    pdf = print_tube_sheets(house.station, house.desk.place, tubes, wording().say)
    text, name = together(text_layer(pdf)), f"tube list of {box['code']}"
    for row in said["rows"]:
        tally.rows += 1
        identity = row["number"] or row["remark"].split()[1]
        whole = together(row["name"] + row["doc_type"] + identity + row["phone"])
        before, found, text = text.partition(whole)
        tally.same(f"{name}, row {row['row']} after {before[-40:]}", whole, found)
    _codes(name, list(rendered(pdf)), Counter(map(str, tubes)), tally)


def _handover(house: House, boxes: list[Mapping[str, Any]], tally: Tally) -> None:
    """Compare the sheet of one handover of all boxes: codes and proofs of each, in both readers.

    Each box stands in the proof of its page and has a signed one of its own, which must agree with
    the book and hold the hash of the manifest.
    """
    station, place, say = house.station, house.desk.place, wording().say
    codes = [BoxCode(box["code"]) for box in boxes]
    if not codes or any(row.status == "handed" for row in HandingOver(station).handovers()):
        return
    number = str(HandingOver(station).prepare(place, codes).values["handover"])
    pdf = print_handover_sheet(station, place, handover_sheet_of(station, number, say), say)
    pages = list(rendered(pdf))
    for reader in _READERS:
        proofs, signed, bars = list[str](), list[str](), Counter[str]()
        for page in pages:
            for text, times in reader(page).items():
                if text.startswith("SPX"):
                    proofs += text.split()[2:]
                elif text.startswith("SPV"):
                    signed += [text] * times
                else:
                    bars[text] += times
        tally.codes += len(proofs) // 4 + len(signed) + bars.total()
        tally.same(f"handover, {reader.__name__}", Counter(map(str, codes)), bars)
        proved = {tuple(proofs[n : n + 4]) for n in range(0, len(proofs), 4)}
        tally.same(f"handover, {reader.__name__}, proofs", set(map(_proof, boxes)), proved)
        told = sorted(_vouched(house, text) for text in signed)
        tally.same(f"handover, {reader.__name__}, signed", sorted(map(_expected, boxes)), told)


def _vouched(house: House, text: str) -> tuple[str, int, int, str, str]:
    """Return what a signed proof says and what the book says of it."""
    checked = ProofChecking(house.station.book, BookSigners(house.station)).check(text)
    said = checked.proof
    return said.box, said.tubes, said.people, said.box_hash, str(checked.state)


def _expected(box: Mapping[str, Any]) -> tuple[str, int, int, str, str]:
    return box["code"], len(box["tubes"]), box["people"], box["hash"], str(ProofState.AGREES)


def _proof(box: Mapping[str, Any]) -> tuple[str, ...]:
    return box["code"], str(len(box["tubes"])), str(box["people"]), _short(box)


def _short(box: Mapping[str, Any]) -> str:
    return str(box["hash"])[:_SHORT_HASH].upper()


def _codes(name: str, pages: list[Image.Image], expected: Counter[str], tally: Tally) -> None:
    for reader in _READERS:
        found = sum(map(reader, pages), Counter[str]())
        tally.codes += found.total()
        tally.same(f"{name}, {reader.__name__}", expected, found)
