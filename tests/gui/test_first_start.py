"""The first page and the sign-in page: by keyboard alone, refusals where they belong."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from samplepoint.domain.own_codes import BADGE_LENGTH
from samplepoint.domain.rounds import PRESETS, Order, SealRule
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal
from samplepoint.gui.models.staff_list import StaffList
from samplepoint.gui.pages.first_start import FirstStartPage
from samplepoint.gui.pages.sign_in import SignInPage
from samplepoint.services.first_start import (
    PRACTICE_PIN,
    FirstStart,
    FirstStartEntry,
    RulesEntry,
    check,
    parse_first_start,
)
from samplepoint.wording import Language, Wording
from tests.gui.pages_ground import BADGE, NUMBER, WORDS

TODAY = date(2026, 1, 12)
STAFF = (StaffMember("S2", "李", Role.SUPERVISOR), StaffMember("S1", "王", Role.REGISTRAR))


@pytest.fixture
def page(qtbot: QtBot) -> FirstStartPage:
    page = FirstStartPage(Wording(WORDS), "book", TODAY)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    return page


def begin(page: QWidget) -> None:
    """Press Ctrl+Enter."""
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def fill(page: FirstStartPage) -> None:
    """Fill in what has no proposal."""
    page.round_name.setText("第二轮")
    page.point_name.setText("西古城社区")
    page.supervisor.setText("李")
    page.pin.setText("2468")
    page.pin_again.setText("2468")


def test_a_round_begins_by_the_keyboard_alone(qtbot: QtBot, page: FirstStartPage) -> None:
    fill(page)
    with qtbot.waitSignal(page.chosen) as chosen:
        begin(page)
    first = chosen.args[0]
    assert isinstance(first, FirstStart)
    assert (first.plan.round_name, first.plan.pool_size) == ("第二轮", 10)
    assert (first.supervisor_name, first.pin, first.practice) == ("李", "2468", False)


def test_enter_goes_through_the_page_and_begins_at_its_end(
    qtbot: QtBot, page: FirstStartPage
) -> None:
    fill(page)
    with qtbot.waitSignal(page.chosen):
        for _step in range(40):
            if page.focusWidget() is page.practice_key:
                QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
            QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("missing", "word"),
    [("round_name", "轮次"), ("point_name", "采集点"), ("supervisor", "督导"), ("pin", "PIN")],
)
def test_what_is_missing_is_named_and_gone_to(
    qtbot: QtBot, page: FirstStartPage, missing: str, word: str
) -> None:
    fill(page)
    getattr(page, missing).clear()
    if missing == "pin":
        page.pin_again.clear()
    with qtbot.assertNotEmitted(page.chosen):
        begin(page)
    assert word in page.answer_strip.text
    assert page.focusWidget() is getattr(page, missing)


def test_two_pins_that_differ_are_refused(qtbot: QtBot, page: FirstStartPage) -> None:
    fill(page)
    page.pin_again.setText("2469")
    with qtbot.assertNotEmitted(page.chosen):
        begin(page)
    assert page.focusWidget() is page.pin_again


def test_another_pool_size_releases_the_usual_ones(page: FirstStartPage) -> None:
    page.focus(page.other_pool)
    QTest.keyClicks(page.other_pool, "7")
    assert page.rules.pool_size == 7
    page.focus(page.pool)
    QTest.keyClick(page.pool, Qt.Key.Key_Right)
    assert page.rules.pool_size == 20
    assert page.other_pool.text() == ""


def test_the_order_is_chosen_with_a_key(qtbot: QtBot, page: FirstStartPage) -> None:
    fill(page)
    page.focus(page.order)
    QTest.keyClick(page.order, Qt.Key.Key_2)
    with qtbot.waitSignal(page.chosen) as chosen:
        begin(page)
    assert chosen.args[0].plan.order is Order.PEOPLE_FIRST


def test_boxes_are_counted_unless_somebody_chooses_otherwise(
    qtbot: QtBot, page: FirstStartPage
) -> None:
    fill(page)
    with qtbot.waitSignal(page.chosen) as chosen:
        begin(page)
    assert chosen.args[0].plan.seal_rule is SealRule.COUNTED
    page.focus(page.seal_rule)
    QTest.keyClick(page.seal_rule, Qt.Key.Key_3)
    with qtbot.waitSignal(page.chosen) as chosen:
        begin(page)
    assert chosen.args[0].plan.seal_rule is SealRule.PROVED


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("T0001100037", "采集管"),
        ("BX000037", "运转箱"),
        (NUMBER, "证件"),
        ("SPCUNDO", "指令"),
        ("?", "没有看懂"),
    ],
)
def test_a_tried_code_is_told_for_what_it_is(page: FirstStartPage, code: str, word: str) -> None:
    page.focus(page.trial)
    QTest.keyClicks(page.trial, code)
    assert word in page._told.text()  # noqa: SLF001  # what the operator reads


def test_a_trial_follows_the_rules_that_are_written(page: FirstStartPage) -> None:
    page.focus(page.preset)
    QTest.keyClick(page.preset, Qt.Key.Key_5)
    page.tube_mask.setText("W#{6}")
    page.trial.setText("W000123")
    assert "采集管" in page._told.text()  # noqa: SLF001


def test_own_rules_that_cannot_be_read_are_gone_to(qtbot: QtBot, page: FirstStartPage) -> None:
    fill(page)
    page.focus(page.preset)
    QTest.keyClick(page.preset, Qt.Key.Key_5)
    page.box_mask.setText("BX#{")
    with qtbot.assertNotEmitted(page.chosen):
        begin(page)
    assert page.focusWidget() is page.box_mask


def test_practice_rehearses_what_stands_on_the_page(qtbot: QtBot, page: FirstStartPage) -> None:
    page.point_name.setText("体育馆南门")
    page.pool.choose(5)
    page.seal_rule.choose(SealRule.PROVED)
    with qtbot.waitSignal(page.chosen) as chosen:
        page.practise()
    plan = chosen.args[0].plan
    assert (plan.point_name, plan.pool_size) == ("体育馆南门", 5)
    assert plan.seal_rule is SealRule.PROVED


def test_practice_needs_nothing_filled_in(qtbot: QtBot, page: FirstStartPage) -> None:
    with qtbot.waitSignal(page.chosen) as chosen:
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_F8)
    first = chosen.args[0]
    assert first.practice
    check(first, TODAY)
    assert first.pin == PRACTICE_PIN


def test_the_page_speaks_the_other_language_at_once(qtbot: QtBot, page: FirstStartPage) -> None:
    with qtbot.waitSignal(page.language_chosen) as spoken:
        page._language.click()  # noqa: SLF001  # the one button without a key
    assert spoken.args == [Language.ENGLISH]
    assert "Begin" in page.begin_key.text()


def entry(**changes: str) -> FirstStartEntry:
    """Return a page that can begin, with some answers changed."""
    texts = {"round_name": "轮", "point_name": "点", "supervisor_name": "李", "registrars": ""}
    pins = {"pin": "2468", "pin_again": "2468"}
    masks = {"tube": "T#{10}", "box": "BX#{6}"} | changes
    known = {**texts, **pins, **{k: v for k, v in changes.items() if k not in ("tube", "box")}}
    return FirstStartEntry(
        known["round_name"],
        known["point_name"],
        RulesEntry(masks["tube"], masks["box"]),
        Order.TUBE_FIRST,
        known["supervisor_name"],
        known["pin"],
        known["pin_again"],
        known["registrars"],
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"round_name": " "}, "round_name_missing"),
        ({"supervisor_name": "　"}, "supervisor_name_missing"),
        ({"pin": "12", "pin_again": "12"}, "pin_shape"),
        ({"pin": "١٢٣٤", "pin_again": "١٢٣٤"}, "pin_shape"),
        ({"tube": "#{18}"}, "rule_like_document"),
        ({"tube": "BX#{6}"}, "rules_overlap"),
        ({"tube": "#"}, "mask_length"),
        ({"point_name": "\u202e点"}, "text_hidden_characters"),
    ],
)
def test_what_no_point_could_begin_with_is_refused(changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_first_start(entry(**changes), TODAY)
    assert refusal.value.code == code


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_can_begin(preset: object) -> None:
    masks = {"tube": str(getattr(preset, "tube", "")), "box": str(getattr(preset, "box", ""))}
    assert parse_first_start(entry(**masks), TODAY).plan.tube_rules[0].mask == masks["tube"]


def test_full_width_pins_are_digits_and_registrars_are_split() -> None:
    first = parse_first_start(
        entry(pin="２４６８", pin_again="2468", registrars="王、张 赵"), TODAY
    )
    assert first.pin == "2468"
    assert first.registrar_names == ("王", "张", "赵")
    assert "2468" not in repr(first)


@pytest.fixture
def sign_in(qtbot: QtBot) -> SignInPage:
    page = SignInPage(Wording(WORDS), STAFF)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    return page


def test_a_pin_is_for_the_chosen_member(qtbot: QtBot, sign_in: SignInPage) -> None:
    QTest.keyClick(sign_in.list, Qt.Key.Key_Down)
    QTest.keyClick(sign_in.list, Qt.Key.Key_Return)
    QTest.keyClicks(sign_in.pin, "1357")
    with qtbot.waitSignal(sign_in.pin_entered) as entered:
        QTest.keyClick(sign_in.pin, Qt.Key.Key_Return)
    assert entered.args == ["S1", "1357"]


def test_a_badge_typed_by_the_scanner_is_a_badge(qtbot: QtBot, sign_in: SignInPage) -> None:
    assert len(BADGE) == BADGE_LENGTH
    sign_in.focus(sign_in.pin)
    QTest.keyClicks(sign_in.pin, BADGE.lower())
    with qtbot.waitSignal(sign_in.badge_scanned) as scanned:
        QTest.keyClick(sign_in.pin, Qt.Key.Key_Return)
    assert scanned.args == [BADGE]
    assert sign_in.pin.text() == ""


def test_a_wrong_pin_is_said_and_typed_anew(sign_in: SignInPage) -> None:
    sign_in.pin.setText("1111")
    sign_in.refuse(Refusal("pin_wrong"))
    assert "PIN" in sign_in.answer_strip.text
    assert sign_in.pin.text() == ""
    assert sign_in.focusWidget() is sign_in.pin


def test_the_list_of_staff_is_a_sound_model(qtbot: QtBot) -> None:
    model = StaffList(Wording(WORDS), STAFF)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(STAFF[:1])
    model.speak()
    assert model.rowCount() == 1
