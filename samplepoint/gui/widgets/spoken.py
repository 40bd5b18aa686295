"""Words on widgets that follow the language of the window.

Owns which widget says which code; refuses to hold a sentence and to know what one means.
"""

from __future__ import annotations

from collections.abc import Callable

from samplepoint.wording import Wording


class Spoken:
    """What one page says; `refresh` says all of it again after a change of language."""

    def __init__(self, wording: Wording) -> None:
        """Speak with these words."""
        self.wording = wording
        self._said: list[Callable[[], None]] = []

    def keep(self, put: Callable[[str], object], code: str, **values: object) -> None:
        """Say a code through a setter now and after every change of language."""
        self.also(lambda: put(self.wording.say(code, **values)))

    def also(self, say: Callable[[], object]) -> None:
        """Run something that writes words, now and after every change of language."""

        def again() -> None:
            say()

        self._said.append(again)
        again()

    def refresh(self) -> None:
        """Say everything again."""
        for again in self._said:
            again()
