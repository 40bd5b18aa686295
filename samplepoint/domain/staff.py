"""Who works at a point, in which role, and what each role may do.

Owns the table of permissions; refuses to know PINs, badges and keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The three roles of handbook §1."""

    REGISTRAR = "registrar"
    PACKER = "packer"
    SUPERVISOR = "supervisor"


class Deed(StrEnum):
    """What a role may or may not do; the code of a refusal is `supervisor_only` or `not_yours`."""

    COLLECT = "collect"
    PACK = "pack"
    CORRECT = "correct"
    RUN_ROUND = "run_round"


_ALLOWED = {
    Role.REGISTRAR: frozenset({Deed.COLLECT, Deed.PACK}),
    Role.PACKER: frozenset({Deed.PACK}),
    Role.SUPERVISOR: frozenset(Deed),
}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff: a stable id, the name that others know, the role."""

    id: str
    name: str
    role: Role

    def may(self, deed: Deed) -> bool:
        """Tell whether the role allows the deed.

        A registrar may also pack: at a small point one person does both.
        """
        return deed in _ALLOWED[self.role]
