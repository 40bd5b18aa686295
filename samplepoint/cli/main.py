"""The command line's root: options that hold for every verb, and the list of verbs.

Owns nothing else; refuses to know Qt (the window is handed in).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from samplepoint import __version__
from samplepoint.app.paths import BookFolder, resources
from samplepoint.cli import bench, bench_start, demo, init, replay, self_test, upkeep
from samplepoint.cli.context import Context, WindowFace, speaking_errors
from samplepoint.wording import Language, Wording


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="samplepoint")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the book.")
@click.option(
    "--lang", type=click.Choice([str(language) for language in Language]), help="Language."
)
@click.pass_context
def root(context: click.Context, data: Path | None, lang: str | None) -> None:
    """Register people and samples at a collection point, offline.

    Without a verb the window opens. The PIN for unattended runs comes from SAMPLEPOINT_PIN.
    """
    wording: Wording = context.obj["wording"]
    wording.language = Language(lang) if lang else wording.language
    face = context.obj["face"]
    context.obj = Context(data, wording, face)
    if context.invoked_subcommand is None:
        named = BookFolder(data.resolve()) if data else None
        sys.exit(context.obj.window.run(named, wording))


for verb in (
    init.init,
    replay.replay,
    replay.show_state,
    self_test.self_test,
    demo.demo,
    bench.bench,
    bench_start.start_probe,
    upkeep.backup,
    upkeep.restore,
    upkeep.check,
    upkeep.rebuild,
):
    root.add_command(verb)


def run(arguments: list[str], face: Callable[[], WindowFace]) -> None:
    """Run one call of the command line; ends the process with its exit code."""
    wording = Wording(resources() / "wording")
    with speaking_errors(wording):
        root.main(
            arguments,
            prog_name="samplepoint",
            obj={"wording": wording, "face": face},
        )
