"""Open every exported workbook with LibreOffice and report whether it holds the same.

Run it from the top of the house: `python tests/papers/libreoffice.py`; it needs `soffice`
(libreoffice-calc). Ends with 1 when anything differs, with 2 where LibreOffice is missing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.papers.books import exported, made_up
from tests.papers.comparing import Tally
from tests.papers.naming import all_names, follow
from tests.papers.office import compare_guards, compare_sheets, soffice


@click.command()
@click.option("--people", default=400, show_default=True, help="In the made-up day.")
def main(people: int) -> None:
    """Convert workbooks of a made-up day and of all hard names, and compare."""
    if soffice() is None:
        click.echo("soffice is not installed (libreoffice-calc)", err=True)
        sys.exit(2)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="samplepoint-") as scratch:
        folder = Path(scratch)
        book = made_up(folder / "day", seed=1, people=people, pool=10)
        listed, _said = exported(book, folder / "day" / "files", "--together")
        follow(all_names(), folder / "names")
        books = [Path(file["path"]) for file in listed if file["path"].endswith(".xlsx")]
        books += sorted((folder / "names" / "files").glob("*.xlsx"))
        compare_sheets(books, folder / "sheets", tally)
        results = [file for file in books if file.name.startswith("results")]
        compare_guards(results, folder / "guards", tally)
    for difference in tally.differences[:20]:
        click.echo(difference)
    click.echo(
        f"{len(books)} workbooks, {tally.rows} rows compared, {len(results)} result sheets saved "
        f"by LibreOffice, {len(tally.differences)} differences"
    )
    sys.exit(1 if tally.differences else 0)


if __name__ == "__main__":
    main()
