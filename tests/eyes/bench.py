"""Everything the eyes are measured by, in one run: codes, cards, zones, the window meanwhile.

Run it from the top of the house: `python tests/eyes/bench.py FOLDER`, a folder with `barcodes` and
`cards` and their truth; without one, made-up pictures alone are read.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

HERE = Path(__file__).parent


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--drawn", default=20, show_default=True, help="Drawn cards where there is no folder."
)
def main(folder: Path | None, drawn: int) -> None:
    """Run every measurement; ends with 1 when anything was read wrongly and believed."""
    cards = ["--folder", str(folder / "cards")] if folder else ["--drawn", str(drawn)]
    parts = {
        "bench_codes.py": [str(folder / "barcodes")] if folder else [],
        "bench_cards.py": cards,
        "bench_mrz.py": [],
        "bench_window.py": [],
    }
    worst = 0
    for script, words in parts.items():
        click.echo(f"== {script}")
        worst = max(worst, subprocess.run([sys.executable, HERE / script, *words]).returncode)  # noqa: PLW1510
    sys.exit(worst)


if __name__ == "__main__":
    main()
