"""The state of a book in the neutral form that checks and other programs read.

Owns that form (people, tubes, boxes, bindings); refuses to mask: it is for the supervisor.
"""

from __future__ import annotations

from typing import Any

from samplepoint.domain.documents import DocumentType
from samplepoint.services import exporting
from samplepoint.services.station import Station
from samplepoint.storage.state_queries import StateQueries

State = dict[str, Any]

_NEUTRAL = {
    DocumentType.RESIDENT_ID: "CN_ID",
    DocumentType.HMT_RESIDENCE: "CN_ID",
    DocumentType.HKM_PERMIT: "HKM_PERMIT",
    DocumentType.TW_PERMIT: "TW_PERMIT",
    DocumentType.PASSPORT: "PASSPORT",
    DocumentType.NONE: "NONE",
}


def state(station: Station) -> State:
    """Return people, tubes, boxes and bindings; lists are in a stable order."""
    queries = StateQueries(station.book)
    people: dict[str, State] = {}
    bindings = []
    for row in queries.samples():
        if row["how"] == "corrected":
            continue
        person = _person(row)
        people[person["id"]] = person
        bindings.append(_binding(row, person["id"]))
    tubes = list(queries.tubes())
    return {
        "pool_size": station.plan.pool_size,
        "today": station.book.today.isoformat(),
        "people": sorted(people.values(), key=lambda person: str(person["id"])),
        "tubes": [_tube(row) for row in tubes],
        "boxes": [_box(row, tubes) for row in queries.boxes() if row["status"] != "void"],
        "bindings": bindings,
        "results": [],
        "resample": [],
        "changes": [],
        "exports": exporting.exports(station),
    }


def person_id(row: State) -> str:
    """Return what names a person in this form: kind and number of the document, and whose child."""
    number = row["doc_number"]
    whole = f"{_kind(row)}:{number or row['name'] + ':' + row['doc_identity']}"
    if row["relation"] != "self":
        whole += f":{row['relation']}:{row['name']}"
    return whole


def _kind(row: State) -> str:
    return _NEUTRAL.get(DocumentType(row["doc_type"]), "OTHER")


def _person(row: State) -> State:
    return {
        "id": person_id(row),
        "name": row["name"],
        "id_type": _kind(row),
        "id_number": row["doc_number"],
        "flags": row["flags"].split(),
        "relation": row["relation"],
    }


def _binding(row: State, person: str) -> State:
    return {
        "person": person,
        "tube": row["tube"],
        "round": row["round_id"],
        "pos": row["ordinal"],
        "status": row["how"],
        "st": row["desk"],
        "seq": row["seq"],
    }


def _tube(row: State) -> State:
    shown = {
        "code": row["code"],
        "round": row["round_id"],
        "capacity": row["capacity"],
        "status": row["status"],
        "st": row["desk"],
    }
    return {**shown, "box": row["box"]} if row["box"] else shown


def _box(row: State, tubes: list[State]) -> State:
    inside = [tube for tube in tubes if tube["box"] == row["code"]]
    inside.sort(key=lambda tube: int(tube["packed_seq"]))
    return {
        "code": row["code"],
        # The neutral form knows open and sealed; a box that was handed over is sealed for good.
        "status": "sealed" if row["status"] == "handed" else row["status"],
        "tubes": [tube["code"] for tube in inside],
    }
