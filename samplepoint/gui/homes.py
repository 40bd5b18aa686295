"""Where a window is at home: at a desk, or on a supervisor's pages, with the keys that fit.

Owns which pages, keys, menu entries and hints belong to which; refuses to show any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samplepoint.gui.keys import HUB_KEYS, HUB_MENU, KEYS, MENU, Key, Verb
from samplepoint.gui.page_table import PageName
from samplepoint.gui.widgets.hint_bar import AT_DESK, AT_HUB, AT_PACKING, AWAY, AWAY_AT_HUB
from samplepoint.gui.workplace import Workplace
from samplepoint.services.desk import Activity
from samplepoint.services.picture import DeskPicture


@dataclass(frozen=True, slots=True)
class Home:
    """What a kind of window has."""

    pages: Mapping[Activity, PageName]
    """Where it comes back to."""
    keys: tuple[Key, ...]
    menu: tuple[Verb, ...]
    away: tuple[Verb, ...]
    """The hints on every page that has none of its own."""
    hints: Mapping[PageName, tuple[Verb, ...]] = field(default_factory=dict)
    has_desk: bool = True

    def page(self, seen: DeskPicture | None) -> PageName:
        """Return the page that the window comes back to."""
        return self.pages[seen.activity if seen else Activity.COLLECTING]

    def is_desk(self, page: PageName) -> bool:
        """Tell whether people are registered or tubes packed on a page."""
        return self.has_desk and page in self.pages.values()

    def verbs(self, page: PageName, panel: object) -> tuple[Verb, ...]:
        """Return the keys that are named at the foot of a page; `panel`: one lies over it."""
        return self.away if panel is not None else self.hints.get(page, self.away)


DESK = Home(
    {Activity.COLLECTING: PageName.COLLECTING, Activity.PACKING: PageName.PACKING},
    KEYS,
    MENU,
    AWAY,
    {PageName.COLLECTING: AT_DESK, PageName.PACKING: AT_PACKING},
)
HUB = Home(
    dict.fromkeys(Activity, PageName.MERGING),
    HUB_KEYS,
    HUB_MENU,
    AWAY_AT_HUB,
    {PageName.MERGING: AT_HUB},
    has_desk=False,
)


def home_of(workplace: Workplace) -> Home:
    """Return where the window over this book is at home: a supervisor's book has no desk."""
    return HUB if workplace.desk.station.book.is_hub else DESK
