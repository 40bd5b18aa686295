"""Strips from the desk to paper and back: whose people, how the book stands to each, on record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from samplepoint.devices.square_eye import SquareEye
from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.own_codes import Command
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.staff import Role
from samplepoint.formats import age_box, strip_frames, strip_list, strip_seal
from samplepoint.formats.manifest_csv import read_csv
from samplepoint.formats.page_picture import PdfPages
from samplepoint.formats.sheet_frame import SheetFrame
from samplepoint.formats.strip_sheet import Strip, StripWords, strip_sheet
from samplepoint.services.manifest_files import FileKind
from samplepoint.services.manifest_making import ManifestMaker
from samplepoint.services.proof_checking import ProofState
from samplepoint.services.station import Place, Station
from samplepoint.services.strip_evidence import RowState
from samplepoint.services.strip_files import files_of, manifest_of
from samplepoint.services.strip_making import listed, print_strips, readers_of, symbols_of
from samplepoint.services.strip_reading import StripRead, StripReading, gather
from samplepoint.storage.book import create_book
from tests.desk.boxing import bodies, pack_under, packs
from tests.desk.conftest import at_desk, clock, plan
from tests.desk.words import STAFF, Words, box, person
from tests.formats.manifests import wording
from tests.formats.paper_twins import HARDEST, OTHER_SEED, hub, people, recipients, safe
from tests.formats.paper_twins import listed as invented
from tests.formats.printed_pages import PRINTED_AT
from tests.formats.refusing import code_of
from tests.papers.worn_pages import page_of
from tests.services.adopted_hub import adopt_hub
from tests.services.strip_album import Album

__all__ = ["at_desk", "clock", "plan"]
SEAL = str(Command.SEAL_BOX)
SUPERVISOR = Place("A", STAFF[Role.SUPERVISOR])
PACKER = Place("P", STAFF[Role.PACKER])
BOX = BoxCode(box(1))


@pytest.fixture
def sealed_desk(at_desk: Words) -> Words:
    """Return a desk at which box 1 was sealed with two tubes of three people."""
    pack_under(at_desk, 2)
    packs(at_desk, 1, 2)
    at_desk.accepts(SEAL)
    return at_desk


@pytest.fixture
def elsewhere(tmp_path: Path, clock: PracticeClock, plan: RoundPlan) -> Iterator[Station]:
    """Return another book, which nothing of that box has reached."""
    book = create_book(tmp_path / "other.db", bytes(32), clock, practice=True)
    with book.gesture(desk="", staff_id="SUP00001", round_id=plan.round_id) as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
    yield Station(book)
    book.close()


def symbols(words: Words) -> list[bytes]:
    return symbols_of(words.station, listed(words.station, BOX), recipients())


def read(station: Station, pieces: Sequence[bytes], identity: str = "") -> StripRead:
    reading = StripReading(station, [identity or hub()])
    return reading.read(SUPERVISOR, Album(page=pieces).gathered())


def states(found: StripRead) -> list[str]:
    return [str(one.state) for one in found.evidence.rows]


def ends_third(words: Words, kind: Kind) -> None:
    document = words.document(person(3))
    [sample] = words.station.queries.find_document(document.type, document.identity, "R1")
    with words.book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
        draft.record(kind, {"sample_seq": sample.id.seq, "tube": sample.tube, "reason": "读错"})


def test_the_list_of_a_strip_is_the_manifest_of_its_box(sealed_desk: Words) -> None:
    content = listed(sealed_desk.station, BOX)
    made = ManifestMaker(sealed_desk.station, wording().say).box(BOX)
    assert content.hash == content.sealed_hash == made.content.hash
    assert [(t.code, t.people) for t in content.tubes] == [
        (t.code, t.people) for t in made.content.tubes
    ]
    assert [(row.tube, row.number, row.name, row.taken_at) for row in content.rows] == [
        (row.tube, row.number, row.name, row.taken_at) for row in made.rows
    ]


def test_what_the_book_has_is_present(sealed_desk: Words) -> None:
    found = read(sealed_desk.station, symbols(sealed_desk))
    assert states(found) == ["present"] * 6
    assert (found.signature, found.sealing) == (None, ProofState.AGREES)
    assert (found.is_as_sealed, found.evidence.only_in_book) == (True, 0)
    assert found.point == "西古城社区"


def test_what_never_arrived_is_missing_and_nothing_is_taken_in(
    sealed_desk: Words, elsewhere: Station
) -> None:
    found = read(elsewhere, symbols(sealed_desk))
    assert states(found) == ["missing"] * 6
    assert (found.signature, found.sealing) == (ProofState.UNKNOWN_SIGNER, ProofState.UNKNOWN_BOX)
    execute = elsewhere.book.db.conn.execute
    for table in ("sample", "tube", "box", "sealing"):
        assert execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_the_reading_is_on_record_without_anybody_in_it(sealed_desk: Words) -> None:
    found = read(sealed_desk.station, symbols(sealed_desk))
    [body] = bodies(sealed_desk, Kind.STRIP_READ)
    assert (body["box"], body["people"], body["present"], body["missing"]) == (BOX, 6, 6, 0)
    assert (body["signature"], body["book"], body["hash"]) == ("good", "agrees", found.content.hash)
    assert person(3) not in json.dumps(body)


def test_who_was_taken_back_or_corrected_since_is_told(sealed_desk: Words) -> None:
    pieces = symbols(sealed_desk)
    ends_third(sealed_desk, Kind.DOCUMENT_CORRECTED)
    found = read(sealed_desk.station, pieces)
    assert sorted(states(found)) == ["ended"] + ["present"] * 5
    assert found.evidence.count(RowState.ENDED) == 1
    assert found.sealing is ProofState.ROWS_DIFFER


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"name": "别人"}, ("name",)),
        ({"taken_at": "2026-01-12 07:00:00"}, ("taken_at",)),
        ({"number": "x", "name": "y"}, ("number", "name")),
    ],
)
def test_a_column_that_the_book_has_otherwise_is_named(
    sealed_desk: Words, change: dict[str, str], differs: tuple[str, ...]
) -> None:
    content = listed(sealed_desk.station, BOX)
    first = content.rows[0]._replace(**change)
    other = replace(content, rows=(first, *content.rows[1:]))
    found = read(sealed_desk.station, symbols_of(sealed_desk.station, other, recipients()))
    assert found.evidence.rows[0].state is RowState.DIFFERS
    assert found.evidence.rows[0].differs == differs
    assert not found.is_as_sealed


def test_whom_the_strip_lacks_is_counted(sealed_desk: Words) -> None:
    content = listed(sealed_desk.station, BOX)
    first, *rest = content.tubes
    fewer = replace(
        content, tubes=(replace(first, people=first.people - 1), *rest), rows=content.rows[1:]
    )
    found = read(sealed_desk.station, symbols_of(sealed_desk.station, fewer, recipients()))
    assert (states(found), found.evidence.only_in_book) == (["present"] * 5, 1)
    assert (found.sealing, found.is_as_sealed) == (ProofState.COUNTS_DIFFER, False)


def test_a_strip_printed_after_a_correction_is_no_miscount(sealed_desk: Words) -> None:
    ends_third(sealed_desk, Kind.SAMPLE_VOIDED)
    found = read(sealed_desk.station, symbols(sealed_desk))
    assert states(found) == ["present"] * 5
    told = ["box_proof_rows_differ", "strip_not_as_sealed"]
    assert [notice.code for notice in found.notices] == told


def test_the_key_in_the_safe_opens_it_too_and_no_other_key_does(sealed_desk: Words) -> None:
    pieces = symbols(sealed_desk)
    assert states(read(sealed_desk.station, pieces, safe())) == ["present"] * 6
    reading = StripReading(sealed_desk.station, [age_box.new_identity(), hub()])
    assert reading.read(SUPERVISOR, Album(page=pieces).gathered()).symbols == len(pieces)
    assert code_of(read, sealed_desk.station, pieces, age_box.new_identity()) == "age_not_for_us"
    keyless = StripReading(sealed_desk.station, [])
    assert code_of(keyless.read, SUPERVISOR, Album(p=pieces).gathered()) == "age_not_for_us"


def forged(words: Words, seed: bytes, **changes: Any) -> list[bytes]:
    """Return a strip that somebody else signed, or in which something was changed."""
    content = replace(listed(words.station, BOX), **changes)
    text = strip_list.written(content, with_phones=False)
    return strip_frames.cut(strip_seal.sealed(text, seed, recipients()), BOX)


def test_a_strip_of_somebody_unknown_is_read_and_says_so(sealed_desk: Words) -> None:
    found = read(sealed_desk.station, forged(sealed_desk, OTHER_SEED))
    assert (found.signature, found.point) == (ProofState.UNKNOWN_SIGNER, "")
    [body] = bodies(sealed_desk, Kind.STRIP_READ)
    assert body["signature"] == "unknown_signer"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_practice": False}, "strip_practice"),
        ({"box": "BX999999"}, "strip_list_damaged"),
    ],
)
def test_a_strip_that_does_not_belong_here_is_refused(
    sealed_desk: Words, changes: dict[str, Any], code: str
) -> None:
    pieces = forged(sealed_desk, OTHER_SEED, **changes)
    assert code_of(read, sealed_desk.station, pieces) == code
    assert not bodies(sealed_desk, Kind.STRIP_READ)


def test_only_a_supervisor_reads_it(sealed_desk: Words) -> None:
    found = Album(page=symbols(sealed_desk)).gathered()
    reading = StripReading(sealed_desk.station, [hub()])
    assert code_of(reading.read, PACKER, found) == "supervisor_only"


# -- paper and files ---------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [150, 200])
def test_from_the_printer_through_a_picture_back_to_the_people(
    sealed_desk: Words, tmp_path: Path, dpi: int
) -> None:
    adopt_hub(sealed_desk.book)
    made = print_strips(sealed_desk.station, PACKER, [BOX], wording().say)
    [(code, squares, heads)] = made.counts
    assert (code, heads, made.name) == (BOX, 6, f"strip-{BOX}.pdf")
    [body] = bodies(sealed_desk, Kind.SHEET_PRINTED)
    assert body == {"sheet": "strip", "subject": BOX, "count": squares, "people": 6}
    picture = tmp_path / "page.png"
    picture.write_bytes(PdfPages(made.pdf).as_png(1, dpi))
    found = gather(SquareEye(), [picture])
    assert [one.numbers for one in found.pictures] == [tuple(range(1, squares + 1))]
    again = StripReading(sealed_desk.station, [hub()]).read(SUPERVISOR, found)
    assert states(again) == ["present"] * 6


@pytest.mark.parametrize(("share", "lost"), [(0.12, ()), (0.6, (2,))], ids=["blot", "torn off"])
def test_a_spoiled_square_is_read_all_the_same_or_named(
    sealed_desk: Words, tmp_path: Path, share: float, lost: tuple[int, ...]
) -> None:
    """Spoil the second square of a page: a small blot is mended, a lost half is missed by name."""
    content = replace(invented(list(people(50))), is_practice=True)
    frames = symbols_of(sealed_desk.station, content, recipients())
    words = StripWords(SheetFrame("箱单备份条", "-", "第二轮", "-"))
    made = strip_sheet(
        words, [Strip(content.box, tuple(frames))], created_at=PRINTED_AT, practice=None
    )
    page = page_of(PdfPages(made), 1, 200).copy()
    [second] = [
        one.position
        for one in zxingcpp.read_barcodes(page)
        if one.valid and parse_number(bytes(one.bytes)) == 2
    ]
    side = second.bottom_right.x - second.top_left.x
    middle_x, middle_y = second.top_left.x + side // 2, second.top_left.y + side // 2
    half = int(side * share / 2)
    page[middle_y - half : middle_y + half, middle_x - half : middle_x + half] = 0
    Image.fromarray(page).save(tmp_path / "page.png")
    found = gather(SquareEye(), [tmp_path / "page.png"])
    assert found.parts.missing == lost
    assert code_of(found.parts.whole) == ("strip_incomplete" if lost else "")


def parse_number(raw: bytes) -> int:
    """Return which part of a strip a square is, 0 for none."""
    return strip_frames.parse_part(raw).number if strip_frames.is_part(raw) else 0


def test_several_boxes_are_one_paper_with_pages_of_their_own(sealed_desk: Words) -> None:
    adopt_hub(sealed_desk.book)
    sealed_desk.sit_down()
    sealed_desk.fills(7, range(50, 53))
    sealed_desk.sit_down(Role.PACKER)
    sealed_desk.goes_packing()
    sealed_desk.accepts(box(2))
    packs(sealed_desk, 7)
    sealed_desk.accepts(SEAL)
    both = [BOX, BoxCode(box(2))]
    made = print_strips(sealed_desk.station, PACKER, both, wording().say)
    assert PdfPages(made.pdf).count == 2
    assert [(code, people) for code, _squares, people in made.counts] == [(BOX, 6), (box(2), 3)]
    assert made.name == f"strip-{BOX}-and-1.pdf"


def test_what_cannot_be_printed_says_why(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    packs(at_desk, 1)
    printing = (at_desk.station, PACKER, [BOX], wording().say)
    assert code_of(print_strips, *printing) == "hub_missing"
    adopt_hub(at_desk.book)
    assert readers_of(at_desk.station) == recipients()
    assert code_of(print_strips, *printing) == "box_not_sealed"
    assert code_of(print_strips, at_desk.station, PACKER, [], wording().say) == (
        "nothing_to_hand_over"
    )


@pytest.mark.parametrize(("count", "has_phones"), [(150, True), (600, False)])
def test_telephones_are_left_out_where_one_page_does_not_hold_them(
    sealed_desk: Words,
    count: int,
    has_phones: bool,  # noqa: FBT001
) -> None:
    content = replace(invented(list(people(count))), is_practice=True)
    pieces = symbols_of(sealed_desk.station, content, recipients())
    assert read(sealed_desk.station, pieces).content.has_phones is has_phones


def test_the_files_of_a_strip_hold_its_people_and_the_hash_of_the_box(sealed_desk: Words) -> None:
    content = replace(invented(list(people(23, names=HARDEST))), is_practice=True)
    found = read(sealed_desk.station, symbols_of(sealed_desk.station, content, recipients()))
    say = wording().say
    csv, made = files_of(sealed_desk.station, found, (FileKind.CSV, FileKind.JSON), say)
    assert (csv.name, made.name) == ("strip-BX001101-7K2M9QXZ.csv", "strip-BX001101-7K2M9QXZ.json")
    said = json.loads(made.content)
    assert said["hash"] == content.hash
    assert [row["name"] for row in said["rows"]] == [row.name for row in content.rows]
    _head, *rows = read_csv(csv.content)
    assert rows == [list(row) for row in manifest_of(sealed_desk.station, found, say).rows]


def test_a_temporary_number_and_an_unknown_kind_of_document_are_written_as_they_are(
    sealed_desk: Words,
) -> None:
    first, second = people(2)
    nobody = first._replace(doc_type="NONE", number="", identity="N0000001")
    strange = second._replace(doc_type="LATER")
    content = replace(invented([nobody, strange]), is_practice=True)
    found = read(sealed_desk.station, symbols_of(sealed_desk.station, content, recipients()))
    one, other = manifest_of(sealed_desk.station, found, wording().say).rows
    assert (one.number, one.sex, "N0000001" in one.remark) == ("", "", True)
    assert (other.sex, other.doc_type) == ("", "[doc_type_LATER]")
