"""`labels` from the command line: numbers reserved, printed, spoiled and accounted for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from samplepoint.app.paths import BookFolder, resources
from samplepoint.app.wiring import found_house, practice_plan, practice_staff
from samplepoint.cli.context import Context, WindowFace, mark_as_practice
from samplepoint.cli.labels import labels
from samplepoint.domain.clock import SystemClock
from samplepoint.errors import Refusal
from samplepoint.wording import Wording
from tests.formats.drawn_pages import print_words_only

Call = Callable[..., Result]


def _no_window() -> NoReturn:
    pytest.fail("`labels` opened a window")


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return what calls `labels` on a practice book of this test."""
    print_words_only(monkeypatch)
    wording = Wording(resources() / "wording")
    folder = BookFolder(tmp_path)
    mark_as_practice(folder, wording)
    plan, staff = practice_plan(), practice_staff()
    found_house(folder, plan, staff, SystemClock(), practice=True).close()
    face: Callable[[], WindowFace] = _no_window
    context = Context(tmp_path, wording, face)

    def called(*words: str) -> Result:
        return CliRunner().invoke(labels, words, obj=context, catch_exceptions=False)

    return called


def test_a_range_is_printed_spoiled_printed_again_and_accounted_for(
    call: Call, tmp_path: Path
) -> None:
    assert "T00 0000 0001" in call("print", "--count", "3", "--stock", "roll_40x20").output
    exports = tmp_path / "exports"
    assert "练习" in (exports / "labels-T0000000001.pdf").read_text("utf-8")
    assert call("spoil", "T0000000002", "--reason", "撕坏").exit_code == 0
    again = call("again", "T0000000003", "--form", "svg")
    assert again.exit_code == 0
    assert "补打" in (exports / "labels-T0000000003-again.svg").read_text("utf-8")
    [one] = json.loads(call("account", "--json").output)["ranges"]
    assert (one["used"], one["spoiled"], one["missing"], one["left"]) == (0, 1, 1, 1)
    assert "缺 T00 0000 0001" in call("account").output


def test_an_order_that_does_not_fit_its_paper_reserves_nothing(call: Call) -> None:
    with pytest.raises(Refusal, match="label_too_small"):
        call("print", "--count", "3", "--kind", "box", "--stock", "a4_65")
    assert "还没有预留" in call("account", "--kind", "box").output


def test_the_stock_is_listed(call: Call) -> None:
    assert "a4_65" in call("stock").output


def test_every_command_and_option_says_what_it_does() -> None:
    for command in labels.commands.values():
        assert (command.help or "").strip()
        options = [one for one in command.params if one.param_type_name == "option"]
        assert all(getattr(option, "help", "") for option in options)
