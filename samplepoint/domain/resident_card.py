"""What may be believed of an identity card that was looked at more than once.

Owns the cross-checks between looks and between fields; refuses to know pictures and engines.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from samplepoint.domain import resident_id
from samplepoint.domain.card_doubts import Doubt
from samplepoint.domain.card_number import NumberFound, Proof, find_number
from samplepoint.domain.documents import DocumentType, kind_of_eighteen
from samplepoint.domain.ethnicities import known_ethnicity, likely_ethnicity
from samplepoint.domain.people import clean_name, clean_text
from samplepoint.domain.resident_id import ResidentNumber, Sex
from samplepoint.domain.seen import CardKind, CardSeen, Corners, FieldSeen, FieldState
from samplepoint.errors import Refusal

GATE: Final = 0.80
"""The smallest probability of any character that may be believed without asking."""
_AT_A_LOSS: Final = 0.5
"""A look whose weakest character is below this speaks against what the others gave."""

_KINDS: Final = {
    DocumentType.RESIDENT_ID: CardKind.RESIDENT,
    DocumentType.HMT_RESIDENCE: CardKind.RESIDENCE_PERMIT,
    DocumentType.FOREIGN_RESIDENCE: CardKind.FOREIGN_RESIDENT,
}
_SEXES: Final = {"男": Sex.MALE, "女": Sex.FEMALE}
_DATE: Final = re.compile(r"(?<!\d)(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d)")
_DOT: Final = "·"
# Every dot that an engine gives for the one in a name; a full stop never ends a name.
_DOTS: Final = dict.fromkeys(map(ord, "•‧∙⋅・･.。．●*"), _DOT)
_LONGEST_WITHOUT_DOT: Final = 6
_LEAST_HAN: Final = 4
"""Chinese characters in an address: a province and a place."""
_HAN: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF), (0x3007, 0x3007))


@dataclass(frozen=True, slots=True)
class FieldRead:
    """What one look gave for one field: untrusted text, its weakest character, its place."""

    text: str = ""
    weakest: float = 0.0
    corners: Corners | None = None
    has_gap: bool = False
    """Between, before or after the characters is room for another one."""


_NOTHING: Final = FieldRead()


_MISREAD = frozenset(
    {Doubt.ETHNICITY_UNKNOWN, Doubt.DIFFER, Doubt.SEX_DISAGREES, Doubt.BIRTH_DISAGREES}
)


@dataclass(frozen=True, slots=True)
class CardRead:
    """What one look at a card gave; a field that was not found is empty."""

    number: FieldRead = _NOTHING
    name: FieldRead = _NOTHING
    sex: FieldRead = _NOTHING
    ethnicity: FieldRead = _NOTHING
    birth: FieldRead = _NOTHING
    address: FieldRead = _NOTHING


def judge(looks: Sequence[CardRead], today: date, kind: CardKind = CardKind.RESIDENT) -> CardSeen:
    """Weigh what several looks at one card gave; the first look is the most careful one.

    Nothing is green that only one look gave. `kind` is what the layout says; the number, where
    it holds, knows better.
    """
    number = _number([look.number for look in looks], today)
    told = _told(number, today)
    if told is not None:
        kind = _KINDS[kind_of_eighteen(told.number)]
    birth = _birth([look.birth for look in looks], told)
    sex = _sex([look.sex for look in looks], told)
    if FieldState.RED in (birth.state, sex.state) and number.state is FieldState.GREEN:
        number = _doubted(number, birth, sex)
    ethnicity = _ethnicity([look.ethnicity for look in looks], kind)
    address = _address([look.address for look in looks], kind)
    name = _name([look.name for look in looks], kind)
    if name.state is FieldState.GREEN and _misleads(sex, ethnicity, birth, address):
        name = _amber(name, Doubt.OTHERS_MISREAD)
    return CardSeen(number, name, sex, ethnicity, birth, address, kind)


def _misleads(*others: FieldSeen) -> bool:
    """Tell whether a picture made the reader err for certain, in a field that can be proved wrong.

    Such a picture gives a name of look-alike characters twice and surely: nothing proves a name.
    """
    return any(one.why in _MISREAD for one in others)


def unlabelled(number: FieldSeen) -> FieldSeen:
    """Doubt a number beside which no label of a card was read."""
    is_proved = number.state is FieldState.GREEN
    return _amber(number, Doubt.NUMBER_WITHOUT_CARD) if is_proved else number


def _number(reads: Sequence[FieldRead], today: date) -> FieldSeen:
    found = [(find_number(read.text, today), read) for read in reads]
    proved = [(number, read) for number, read in found if number and _is_proved(number)]
    votes = Counter(number.number for number, _ in proved)
    if not votes:
        return _unproved_number([(number, read) for number, read in found if number])
    (best, count), *others = votes.most_common()
    same = [(number, read) for number, read in proved if number.number == best]
    surest = max((read for _, read in same), key=lambda read: read.weakest)
    seen = FieldSeen(best, FieldState.GREEN, "", surest.weakest, _place(reads))
    if others and others[0][1] == count:
        return replace(seen, state=FieldState.RED, why=Doubt.NUMBER_CONFLICT)
    if others:
        return _amber(seen, Doubt.NUMBER_CONFLICT)
    if count == 1:
        is_alike = same[0][0].proof is Proof.ALIKE
        return _amber(seen, Doubt.NUMBER_LOOK_ALIKES if is_alike else Doubt.NUMBER_READ_ONCE)
    return seen if surest.weakest >= GATE else _amber(seen, Doubt.UNSURE)


def _is_proved(number: NumberFound) -> bool:
    return number.proof in (Proof.CHECKED, Proof.ALIKE)


def _unproved_number(found: Sequence[tuple[NumberFound, FieldRead]]) -> FieldSeen:
    """Weigh numbers that prove nothing: only an old one that two looks agree on may be taken."""
    for proof, why in (
        (Proof.OLD, Doubt.NUMBER_OLD),
        (Proof.WRONG, Doubt.NUMBER_CHECK),
        (Proof.PART, Doubt.NUMBER_PART),
    ):
        same = [(number.number, read) for number, read in found if number.proof is proof]
        if same:
            value, read = same[0]
            seen = FieldSeen(value, FieldState.RED, why, read.weakest, read.corners)
            is_agreed = len([other for other, _ in same if other == value]) > 1
            return _amber(seen, why) if proof is Proof.OLD and is_agreed else seen
    return FieldSeen(why=Doubt.NUMBER_NOT_READ)


def _told(number: FieldSeen, today: date) -> ResidentNumber | None:
    if number.state is FieldState.RED or not number.value.rstrip("X").isdigit():
        return None
    return resident_id.parse(number.value, today)


def _doubted(number: FieldSeen, birth: FieldSeen, sex: FieldSeen) -> FieldSeen:
    """Take back a number that the card's own print contradicts."""
    is_born_otherwise = birth.why == Doubt.BIRTH_DISAGREES
    is_other_sex = sex.why == Doubt.SEX_DISAGREES
    return _amber(number, Doubt.NUMBER_DISAGREES) if is_born_otherwise or is_other_sex else number


def _birth(reads: Sequence[FieldRead], told: ResidentNumber | None) -> FieldSeen:
    printed = [(_date_in(read.text), read) for read in reads]
    dates = [(day, read) for day, read in printed if day]
    if told is None:
        return _alone(dates, Doubt.BIRTH_UNPROVED)
    proved = told.birth_date.isoformat()
    return _against(proved, dates, "birth")


def _sex(reads: Sequence[FieldRead], told: ResidentNumber | None) -> FieldSeen:
    printed = [(char, read) for read in reads for char in read.text if char in _SEXES]
    if told is None:
        return _alone(printed, Doubt.SEX_UNPROVED)
    proved = "男" if told.sex is Sex.MALE else "女"
    return _against(proved, printed, "sex")


def _alone(values: Sequence[tuple[str, FieldRead]], why: Doubt) -> FieldSeen:
    """Show what is printed where there is no number to prove it."""
    if not values:
        return FieldSeen()
    value, read = values[0]
    return FieldSeen(value, FieldState.AMBER, why, read.weakest, read.corners)


def _against(proved: str, values: Sequence[tuple[str, FieldRead]], field: str) -> FieldSeen:
    """Compare what is printed with what the number tells, which stays the value."""
    for value, read in values:
        if value == proved:
            return FieldSeen(proved, FieldState.GREEN, "", read.weakest, read.corners)
    unread, disagrees = Doubt(f"{field}_from_number"), Doubt(f"{field}_disagrees")
    seen = FieldSeen(proved, FieldState.AMBER, unread)
    if not values:
        return seen
    value, read = values[0]
    seen = replace(seen, weakest=read.weakest, corners=read.corners)
    is_sure = [other for other, _ in values].count(value) > 1 and read.weakest >= GATE
    return replace(
        seen,
        value=value if is_sure else proved,
        state=FieldState.RED if is_sure else FieldState.AMBER,
        why=disagrees if is_sure else unread,
    )


def _date_in(text: str) -> str:
    match = _DATE.search(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is None:
        return ""
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return ""


def _name(reads: Sequence[FieldRead], kind: CardKind) -> FieldSeen:
    is_foreign = kind is CardKind.FOREIGN_RESIDENT
    tidied = [
        replace(read, text=_latin(read.text) if is_foreign else _tidy_name(read.text))
        for read in reads
        if read.text.strip()
    ]
    seen = _agreed(tidied)
    if not seen.value:
        return seen
    try:
        clean_name(seen.value)
    except Refusal:
        return replace(seen, state=FieldState.RED, why=Doubt.NAME_UNUSABLE)
    if is_foreign:
        # Whether there is a blank between two Latin names, an engine does not know.
        return _amber(seen, Doubt.NAME_LATIN) if seen.state is FieldState.GREEN else seen
    if not _is_written_name(seen.value):
        return _amber(seen, Doubt.NAME_CHARACTERS)
    if _DOT not in seen.value and len(seen.value) > _LONGEST_WITHOUT_DOT:
        return _amber(seen, Doubt.NAME_DOT)
    return _amber(seen, Doubt.NAME_GAP) if any(read.has_gap for read in tidied) else seen


def _ethnicity(reads: Sequence[FieldRead], kind: CardKind) -> FieldSeen:
    if kind is not CardKind.RESIDENT:
        return FieldSeen("", FieldState.GREEN, "", 1.0)
    texts = [replace(read, text=_han(read.text)) for read in reads if read.text.strip()]
    known = [(name, read) for read in texts if (name := known_ethnicity(read.text))]
    if known:
        value, read = known[0]
        seen = FieldSeen(value, FieldState.GREEN, "", read.weakest, read.corners)
        if any(name != value for name, _ in known):
            return _amber(seen, Doubt.DIFFER)
        # In a closed list two looks that agree prove as much as one that is sure.
        is_sure = len(known) > 1 or read.weakest >= GATE
        return seen if is_sure else _amber(seen, Doubt.UNSURE)
    for read in texts:
        if read.text:
            value = likely_ethnicity(read.text) or read.text
            return FieldSeen(
                value, FieldState.AMBER, Doubt.ETHNICITY_UNKNOWN, read.weakest, read.corners
            )
    return FieldSeen()


def _address(reads: Sequence[FieldRead], kind: CardKind) -> FieldSeen:
    if kind is CardKind.FOREIGN_RESIDENT:
        return FieldSeen("", FieldState.GREEN, "", 1.0)
    tidied = [replace(read, text="".join(read.text.split())) for read in reads if read.text.strip()]
    seen = _agreed(tidied)
    if not seen.value:
        return seen
    try:
        clean_text(seen.value)
    except Refusal:
        return replace(seen, state=FieldState.RED, why=Doubt.ADDRESS_UNUSABLE)
    if len(_han(seen.value)) < _LEAST_HAN:
        return _amber(seen, Doubt.ADDRESS_SHORT)
    return _amber(seen, Doubt.ADDRESS_GAP) if any(read.has_gap for read in tidied) else seen


def _agreed(reads: Sequence[FieldRead]) -> FieldSeen:
    """Believe a text that all looks gave alike: in two of them no character is below the gate.

    A third look may be a little weaker, as a strip cut too narrow is, but not at a loss.
    """
    if not reads:
        return FieldSeen()
    sure: dict[str, list[float]] = {}
    for read in reads:
        sure.setdefault(read.text, []).append(read.weakest)
    value = max(sure, key=lambda text: (len(sure[text]), max(sure[text])))
    proofs = sorted(sure[value], reverse=True)
    weakest = proofs[min(1, len(proofs) - 1)] if proofs[-1] >= _AT_A_LOSS else proofs[-1]
    seen = FieldSeen(value, FieldState.GREEN, "", weakest, _place(reads))
    if len(sure) > 1:
        return _amber(seen, Doubt.DIFFER)
    if len(sure[value]) == 1:
        return _amber(seen, Doubt.READ_ONCE)
    return seen if seen.weakest >= GATE else _amber(seen, Doubt.UNSURE)


def _place(reads: Sequence[FieldRead]) -> Corners | None:
    return next((read.corners for read in reads if read.corners), None)


def _amber(seen: FieldSeen, why: Doubt) -> FieldSeen:
    return replace(seen, state=FieldState.AMBER, why=why)


def _tidy_name(text: str) -> str:
    """Return a name without blanks, with the one dot that cards print."""
    return "".join(text.split()).translate(_DOTS).strip(_DOT)


def _latin(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _han(text: str) -> str:
    return "".join(char for char in text if _is_han(char))


def _is_han(char: str) -> bool:
    # By range: this Python's tables are older than some characters on new cards.
    return any(first <= ord(char) <= last for first, last in _HAN)


def _is_written_name(name: str) -> bool:
    """Tell whether a name is one that a card of Chinese characters prints."""
    parts = name.split(_DOT)
    return len(name) > 1 and all(part and all(map(_is_han, part)) for part in parts)
