"""Which kinds of symbol may say what: a tube, a box, a command, a personal card, a document.

Owns what is usual, what a round may choose and what is never taken; refuses to know pixels and
masks. A camera sees every symbol around it, and some are weak: EAN and ITF read goods and ruled
lines as numbers, Code 39 has no check of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from samplepoint.domain.seen import CodeFormat
from samplepoint.errors import Refusal

_USUAL = (CodeFormat.CODE_128, CodeFormat.QR_CODE, CodeFormat.DATA_MATRIX)


class CodeUse(StrEnum):
    """What a code is for; each has its own rule. The value is a field of `SymbolRules`."""

    TUBE = "tube"
    BOX = "box"
    """Boxes, and the bags inside them."""
    OWN = "own"
    """What we print for the desk: commands, badges, seats, proofs of papers."""
    CARD = "card"
    """A printed card that holds a person."""
    DOCUMENT = "document"
    """A document's number in a symbol."""


PERMITTED: Mapping[CodeUse, tuple[CodeFormat, ...]] = {
    CodeUse.TUBE: (*_USUAL, CodeFormat.CODE_39),
    CodeUse.BOX: (*_USUAL, CodeFormat.CODE_39),
    CodeUse.OWN: _USUAL,
    CodeUse.CARD: _USUAL,
    CodeUse.DOCUMENT: (*_USUAL, CodeFormat.PDF_417, CodeFormat.CODE_39),
}
"""All that a round may allow. PDF417 is on documents alone; EAN, ITF and the like on nothing."""


class LabelSymbols(StrEnum):
    """The usual choices for what a round's tubes and boxes bear."""

    CODE_128 = "code_128"
    USUAL = "usual"
    WITH_CODE_39 = "with_code_39"
    """For labels printed elsewhere; without a check of its own, it must be seen once more."""


_LABELS: Mapping[LabelSymbols, tuple[CodeFormat, ...]] = {
    LabelSymbols.CODE_128: (CodeFormat.CODE_128,),
    LabelSymbols.USUAL: _USUAL,
    LabelSymbols.WITH_CODE_39: (*_USUAL, CodeFormat.CODE_39),
}


@dataclass(frozen=True, slots=True)
class SymbolRules:
    """The kinds of symbol that count, for each use."""

    tube: tuple[CodeFormat, ...] = _USUAL
    box: tuple[CodeFormat, ...] = _USUAL
    own: tuple[CodeFormat, ...] = _USUAL
    card: tuple[CodeFormat, ...] = _USUAL
    document: tuple[CodeFormat, ...] = (*_USUAL, CodeFormat.PDF_417)

    def __post_init__(self) -> None:
        """Refuse a rule that allows nothing, or what is too weak or never stands there.

        Raises:
            Refusal: `symbols_none`, `symbol_not_permitted`.
        """
        for use, permitted in PERMITTED.items():
            allowed = self.of(use)
            if not allowed:
                raise Refusal("symbols_none", use=str(use))
            for form in allowed:
                if form not in permitted:
                    values = {"use": str(use), "format": str(form), "allowed": listed(permitted)}
                    raise Refusal("symbol_not_permitted", **values)

    def of(self, use: CodeUse) -> tuple[CodeFormat, ...]:
        """Return what is allowed for a use."""
        allowed: tuple[CodeFormat, ...] = getattr(self, use)
        return allowed

    def demand(self, use: CodeUse, form: CodeFormat) -> None:
        """Refuse a symbol that does not count for a use.

        Raises:
            Refusal: `symbol_not_allowed`, with the kind of symbol and the rule.
        """
        allowed = self.of(use)
        if form not in allowed:
            values = {"use": str(use), "format": str(form), "allowed": listed(allowed)}
            raise Refusal("symbol_not_allowed", **values)

    def with_use(self, use: CodeUse, allowed: Iterable[CodeFormat]) -> SymbolRules:
        """Return the rules with others for one use, in the order in which all are written.

        Raises:
            Refusal: as the constructor says.
        """
        wanted = set(allowed)
        return replace(self, **{str(use): tuple(form for form in CodeFormat if form in wanted)})

    @property
    def labels(self) -> LabelSymbols | None:
        """Return the usual choice that tubes and boxes follow, None where they follow none."""
        for choice, forms in _LABELS.items():
            if set(forms) == set(self.tube) == set(self.box):
                return choice
        return None

    def with_labels(self, choice: LabelSymbols) -> SymbolRules:
        """Return the rules with a usual choice for tubes and boxes."""
        forms = _LABELS[choice]
        return self.with_use(CodeUse.TUBE, forms).with_use(CodeUse.BOX, forms)

    @classmethod
    def from_body(cls, body: Mapping[str, Iterable[str]]) -> SymbolRules:
        """Read rules back from a fact or a file; a use that is not there has its usual rule.

        Raises:
            Refusal: as the constructor says.
            ValueError: a kind of symbol that is not known here.
        """
        uses = [field.name for field in fields(cls)]
        found = {use: tuple(map(CodeFormat, body[use])) for use in uses if use in body}
        return cls(**found)


def listed(forms: Iterable[CodeFormat]) -> str:
    """Write kinds of symbol beside each other: their names are the same in every language."""
    return " / ".join(str(form) for form in forms)


def parse_rules(untrusted: Iterable[str]) -> SymbolRules:
    """Read `tube=Code128,Code39` and the like, as typed on a command line; the rest is usual.

    Raises:
        Refusal: `symbols_unreadable`, and as `SymbolRules` says.
    """
    rules = SymbolRules()
    for text in untrusted:
        use, forms = _parse_rule(text)
        rules = rules.with_use(use, forms)
    return rules


def _parse_rule(untrusted: str) -> tuple[CodeUse, tuple[CodeFormat, ...]]:
    use, _equals, names = untrusted.partition("=")
    by_name = {form.lower(): form for form in CodeFormat}
    forms = [by_name.get(name.strip().lower()) for name in names.split(",")]
    known = tuple(form for form in forms if form is not None)
    if use.strip() not in set(CodeUse) or len(known) != len(forms):
        raise Refusal("symbols_unreadable", text=untrusted[:40])
    return CodeUse(use.strip()), known
