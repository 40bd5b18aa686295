"""The files of a manifest: one of each form, under a name that says box and export.

Owns names of files and which form is written by what; refuses to know books and records.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from samplepoint.domain.outcomes import Notice
from samplepoint.formats.manifest import COLUMNS, Manifest, ManifestWords
from samplepoint.services.manifest_making import result_words_of
from samplepoint.services.printing import Say
from samplepoint.storage.safe_file import folder_obstacle

_MOST_ROWS_TOLD = 20
_COMPARED = {"id_number": "number", "name": "name", "tube": "tube", "box": "box"}


class FileKind(StrEnum):
    """The forms in which a manifest leaves; `RESULTS` is the empty sheet for the laboratory."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    JSON = "json"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A finished file: an ASCII name, its bytes, and which column holds what under which heading.

    `columns` has `id_number`, `name`, `tube`, `box`; a result sheet has only the last two.
    """

    kind: FileKind
    name: str
    content: bytes
    columns: Mapping[str, str]
    scope: tuple[str, ...]
    masked: bool


def file_of(kind: FileKind, manifest: Manifest, words: ManifestWords, say: Say) -> ExportedFile:
    """Write a manifest in one form.

    Raises:
        Refusal: `too_many_rows`.
        Obstacle: what the disk of temporary files says; `paper_font_absent`.
    """
    return ExportedFile(
        kind,
        _name(kind, manifest),
        _written(kind, manifest, words, say),
        _columns(kind, words, say),
        tuple(box.code for box in manifest.boxes),
        manifest.masked,
    )


def _written(kind: FileKind, manifest: Manifest, words: ManifestWords, say: Say) -> bytes:
    out = io.BytesIO()
    try:
        if kind is FileKind.RESULTS:
            from samplepoint.formats.result_sheet import write_result_sheet  # noqa: PLC0415

            write_result_sheet(manifest, result_words_of(say), out)
        else:
            _writer(kind)(manifest, words, out)
    except OSError as error:
        raise folder_obstacle(error, Path(tempfile.gettempdir())) from error
    return out.getvalue()


def _writer(kind: FileKind) -> Callable[[Manifest, ManifestWords, BinaryIO], None]:
    """Return what writes a form; imported when it is wanted, for the sake of a quick start."""
    if kind is FileKind.XLSX:
        from samplepoint.formats.manifest_xlsx import write_xlsx as writer  # noqa: PLC0415
    elif kind is FileKind.CSV:
        from samplepoint.formats.manifest_csv import write_csv as writer  # noqa: PLC0415
    elif kind is FileKind.PDF:
        from samplepoint.formats.manifest_pdf import write_pdf as writer  # noqa: PLC0415
    else:
        from samplepoint.formats.manifest_json import write_json as writer  # noqa: PLC0415
    return writer


def notices_of(manifest: Manifest) -> tuple[Notice, ...]:
    """Name what the print font lacks, and in which rows; the other forms hold it as it is."""
    from samplepoint.formats.manifest_pdf import unprintable  # noqa: PLC0415

    missing = unprintable(manifest.rows)
    if not missing:
        return ()
    rows = [row.row for row in manifest.rows if unprintable([row])]
    told = ", ".join(rows[:_MOST_ROWS_TOLD]) + (", …" if len(rows) > _MOST_ROWS_TOLD else "")
    return (
        Notice(
            "glyphs_as_codes",
            {
                "label": manifest.label,
                "count": len(rows),
                "rows": told,
                "code_points": " ".join(missing),
            },
        ),
    )


def _name(kind: FileKind, manifest: Manifest) -> str:
    boxes = manifest.boxes
    scope = boxes[0].code if len(boxes) == 1 else f"{len(boxes)}-boxes"
    if kind is FileKind.RESULTS:
        return f"results-{scope}-{manifest.label}.xlsx"
    return f"manifest-{scope}-{manifest.label}.{kind}"


def _columns(kind: FileKind, words: ManifestWords, say: Say) -> dict[str, str]:
    if kind is FileKind.RESULTS:
        return {key: say(f"result_column_{key}") for key in ("tube", "box")}
    if kind is FileKind.JSON:
        return dict(_COMPARED)
    return {key: words.headings[COLUMNS.index(code)] for key, code in _COMPARED.items()}
