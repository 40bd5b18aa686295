"""What an eye saw in a picture: codes, the fields of a card, a machine-readable zone.

Owns the shape of it; refuses to know cameras, pixels and how anything was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from samplepoint.errors import SamplepointError

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
"""Top left, top right, bottom right, bottom left of what was read, in pixels of the picture."""


class CodeFormat(StrEnum):
    """The kinds of symbol that can be told apart; not all of them are accepted."""

    CODE_128 = "Code128"
    CODE_39 = "Code39"
    QR_CODE = "QRCode"
    DATA_MATRIX = "DataMatrix"
    PDF_417 = "PDF417"
    EAN_13 = "EAN13"
    EAN_8 = "EAN8"
    UPC_A = "UPCA"
    UPC_E = "UPCE"
    ITF = "ITF"
    CODE_93 = "Code93"
    CODABAR = "Codabar"
    AZTEC = "Aztec"
    OTHER = "Other"


ACCEPTED_FORMATS = frozenset(
    {
        CodeFormat.CODE_128,
        CodeFormat.CODE_39,
        CodeFormat.QR_CODE,
        CodeFormat.DATA_MATRIX,
        CodeFormat.PDF_417,
    }
)
"""What tubes, boxes, cards and documents carry. The others are named, never taken: EAN and ITF
read goods and ruled lines as numbers."""


class Way(StrEnum):
    """How a code was found: what was read from a worked-over picture never counts alone."""

    DIRECT = "direct"
    """In the picture as it came."""
    CROPPED = "cropped"
    """In an upright, enlarged piece of it, where something code-like was localised."""
    REWORKED = "reworked"
    """In the whole picture, enlarged, smoothed and sharpened; on a still."""
    SECOND_READER = "second_reader"
    """By the other reader, on a still."""


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """One symbol: its untrusted text, where it is, how it was found."""

    format: CodeFormat
    text: str
    corners: Corners
    way: Way = Way.DIRECT
    problem: str = ""
    """Why there is no text although the symbol was read: a code of the wording catalogue."""

    @property
    def is_accepted(self) -> bool:
        """Tell whether this kind of symbol is one that a desk takes, and its text is known."""
        return self.format in ACCEPTED_FORMATS and not self.problem


class FieldState(StrEnum):
    """How far a field of a card may be believed."""

    GREEN = "green"
    """Proved: by a check digit, by agreement of two readings, by another field."""
    AMBER = "amber"
    """Readable but unproved: a person compares it with the picture, and one key takes it."""
    RED = "red"
    """Not readable, or contradicted by another field: to be typed."""


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """One field as it was read.

    `why` is the reason it is not green, a code of the wording catalogue; "" when it is green.
    `weakest` is the smallest probability of any of its characters, 0 to 1.
    """

    value: str = ""
    state: FieldState = FieldState.RED
    why: str = "field_not_found"
    weakest: float = 0.0
    corners: Corners | None = None


class CardKind(StrEnum):
    """The cards whose layout is known."""

    RESIDENT = "resident"
    """居民身份证, second generation."""
    RESIDENCE_PERMIT = "residence_permit"
    """港澳台居民居住证: the same layout without 民族."""
    FOREIGN_RESIDENT = "foreign_resident"
    """外国人永久居留身份证."""


@dataclass(frozen=True, slots=True)
class CardSeen:
    """The front of an identity card."""

    number: FieldSeen
    name: FieldSeen = field(default_factory=FieldSeen)
    sex: FieldSeen = field(default_factory=FieldSeen)
    ethnicity: FieldSeen = field(default_factory=FieldSeen)
    birth: FieldSeen = field(default_factory=FieldSeen)
    """YYYY-MM-DD."""
    address: FieldSeen = field(default_factory=FieldSeen)
    kind: CardKind = CardKind.RESIDENT
    corners: Corners | None = None
    """The card's own edges in the picture, where its layout told them."""


class MrzKind(StrEnum):
    """The sizes of ICAO 9303: cards (three lines of 30), TD2 (two of 36), passports (two of 44)."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"


@dataclass(frozen=True, slots=True)
class MrzSeen:
    """A machine-readable zone; dates are YYYY-MM-DD, `checks` whether every check digit is right.

    The name has no check digit: it is always confirmed by eye.
    """

    kind: MrzKind
    lines: tuple[str, ...]
    document: str
    """The first two characters without filler: P, PO, C, CT, I ..."""
    issuer: str
    nationality: str
    number: str
    birth: str
    expiry: str
    sex: str
    surname: str
    given: str
    checks: bool


@dataclass(frozen=True, slots=True)
class PictureSeen:
    """Everything that was read from one picture, and why it could not be read when it could not."""

    codes: tuple[CodeSeen, ...] = ()
    card: CardSeen | None = None
    mrz: MrzSeen | None = None
    problem: SamplepointError | None = None
    notes: tuple[str, ...] = ()
    """What happened to the picture before it was read: codes of the wording catalogue."""
