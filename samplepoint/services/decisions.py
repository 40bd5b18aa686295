"""What a supervisor's book sends back: voids, corrections and closed rounds, taken in at a point.

Owns which file a point takes by hand; refuses to judge what is in it (see `merging`).
"""

from __future__ import annotations

from pathlib import Path

from samplepoint.domain.outcomes import Changed, Outcome, accepted, ignored, refused
from samplepoint.errors import Refusal, Value
from samplepoint.formats.package import open_package
from samplepoint.services.jobs import Reporter
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import Verdict
from samplepoint.services.small_files import read_small
from samplepoint.services.station import Place, Station

_LARGEST = 4 * 1024 * 1024
"""What is longer than `read_small` reads is no package of decisions."""


def take_decisions(
    station: Station, place: Place, quarantine: Path, file: Path, reporter: Reporter | None = None
) -> Outcome:
    """Take a package of the supervisor's book in, and answer what became of it.

    Raises:
        Refusal: `decisions_from_a_point`: a point's package belongs to the supervisor; as
            `open_package`. Obstacle: `file_absent`, and what the disk says.
        Cancelled: before it is taken.
    """
    content = read_small(file)
    if len(content) < _LARGEST and open_package(content).untrusted.head.role != "hub":
        raise Refusal("decisions_from_a_point", file=file.name)
    (told,) = Merging(station, quarantine).merge(place, [file], reporter)
    values: dict[str, Value] = {"point": told.point, "number": told.number, "new": told.new}
    if told.verdict in (Verdict.DUPLICATE, Verdict.OLDER):
        return ignored("decisions_known", **values)
    if told.verdict in (Verdict.QUARANTINE, Verdict.DAMAGED):
        return refused(told.code, **told.values)
    changed = (Changed.TUBE, Changed.BOX, Changed.COUNTS, Changed.PLAN)
    return accepted("decisions_taken", *changed, **values)
