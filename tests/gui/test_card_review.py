"""A card beside the desk: its name with its picture; one key takes it, another scan drops it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.own_codes import Command
from samplepoint.domain.seen import CardSeen, FieldSeen, FieldState, MrzKind, MrzSeen
from samplepoint.errors import Refusal
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.models.document_review import review_of
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.card_review import CardForm, CardReview, crop_of
from samplepoint.gui.shades import Shade
from samplepoint.gui.sight import DocumentShot, Stage
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.wording import Language
from tests.gui.camera_ground import CARD, NAME_AT, NAMELESS, NUMBER_AT, UNSURE, shot_of
from tests.gui.conftest import press, scan_keys, send_stroke
from tests.gui.pages_ground import NUMBER, OTHER_TUBE, TUBE, number_of

Show = Callable[[CardSeen], CardReview | None]


@pytest.fixture
def show(window: MainWindow) -> Show:
    """Show cards to the desk of a window with an open tube, as its camera does."""
    scan_keys(window, TUBE)
    hand = window.devices.camera

    def shown(card: CardSeen) -> CardReview | None:
        hand.documented.emit(shot_of(card))
        panel = window.panel
        return panel if isinstance(panel, CardReview) else None

    return shown


def names_in(window: MainWindow) -> list[str]:
    samples = window.workplace.desk.station.queries.samples_in(TubeCode(TUBE))
    return [sample.person.name for sample in samples]


def test_a_proved_card_is_bound_and_shown_until_the_next_reading(
    window: MainWindow, show: Show
) -> None:
    panel = show(CARD)
    assert panel is not None
    assert panel.stage is Stage.TAKEN
    assert names_in(window) == ["王小明"]
    assert window.outcome_panel.shade is Shade.ACCEPTED
    scan_keys(window, number_of(3))
    assert window.panel is None
    assert len(names_in(window)) == 2


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text_scale", [100, 150, 200])
@pytest.mark.parametrize("card", [UNSURE, NAMELESS])
def test_the_keys_have_room_for_their_words(
    window: MainWindow, show: Show, language: Language, text_scale: int, card: CardSeen
) -> None:
    window.resize(1366, 768)
    place = window.workplace
    place.apply(replace(place.settings, language=language, text_scale=text_scale))
    panel = show(card)
    assert panel is not None
    panel.grab()
    made: Iterable[KeyButton] = panel.findChildren(KeyButton)
    keys = [key for key in made if key.isVisibleTo(panel)]
    assert len(keys) >= 2
    assert [key.text() for key in keys if key.width() < key.minimumSizeHint().width()] == []


def test_a_taken_card_makes_room_when_it_is_gone_or_after_a_while(
    window: MainWindow, show: Show
) -> None:
    assert show(CARD) is not None
    window.devices.camera.left.emit()
    assert window.panel is None
    panel = show(replace(CARD, number=replace(CARD.number, value=number_of(7))))
    assert panel is not None
    panel.ends.timeout.emit()
    assert window.panel is None


def test_a_question_stays_when_the_card_is_taken_away(window: MainWindow, show: Show) -> None:
    panel = show(UNSURE)
    window.devices.camera.left.emit()
    assert panel is not None
    assert window.panel is panel
    assert not panel.ends.isActive()


def test_the_answer_stays_in_sight_above_the_card(window: MainWindow, show: Show) -> None:
    panel = show(UNSURE)
    assert panel is not None
    assert not panel.geometry().intersects(window.outcome_panel.geometry())


def test_what_was_asked_is_taken_by_the_printed_code(window: MainWindow, show: Show) -> None:
    assert show(UNSURE) is not None
    assert names_in(window) == []
    scan_keys(window, Command.CONFIRM)
    assert names_in(window) == ["王小明"]
    assert window.panel is None


def test_enter_takes_what_was_asked(window: MainWindow, show: Show) -> None:
    show(UNSURE)
    send_stroke(window, "\r", 900_000)
    assert names_in(window) == ["王小明"]


def test_the_second_half_of_a_scanners_line_end_takes_nothing(
    window: MainWindow, show: Show
) -> None:
    send_stroke(window, "\r", 900_000)
    show(UNSURE)
    send_stroke(window, "\r", 900_010)
    assert names_in(window) == []


def test_esc_drops_the_card_for_good(window: MainWindow, show: Show) -> None:
    show(UNSURE)
    press(window, Qt.Key.Key_Escape)
    assert window.panel is None
    scan_keys(window, Command.CONFIRM)
    assert window.outcome_panel.shade is Shade.REFUSED
    assert names_in(window) == []


def test_another_scan_drops_the_card_and_counts(window: MainWindow, show: Show) -> None:
    show(UNSURE)
    scan_keys(window, number_of(5))
    assert window.panel is None
    assert names_in(window) == [""]


def test_f2_opens_the_form_with_what_was_read(window: MainWindow, show: Show) -> None:
    show(UNSURE)
    press(window, Qt.Key.Key_F2)
    form = window.panel
    assert isinstance(form, CardForm)
    assert (form.fields.number.text(), form.fields.name.text()) == (NUMBER, "王小明")
    assert form.fields.address.text() == CARD.address.value
    form.fields.name.setText("王晓明")
    form.confirm()
    assert names_in(window) == ["王晓明"]
    scan_keys(window, Command.CONFIRM)
    assert names_in(window) == ["王晓明"]


def test_a_missing_name_is_typed_next_to_its_picture(window: MainWindow, show: Show) -> None:
    panel = show(NAMELESS)
    assert panel is not None
    assert panel.stage is Stage.NAME
    send_stroke(window, "\r", 900_000)
    form = window.panel
    assert isinstance(form, CardForm)
    assert form.focusWidget() is form.fields.name


@pytest.mark.parametrize("verb", [Verb.PACK, Verb.LOCK, Verb.SETTINGS])
def test_whoever_turns_away_leaves_no_question_behind(
    window: MainWindow, show: Show, verb: Verb
) -> None:
    show(UNSURE)
    window.do(verb)
    assert window.panel is None
    assert window.workplace.desk._pending is None  # noqa: SLF001  # what a code would confirm
    assert names_in(window) == []


def test_the_language_turns_and_the_question_stays(window: MainWindow, show: Show) -> None:
    panel = show(UNSURE)
    window.do(Verb.LANGUAGE)
    assert window.panel is panel
    assert window.page is PageName.COLLECTING


def test_who_types_is_not_disturbed_by_a_card(window: MainWindow, show: Show) -> None:
    window.do(Verb.MANUAL)
    form = window.panel
    show(CARD)
    assert window.panel is form
    assert names_in(window) == []


def test_a_card_that_cannot_be_read_is_said_once(window: MainWindow, show: Show) -> None:
    for _ in range(3):
        picture = QImage(10, 10, QImage.Format.Format_RGB32)
        shot = DocumentShot(picture, problem=Refusal("two_cards_in_view"))
        window.devices.camera.documented.emit(shot)
    assert window.outcome_panel.answer.head == "画面里不止一张证件"
    assert window.history.rowCount() == 2


def test_a_passport_is_compared_by_its_name(window: MainWindow, show: Show) -> None:
    zone = MrzSeen(
        *(MrzKind.TD3, ("", ""), "P", "UTO", "UTO", "L898902C3", "1974-08-12", "2032-04-15"),
        *("F", "ERIKSSON", "ANNA MARIA"),
        checks=True,
    )
    shot = DocumentShot(shot_of(CARD).image, zone=zone, names=NAME_AT)
    window.devices.camera.documented.emit(shot)
    panel = window.panel
    assert isinstance(panel, CardReview)
    assert panel.review.name.value == "ERIKSSON ANNA MARIA"
    scan_keys(window, Command.CONFIRM)
    assert names_in(window) == ["ERIKSSON ANNA MARIA"]


# -- what is shown -------------------------------------------------------------------------------


def test_a_sure_number_is_masked_and_an_unsure_one_is_beside_its_picture() -> None:
    unsure = FieldSeen(NUMBER, FieldState.AMBER, "number_read_once", 0.9, NUMBER_AT)
    assert review_of(shot_of(CARD)).number.value == f"{NUMBER[:6]}********{NUMBER[-4:]}"
    assert review_of(shot_of(replace(CARD, number=unsure))).number.value == NUMBER


def test_the_birth_date_does_not_fill_in_what_the_mask_hides() -> None:
    values = [line.value for line in review_of(shot_of(CARD)).others]
    assert "1990" in values
    assert not any("1990-01" in value for value in values)


def test_contradictions_come_first() -> None:
    card = replace(CARD, sex=FieldSeen("女", FieldState.AMBER, "sex_disagrees"))
    assert review_of(shot_of(card)).others[0].why == "sex_disagrees"


def test_a_field_is_cut_out_upright_whichever_way_the_card_lies() -> None:
    image = shot_of(CARD).image
    image.setPixel(70, 45, 0xFFFF0000)
    for y in range(45, 50):
        for x in range(64, 70):
            image.setPixel(x, y, 0xFFFF0000)  # a red mark in the first corner of the name
    straight = crop_of(image, NAME_AT)
    turned = crop_of(image, (NAME_AT[2], NAME_AT[3], NAME_AT[0], NAME_AT[1]))
    assert straight is not None
    assert turned is not None

    def red_at(crop: QImage) -> float:
        reds = [
            x
            for x in range(crop.width())
            for y in range(0, crop.height(), 4)
            if crop.pixelColor(x, y).red() > 200 and crop.pixelColor(x, y).green() < 60
        ]
        return sum(reds) / len(reds) / crop.width()

    assert red_at(straight) < 0.3
    assert red_at(turned) > 0.7


@pytest.mark.parametrize("corners", [None, ((5.0, 5.0),) * 4])
def test_a_field_without_a_place_has_no_picture(corners: object) -> None:
    assert crop_of(shot_of(CARD).image, corners) is None  # type: ignore[arg-type]


def test_nothing_of_a_card_is_left_when_its_panel_is_gone(
    window: MainWindow, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = show(UNSURE)
    assert panel is not None
    with qtbot.waitSignal(panel.destroyed):
        scan_keys(window, OTHER_TUBE)
    assert not list(tmp_path.rglob("*.png"))
