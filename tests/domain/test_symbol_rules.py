"""Which symbols may say what: usual rules, what a round may choose, what is never taken."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.code_sight import judge
from samplepoint.domain.codes import CodeRule
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry, parse_entry
from samplepoint.domain.own_codes import Command, card_code
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.seen import ACCEPTED_FORMATS, CodeFormat, CodeSeen, Corners
from samplepoint.domain.symbol_rules import (
    PERMITTED,
    CodeUse,
    LabelSymbols,
    SymbolRules,
    parse_rules,
)
from samplepoint.errors import Refusal
from tests.desk.words import person

TODAY = date(2026, 1, 12)
PLACE: Corners = ((0.0, 0.0), (9.0, 0.0), (9.0, 5.0), (0.0, 5.0))
PLAN = RoundPlan("R1", "轮", "点")
NUMBER = person(1)
SAID = {
    CodeUse.TUBE: "T0001100021",
    CodeUse.BOX: "BX001104",
    CodeUse.OWN: str(Command.UNDO),
    CodeUse.CARD: card_code(
        parse_entry(PersonEntry(DocumentType.RESIDENT_ID, NUMBER, "王小明"), TODAY, "LS00000001")
    ),
    CodeUse.DOCUMENT: NUMBER,
}
"""What a symbol may say for each use."""
FORMS = st.sampled_from(CodeFormat)
USES = st.sampled_from(CodeUse)


def seen(text: str, form: CodeFormat) -> CodeSeen:
    return CodeSeen(form, text, PLACE)


def kind_of(text: str, form: CodeFormat, plan: RoundPlan = PLAN) -> str:
    return judge(seen(text, form), plan, TODAY).kind


def why_not(text: str, form: CodeFormat, plan: RoundPlan = PLAN) -> Refusal:
    why = judge(seen(text, form), plan, TODAY).why
    assert why is not None
    return why


@pytest.mark.parametrize("use", CodeUse)
def test_what_usually_counts_for_each_use(use: CodeUse) -> None:
    counts = {form for form in CodeFormat if kind_of(SAID[use], form)}
    usual = {CodeFormat.CODE_128, CodeFormat.QR_CODE, CodeFormat.DATA_MATRIX}
    assert counts == (usual | {CodeFormat.PDF_417} if use is CodeUse.DOCUMENT else usual)


@given(use=USES, form=FORMS)
def test_what_is_not_allowed_is_refused_with_its_kind_and_the_rule(
    use: CodeUse, form: CodeFormat
) -> None:
    if form in PLAN.symbols.of(use):
        assert judge(seen(SAID[use], form), PLAN, TODAY).why is None
        return
    why = why_not(SAID[use], form)
    assert why.code == "symbol_not_allowed"
    assert why.values["use"] == use
    assert why.values["format"] == form
    assert set(str(why.values["allowed"]).split(" / ")) == set(PLAN.symbols.of(use))


def test_code_39_is_a_tube_only_where_the_round_says_so() -> None:
    with_39 = replace(PLAN, symbols=SymbolRules().with_labels(LabelSymbols.WITH_CODE_39))
    assert kind_of("T0001100021", CodeFormat.CODE_39) == ""
    assert kind_of("T0001100021", CodeFormat.CODE_39, with_39) == "tube"
    assert kind_of("BX001104", CodeFormat.CODE_39, with_39) == "box"
    assert kind_of(str(Command.UNDO), CodeFormat.CODE_39, with_39) == ""


def test_goods_are_no_tubes_even_where_tubes_have_thirteen_digits() -> None:
    digits = replace(PLAN, tube_rules=(CodeRule("#{13}"),))
    assert kind_of("4006381333931", CodeFormat.CODE_128, digits) == "tube"
    assert why_not("4006381333931", CodeFormat.EAN_13, digits).code == "symbol_not_allowed"
    assert why_not("4006381333931", CodeFormat.EAN_13).code == "code_not_accepted"


def test_a_text_that_fits_nothing_keeps_its_own_reason() -> None:
    assert why_not("T000110002", CodeFormat.CODE_128).code == "scan_not_understood"
    assert why_not("0001100021", CodeFormat.CODE_39).code == "scan_lost_character"


def test_a_code_without_a_text_says_so() -> None:
    blank = CodeSeen(CodeFormat.QR_CODE, "", PLACE, problem="code_text_unreadable")
    why = judge(blank, PLAN, TODAY).why
    assert why is not None
    assert why.code == "code_text_unreadable"


@given(use=USES, forms=st.sets(FORMS))
def test_a_round_can_allow_what_is_permitted_and_nothing_else(
    use: CodeUse, forms: set[CodeFormat]
) -> None:
    if forms and forms <= set(PERMITTED[use]):
        assert set(SymbolRules().with_use(use, forms).of(use)) == forms
    else:
        with pytest.raises(Refusal, match=r"symbols_none|symbol_not_permitted"):
            SymbolRules().with_use(use, forms)


def test_what_is_never_accepted_is_permitted_nowhere() -> None:
    assert {form for forms in PERMITTED.values() for form in forms} == ACCEPTED_FORMATS
    of_labels = (*PERMITTED[CodeUse.TUBE], *PERMITTED[CodeUse.BOX])
    assert CodeFormat.PDF_417 not in of_labels


@pytest.mark.parametrize("choice", LabelSymbols)
def test_a_usual_choice_is_known_again(choice: LabelSymbols) -> None:
    rules = SymbolRules().with_labels(choice)
    assert rules.labels is choice
    assert rules.document == SymbolRules().document
    mixed = rules.with_use(CodeUse.BOX, (CodeFormat.QR_CODE,))
    assert mixed.labels is None


def test_a_plan_keeps_its_rules_and_an_older_one_has_the_usual() -> None:
    plan = replace(PLAN, symbols=parse_rules(["tube=code128", "document=QRCode, PDF417"]))
    body = json.loads(json.dumps(plan.to_body()))
    assert RoundPlan.from_body(body) == plan
    del body["symbols"]
    assert RoundPlan.from_body(body).symbols == SymbolRules()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"tube": ["EAN13"]}, "symbol_not_permitted"),
        ({"tube": ["Code129"]}, "plan_unreadable"),
        ({"tube": []}, "symbols_none"),
        ({"tube": 7}, "plan_unreadable"),
    ],
)
def test_a_plan_with_rules_that_cannot_be_is_refused(body: object, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        RoundPlan.from_body({**PLAN.to_body(), "symbols": body})


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("tube=Code128,Code39", ""),
        ("tube=", "symbols_unreadable"),
        ("tube", "symbols_unreadable"),
        ("pipe=Code128", "symbols_unreadable"),
        ("tube=Code128,Nothing", "symbols_unreadable"),
        ("tube=PDF417", "symbol_not_permitted"),
        ("box=ITF", "symbol_not_permitted"),
    ],
)
def test_rules_as_typed(typed: str, code: str) -> None:
    if not code:
        assert parse_rules([typed]).tube == (CodeFormat.CODE_128, CodeFormat.CODE_39)
        return
    with pytest.raises(Refusal, match=code):
        parse_rules([typed])
