"""A small city from the command line alone: enrolment, packages in a bad order, findings, receipts.

The points are made-up days; the shared city is played as well where it lies beside the checkout.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from samplepoint.services.made_up_day import made_up_day
from tests.cli.shell import Answer, inside, samplepoint

SHARED = Path(__file__).parents[3] / "shared" / "scenarios" / "city-small"
PIN = "246810"


@dataclass
class City:
    """A supervisor's book and points, each in a folder of its own."""

    folder: Path
    packages: dict[tuple[str, int], Path] = field(default_factory=dict)

    def at(self, name: str, *words: str | Path) -> Answer:
        answer = inside("--lang", "en", "--data", self.folder / name, *words, pin=PIN)
        assert answer.code in {0, 1}, answer.err
        return answer

    def begins(self) -> None:
        self.at("hub", "init", "--hub", "--round", "R1")
        self.at("hub", "enrol", "--out", self.folder / "hub.enrol")

    def enrols(self, point: str) -> None:
        file = self.folder / f"{point}.enrol"
        self.at(point, "enrol", self.folder / "hub.enrol", "--yes", "--out", file)
        assert self.at("hub", "enrol", file, "--yes").code == 0

    def packs(self, point: str, number: int) -> None:
        printed = self.at(point, "package", "--out", self.folder / "stick").out.strip()
        self.packages[point, number] = Path(printed.splitlines()[-1])

    def plays(self, point: str, events: Path, cuts: list[int], pool: int) -> None:
        """Play a day in parts, with a package after each of them."""
        for number, cut in enumerate(cuts, start=1):
            self.at(point, "replay", events, "--pool", str(pool), "--until", str(cut))
            if number == 1:
                self.enrols(point)
            self.packs(point, number)

    def merges(self, order: list[tuple[str, int]]) -> list[str]:
        files = [self.packages[one] for one in order]
        return [line["verdict"] for line in self.at("hub", "merge", *files, "--json").lines]

    def findings(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in json.loads(self.at("hub", "findings", "--json").out):
            found.setdefault(one["kind"], []).append(one["key"])
        return found

    def state(self) -> dict[str, Any]:
        return self.at("hub", "state", "--json").json


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path)
    made.begins()
    return made


@pytest.mark.timeout(400)
def test_made_up_points_come_together(city: City, tmp_path: Path) -> None:
    for nth, point in enumerate(("P1", "P2")):
        events = tmp_path / f"{point}.jsonl"
        # The same seed: the second point registers the same people in the same tubes.
        lines = list(made_up_day(seed=11, people=12, pool=3))
        events.write_text("\n".join(lines) + "\n", "utf-8")
        city.plays(point, events, [len(lines) // 2, len(lines) + nth], pool=3)
    told = city.merges([("P1", 2), ("P1", 1), ("P2", 1), ("P2", 2), ("P2", 2), ("P1", 1)])
    assert told == ["accept", "older", "accept", "accept", "duplicate", "older"]
    found, state = city.findings(), city.state()
    active = Counter(row["person"] for row in state["bindings"] if row["status"] == "active")
    assert sorted(found["person_twice"]) == sorted(who for who, n in active.items() if n == 2)
    assert found["tube_twice"]
    receipts = city.at("hub", "receipt", "--json").lines
    mine = next(line for line in receipts if line["last"])
    spoken = " ".join(mine["words"]["en"])
    taken = [
        inside("--data", city.folder / point, "receipt", *spoken.split(), pin=PIN)
        for point in ("P1", "P2")
    ]
    assert sorted(answer.code for answer in taken) == [0, 1]


@pytest.mark.timeout(400)
def test_the_key_from_the_safe_opens_a_point_whose_pin_is_forgotten(
    city: City, tmp_path: Path
) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text("\n".join(made_up_day(seed=3, people=6, pool=3)) + "\n", "utf-8")
    city.at("P1", "replay", events, "--pool", "3")
    city.enrols("P1")
    key = city.folder / "hub" / "recovery.key"
    recovered = samplepoint("--data", city.folder / "P1", "recover", key, pin="975310")
    assert recovered.code == 0, recovered.err
    state = samplepoint("--data", city.folder / "P1", "state", "--json", pin="975310")
    assert len(state.json["people"]) == 6
    assert samplepoint("--data", city.folder / "hub", "recover", key, pin="975311").code == 0


@pytest.mark.timeout(900)
@pytest.mark.skipif(not SHARED.exists(), reason="the shared days are not beside this checkout")
def test_the_shared_city_comes_together(city: City) -> None:
    plan = json.loads((SHARED / "hub_plan.json").read_text("utf-8"))
    for point in plan["points"]:
        name = point["id"]
        city.plays(name, SHARED / f"{name}.events.jsonl", point["cuts"], pool=10)
    order = [(one["point"], one["package"]) for one in plan["imports"]]
    assert city.merges(order) == [one["expect"] for one in plan["imports"]]
    state, found, final = city.state(), city.findings(), plan["final"]
    active = [row["person"] for row in state["bindings"] if row["status"] == "active"]
    assert (len(active), len(set(active))) == (final["people_rows"], final["distinct_people"])
    assert len(state["tubes"]) == final["tubes"]
    assert sorted(found["person_twice"]) == sorted(final["person_clashes"])
    assert found["tube_twice"] == final["tube_clashes"]
