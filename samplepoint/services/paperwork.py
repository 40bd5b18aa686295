"""Paper that works without the program: handover sheets, lists of tubes, blank forms, test pages.

Owns what stands on each and that it is on record; refuses to know layout and languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from samplepoint.domain.clock import local_time
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.label_series import LabelRange
from samplepoint.domain.samples import Sample
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.label_printing import (
    practice_word,
    put_on_record,
    record_range,
    refuse_second_print,
    where,
)
from samplepoint.services.labelling import Labelling
from samplepoint.services.printing import Say
from samplepoint.services.station import Place, Station, demand

if TYPE_CHECKING:
    # Importing the PDF parts costs 0.4 s: never on the way to "ready to scan".
    from samplepoint.formats.handover_sheet import HandoverSheet
    from samplepoint.formats.printer_test import PageWords
    from samplepoint.formats.tube_sheet import TubeList, TubeRow

_FALLBACK_FORM = "fallback_form"
_STEPS = ("fallback_step_cut", "fallback_step_fill", "fallback_step_times", "fallback_step_enter")


def print_handover_sheet(station: Station, place: Place, sheet: HandoverSheet, say: Say) -> bytes:
    """Return the sheet of a handover as PDF.

    Raises:
        Refusal: `not_yours`, `glyph_missing`, `text_too_long`, `symbol_characters`,
            `symbol_too_wide`. Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.handover_sheet import HandoverWords, handover_sheet  # noqa: PLC0415
    from samplepoint.formats.sheet_frame import SheetFrame  # noqa: PLC0415

    demand(place, Deed.PACK)
    now = station.book.clock.now()
    foot = f"{station.plan.point_name} · {now:%Y-%m-%d %H:%M}"
    frame = SheetFrame(say("handover_title"), say("handover_how"), where(station), foot)
    words = HandoverWords(
        frame,
        boxes=say("handover_boxes"),
        tubes=say("label_tubes"),
        people=say("label_people"),
        oldest=say("handover_oldest"),
        limit=say("handover_limit"),
        seal=say("label_seal"),
        proof=say("handover_proof"),
        box=say("handover_box"),
        scan=say("handover_scan"),
        courier=say("handover_courier"),
        contact=say("handover_contact"),
        temperature=say("handover_temperature"),
        left_at=say("handover_left_at"),
        giver=say("handover_giver"),
        receiver=say("handover_receiver"),
        signature=say("handover_signature"),
        at=say("handover_at"),
        checked=say("handover_checked"),
        remark=say("handover_remark"),
    )
    practice = practice_word(station, say) or None
    made = handover_sheet(words, sheet, created_at=now, practice=practice)
    body: dict[str, str | int] = {"sheet": "handover", "subject": sheet.number}
    put_on_record(station, place, {**body, "count": len(sheet.boxes), "void": sheet.void})
    return made


def print_tube_sheets(station: Station, place: Place, tubes: Sequence[TubeCode], say: Say) -> bytes:
    """Return who is in which of these tubes as PDF, unmasked, for a laboratory.

    Raises:
        Refusal: `not_yours`, `tube_unknown`, `glyph_missing`.
        Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.sheet_frame import SheetFrame  # noqa: PLC0415  # PDF is slow
    from samplepoint.formats.tube_sheet import TubeSheetWords, tube_sheet  # noqa: PLC0415

    demand(place, Deed.PACK)
    now = station.book.clock.now()
    lists = [_tube_list(station, tube, say) for tube in tubes]
    foot = f"{station.plan.point_name} · {now:%Y-%m-%d %H:%M}"
    frame = SheetFrame(say("tube_sheet_title"), say("tube_sheet_how"), where(station), foot)
    words = TubeSheetWords(
        frame,
        name=say("tube_sheet_name"),
        doc_type=say("tube_sheet_doc_type"),
        number=say("tube_sheet_number"),
        phone=say("tube_sheet_phone"),
        continued=say("tube_sheet_continued"),
    )
    practice = practice_word(station, say) or None
    made = tube_sheet(words, lists, created_at=now, practice=practice)
    people = sum(len(one.rows) for one in lists)
    put_on_record(station, place, {"sheet": "tube_sheet", "count": len(lists), "people": people})
    return made


def print_fallback_forms(
    station: Station, place: Place, labels: LabelRange, say: Say, say_beside: Say
) -> bytes:
    """Return blank forms for a reserved range that was not printed yet, in two languages.

    Raises:
        Refusal: `supervisor_only`, `label_not_reserved`, `labels_printed_already`,
            `symbol_too_wide`. Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    demand(place, Deed.RUN_ROUND)
    labels = Labelling(station).reserved_part(labels.kind, labels.first, labels.last)
    refuse_second_print(station, labels)
    made = _fallback_forms(station, labels, say, say_beside, again="")
    record_range(station, place, labels, _FALLBACK_FORM)
    return made


def print_fallback_forms_again(
    station: Station, place: Place, labels: LabelRange, say: Say, say_beside: Say
) -> bytes:
    """Return blank forms for reserved numbers once more, sheet and labels marked as such.

    Raises:
        Refusal, Damage, Obstacle: as `print_fallback_forms`, but for `labels_printed_already`.
    """
    demand(place, Deed.RUN_ROUND)
    labels = Labelling(station).reserved_part(labels.kind, labels.first, labels.last)
    made = _fallback_forms(station, labels, say, say_beside, again=say("label_again"))
    record_range(station, place, labels, _FALLBACK_FORM)
    return made


def check_fallback_forms(station: Station, labels: LabelRange, say: Say, say_beside: Say) -> None:
    """Refuse forms that could not be drawn, before a number is reserved.

    Raises:
        Refusal, Damage, Obstacle: as `print_fallback_forms` when it draws.
    """
    ends = labels.part(labels.last, labels.last)
    _fallback_forms(station, ends, say, say_beside, again="")


def _fallback_forms(
    station: Station, labels: LabelRange, say: Say, say_beside: Say, *, again: str
) -> bytes:
    from samplepoint.formats.fallback_form import (  # noqa: PLC0415  # PDF is slow to import
        FormTubes,
        FormWords,
        Term,
        fallback_form,
    )
    from samplepoint.formats.sheet_frame import SheetFrame  # noqa: PLC0415

    def term(code: str) -> Term:
        return Term(say(code), say_beside(code))

    title = " · ".join(part for part in (say("fallback_title"), again) if part)
    foot = say("fallback_foot", first=labels.first, last=labels.last)
    words = FormWords(
        SheetFrame(title, say("fallback_how"), where(station), foot),
        tuple(term(step) for step in _STEPS),
        tube=term("fallback_tube"),
        name=term("fallback_name"),
        number=term("fallback_number"),
        phone=term("fallback_phone"),
        time=term("fallback_time"),
        opened=term("fallback_opened"),
        closed=term("fallback_closed"),
        registrar=term("fallback_registrar"),
        cut=term("fallback_cut"),
        continued=say("fallback_continued"),
    )
    codes = tuple(labels.codes())
    tubes = FormTubes(codes, where(station), station.plan.capacity(TubeCode(codes[0])), again)
    now = station.book.clock.now()
    practice = practice_word(station, say) or None
    return fallback_form(words, tubes, created_at=now, practice=practice)


def print_test_page(station: Station, place: Place, say: Say) -> bytes:
    """Return the page on which people see what a printer can do.

    Raises:
        Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.printer_test import printer_test_page  # noqa: PLC0415  # PDF is slow

    words = _test_words(station, say, "")
    practice = practice_word(station, say) or None
    now = station.book.clock.now()
    made = printer_test_page(words, created_at=now, practice=practice)
    put_on_record(station, place, {"sheet": "printer_test", "count": 1})
    return made


def print_stock_test(station: Station, place: Place, stock: str, say: Say) -> bytes:
    """Return a page of a label stock with every label's edge on it, to see where labels fall.

    Raises:
        Refusal: `label_stock_unknown`. Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.label_stock import stock_named  # noqa: PLC0415  # PDF is slow
    from samplepoint.formats.printer_test import stock_test_page  # noqa: PLC0415

    paper = stock_named(stock)
    wide_mm, high_mm = paper.label_mm
    words = _test_words(station, say, f"{stock} · {wide_mm:g} × {high_mm:g} mm")
    made = stock_test_page(words, paper, created_at=station.book.clock.now())
    put_on_record(station, place, {"sheet": "stock_test", "count": 1, "stock": stock})
    return made


def print_camera_test(station: Station, place: Place, say: Say) -> bytes:
    """Return the sheet with nobody's card and two codes, to try a camera with.

    Raises:
        Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.camera_test import (  # noqa: PLC0415  # PDF is slow to import
        CameraWords,
        camera_test_page,
    )
    from samplepoint.formats.sheet_frame import SheetFrame  # noqa: PLC0415

    title = say("camera_test_title")
    frame = SheetFrame(title, say("camera_test_how"), where(station), title)
    words = CameraWords(
        frame, say("camera_test_card"), say("camera_test_bars"), say("camera_test_square")
    )
    practice = practice_word(station, say) or None
    made = camera_test_page(words, created_at=station.book.clock.now(), practice=practice)
    put_on_record(station, place, {"sheet": "camera_test", "count": 1})
    return made


def _test_words(station: Station, say: Say, label: str) -> PageWords:
    from samplepoint.formats.printer_test import PageWords  # noqa: PLC0415  # PDF is slow
    from samplepoint.formats.sheet_frame import SheetFrame  # noqa: PLC0415

    title = say("printer_test_title")
    return PageWords(
        SheetFrame(title, say("printer_test_how"), where(station), title),
        ruler=say("printer_test_ruler"),
        bars=say("printer_test_bars"),
        qr=say("printer_test_qr"),
        inks=say("printer_test_inks"),
        lines=say("printer_test_lines"),
        letters=say("printer_test_letters"),
        ink_names=tuple(say("printer_test_ink_names").split()),
        label=label,
    )


def _tube_list(station: Station, code: TubeCode, say: Say) -> TubeList:
    from samplepoint.formats.tube_sheet import TubeList  # noqa: PLC0415  # PDF is slow

    tube = station.queries.tube(code)
    if tube is None:
        raise Refusal("tube_unknown", tube=code)
    samples = station.queries.samples_in(code)
    offset = samples[0].offset_minutes if samples else 0
    at = tube.closed_utc or tube.opened_utc
    about = say(
        "tube_sheet_about",
        capacity=tube.capacity,
        people=len(samples),
        at=f"{local_time(at, offset):%Y-%m-%d %H:%M}",
        box=tube.box or "–",
    )
    return TubeList(code, about, tuple(_tube_row(sample, say) for sample in samples))


def _tube_row(sample: Sample, say: Say) -> TubeRow:
    from samplepoint.formats.tube_sheet import TubeRow  # noqa: PLC0415  # PDF is slow

    person, document = sample.person, sample.person.document
    return TubeRow(
        sample.ordinal,
        person.name,
        say(f"doc_type_{document.type}"),
        document.number or document.identity,
        person.phone,
    )
