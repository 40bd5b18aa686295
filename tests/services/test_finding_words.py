"""What a person reads of a finding: names that differ are never hidden behind the first one."""

from __future__ import annotations

from samplepoint.app.paths import resources
from samplepoint.domain.findings import Finding, FindingKind
from samplepoint.services.finding_words import Names, about, heading, lines, sides
from samplepoint.wording import Language, Wording

SAY = Wording(resources() / "wording", Language.ENGLISH).say


def twice(*names: str) -> Finding:
    """Return one number at two points, under these names."""
    places = tuple(
        {"station": f"STATION{nth}", "point": f"Point {nth}", "name": name, "tube": f"T{nth}"}
        for nth, name in enumerate(names, start=1)
    )
    return Finding(FindingKind.PERSON_TWICE, "CN_ID:130102199001010001", "R1", places)


def test_two_names_under_one_number_stand_beside_each_other() -> None:
    found = twice("王芳", "王敏")
    assert [side["name"] for side in sides(found, SAY)] == ["王* · differs"] * 2
    whole = [side["name"] for side in sides(found, SAY, Names.WHOLE)]
    assert whole == ["王芳 · differs", "王敏 · differs"]
    assert all("differs" in line for line in lines(found, SAY))


def test_a_list_tells_every_name_and_the_heading_leaves_them_to_the_sides() -> None:
    assert about(twice("王芳", "李敏"), Names.WHOLE) == "130102199001010001 王芳 / 李敏"
    assert heading(twice("王芳", "李敏"), Names.WHOLE) == "130102199001010001"
    same = twice("王芳", "王芳")
    assert about(same, Names.WHOLE) == heading(same, Names.WHOLE) == "130102199001010001 王芳"


def test_the_same_name_is_told_once_above() -> None:
    assert all("name" not in side for side in sides(twice("王芳", "王芳"), SAY))
