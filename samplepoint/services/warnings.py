"""Warnings beside an answer: exclusions of the notice and things to complete; never a block.

Owns which warning a person calls for; refuses to stop anybody (handbook §3).
"""

from __future__ import annotations

from datetime import date

from samplepoint.domain.outcomes import Notice
from samplepoint.domain.people import Person
from samplepoint.domain.rounds import RoundPlan


def notices_for(person: Person, plan: RoundPlan, today: date) -> tuple[Notice, ...]:
    """Return the warnings for one person under the settings of the round."""
    found = [Notice(flag) for flag in person.flags if flag in plan.exclusions]
    born = person.document.birth_date
    if "infant" in plan.exclusions and plan.infant_months and born:
        months = (today.year - born.year) * 12 + today.month - born.month
        if months - (today.day < born.day) < plan.infant_months and "infant" not in person.flags:
            found.append(Notice("infant", {"months": plan.infant_months}))
    if "name_missing" in person.flags:
        found.append(Notice("name_missing_notice"))
    if "id_unverified" in person.flags:
        found.append(Notice("id_unverified"))
    return tuple(found)
