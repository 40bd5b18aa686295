"""Which step of the derivation follows which kind of fact.

Owns the table; refuses to know what a step does. Kinds that leave no state behind are not in it,
and the six kinds that come by the million are in `deriving`.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from samplepoint.domain.facts import Fact, Kind
from samplepoint.storage import (
    box_steps,
    handover_steps,
    label_steps,
    round_steps,
    stick_steps,
    tube_steps,
)

Step = Callable[[Database, Fact], None]

STEPS: dict[str, Step] = {
    Kind.ROUND_OPENED: round_steps.plan_opened,
    Kind.PLAN_CHANGED: round_steps.plan_opened,
    Kind.ROUND_CLOSED: round_steps.round_closed,
    Kind.STAFF_ENROLLED: round_steps.staff_enrolled,
    Kind.STAFF_RETIRED: round_steps.staff_retired,
    Kind.OPENING_WITHDRAWN: tube_steps.opening_withdrawn,
    Kind.BINDING_UNDONE: tube_steps.binding_undone,
    Kind.PERSON_MOVED: tube_steps.person_moved,
    Kind.DOCUMENT_CORRECTED: tube_steps.document_corrected,
    Kind.SAMPLE_VOIDED: tube_steps.sample_voided,
    Kind.TUBE_REOPENED: tube_steps.tube_reopened,
    Kind.TUBE_VOIDED: tube_steps.tube_voided,
    Kind.PERSON_AWAITED: tube_steps.person_awaited,
    Kind.AWAITED_WITHDRAWN: tube_steps.awaited_withdrawn,
    Kind.TUBE_UNPACKED: box_steps.tube_unpacked,
    Kind.BOX_COUNTED: box_steps.box_counted,
    Kind.SEAL_NOTED: box_steps.seal_noted,
    Kind.BOX_REOPENED: box_steps.box_reopened,
    Kind.BOX_SWAPPED: box_steps.box_swapped,
    Kind.HANDOVER_PREPARED: handover_steps.handover_prepared,
    Kind.HANDED_OVER: handover_steps.handed_over,
    Kind.LABELS_RESERVED: label_steps.labels_reserved,
    Kind.LABELS_SPOILED: label_steps.labels_spoiled,
    Kind.SHEET_PRINTED: label_steps.sheet_printed,
    Kind.HUB_ADOPTED: stick_steps.hub_adopted,
    Kind.STATION_ENROLLED: stick_steps.station_enrolled,
    Kind.STATION_REVOKED: stick_steps.station_revoked,
    Kind.PACKAGE_MADE: stick_steps.package_made,
    Kind.PACKAGE_STORED: stick_steps.package_stored,
    Kind.PACKAGE_MERGED: stick_steps.package_merged,
    Kind.RECEIPT_TAKEN: stick_steps.receipt_taken,
    Kind.FINDING_DECIDED: stick_steps.finding_decided,
}
