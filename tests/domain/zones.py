"""Machine-readable zones of invented people, made line by line as Doc 9303 lays them out.

Owns the making; knows nothing of how a zone is read.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from samplepoint.domain.mrz_layouts import check_digit

TODAY = date(2026, 1, 12)


@dataclass(frozen=True)
class Holder:
    """What stands in a zone; `number` may be longer than nine characters."""

    number: str = "E00000999"
    birth: str = "1990-10-31"
    expiry: str = "2031-03-12"
    sex: str = "F"
    surname: str = "ERIKSSON"
    given: str = "ANNA MARIA"
    issuer: str = "UTO"
    optional: str = ""


def six(day: str) -> str:
    return day[2:].replace("-", "")


def checked(data: str) -> str:
    return data + check_digit(data)


def names(holder: Holder, width: int) -> str:
    given = "<<" + holder.given.replace(" ", "<") if holder.given else ""
    return (holder.surname.replace(" ", "<") + given).ljust(width, "<")[:width]


def _numbered(holder: Holder, width: int) -> tuple[str, str]:
    """Return number and check digit, and what follows them in the optional data."""
    number, rest = holder.number[:9].ljust(9, "<"), holder.number[9:]
    if not rest:
        return checked(number), holder.optional.ljust(width, "<")
    follows = rest + check_digit(number + rest) + "<" + holder.optional
    return number + "<", follows.ljust(width, "<")


def passport(holder: Holder, document: str = "P<") -> list[str]:
    """Make a TD3."""
    issuer = holder.issuer.ljust(3, "<")
    lower = checked(holder.number.ljust(9, "<")) + issuer
    lower += checked(six(holder.birth)) + holder.sex + checked(six(holder.expiry))
    lower += checked(holder.optional.ljust(14, "<"))
    lower += check_digit(lower[0:10] + lower[13:20] + lower[21:43])
    return [document + issuer + names(holder, 39), lower]


def small_sheet(holder: Holder) -> list[str]:
    """Make a TD2."""
    issuer = holder.issuer.ljust(3, "<")
    number, optional = _numbered(holder, 7)
    lower = number + issuer + checked(six(holder.birth)) + holder.sex
    lower += checked(six(holder.expiry)) + optional
    lower += check_digit(lower[0:10] + lower[13:20] + lower[21:35])
    return ["I<" + issuer + names(holder, 31), lower]


def card(holder: Holder, document: str = "I<") -> list[str]:
    """Make a TD1."""
    issuer = holder.issuer.ljust(3, "<")
    number, optional = _numbered(holder, 15)
    upper = document + issuer + number + optional
    middle = checked(six(holder.birth)) + holder.sex + checked(six(holder.expiry)) + issuer
    middle = middle.ljust(29, "<")
    middle += check_digit(upper[5:30] + middle[0:7] + middle[8:15] + middle[18:29])
    return [upper, middle, names(holder, 30)]


def mainland_permit(holder: Holder, document: str = "CR", identity: str = "A0000999") -> list[str]:
    """Make the card of Hong Kong and Macau people (CR) or Taiwan people (CT)."""
    upper = document + checked(holder.number.ljust(9, "<")) + checked("00")
    upper += checked(six(holder.expiry)) + holder.sex + checked(six(holder.birth))
    century = "B" if holder.birth < "2000" else "C"
    middle = "UTOPIAN".ljust(18, "<") + century
    middle += checked(identity.ljust(9, "<"))
    middle += check_digit(upper[2:22] + upper[23:30] + middle[19:29])
    return [upper, middle, names(holder, 30 if document == "CR" else 26).ljust(30, "<")]


def exit_entry_permit(holder: Holder) -> list[str]:
    """Make 往来港澳通行证: one line."""
    number, expiry, birth = (
        checked(part) for part in (holder.number, six(holder.expiry), six(holder.birth))
    )
    return [f"CS{number}<{expiry}<{birth}<{check_digit(number + expiry + birth)}"]


_letters = st.text(string.ascii_uppercase, min_size=1, max_size=9)
_signs = string.ascii_uppercase + string.digits


@st.composite
def holders(draw: st.DrawFn, longest: int = 9) -> Holder:
    """Draw somebody."""
    sizes = [9] if longest == 9 else [9, 10, 11]
    size = draw(st.sampled_from(sizes))
    return Holder(
        number=draw(st.text(_signs, min_size=size, max_size=size)),
        birth=draw(st.dates(date(1927, 1, 1), TODAY)).isoformat(),
        expiry=draw(st.dates(date(2010, 1, 1), date(2050, 12, 31))).isoformat(),
        sex=draw(st.sampled_from("MF<")),
        surname=draw(_letters),
        given=" ".join(draw(st.lists(_letters, max_size=2))),
        issuer=draw(st.sampled_from(["UTO", "D"])),
        optional=draw(st.text(_signs, max_size=2)),
    )
