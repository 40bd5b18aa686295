"""What is typed about serial readers and the lines of card readers, before it is believed.

Owns the two small forms; refuses to open ports and to read cards.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samplepoint.domain.field_maps import FieldMap, looks_like_line, parse_map, print_map, trial
from samplepoint.domain.own_codes import SEATS
from samplepoint.errors import Refusal


def parse_ports(untrusted: str) -> dict[str, str]:
    """Read `COM3=A, /dev/ttyUSB0=B`: port and seat, between commas or blanks.

    Raises:
        Refusal: `serial_ports_form`.
    """
    ports: dict[str, str] = {}
    for word in untrusted.replace("，", ",").replace(",", " ").split():
        port, equals, seat = word.rpartition("=")
        if not equals or not port or seat.upper() not in SEATS:
            raise Refusal("serial_ports_form", text=word[:40])
        ports[port] = seat.upper()
    return ports


def print_ports(ports: Mapping[str, str]) -> str:
    """Write ports as `parse_ports` reads them."""
    return ", ".join(f"{port}={seat}" for port, seat in ports.items())


def parse_reader(untrusted: str, today: date) -> str:
    """Read a format, or find it in a line that was pasted; return it as settings keep it.

    Nothing typed means every known format.

    Raises:
        Refusal: `card_line_no_map` when the pasted line fits none, and what `parse_map` raises.
    """
    text = untrusted.strip()
    if not text:
        return ""
    if looks_like_line(text):
        fits = next((one for one in trial(text, today) if one.line), None)
        if fits is None:
            raise Refusal("card_line_no_map")
        return print_map(fits.map)
    return print_map(parse_map(text))


def maps_of(setting: str) -> tuple[FieldMap, ...]:
    """Return the station's own map; none where the setting is empty or was damaged."""
    try:
        return (parse_map(setting),) if setting else ()
    except Refusal:
        return ()
