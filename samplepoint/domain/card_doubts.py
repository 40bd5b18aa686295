"""Why a field of a card is not green: the closed list of reasons.

Owns the codes; refuses to hold their words (see `wording`).
"""

from __future__ import annotations

from enum import StrEnum


class Doubt(StrEnum):
    """Reasons of amber and red: keys of the wording catalogue."""

    NOT_FOUND = "field_not_found"
    GLARE = "field_glare"
    CUT_OFF = "card_cut_off"
    """The field lies outside the picture."""
    UNSURE = "field_unsure"
    """A character below the gate."""
    READ_ONCE = "field_read_once"
    DIFFER = "readings_differ"
    """Two looks gave two texts."""

    NUMBER_NOT_READ = "number_not_read"
    NUMBER_PART = "number_part"
    """Too few or too many digits."""
    NUMBER_CHECK = "number_check"
    """18 digits of which at least one is wrong."""
    NUMBER_READ_ONCE = "number_read_once"
    NUMBER_LOOK_ALIKES = "number_look_alikes"
    """Right only after exchanging letters for digits, and only one look gave it."""
    NUMBER_CONFLICT = "number_conflict"
    """Two looks gave two numbers with right check digits."""
    NUMBER_OLD = "number_old"
    """An older form without a check digit."""
    NUMBER_WITHOUT_CARD = "number_without_card"
    """No label of a card was read beside it."""
    NUMBER_DISAGREES = "number_disagrees"
    """The birth date or sex that is printed is another one."""

    BIRTH_UNPROVED = "birth_unproved"
    """There is no number that could prove it."""
    BIRTH_FROM_NUMBER = "birth_from_number"
    """The number tells it; the print was not read, or not surely."""
    BIRTH_DISAGREES = "birth_disagrees"
    SEX_UNPROVED = "sex_unproved"
    SEX_FROM_NUMBER = "sex_from_number"
    SEX_DISAGREES = "sex_disagrees"

    NAME_GAP = "name_gap"
    """There is room, or ink, for a character that was not read."""
    NAME_CHARACTERS = "name_characters"
    """Something that is no Chinese name: a digit, a letter, a single character."""
    NAME_DOT = "name_dot"
    """Long, and without a dot: it may have been lost."""
    NAME_LATIN = "name_latin"
    NAME_UNUSABLE = "name_unusable"

    OTHERS_MISREAD = "others_misread"
    """Another field of the same picture was certainly read wrong."""

    ETHNICITY_UNKNOWN = "ethnicity_unknown"
    ADDRESS_GAP = "address_gap"
    ADDRESS_SHORT = "address_short"
    ADDRESS_UNUSABLE = "address_unusable"
