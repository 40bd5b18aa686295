"""A picture file through every reader: what one of them cannot do hides nothing of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplepoint.devices import second_reader
from samplepoint.devices.ocr_process import OcrProcess
from samplepoint.devices.picture_eye import PictureEye
from samplepoint.errors import Obstacle
from tests.devices.scenes import label, save
from tests.domain.inventing import TODAY


def test_codes_are_read_where_no_reading_process_can_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise Obstacle("reader_unstartable", problem="BlockingIOError")

    process = OcrProcess()
    monkeypatch.setattr(process, "warm", refuse)
    eye = PictureEye(lambda: TODAY, process)
    seen = eye.see(save(label("T0001100021"), tmp_path / "1.png"))
    eye.close()
    assert [code.text for code in seen.codes] == ["T0001100021"]
    assert seen.problem is not None
    assert seen.problem.code == "reader_unstartable"


@pytest.mark.parametrize(("library", "said"), [(None, "second_reader_missing"), (object(), "")])
def test_a_missing_second_reader_is_named(
    monkeypatch: pytest.MonkeyPatch, library: object, said: str
) -> None:
    monkeypatch.setattr(second_reader, "_zbar", lambda: library)
    assert PictureEye(lambda: TODAY, None).lacking == said
