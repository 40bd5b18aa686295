"""Scripts of codes that are one slip away from a printed label: it is shown, never taken."""

from __future__ import annotations

import pytest

from samplepoint.domain.label_series import LabelKind
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.staff import Role
from samplepoint.services.labelling import Labelling, LabelOrder
from samplepoint.services.station import Place
from tests.desk.words import STAFF, Words, tube


@pytest.fixture
def with_labels(at_desk: Words) -> Words:
    """Print the labels 1000 to 1009, far from one another's neighbours."""
    place = Place("A", STAFF[Role.SUPERVISOR])
    order = LabelOrder(LabelKind.TUBE, 10, first=tube(1000))
    Labelling(at_desk.station).reserve(place, order)
    return at_desk


def sees(words: Words, code: str) -> Outcome:
    return words.desk.take(Reading(code, Source.CAMERA))


def opened(words: Words) -> bool:
    return words.station.queries.open_tube("A") is not None


def test_a_lost_character_names_the_label_it_may_be(with_labels: Words) -> None:
    answer = with_labels.refuses(tube(1005)[:-3] + tube(1005)[-2:])
    [notice] = answer.notices
    assert notice.code == "label_slip_lost"
    assert notice.values["label"] == tube(1005)
    assert not opened(with_labels)


def test_a_camera_is_asked_again_for_a_label_nobody_printed(with_labels: Words) -> None:
    wrong = "T0000091005"
    answer = sees(with_labels, wrong)
    assert (answer.verdict, answer.code) == (Verdict.NEEDS, "tube_not_printed")
    assert [notice.values["label"] for notice in answer.notices] == [tube(1005)]
    assert not opened(with_labels)


def test_seen_a_second_time_it_is_what_it_is(with_labels: Words) -> None:
    sees(with_labels, "T0000091005")
    assert sees(with_labels, "T0000091005").code == "tube_opened"


def test_another_code_in_between_starts_anew(with_labels: Words) -> None:
    sees(with_labels, "T0000091005")
    sees(with_labels, "T0000091004")
    assert sees(with_labels, "T0000091005").code == "tube_not_printed"


def test_a_printed_label_is_taken_at_once(with_labels: Words) -> None:
    assert sees(with_labels, tube(1005)).code == "tube_opened"


def test_a_hand_scanner_is_not_asked_twice(with_labels: Words) -> None:
    assert with_labels.accepts("T0000091005").code == "tube_opened"


def test_where_nothing_was_printed_nothing_is_suggested(at_desk: Words) -> None:
    assert sees(at_desk, "T0000091005").code == "tube_opened"
    assert at_desk.refuses("T000009100").notices == ()
