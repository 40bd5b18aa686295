"""What the tests of paper share: rendering a PDF, and two readers for what is printed on it.

Owns no expectation. Where a tool is not installed the test that needs it says so and is skipped.
"""

from __future__ import annotations

import importlib
import io
import shutil
import subprocess
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

PRINTED_AT = datetime(2026, 1, 12, 8, 30, tzinfo=UTC)
PRINTER_DPI = 200


def pages_of(pdf: bytes) -> list[Image.Image]:
    """Render every page in grey, as a modest printer would."""
    arguments = ["-gray", "-r", str(PRINTER_DPI), "-png"]
    with tempfile.TemporaryDirectory() as folder:
        _poppler("pdftoppm", *arguments, "-", str(Path(folder) / "page"), pdf=pdf)
        files = sorted(Path(folder).iterdir())
        return [Image.open(io.BytesIO(file.read_bytes())).convert("L") for file in files]


def text_layer(pdf: bytes) -> str:
    """Return what copying all the text out of the PDF gives."""
    return _poppler("pdftotext", "-raw", "-enc", "UTF-8", "-", "-", pdf=pdf).decode()


def symbols_on(page: Image.Image) -> list[zxingcpp.Barcode]:
    """Read all that is on a page with the reader that also proves symbols before printing."""
    formats = zxingcpp.BarcodeFormats(
        (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode)
    )
    return zxingcpp.read_barcodes(page, formats=formats)


def texts_on(page: Image.Image) -> Counter[str]:
    return Counter(symbol.text for symbol in symbols_on(page))


def second_opinion(page: Image.Image) -> Counter[str]:
    """Read a page with ZBar, which has no part in writing; skip where it is not installed."""
    zbar = second_reader()
    found = zbar.decode(page, symbols=[zbar.ZBarSymbol.CODE128, zbar.ZBarSymbol.QRCODE])
    return Counter(symbol.data.decode("ascii") for symbol in found)


def second_reader() -> Any:
    try:
        return importlib.import_module("pyzbar.pyzbar")
    except ImportError:
        pytest.skip("pyzbar or its library libzbar0 is not installed")


def _poppler(tool: str, *arguments: str, pdf: bytes) -> bytes:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} of poppler-utils is not installed")
    return subprocess.run([tool, *arguments], input=pdf, capture_output=True, check=True).stdout
