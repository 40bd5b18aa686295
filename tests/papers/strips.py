"""Measure strips: how many squares for how many people, and how many are read from worn pages.

Run it from the top of the house: `python tests/papers/strips.py`. Ends with 1 when a strip is not
read whole from a page that was printed and scanned at 200 dpi or better and nothing happened to.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.devices.square_eye import bytes_of
from samplepoint.domain.clock import utc_text
from samplepoint.formats import strip_frames
from samplepoint.formats.box_proof import BoxProof, signed_text
from samplepoint.formats.page_picture import PdfPages
from samplepoint.formats.sheet_frame import SheetFrame
from samplepoint.formats.strip_list import written
from samplepoint.formats.strip_sheet import Strip, StripWords, strip_sheet, symbols_of
from samplepoint.formats.symbols import qr_modules, qr_version
from tests.formats.paper_twins import SEED, listed, people, sealed_strip
from tests.formats.printed_pages import PRINTED_AT
from tests.papers.worn_pages import CHANGES, page_of

_WORDS = StripWords(SheetFrame("箱单备份条", "每一页都拍清楚", "第二轮", "-"))
_COUNTS = (1, 23, 50, 100, 150, 200, 237, 300, 400)
_SCANNER_DPI = 200


@click.command()
@click.option("--dpi", "dpis", multiple=True, default=(100, 150, 200, 300), show_default=True)
@click.option("--people", "count", default=200, show_default=True, help="On the pages to read.")
def main(dpis: tuple[int, ...], count: int) -> None:
    """Print how large strips are, and what of them is read from pages."""
    for line in sizes():
        click.echo(line)
    lost = 0
    for phones in ("", "with telephones"):
        click.echo(f"\n{count} people {phones}")
        click.echo(f"{'dpi':>5}  " + "".join(f"{name:>15}" for name in CHANGES) + f"{'s/page':>8}")
        for dpi in dpis:
            read, whole, seconds = decoded(count, dpi, with_phones=bool(phones))
            told = "".join(f"{f'{got} of {whole}':>15}" for got in read)
            click.echo(f"{dpi:>5}  {told}{seconds:>8.2f}")
            lost += (whole - read[0]) * (dpi >= _SCANNER_DPI)
    sys.exit(1 if lost else 0)


def sizes() -> Iterator[str]:
    """Yield a line for each number of people: bytes and squares, without and with telephones."""
    proof = BoxProof("BX001101", "R1", "7K2M9QXZ", 1, 20, 200, utc_text(PRINTED_AT), "3f2a" * 16)
    text = signed_text(proof, SEED)
    yield f"box proof: {len(text)} characters, version {qr_version(qr_modules(text))}"
    heads = ("people", "text", "sealed", "squares", "version", "+phone", "squares")
    widths = (6, 8, 8, 9, 9, 8, 9)
    yield "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    for count in _COUNTS:
        content = listed(list(people(count)))
        plain, full = sealed_strip(content), sealed_strip(content, with_phones=True)
        frames = strip_frames.cut(plain, content.box)
        version = qr_version(symbols_of(frames[:1])[0])
        numbers = (
            *(count, len(written(content, with_phones=False)), len(plain), len(frames), version),
            *(len(full), len(strip_frames.cut(full, content.box))),
        )
        yield "".join(f"{number:>{width}}" for number, width in zip(numbers, widths, strict=True))


def decoded(count: int, dpi: int, *, with_phones: bool) -> tuple[list[int], int, float]:
    """Return the squares read after each change, how many there are, and seconds a picture."""
    content = listed(list(people(count)))
    sealed = sealed_strip(content, with_phones=with_phones)
    frames = set(strip_frames.cut(sealed, content.box))
    ordered = tuple(sorted(frames))
    pdf = PdfPages(
        strip_sheet(_WORDS, [Strip(content.box, ordered)], created_at=PRINTED_AT, practice=None)
    )
    pages = [page_of(pdf, number, dpi) for number in range(1, pdf.count + 1)]
    read, begun = [], time.monotonic()
    for change in CHANGES.values():
        found = {raw for page in pages for raw in bytes_of(change(page))}
        read.append(len(found & frames))
    return read, len(frames), (time.monotonic() - begun) / len(CHANGES) / len(pages)


if __name__ == "__main__":
    main()
