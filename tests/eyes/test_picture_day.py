"""The whole desk from pictures alone: labels, cards and commands shown to a camera's source."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplepoint.services.state import state
from tests.desk.conftest import at_desk, clock, plan
from tests.desk.words import Words
from tests.eyes.picture_day import PictureDay, Through

__all__ = ["at_desk", "clock", "plan"]


@pytest.mark.timeout(300)
def test_a_day_of_pictures_ends_in_the_expected_state(tmp_path: Path, at_desk: Words) -> None:
    day = PictureDay(tmp_path / "pictures")
    day.draw(tubes=2, people=2, seed=7)
    through = Through(at_desk.desk, at_desk.book.today)
    through.look(day.folder)
    held = state(at_desk.station)
    people = {person["id"]: person for person in held["people"]}
    bound = {
        (row["tube"], people[row["person"]]["id_number"], people[row["person"]]["name"])
        for row in held["bindings"]
        if row["status"] == "active"
    }
    expected = {
        (tube, card.number, card.name) for tube, cards in day.tubes.items() for card in cards
    }
    assert bound == expected, [answer.code for answer in through.answers]
    assert {(tube["code"], tube["status"]) for tube in held["tubes"]} == {
        (tube, "closed") for tube in day.tubes
    }
    [box] = held["boxes"]
    assert (box["code"], box["status"], sorted(box["tubes"])) == (
        day.box,
        "sealed",
        sorted(day.tubes),
    )
    assert through.refused == []
