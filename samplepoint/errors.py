"""The four families of errors every floor may raise, each a code with values.

Owns no words: a sentence in the operator's language is made from the code by `wording`.
Refuses to carry a whole name or document number: what goes in `values` may end in a log.
"""

from __future__ import annotations

from typing import ClassVar

Value = str | int | float | None


class SamplepointError(Exception):
    """A code and the values its sentence needs; never a sentence itself."""

    family: ClassVar[str] = "error"

    def __init__(self, code: str, **values: Value) -> None:
        """Keep `code` (snake_case, a key of the wording catalogue) and its named values."""
        super().__init__(code)
        self.code = code
        self.values = values

    def __repr__(self) -> str:
        """Show family and code only, so that a traceback cannot leak a value."""
        return f"{type(self).__name__}({self.code!r})"


class Refusal(SamplepointError):
    """The rules say no; the operator can act. Nothing was changed."""

    family = "refusal"


class Obstacle(SamplepointError):
    """The world says no: drive gone, disk full, file locked or newer. Try again or elsewhere."""

    family = "obstacle"


class Damage(SamplepointError):
    """Things do not add up: stop writing and guide the operator to a restore."""

    family = "damage"


class Cancelled(SamplepointError):
    """The operator asked a long job to stop; silent."""

    family = "cancelled"
