"""What a supervisor's book sends back: voids, corrections and closed rounds, taken in at a point.

Owns which files a point takes by hand; refuses to judge what is in them (see `merging`).
"""

from __future__ import annotations

from pathlib import Path

from samplepoint.domain.outcomes import Changed, Outcome, accepted, ignored, refused
from samplepoint.errors import Refusal, Value
from samplepoint.services.jobs import Reporter
from samplepoint.services.merging import Merging
from samplepoint.services.package_covers import cover_of, is_from_hub
from samplepoint.services.package_verdicts import FileVerdict, Verdict, packages_in
from samplepoint.services.station import Place, Station

_NOT_TAKEN = (Verdict.QUARANTINE, Verdict.DAMAGED)
_KNOWN = (Verdict.DUPLICATE, Verdict.OLDER)


def take_decisions(
    station: Station, place: Place, quarantine: Path, file: Path, reporter: Reporter | None = None
) -> Outcome:
    """Take a package of the supervisor's book in, and answer what became of it.

    A large supervisor's book writes a file for each hundred of its points. Where the chosen one is
    for others, the one for this point is looked for beside it: nobody can see which it is.

    Raises:
        Refusal: `decisions_from_a_point`: a point's package belongs to the supervisor.
        Obstacle: `file_absent`, and what the disk says.
        Cancelled: between two files.
    """
    (file,) = packages_in([file])
    cover = cover_of(file)
    if cover is not None and cover.untrusted.head.role != "hub":
        raise Refusal("decisions_from_a_point", file=file.name)
    merging = Merging(station, quarantine)
    told = list(merging.merge(place, [file], reporter))
    if told[0].verdict is Verdict.OTHERS:
        beside = [one for one in packages_in([file.parent]) if one != file and is_from_hub(one)]
        told += merging.merge(place, beside, reporter)
    ours = [one for one in told if one.verdict is not Verdict.OTHERS]
    return _answer(ours) if ours else refused("decisions_for_others", files=len(told))


def _answer(told: list[FileVerdict]) -> Outcome:
    """Return what became of the files for this point, in one answer."""
    for one in told:
        if one.verdict in _NOT_TAKEN:
            return refused(one.code, **one.values)
    last = max(told, key=lambda one: one.number)
    new = sum(one.new for one in told)
    values: dict[str, Value] = {"point": last.point, "number": last.number, "new": new}
    if all(one.verdict in _KNOWN for one in told):
        return ignored("decisions_known", **values)
    changed = (Changed.TUBE, Changed.BOX, Changed.COUNTS, Changed.PLAN)
    return accepted("decisions_taken", *changed, **values)
