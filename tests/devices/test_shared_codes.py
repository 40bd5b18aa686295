"""Photographs of codes that lie beside the house, where they do: the share read, and none wrongly.

The shares are the demands; the photographs are not what the readers were made for.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from samplepoint.devices.code_cascade import CodeCascade
from samplepoint.devices.picture_files import read_picture
from samplepoint.domain.seen import ACCEPTED_FORMATS

FOLDER = Path(__file__).parents[3] / "shared" / "scan" / "barcodes"
AT_LEAST = {"CODE_128": 13, "CODE_39": 9, "DATA_MATRIX": 14, "QR_CODE": 25, "PDF_417": 5}
NAMED_ALONE = ("EAN_13", "ITF")


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared photographs are not here")
def test_photographs_are_read_and_none_wrongly() -> None:
    cascade, right = CodeCascade(), Counter[str]()
    wrong = []
    with (FOLDER / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        found = cascade.still(read_picture(FOLDER / row["file"]).pixels)
        texts = {code.text.strip() for code in found}
        right[row["format"]] += row["text"].strip() in texts
        wrong += [row["file"]] if texts - {row["text"].strip()} else []
        if row["format"] in NAMED_ALONE:
            assert all(code.format not in ACCEPTED_FORMATS for code in found)
    assert wrong == []
    assert {form: right[form] for form in AT_LEAST if right[form] < AT_LEAST[form]} == {}
