"""From a sealed box in the book to the manifest and its words.

Owns which text stands in which column; refuses to know files, numbers of exports and folders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samplepoint.domain.clock import local_time
from samplepoint.domain.codes import BoxCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.masking import mask_name, mask_number
from samplepoint.domain.people import Relation
from samplepoint.domain.resident_id import Sex
from samplepoint.domain.rounds import Site
from samplepoint.errors import Refusal
from samplepoint.formats.box_hash import box_hash
from samplepoint.formats.manifest import (
    COLUMNS,
    LABELS,
    TIME_FORM,
    BoxContent,
    Manifest,
    ManifestRow,
    ManifestWords,
    TubeContent,
)
from samplepoint.formats.result_columns import CHOICES, RESULT_COLUMNS, ResultWords
from samplepoint.services.printing import Say
from samplepoint.services.station import Station
from samplepoint.storage.export_queries import BoxedPerson, ExportQueries
from samplepoint.storage.handover_queries import HandoverQueries


@dataclass(frozen=True, slots=True)
class BoxRead:
    """A sealed box as read from the book: its content and its rows, numbered from one."""

    content: BoxContent
    rows: list[ManifestRow]


class ManifestMaker:
    """Reads sealed boxes in the words of one language."""

    def __init__(self, station: Station, say: Say, seals: Mapping[str, str] | None = None) -> None:
        """Read boxes of the current round.

        Args:
            station: whose book.
            say: makes the words.
            seals: numbers of plastic seals as an earlier manifest had them; None for those of now.
        """
        self._station = station
        self._say = say
        self._queries = ExportQueries(station.book)
        self._round = station.plan.round_id
        self._sealings = HandoverQueries(station.book)
        self._seals = seals
        self.differing: list[BoxCode] = []
        """Boxes read whose rows no longer have the hash for which their seal vouches."""
        self._known: dict[str, str] = {}

    def box(self, code: BoxCode) -> BoxRead:
        """Read a sealed box.

        Raises:
            Refusal: `box_not_sealed`.
        """
        row = self._station.queries.box(code, self._round)
        if row is None or not row.is_sealed:
            raise Refusal("box_not_sealed", box=code)
        people = self._queries.people_in(code, self._round)
        filled = [one for one in people if one.doc_type is not None]
        rows = [self._row(n, one, code) for n, one in enumerate(filled, start=1)]
        tubes = Counter(dict.fromkeys((one.tube for one in people), 0))
        tubes.update(one.tube for one in filled)
        oldest = min(filled, key=lambda one: one.taken_at_utc, default=None)
        sealing = self._sealings.sealings(code, self._round)[-1]
        digest = box_hash(rows)
        if sealing.hash not in ("", digest):
            self.differing.append(code)
        content = BoxContent(
            code=code,
            seal=row.seal if self._seals is None else self._seals.get(code, ""),
            sealed_at=_local(sealing.sealed_utc, sealing.offset_minutes),
            oldest_utc=oldest.taken_at_utc if oldest else "",
            oldest=_local(oldest.taken_at_utc, oldest.offset_minutes) if oldest else "",
            tubes=tuple(TubeContent(tube, count) for tube, count in tubes.items()),
            hash=digest,
        )
        return BoxRead(content, rows)

    def manifest(
        self, boxes: Sequence[BoxCode], number: int, made_at: datetime, *, masked: bool
    ) -> Manifest:
        """Put the manifest of some boxes together; the box hash is that of the unmasked rows.

        Raises:
            Refusal: `box_not_sealed`.
        """
        read = [self.box(code) for code in boxes]
        rows = [row for one in read for row in one.rows]
        if len(read) > 1:
            rows = [row._replace(row=str(n)) for n, row in enumerate(rows, start=1)]
        return Manifest(
            number=number,
            made_at=made_at,
            round_name=self._station.plan.round_name,
            point=self._station.plan.point_name,
            station=self._station.book.station_id,
            boxes=tuple(one.content for one in read),
            rows=[_masked(row) for row in rows] if masked else rows,
            masked=masked,
            practice=self._station.book.is_practice,
        )

    def _row(self, number: int, one: BoxedPerson, box: str) -> ManifestRow:
        return ManifestRow(
            row=str(number),
            point=self._station.plan.point_name,
            tube=one.tube,
            doc_type=self._word(f"doc_type_{one.doc_type}"),
            number=one.doc_number,
            name=one.name,
            relation=self._word(f"relation_{one.relation}"),
            sex=self._word(f"sex_{one.sex}") if one.sex else "",
            phone=one.phone,
            address=one.address,
            community=one.community,
            category=one.category,
            remark=self._remark(one),
            taken_at=_local(one.taken_at_utc, one.offset_minutes),
            staff=one.staff,
            specimen=self._word(f"site_{self._station.plan.site}"),
            box=box,
        )

    def _remark(self, one: BoxedPerson) -> str:
        """Return the remark; a number that we made ourselves is no document's number."""
        if one.doc_number or not one.doc_identity:
            return one.remark
        ours = self._say("remark_temporary", number=one.doc_identity)
        return f"{ours} {one.remark}".rstrip()

    def _word(self, code: str) -> str:
        word = self._known.get(code)
        if word is None:
            word = self._known[code] = self._say(code)
        return word


def words_of(say: Say) -> ManifestWords:
    """Return the words around the rows in the language of `say`."""
    coded = {
        "doc_type": {f"doc_type_{kind}": str(kind) for kind in DocumentType},
        "relation": {f"relation_{relation}": str(relation) for relation in Relation},
        "sex": {f"sex_{sex}": str(sex) for sex in Sex},
        "specimen": {f"site_{site}": str(site) for site in Site},
    }
    return ManifestWords(
        language=language_of(say),
        headings=tuple(say(f"column_{column}") for column in COLUMNS),
        labels={label: say(f"manifest_{label}") for label in LABELS},
        legend={
            column: {say(code): value for code, value in codes.items()}
            for column, codes in coded.items()
        },
    )


def result_words_of(say: Say) -> ResultWords:
    """Return the words of the empty result sheet in the language of `say`."""
    return ResultWords(
        title=say("result_sheet_title"),
        headings=tuple(say(f"result_column_{column}") for column in RESULT_COLUMNS),
        choices=tuple(say(f"result_choice_{choice}") for choice in CHOICES),
        hint=say("result_sheet_hint"),
        not_a_choice=say("result_sheet_not_a_choice"),
    )


def language_of(say: Say) -> str:
    """Return the code of the language in which `say` speaks."""
    return say("manifest_language")


def _local(at_utc: str, offset: int) -> str:
    return local_time(at_utc, offset).strftime(TIME_FORM)


def _masked(row: ManifestRow) -> ManifestRow:
    """Hide what tells who somebody is; tube, box and times stay."""
    return row._replace(
        number=mask_number(row.number),
        name=mask_name(row.name),
        phone=mask_number(row.phone),
        address="",
        remark="",
    )
