"""Manifests of sealed boxes, as bytes for a file.

Owns which rows a manifest has; refuses to know folders and languages (words are handed in).
"""

from __future__ import annotations

from collections.abc import Iterator

from samplepoint.domain.clock import local_time
from samplepoint.domain.samples import Sample
from samplepoint.formats.manifest import COLUMNS, ManifestRow, as_csv
from samplepoint.services.printing import Say
from samplepoint.services.station import Station


def manifests(station: Station, say: Say) -> Iterator[tuple[str, bytes]]:
    """Yield box code and CSV of every sealed box of the round."""
    headings = [say(f"column_{column}") for column in COLUMNS]
    for box in station.queries.sealed_boxes(station.plan.round_id):
        samples = [
            sample
            for tube in station.queries.tubes_in(box.code)
            for sample in station.queries.samples_in(tube.code)
        ]
        rows = (_row(n, s, box.code, station, say) for n, s in enumerate(samples, start=1))
        yield box.code, as_csv(headings, rows)


def _row(number: int, sample: Sample, box: str, station: Station, say: Say) -> ManifestRow:
    person, document = sample.person, sample.person.document
    taken = local_time(sample.taken_at_utc or sample.at_utc, sample.offset_minutes)
    return ManifestRow(
        row=str(number),
        point=station.plan.point_name,
        tube=sample.tube,
        doc_type=say(f"doc_type_{document.type}"),
        number=document.number or document.identity,
        name=person.name,
        relation=say(f"relation_{person.relation}"),
        sex=say(f"sex_{document.sex}") if document.sex else "",
        phone=person.phone,
        address=person.address,
        community=person.community,
        category=person.category,
        remark=person.remark,
        taken_at=taken.strftime("%Y-%m-%d %H:%M:%S"),
        staff=station.queries.staff_name(sample.staff_id),
        specimen=say(f"site_{station.plan.site}"),
        box=box,
    )
