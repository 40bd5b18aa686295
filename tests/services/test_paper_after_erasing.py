"""Paper of a box whose people were erased: it says that nothing is left to compare with."""

from __future__ import annotations

import pytest

from samplepoint.domain.codes import BoxCode
from samplepoint.formats.strip_frames import parse_part
from samplepoint.services.box_papers import proof_of
from samplepoint.services.proof_checking import ProofState
from samplepoint.services.strip_evidence import RowState
from samplepoint.services.strip_making import listed, symbols_of
from samplepoint.services.strip_reading import Gathered, StripReading
from samplepoint.storage.handover_queries import HandoverQueries
from tests.desk.words import box
from tests.formats.paper_twins import hub, recipients
from tests.services.planted import Planted, erase
from tests.storage.working_book import KEY

BOX = BoxCode(box(1))


@pytest.fixture
def key() -> bytes | None:
    """How the file is encrypted makes no difference to paper."""
    return KEY


def test_the_proof_says_that_the_people_were_erased_after_their_time(old: Planted) -> None:
    proof = proof_of(old.desk.station, HandoverQueries(old.desk.book).sealings(BOX, "R1")[-1])
    assert old.desk.accepts(proof).code == "box_proof_agrees"
    erase(old)
    answer = old.desk.refuses(proof)
    assert answer.code == "box_proof_people_erased"
    assert (answer.values["tubes"], answer.values["people"]) == (1, 3)


def test_the_strip_says_so_of_everybody_and_names_nobody_as_missing(old: Planted) -> None:
    station = old.desk.station
    gathered = Gathered()
    for symbol in symbols_of(station, listed(station, BOX), recipients()):
        gathered.parts.add(parse_part(symbol))
    erase(old)
    read = StripReading(station, [hub()]).read(old.place, gathered)
    assert [one.state for one in read.evidence.rows] == [RowState.ERASED] * 3
    assert (read.sealing, read.evidence.only_in_book) == (ProofState.PEOPLE_ERASED, 0)
    assert [notice.code for notice in read.notices] == ["box_proof_people_erased"]
