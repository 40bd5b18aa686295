"""Follow every hard name from the desk to all files and sheets, and report what became of it.

Run it from the top of the house: `python tests/papers/hard_names.py`. Ends with 1 when a name was
lost, or changed without anybody having said so.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.papers.naming import all_names, follow

_LONGEST = 24


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Keep the files in this folder.")
def main(out: Path | None) -> None:
    """Register, export and print all hard names."""
    with tempfile.TemporaryDirectory(prefix="samplepoint-") as scratch:
        found = follow(all_names(), out or Path(scratch))
    for one in found:
        shown = (
            one.name if len(one.name) <= _LONGEST else f"{one.name[:_LONGEST]}… ({len(one.name)})"
        )
        ends = (one.at_desk, one.in_files, one.on_paper, one.on_tube_list)
        click.echo(
            " | ".join([ascii(shown) if not shown.isprintable() else shown, *filter(None, ends)])
        )
        for wrong in one.wrong:
            click.echo(f"    WRONG: {wrong}")
    lost = sum(bool(one.wrong) for one in found)
    refused = sum(one.at_desk != "registered" for one in found)
    coded = sum(one.on_paper.startswith("as") for one in found)
    click.echo(
        f"{len(found)} names: {refused} refused at the desk with a reason, {len(found) - refused} "
        f"registered, {coded} of them printed with codes that were named before, {lost} wrong"
    )
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
