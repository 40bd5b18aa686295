"""The book's own answer to a code that fits nothing: the printed, unused label beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from samplepoint.app.paths import resources
from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.label_series import LabelKind
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.services.collecting import Collecting
from samplepoint.services.labelling import Labelling, LabelOrder
from samplepoint.services.station import Place, Station
from samplepoint.services.suggesting import suggest_label
from samplepoint.storage.book import create_book
from samplepoint.wording import Language, Wording

PLAN = RoundPlan("R1", "第二轮", "西古城社区")
SUPERVISOR = Place("A", StaffMember("SUP00001", "赵", Role.SUPERVISOR))
REGISTRAR = Place("A", StaffMember("REG00001", "钱", Role.REGISTRAR))
CLOCK = PracticeClock(datetime(2026, 1, 12, 8, tzinfo=UTC))


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    book = create_book(tmp_path / "book.db", bytes(32), CLOCK, practice=True)
    with book.gesture(desk="", staff_id="SUP00001", round_id=PLAN.round_id) as draft:
        draft.record(Kind.ROUND_OPENED, PLAN.to_body())
    yield Station(book)
    book.close()


def reserve(station: Station, first: str, count: int) -> None:
    Labelling(station).reserve(SUPERVISOR, LabelOrder(LabelKind.TUBE, count, first=first))


def test_where_nothing_was_printed_nothing_is_suggested(station: Station) -> None:
    assert suggest_label(station, "T0000000124") is None


def test_a_label_one_slip_away_is_suggested_in_words(station: Station) -> None:
    reserve(station, "T0000000101", 20)
    found = suggest_label(station, " t0000700110\r")
    assert found is not None
    assert found.label == "T0000000110"
    words = Wording(resources() / "wording")
    assert "T00 0000 0110" in words.notice(found.notice)
    assert "第 6 位不同" in words.notice(found.notice)
    assert "character 6 differs" in words.in_language(Language.ENGLISH).notice(found.notice)


def test_used_and_spoiled_labels_are_not_suggested(station: Station) -> None:
    reserve(station, "T0000000101", 20)
    Labelling(station).spoil(SUPERVISOR, LabelKind.TUBE, "T0000000105", "T0000000112")
    assert suggest_label(station, "T0000700110") is None
    Collecting(station).scan_tube(REGISTRAR, TubeCode("T0000000115"))
    assert suggest_label(station, "T0000700115") is None
    assert suggest_label(station, "T0000700116") is not None
