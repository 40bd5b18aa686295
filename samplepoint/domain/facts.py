"""Facts: what happened, in the past tense, numbered by station and chained by hash.

Owns kinds, the canonical form and the chain; refuses to know tables and derived state.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

FIRST_LINK = b"\x00" * 32
# One for all facts: `json.dumps` with options would make a new one for each.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Kind(StrEnum):
    """Everything that can have happened."""

    ROUND_OPENED = "RoundOpened"
    PLAN_CHANGED = "PlanChanged"
    STAFF_ENROLLED = "StaffEnrolled"
    STAFF_RETIRED = "StaffRetired"
    SIGNED_IN = "SignedIn"
    SIGN_IN_REFUSED = "SignInRefused"
    DESK_LOCKED = "DeskLocked"
    TUBE_OPENED = "TubeOpened"
    OPENING_WITHDRAWN = "OpeningWithdrawn"
    PERSON_AWAITED = "PersonAwaited"
    AWAITED_WITHDRAWN = "AwaitedWithdrawn"
    PERSON_BOUND = "PersonBound"
    BINDING_UNDONE = "BindingUndone"
    TUBE_CLOSED = "TubeClosed"
    TUBE_REOPENED = "TubeReopened"
    TUBE_VOIDED = "TubeVoided"
    PERSON_MOVED = "PersonMoved"
    DOCUMENT_CORRECTED = "DocumentCorrected"
    BOX_OPENED = "BoxOpened"
    TUBE_PACKED = "TubePacked"
    TUBE_UNPACKED = "TubeUnpacked"
    BOX_COUNTED = "BoxCounted"
    BOX_PROVED = "BoxProved"
    BOX_PROOF_FAILED = "BoxProofFailed"
    BOX_RESCANNED = "BoxRescanned"
    BOX_SEALED = "BoxSealed"
    SEAL_NOTED = "SealNoted"
    BOX_REOPENED = "BoxReopened"
    BOX_SWAPPED = "BoxSwapped"
    LABEL_REPRINTED = "LabelReprinted"
    HANDOVER_PREPARED = "HandoverPrepared"
    HANDED_OVER = "HandedOver"
    FORM_ENTERED = "FormEntered"
    SCAN_REFUSED = "ScanRefused"
    SCAN_IGNORED = "ScanIgnored"
    UNMASKED = "Unmasked"
    BACKUP_MADE = "BackupMade"
    BOOK_RESTORED = "BookRestored"
    BOOK_RECOVERED = "BookRecovered"
    ROSTER_IMPORTED = "RosterImported"
    SHEET_PRINTED = "SheetPrinted"
    STRIP_READ = "StripRead"
    EXPORT_MADE = "ExportMade"
    EXPORT_REPEATED = "ExportRepeated"
    LABELS_RESERVED = "LabelsReserved"
    LABELS_SPOILED = "LabelsSpoiled"
    HUB_ADOPTED = "HubAdopted"
    STATION_ENROLLED = "StationEnrolled"
    STATION_REVOKED = "StationRevoked"
    PACKAGE_MADE = "PackageMade"
    PACKAGE_STORED = "PackageStored"
    PACKAGE_MERGED = "PackageMerged"
    PACKAGE_REFUSED = "PackageRefused"
    RECEIPT_MADE = "ReceiptMade"
    RECEIPT_TAKEN = "ReceiptTaken"
    FINDING_DECIDED = "FindingDecided"
    SAMPLE_VOIDED = "SampleVoided"
    ROUND_CLOSED = "RoundClosed"
    PERSONS_ERASED = "PersonsErased"
    ERASURE_FINISHED = "ErasureFinished"


@dataclass(frozen=True, slots=True)
class FactId:
    """Who wrote a fact and its number there: unique in the world, made before writing."""

    station_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened. `body` holds plain JSON values; `hash` covers all of it."""

    id: FactId
    kind: Kind
    at_utc: str
    offset_minutes: int
    round_id: str
    desk: str
    staff_id: str
    body: Mapping[str, Any] = field(default_factory=dict)
    gesture: str = ""
    """Which gesture made it, where one made several facts or a rehearsal must find its place."""
    link: bytes = FIRST_LINK
    """Hash of the station's previous fact."""
    hash: bytes = b""


FactLine = tuple[str, int, str, str, int, str, str, str, str, bytes, bytes, Mapping[str, Any]]
"""A fact as a plain tuple, for many at once: station, number, kind, time (UTC), offset (minutes),
round, desk, staff, gesture, link, hash, body. Making a `Fact` of each would take as long as
reading and storing it."""


def line_of(fact: Fact) -> FactLine:
    """Write a fact as a plain tuple."""
    return (
        fact.id.station_id,
        fact.id.seq,
        str(fact.kind),
        fact.at_utc,
        fact.offset_minutes,
        fact.round_id,
        fact.desk,
        fact.staff_id,
        fact.gesture,
        fact.link,
        fact.hash,
        fact.body,
    )


def fact_of(line: FactLine) -> Fact:
    """Read a fact back.

    Raises:
        ValueError: of a kind that this program does not know.
    """
    station_id, seq, kind, at_utc, offset, round_id, desk, staff_id, gesture, link, hash_, body = (
        line
    )
    return Fact(
        FactId(station_id, seq),
        Kind(kind),
        at_utc,
        offset,
        round_id,
        desk,
        staff_id,
        body,
        gesture,
        link,
        hash_,
    )


def canonical(fact: Fact) -> bytes:
    """Write all that a fact says, without its own hash, in one way only (UTF-8 JSON)."""
    content = [
        fact.id.station_id,
        fact.id.seq,
        fact.kind,
        fact.at_utc,
        fact.offset_minutes,
        fact.round_id,
        fact.desk,
        fact.staff_id,
        fact.gesture,
        fact.body,
        fact.link.hex(),
    ]
    return plain_json(content).encode("utf-8", "surrogatepass")


def plain_json(content: object) -> str:
    """Write plain values in the one way that is hashed: keys sorted, no blanks, no escapes."""
    return _ENCODER.encode(content)


def fact_hash(fact: Fact) -> bytes:
    """Return SHA-256 of the canonical form: the fact's hash and the next one's link."""
    return hashlib.sha256(canonical(fact)).digest()
