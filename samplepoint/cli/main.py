"""The command line's root: options that hold for every verb, and the list of verbs.

Owns nothing else; refuses to know Qt (the window is handed in).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click

from samplepoint import __version__
from samplepoint.app.paths import BookFolder, resources
from samplepoint.cli.context import Context, WindowFace, speaking_errors
from samplepoint.errors import Cancelled
from samplepoint.wording import Language, Wording

VERBS = {
    "backup": "upkeep:backup",
    "bench": "bench:bench",
    "bench-files": "bench_files:bench_files",
    "check": "upkeep:check",
    "close-round": "closing:close_round",
    "next-round": "next_round:next_round",
    "demo": "demo:demo",
    "drives": "drives:drives",
    "enrol": "enrolling:enrol",
    "erase": "erasing:erase",
    "export": "export:export",
    "init": "init:init",
    "labels": "labels:labels",
    "findings": "findings:findings",
    "merge": "packages:merge",
    "package": "packages:package",
    "proof": "proofs:proof",
    "read": "read:read",
    "rebuild": "upkeep:rebuild",
    "receipt": "receipts:receipt",
    "recover": "recovering:recover",
    "replay": "replay:replay",
    "restore": "upkeep:restore",
    "self-test": "self_test:self_test",
    "start-probe": "bench_start:start_probe",
    "state": "replay:show_state",
    "strip": "strips:strip",
    "verify": "packages:verify",
}
"""Each verb and where it is: module of this package and name."""


class Verbs(click.Group):
    """Imports a verb when it is asked for: the window must not wait for all of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all verbs."""
        del ctx
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a verb and return its command."""
        del ctx
        if cmd_name not in VERBS:
            return None
        module, name = VERBS[cmd_name].split(":")
        found: click.Command = getattr(import_module(f"samplepoint.cli.{module}"), name)
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Do a verb; Ctrl+C is the operator's wish, not a failure.

        Raises:
            Cancelled: the key was pressed, or a question was left with it.
        """
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            raise Cancelled("cancelled") from None


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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


def run(arguments: list[str], face: Callable[[], WindowFace]) -> None:
    """Run one call of the command line; ends the process with its exit code."""
    wording = Wording(resources() / "wording")
    with speaking_errors(wording):
        root.main(
            arguments,
            prog_name="samplepoint",
            obj={"wording": wording, "face": face},
        )
