"""Scripts of our own printed codes that are no tube, box or person: each is called by its name."""

from __future__ import annotations

import pytest

from samplepoint.domain import own_codes
from samplepoint.domain.codes import BoxCode
from samplepoint.domain.own_codes import Command
from samplepoint.formats.box_hash import HASH_CODE_PREFIX, hash_code
from samplepoint.formats.handover_sheet import PROOF_PREFIX, HandedBox, proof_text
from samplepoint.formats.printer_test import TEST_PREFIX
from samplepoint.services.handing_over import HandoverEntry
from tests.desk.boxing import pack_under, packs
from tests.desk.test_reboxing import reopens
from tests.desk.words import Words, box

SEAL = str(Command.SEAL_BOX)


def test_the_prefixes_are_those_that_are_printed() -> None:
    assert own_codes.HANDOVER_PREFIX == PROOF_PREFIX
    assert own_codes.TEST_PREFIX == TEST_PREFIX
    assert own_codes.MANIFEST_PREFIX == HASH_CODE_PREFIX


def sheet(words: Words, number: str) -> str:
    """Return what the QR code of a handover sheet says."""
    row = words.station.queries.box(BoxCode(box(1)), "R1")
    assert row is not None
    return proof_text(number, [HandedBox(box(1), row.tubes, 3, "", "", "", "3f2a" * 16)])


def prepared(words: Words) -> str:
    """Seal a box and give its sheet a number."""
    pack_under(words, 1)
    packs(words, 1)
    words.accepts(SEAL)
    code = BoxCode(box(1))
    made = words.desk.perform(lambda at: words.desk.handing_over.prepare(at, [code]))
    return str(made.values["handover"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("SPT0330", "own_printer_test", id="test page"),
        pytest.param("spt0381", "own_printer_test", id="test page, case flipped"),
        pytest.param(hash_code("3f2a" * 16), "own_manifest", id="manifest"),
        pytest.param("SPX H000000010001 BX000001 1 3 3F2A", "own_handover_sheet", id="unknown"),
        pytest.param("SPX", "own_handover_sheet", id="damaged sheet"),
    ],
)
@pytest.mark.parametrize("place", ["desk", "packing"])
def test_our_own_paper_is_called_by_its_name(
    at_desk: Words, text: str, code: str, place: str
) -> None:
    pack_under(at_desk, 1)
    if place == "desk":
        at_desk.goes_collecting()
    assert at_desk.refuses(text).code == code


def test_a_sheet_that_waits_for_its_courier_says_so(at_desk: Words) -> None:
    number = prepared(at_desk)
    answer = at_desk.refuses(sheet(at_desk, number))
    assert (answer.code, answer.values) == ("sheet_waits", {"handover": number})


def test_a_sheet_that_is_void_says_so_when_it_is_scanned(at_desk: Words) -> None:
    number = prepared(at_desk)
    at_desk.supervisor_comes()
    reopens(at_desk)
    assert at_desk.refuses(sheet(at_desk, number)).code == "handover_void"


def test_a_sheet_that_was_signed_says_with_whom_its_boxes_went(at_desk: Words) -> None:
    number = prepared(at_desk)
    entry, code = HandoverEntry("陈师傅"), BoxCode(box(1))
    at_desk.desk.perform(lambda at: at_desk.desk.handing_over.hand_over(at, [code], entry))
    answer = at_desk.refuses(sheet(at_desk, number))
    assert (answer.code, answer.values["courier"]) == ("sheet_went", "陈师傅")


def test_the_printed_code_for_the_handover_asks_the_window_for_its_page(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    answer = at_desk.accepts("SPCHANDOVER")
    assert (answer.code, answer.values["command"]) == ("shown", "handover")
