"""What leaves the book is numbered, recorded, and can be made again as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.facts import Kind
from samplepoint.domain.people import Relation
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.staff import Role
from samplepoint.errors import Cancelled, Refusal
from samplepoint.formats.box_hash import box_hash
from samplepoint.services import exporting
from samplepoint.services.correcting import Correcting
from samplepoint.services.exporting import Export, Wanted
from samplepoint.services.jobs import Reporter
from samplepoint.services.manifest_files import FileKind
from samplepoint.services.manifest_making import ManifestMaker
from samplepoint.services.packing import Packing
from samplepoint.services.printing import Say
from samplepoint.services.reboxing import Reboxing
from samplepoint.services.station import Place
from samplepoint.storage.book import Book, create_book
from samplepoint.wording import Language
from tests.desk.words import STAFF, START, Words, box, person, tube
from tests.formats.manifests import csv_rows, json_rows, sheets, wording

QUICK = (FileKind.CSV, FileKind.JSON, FileKind.XLSX, FileKind.RESULTS)
SUPERVISOR = Place("A", STAFF[Role.SUPERVISOR])
CHILD = PersonEntry(DocumentType.RESIDENT_ID, person(1), "王小小", Relation.SON)
NOBODY = PersonEntry(DocumentType.NONE, name="无名氏", remark="红衣")


@pytest.fixture
def clock() -> PracticeClock:
    return PracticeClock(START)


@pytest.fixture
def point(tmp_path: Path, clock: PracticeClock) -> Iterator[Words]:
    """Give a point where boxes 1 (tubes 1 and 2) and 2 (tube 3) are sealed and 4 is loose."""
    book = create_book(tmp_path / "book.db", bytes(32), clock, practice=True)
    plan = RoundPlan("R1", "第二轮", "西古城社区", pool_size=3)
    with book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
        staff = {"id": "REG00001", "name": "王", "role": "registrar"}
        draft.record(Kind.STAFF_ENROLLED, staff)
    words = Words(book, clock, lambda: Book(tmp_path / "book.db", bytes(32), clock))
    words.fills(1, range(3))
    words.fills(2, range(3, 4))
    words.types(CHILD)
    words.types(NOBODY)
    words.fills(3, range(9, 12))
    words.fills(4, range(12, 15))
    words.sit_down(Role.PACKER)
    words.goes_packing()
    for code, tubes in ((1, (2, 1)), (2, (3,))):
        words.accepts(box(code))
        for number in tubes:
            words.accepts(tube(number))
        words.accepts("SPCSEAL")
    yield words
    words.book.close()


def say(language: Language = Language.CHINESE) -> Say:
    return wording(language).say


def say_in(language: str) -> Say:
    return say(Language(language))


def export(point: Words, *boxes: int, kinds: tuple[FileKind, ...] = QUICK) -> Export:
    wanted = Wanted(tuple(BoxCode(box(one)) for one in boxes), kinds)
    return exporting.export(point.station, SUPERVISOR, wanted, say())


def content(made: Export, kind: FileKind) -> bytes:
    return next(file.content for file in made.files if file.kind is kind)


def test_the_rows_are_the_people_of_the_box_in_the_order_of_packing(point: Words) -> None:
    rows = [
        (one["tube"], one["number"], one["name"], one["relation"], one["remark"])
        for one in json.loads(content(export(point, 1), FileKind.JSON))["rows"]
    ]
    temporary = rows[2][4]
    assert temporary.startswith("临时号 ")
    assert temporary.endswith(" 红衣")
    assert rows == [
        (tube(2), person(3), "", "本人", ""),
        (tube(2), person(1), "王小小", "之子", ""),
        (tube(2), "", "无名氏", "本人", temporary),
        *((tube(1), person(n), "", "本人", "") for n in range(3)),
    ]


def test_every_form_holds_the_same_rows(point: Words) -> None:
    made = export(point, 1, 2)
    rows = json_rows(content(made, FileKind.JSON))
    assert len(rows) == made.people == 9
    assert [one[0] for one in rows] == [str(n) for n in range(1, 10)]
    assert [tuple(cells) for cells in csv_rows(content(made, FileKind.CSV))[1:]] == rows
    first = next(iter(sheets(content(made, FileKind.XLSX)).values()))
    assert [tuple(cells) for cells in first[1:]] == rows
    (results,) = sheets(content(made, FileKind.RESULTS)).values()
    assert [(cells[1], cells[9]) for cells in results[1:]] == [
        (tube(2), box(1)),
        (tube(1), box(1)),
        (tube(3), box(2)),
    ]


def test_a_row_says_when_by_whom_and_what(point: Words) -> None:
    row = json.loads(content(export(point, 2), FileKind.JSON))["rows"][0]
    assert (row["taken_at"], row["staff"], row["specimen"], row["point"], row["box"]) == (
        "2026-01-12 08:00:00",
        "王",
        "咽拭子",
        "西古城社区",
        box(2),
    )


def test_a_tube_without_people_is_counted_and_has_no_row(point: Words) -> None:
    point.supervisor_comes()
    for number in range(12, 15):
        sample = point.station.queries.samples_in(TubeCode(tube(4)))[0]
        target = TubeCode(tube(5))
        if number == 12:
            point.goes_collecting()
            point.accepts(tube(5))
        Correcting(point.station).move_person(SUPERVISOR, sample, target, "换管")
    point.goes_packing()
    point.accepts(box(3))
    point.accepts(tube(4))
    point.accepts("SPCSEAL")
    found = json.loads(content(export(point, 3), FileKind.JSON))
    assert found["boxes"][0]["tubes"] == [{"code": tube(4), "people": 0}]
    assert (found["totals"]["tubes"], found["totals"]["oldest"], found["rows"]) == (1, "", [])


def test_the_box_hash_is_that_of_the_rows_and_of_one_box_alone(point: Words) -> None:
    alone, both = export(point, 1), export(point, 1, 2)
    read = ManifestMaker(point.station, say()).box(BoxCode(box(1)))
    assert alone.box_hash == box_hash(read.rows) == read.content.hash
    found = json.loads(content(both, FileKind.JSON))
    assert found["boxes"][0]["hash"] == alone.box_hash
    assert both.box_hash not in {one["hash"] for one in found["boxes"]}
    english = ManifestMaker(point.station, say(Language.ENGLISH)).box(BoxCode(box(1)))
    assert english.content.hash == alone.box_hash


def test_a_box_code_of_an_earlier_round_keeps_its_own_tubes(point: Words) -> None:
    before = json_rows(content(export(point, 1), FileKind.JSON))
    plan = RoundPlan("R2", "第三轮", "西古城社区", pool_size=3)
    with point.book.gesture(desk="", staff_id="SUP00001", round_id="R2") as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
    point.sit_down(Role.REGISTRAR)
    point.goes_collecting()
    point.fills(20, range(3))
    point.goes_packing()
    point.accepts(box(1))
    point.accepts(tube(20))
    point.accepts("SPCSEAL")
    after = json_rows(content(export(point, 1), FileKind.JSON))
    assert len(before) == 6
    assert [one[2] for one in after] == [tube(20)] * 3


# --- numbers, records, repeating ----------------------------------------------------------------


def test_every_export_has_a_number_and_is_recorded_without_names(point: Words) -> None:
    first, second = export(point, 1), export(point, 2)
    assert (first.number, second.number) == (1, 2)
    assert [file.name for file in second.files] == [
        "manifest-BX000002-E0002.csv",
        "manifest-BX000002-E0002.json",
        "manifest-BX000002-E0002.xlsx",
        "results-BX000002-E0002.xlsx",
    ]
    listed = exporting.exports(point.station)
    assert [(one["number"], one["kind"], one["scope"]) for one in listed[:5]] == [
        ("E0001", "csv", [box(1)]),
        ("E0001", "json", [box(1)]),
        ("E0001", "xlsx", [box(1)]),
        ("E0001", "results", [box(1)]),
        ("E0002", "csv", [box(2)]),
    ]
    assert listed[0]["columns"] == {
        "id_number": "证件号码",
        "name": "姓名",
        "tube": "采集管号",
        "box": "箱号",
    }
    assert listed[0]["sha256"] == hashlib.sha256(first.files[0].content).hexdigest()
    recorded = "SELECT body FROM fact WHERE kind = 'ExportMade'"
    bodies = [body for (body,) in point.book.db.conn.execute(recorded)]
    assert len(bodies) == 2
    assert not [body for body in bodies if person(0) in body or "王小小" in body]


def test_an_export_is_made_again_byte_for_byte_whatever_the_clock_says(
    point: Words, clock: PracticeClock
) -> None:
    kinds = tuple(FileKind)
    made = export(point, 1, kinds=kinds)
    clock.set(START + timedelta(hours=3, microseconds=1234))
    export(point, 2)
    again = exporting.repeat(point.station, SUPERVISOR, 1, say_in)
    assert [(file.name, file.content) for file in again.files] == [
        (file.name, file.content) for file in made.files
    ]
    assert len(exporting.exports(point.station)) == len(kinds) + len(QUICK)
    assert point.facts().count("ExportRepeated") == 1


def test_a_seal_noted_later_stands_in_later_manifests_only(point: Words) -> None:
    made = export(point, 1)
    Packing(point.station).set_seal(SUPERVISOR, BoxCode(box(1)), "F00417")
    again = exporting.repeat(point.station, SUPERVISOR, 1, say_in)
    assert [file.content for file in again.files] == [file.content for file in made.files]
    later = export(point, 1)
    assert json.loads(content(made, FileKind.JSON))["boxes"][0]["seal"] == ""
    assert json.loads(content(later, FileKind.JSON))["boxes"][0]["seal"] == "F00417"
    Packing(point.station).set_seal(SUPERVISOR, BoxCode(box(1)), "F00418")
    again = exporting.repeat(point.station, SUPERVISOR, later.number, say_in)
    assert again.files[0].content == later.files[0].content


def test_a_box_opened_again_has_a_new_manifest_and_its_old_one_is_not_repeated(
    point: Words, clock: PracticeClock
) -> None:
    export(point, 1)
    clock.set(START + timedelta(hours=1))
    Reboxing(point.station).reopen_box(SUPERVISOR, BoxCode(box(1)), "漏了一管")
    point.sit_down(Role.PACKER)
    point.goes_packing()
    point.scan(box(1))
    point.accepts(tube(4))
    point.accepts("SPCSEAL")
    assert export(point, 1).people == 9
    with pytest.raises(Refusal) as caught:
        exporting.repeat(point.station, SUPERVISOR, 1, say_in)
    assert caught.value.code == "export_differs"


def test_a_box_that_is_not_what_its_seal_vouches_for_is_named(point: Words) -> None:
    assert export(point, 1, 2).notices == ()
    point.book.db.conn.execute("UPDATE sealing SET hash = 'x' WHERE box = ?", (box(2),))
    (notice,) = export(point, 1, 2).notices
    assert (notice.code, notice.values) == ("box_differs_from_seal", {"box": box(2)})


def test_an_english_export_is_repeated_in_english(point: Words) -> None:
    wanted = Wanted((BoxCode(box(1)),), (FileKind.CSV,))
    made = exporting.export(point.station, SUPERVISOR, wanted, say(Language.ENGLISH))
    again = exporting.repeat(point.station, SUPERVISOR, 1, say_in)
    assert again.files[0].content == made.files[0].content
    assert b"Number" in again.files[0].content


def test_numbers_go_on_after_a_restart(point: Words) -> None:
    export(point, 1)
    point.restart()
    assert export(point, 1).number == 2


def test_what_cannot_be_the_same_again_is_refused(
    point: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(point, 1, kinds=(FileKind.CSV,))
    with pytest.raises(Refusal) as caught:
        exporting.repeat(point.station, SUPERVISOR, 9, say_in)
    assert (caught.value.code, caught.value.values) == ("export_unknown", {"label": "E0009"})
    monkeypatch.setattr(ManifestMaker, "_remark", lambda *_: "changed")
    with pytest.raises(Refusal) as caught:
        exporting.repeat(point.station, SUPERVISOR, 1, say_in)
    assert caught.value.code == "export_differs"
    assert "ExportRepeated" not in point.facts()


def test_only_sealed_boxes_leave(point: Words) -> None:
    point.accepts(box(3))
    point.accepts(tube(4))
    for code in (3, 99):
        with pytest.raises(Refusal) as caught:
            export(point, code)
        assert caught.value.code == "box_not_sealed"
    assert exporting.sealed_boxes(point.station) == [box(1), box(2)]
    assert "ExportMade" not in point.facts()


def test_a_book_without_a_sealed_box_says_so(point: Words) -> None:
    plan = RoundPlan("R9", "空", "西古城社区")
    with point.book.gesture(desk="", staff_id="SUP00001", round_id="R9") as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
    point.sit_down()
    for deed in (lambda: exporting.sealed_boxes(point.station), lambda: export(point)):
        with pytest.raises(Refusal) as caught:
            deed()
        assert caught.value.code == "nothing_sealed"


def test_a_cancelled_export_is_not_recorded(point: Words) -> None:
    reporter = Reporter()
    reporter.cancel()
    wanted = Wanted((BoxCode(box(1)),), QUICK)
    with pytest.raises(Cancelled):
        exporting.export(point.station, SUPERVISOR, wanted, say(), reporter)
    assert "ExportMade" not in point.facts()


def test_two_exports_at_once_never_share_a_number(
    point: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter([5, 6])
    monkeypatch.setattr(exporting, "_next_number", lambda _station: next(numbers))
    with pytest.raises(Refusal) as caught:
        export(point, 1)
    assert caught.value.code == "export_meanwhile"
    assert "ExportMade" not in point.facts()


def test_what_paper_cannot_show_is_a_notice(point: Words) -> None:
    point.supervisor_comes()
    point.goes_collecting()
    point.accepts(tube(6))
    point.types(PersonEntry(DocumentType.PASSPORT, "E99900001", "王\U00030ede"))
    point.closes()
    point.goes_packing()
    point.accepts(box(6))
    point.accepts(tube(6))
    point.accepts("SPCSEAL")
    made = export(point, 6, kinds=(FileKind.PDF,))
    (notice,) = made.notices
    assert (notice.code, notice.values) == (
        "glyphs_as_codes",
        {"label": "E0001", "count": 1, "rows": "1", "code_points": "U+30EDE"},
    )
    assert "U+30EDE" in wording().notice(notice)
    assert export(point, 6).notices == ()


def test_a_masked_export_tells_nobody_who_it_is(point: Words) -> None:
    wanted = Wanted((BoxCode(box(1)),), (FileKind.CSV, FileKind.JSON), masked=True)
    made = exporting.export(point.station, SUPERVISOR, wanted, say())
    for file in made.files:
        assert person(3).encode() not in file.content
        assert "王小小".encode() not in file.content
    found = json.loads(content(made, FileKind.JSON))
    assert found["rows"][1]["name"] == "王**"
    assert found["rows"][0]["tube"] == tube(2)
    assert found["hash"] == export(point, 1).box_hash
    assert exporting.exports(point.station)[0]["masked"] is True
