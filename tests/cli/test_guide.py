"""Help cannot drift: every verb and every option says what it does, and the README names it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from samplepoint.cli.main import VERBS, root

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_has_help_and_stands_in_the_readme(verb: str) -> None:
    command = root.get_command(click.Context(root), verb)
    assert command is not None
    assert (command.help or "").strip()
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert all(option.help for option in options)
    assert command.hidden or f"`{verb}`" in README
