"""Which printed label a code that fits nothing may stand for; a person compares and decides.

Owns what counts as printed and unused in a book; refuses to take anything.
"""

from __future__ import annotations

from samplepoint.domain.codes import normalise
from samplepoint.domain.label_series import LabelKind
from samplepoint.domain.label_suggestion import LabelSuggestion, PrintedLabels, suggest
from samplepoint.services.station import Station
from samplepoint.storage.label_queries import LabelQueries


def suggest_label(
    station: Station, untrusted: str, kind: LabelKind = LabelKind.TUBE
) -> LabelSuggestion | None:
    """Return the one unused label of this book that is one slip away from a code.

    None where no labels were printed, where the code itself was, and where several are as near.
    """
    queries = LabelQueries(station.book)
    ranges = queries.ranges(kind)
    if not ranges:
        return None
    printed = PrintedLabels(kind, ranges)
    spoiled = queries.spoiled(kind)

    def is_unused(label: str) -> bool:
        is_thrown = any(printed.is_between(label, first, last) for first, last in spoiled)
        return not is_thrown and not queries.seen_between(kind, label, label)

    return suggest(normalise(untrusted), printed, is_unused)
