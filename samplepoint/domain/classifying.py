"""From a reading to what it means at a desk: a person, a tube, a box, a badge, a command.

Owns the order of the questions and the reasons why a text means nothing; refuses to change
anything. A code is never repaired by guessing: what is not exactly right is asked for again.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from samplepoint.domain import own_codes, resident_id
from samplepoint.domain.codes import BoxCode, TubeCode, normalise
from samplepoint.domain.documents import Document, recognise
from samplepoint.domain.own_codes import Command, OwnPaper
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Quality, Reading
from samplepoint.domain.rounds import RoundPlan
from samplepoint.errors import Refusal

_LONGEST_SPLIT = 80
_SHORTEST_PART = 3
_SHOWN = 24
OWN_HANDOVER_SHEET = "own_handover_sheet"
OWN_BOX_PROOF = "own_box_proof"
OWN_RECEIPT = "own_receipt"
ANSWERED_PAPERS = frozenset({OWN_HANDOVER_SHEET, OWN_BOX_PROOF, OWN_RECEIPT})
"""Papers of ours of which the book knows more than their name."""
_PAPERS = {
    OwnPaper.HANDOVER_SHEET: OWN_HANDOVER_SHEET,
    OwnPaper.BOX_PROOF: OWN_BOX_PROOF,
    OwnPaper.MANIFEST: "own_manifest",
    OwnPaper.PRINTER_TEST: "own_printer_test",
    OwnPaper.RECEIPT: OWN_RECEIPT,
}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A text that means nothing here, and why (a code of the wording catalogue)."""

    code: str
    shown: str
    """The first characters, safe to show: no control or bidi characters."""


@dataclass(frozen=True, slots=True)
class Badge:
    """The text of a staff badge; whether it is known only the key file can tell."""

    text: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat at this station to switch to."""

    name: str


@dataclass(frozen=True, slots=True)
class TubeScan:
    """A code that follows a tube rule of the round."""

    code: TubeCode


@dataclass(frozen=True, slots=True)
class BoxScan:
    """A code that follows a box rule of the round."""

    code: BoxCode


Meaning = Document | Person | TubeScan | BoxScan | Badge | Command | Seat | Unknown


def classify(reading: Reading, plan: RoundPlan, today: date) -> Meaning:
    """Say what a reading means; never raises, whatever the text holds."""
    code = normalise(reading.text)
    if reading.quality is Quality.GAP:
        return Unknown("scan_with_gap", shown(code))
    if reading.quality is Quality.OVERLONG:
        return Unknown("scan_too_long", shown(code))
    if not code:
        return Unknown("scan_empty", "")
    try:
        exact = _exact(code, plan, today) or _own_paper(code)
        return exact or Unknown(_reason(code, plan, today), shown(code))
    except Refusal as refusal:
        return Unknown(refusal.code, shown(code))


def _exact(code: str, plan: RoundPlan, today: date) -> Meaning | None:
    """Return the one meaning of a clean code, None when it has none, a Refusal when half one."""
    if seat := own_codes.parse_seat(code):
        return Seat(seat)
    if command := own_codes.parse_command(code):
        return command
    if own_codes.looks_like_badge(code):
        return Badge(code)
    if tube := plan.tube(code):
        return TubeScan(tube)
    if box := plan.box(code):
        return BoxScan(box)
    if code.startswith(own_codes.CARD_PREFIX) and len(code) > own_codes.BADGE_LENGTH:
        return own_codes.parse_card(code, today)
    return recognise(code, today)


def _own_paper(code: str) -> Unknown | None:
    """Call a paper of ours by its name: its code is whole, only nothing is done with it here."""
    found = own_codes.parse_paper(code)
    if found is None:
        return None
    paper, number = found
    return Unknown(_PAPERS[paper], shown(number or code))


def _reason(code: str, plan: RoundPlan, today: date) -> str:
    """Name the likeliest cause, so that the registrar knows what to do now."""
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in code):
        return "scan_control_characters"
    if "://" in code:
        return "scan_web_address"
    if any(char.isdigit() and not char.isascii() for char in code):
        return "scan_foreign_digits"
    if any(char.isalpha() and not char.isascii() for char in code):
        return "scan_foreign_letters"
    if _is_run_together(code, plan, today):
        return "codes_run_together"
    if _lost_a_character(code, plan, today):
        return "scan_lost_character"
    if code.isdigit() and resident_id.OLD_LENGTH <= len(code) + 1 < resident_id.LENGTH + 3:
        return "id_length"
    return "scan_not_understood"


def _is_run_together(code: str, plan: RoundPlan, today: date) -> bool:
    if len(code) > _LONGEST_SPLIT:
        return False
    splits = range(_SHORTEST_PART, len(code) - _SHORTEST_PART + 1)
    return any(_means(code[:at], plan, today) and _means(code[at:], plan, today) for at in splits)


def _lost_a_character(code: str, plan: RoundPlan, today: date) -> bool:
    """Tell whether one of the round's literal first characters makes it whole."""
    rules = (*plan.tube_rules, *plan.box_rules)
    firsts = {rule.mask[0] for rule in rules if rule.mask[0].isalnum()}
    return any(_means(first + code, plan, today) for first in firsts)


def _means(part: str, plan: RoundPlan, today: date) -> bool:
    try:
        return _exact(part, plan, today) is not None
    except Refusal:
        return False


def shown(untrusted: str) -> str:
    """Return at most 24 printable characters of a text, the rest as dots."""
    safe = "".join(char if char.isprintable() else "\u00b7" for char in untrusted[:_SHOWN])
    return safe + ("…" if len(untrusted) > _SHOWN else "")
