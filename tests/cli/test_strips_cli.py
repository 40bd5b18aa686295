"""`strip` and `proof`: a box of a point on paper, and its people back at the supervisor's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samplepoint.domain.codes import BoxCode
from samplepoint.formats.page_picture import PdfPages
from samplepoint.services.box_papers import proof_of
from samplepoint.services.made_up_day import made_up_day
from samplepoint.storage.handover_queries import HandoverQueries
from tests.cli.shell import Answer, inside
from tests.papers.books import opened

BOX, OTHER = "BX000001", "BX000002"


def done(*words: str | Path) -> Answer:
    answer = inside(*words)
    assert answer.code == 0, answer.err
    return answer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a practice point P and its supervisor's book HUB, enrolled both ways."""
    place = tmp_path_factory.mktemp("strips")
    events = place / "events.jsonl"
    events.write_text("\n".join(made_up_day(seed=2, people=50, pool=10)) + "\n", "utf-8")
    done("--data", place / "P", "replay", events, "--pool", "10")
    done("--data", place / "HUB", "init", "--hub", "--round", "R1", "--practice")
    done("--data", place / "HUB", "enrol", "--out", place / "hub.enrol")
    done("--data", place / "P", "enrol", place / "hub.enrol", "--yes", "--out", place / "P.enrol")
    done("--data", place / "HUB", "enrol", place / "P.enrol", "--yes")
    return place


@pytest.fixture(scope="module")
def picture(folder: Path) -> Path:
    """Return a picture of the printed strip of box 1."""
    made = done("--data", folder / "P", "strip", "print", BOX.lower(), "--out", folder)
    [file] = made.out.splitlines()
    assert Path(file).name == f"strip-{BOX}.pdf"
    taken = folder / "page.png"
    taken.write_bytes(PdfPages(Path(file).read_bytes()).as_png(1, 200))
    return taken


@pytest.fixture(scope="module")
def proofs(folder: Path) -> dict[str, str]:
    """Return the proofs that stand on the handover sheet of the point."""
    with opened(folder / "P") as house:
        queries = HandoverQueries(house.station.book)
        found = {box: queries.sealings(box, "R1")[-1] for box in map(BoxCode, (BOX, OTHER))}
        return {box: proof_of(house.station, sealing) for box, sealing in found.items()}


def test_the_hub_reads_a_box_back_that_never_arrived(folder: Path, picture: Path) -> None:
    words = ("strip", "read", picture, "--json", "--out", folder / "files")
    said = done("--data", folder / "HUB", *words).json
    assert (said["box"], said["people"], said["missing"]) == (BOX, 40, 40)
    assert (said["signature"], said["book"], said["as_sealed"]) == ("good", "unknown_box", True)
    csv, made = map(Path, said["files"])
    assert json.loads(made.read_text("utf-8"))["hash"] == said["hash"]
    assert csv.read_bytes().count(b"\r\n") == 41
    assert said["rows"][0]["number"].encode() in csv.read_bytes()


def test_on_a_screen_names_and_numbers_are_masked(folder: Path, picture: Path) -> None:
    told = done(
        "--lang", "en", "--data", folder / "P", "strip", "read", picture, "--key", key(folder)
    )
    assert "in the book 40" in told.out
    assert "******" in told.out
    assert "squares 1, 2, 3 of 3" in told.err


def key(folder: Path) -> Path:
    """Return the key for the safe, which a point may read with too."""
    return folder / "HUB" / "recovery.key"


def test_without_its_key_a_strip_stays_shut(folder: Path, picture: Path) -> None:
    answer = inside("--lang", "en", "--data", folder / "P", "strip", "read", picture)
    assert (answer.code, answer.out) == (1, "")
    assert "This laptop cannot open it" in answer.err


def test_a_picture_without_a_strip_ends_with_a_sentence(folder: Path) -> None:
    answer = inside("--data", folder / "HUB", "strip", "read", folder / "events.jsonl")
    assert answer.code == 1
    assert "照片里没有备份条" in answer.err


def test_a_point_that_knows_no_supervisor_prints_none(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text("\n".join(made_up_day(seed=2, people=10, pool=10)) + "\n", "utf-8")
    done("--data", tmp_path / "P", "replay", events, "--pool", "10")
    answer = inside("--data", tmp_path / "P", "strip", "print", BOX, "--out", tmp_path)
    assert answer.code == 1
    assert not list(tmp_path.glob("*.pdf"))


def test_proofs_are_compared_with_the_book_that_is_asked(
    folder: Path, proofs: dict[str, str]
) -> None:
    at_point = inside("--data", folder / "P", "proof", "--json", "--text", proofs[BOX])
    assert (at_point.code, at_point.json["why"]) == (0, "box_proof_agrees")
    at_hub = inside("--data", folder / "HUB", "proof", "--json", "--text", proofs[BOX])
    assert (at_hub.code, at_hub.json["why"]) == (1, "box_proof_unknown_box")


def test_the_proof_of_another_box_does_not_count_for_this_one(
    folder: Path, proofs: dict[str, str]
) -> None:
    words = ("--data", folder / "P", "proof", "--json", "--box", BOX, "--text", proofs[OTHER])
    alone = inside(*words)
    assert (alone.code, alone.json["why"]) == (1, "box_proof_other_box")
    both = inside(*words, "--text", proofs[BOX])
    assert both.code == 0
    assert [line["verdict"] for line in both.lines] == ["ignored", "accepted"]


def test_without_anything_to_compare_it_says_what_it_needs(folder: Path) -> None:
    assert inside("--data", folder / "P", "proof").code == 2
