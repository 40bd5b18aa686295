"""Invented people, numbers and codes for properties: sequences 000 and 999 are never issued."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from samplepoint.domain.codes import LONGEST_CODE, CodeRule
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry, parse_entry
from samplepoint.domain.people import Person, Relation
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.rounds import PRESETS, RoundPlan
from samplepoint.errors import Refusal

TODAY = date(2026, 1, 12)
PLANS = [
    RoundPlan("R", "轮", "点", 10, tube_rules=(CodeRule(p.tube),), box_rules=(CodeRule(p.box),))
    for p in PRESETS
]
PLAN = PLANS[0]
PROVINCES = ("11", "13", "31", "44", "46", "50", "65", "71", "81", "82", "83", "91")

births = st.dates(date(1900, 1, 1), TODAY)
texts = st.text(st.characters(), max_size=60)
"""Any text at all: controls, surrogates, every script."""
clean_texts = st.text(
    st.characters(exclude_categories=("C", "Z")) | st.sampled_from("𠮷𬭎·・ =+@-"), max_size=20
)


@st.composite
def citizens(draw: st.DrawFn) -> str:
    """Draw a right 18-digit number."""
    area = draw(st.sampled_from(PROVINCES)) + draw(st.from_regex(r"[0-9]{4}", fullmatch=True))
    seventeen = f"{area}{draw(births):%Y%m%d}{draw(st.sampled_from(['000', '999']))}"
    return seventeen + check_digit(seventeen)


@st.composite
def old_citizens(draw: st.DrawFn) -> str:
    """Draw a right 15-digit number."""
    born = draw(st.dates(date(1900, 1, 1), date(1999, 12, 31)))
    sequence = draw(st.sampled_from(["000", "999"]))
    return f"{draw(st.sampled_from(PROVINCES[:6]))}0102{born:%y%m%d}{sequence}"


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Draw a person as a filled form brings one."""
    kind = draw(st.sampled_from([DocumentType.RESIDENT_ID, DocumentType.PASSPORT, "NONE"]))
    number = draw(citizens()) if kind == DocumentType.RESIDENT_ID else f"UTO{draw(births):%y%m%d}"
    entry = PersonEntry(
        DocumentType(kind),
        number,
        f"王{draw(clean_texts)}",
        draw(st.sampled_from(Relation)),
        address=draw(clean_texts),
        community=draw(clean_texts),
        remark=draw(clean_texts),
    )
    return parse_entry(entry, TODAY, "LS00000001")


def _read(mask: str) -> CodeRule | None:
    try:
        return CodeRule(mask)
    except Refusal:
        return None


_elements = st.builds(
    "{}{}".format,
    st.sampled_from("#@*TBX0179"),
    st.sampled_from(["", "", "{2}", "{3}", "{1,4}", "{4,9}"]),
)
rules = (
    st.lists(_elements, min_size=1, max_size=LONGEST_CODE // 4)
    .map("".join)
    .map(_read)
    .filter(lambda rule: rule is not None)
)
"""Readable masks of every mixture of digits, letters and literals."""
