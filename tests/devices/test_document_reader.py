"""A still with a page and a card in it: two documents are never one person's."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from samplepoint.devices.document_reader import read_document
from samplepoint.devices.frames import Pixels
from samplepoint.devices.ocr_engine import OcrEngine
from samplepoint.domain.seen import MrzKind
from tests.domain.inventing import TODAY
from tests.domain.zones import Holder, passport
from tests.eyes.drawn_cards import invented
from tests.eyes.drawn_cards import photographed as card_photographed
from tests.eyes.drawn_zones import Drawn, photographed

HOLDER = Holder(number="E10000999", surname="SMITH", given="ANNA")
PASSPORT = Drawn(HOLDER, MrzKind.TD3, tuple(passport(HOLDER)))


@cache
def engine() -> OcrEngine:
    return OcrEngine()


OTHER = Holder(number="E10000888", surname="TANAKA", given="YUKI", issuer="JPN")
OTHER_PASSPORT = Drawn(OTHER, MrzKind.TD3, tuple(passport(OTHER)))


def page() -> Pixels:
    return photographed(PASSPORT, 5, "easy")


def test_a_page_alone_is_read() -> None:
    seen = read_document(engine(), page(), TODAY)
    assert seen.zone is not None
    assert seen.zone.seen.number == HOLDER.number
    assert seen.problem is None


@pytest.mark.parametrize("way", ["upright", "upside down"])
def test_a_page_and_a_card_side_by_side_are_two(way: str) -> None:
    card = card_photographed(invented(3), 3, "easy").pixels
    beside = card if way == "upright" else card[::-1, ::-1]
    both = np.ascontiguousarray(np.hstack([page(), beside]))
    seen = read_document(engine(), both, TODAY)
    assert (seen.zone, seen.card) == (None, None)
    assert seen.problem is not None
    assert seen.problem.code == "two_cards_in_view"


@pytest.mark.parametrize("way", ["upright", "upside down"])
def test_two_pages_side_by_side_are_two(way: str) -> None:
    other = photographed(OTHER_PASSPORT, 6, "easy")
    beside = other if way == "upright" else other[::-1, ::-1]
    seen = read_document(engine(), np.ascontiguousarray(np.hstack([page(), beside])), TODAY)
    assert seen.zone is None
    assert seen.problem is not None
    assert seen.problem.code == "two_cards_in_view"
