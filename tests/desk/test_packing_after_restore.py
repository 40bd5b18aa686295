"""Scripts of a packer whose book was restored: boxes of the station before go on as before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.own_codes import Command
from samplepoint.domain.rounds import SealRule
from samplepoint.domain.staff import Role
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.storage import derivation
from samplepoint.storage.backup import make_backup
from samplepoint.storage.book import Book
from samplepoint.storage.restoring import put_back
from tests.desk.boxing import asked, pack_under, packs, status
from tests.desk.words import Words, badge, box
from tests.storage.working_book import KEY, STAFF_ID, derived, desk_at, new_desk, wrong

SEAL, YES = str(Command.SEAL_BOX), str(Command.CONFIRM)


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[Words]:
    """Return a desk after a restore: box 1 is sealed and on a sheet, box 2 holds one tube."""
    (tmp_path / "home").mkdir()
    (tmp_path / "backups").mkdir()
    words = new_desk(tmp_path / "home" / "book.db")
    pack_under(words, 4)
    packs(words, 1)
    words.accepts(SEAL)
    words.accepts(box(2))
    packs(words, 2)
    words.desk.perform(lambda at: words.desk.handing_over.prepare(at, [BoxCode(box(1))]))
    made = make_backup(words.book, tmp_path / "backups")
    words.book.close()
    put_back(made.backup, words.book.path, KEY, words.clock, staff_id=STAFF_ID)
    again = desk_at(Book(words.book.path, KEY, words.clock), words.clock)
    again.sit_down(Role.SUPERVISOR)
    again.goes_packing()
    yield again
    again.book.close()


def test_old_boxes_are_opened_again_swapped_proved_and_handed_over(restored: Words) -> None:
    one, two, three = (BoxCode(box(number)) for number in (1, 2, 3))
    desk = restored.desk
    assert desk.perform(lambda at: desk.reboxing.reopen_box(at, one, "查")).is_accepted
    assert [row.status for row in desk.handing_over.handovers()] == ["void"]
    assert desk.perform(lambda at: desk.packing.set_seal(at, one, "SF1")).is_accepted
    restored.ignores(box(1))
    packs(restored, 3)
    restored.accepts(SEAL)
    restored.ignores(box(2))
    packs(restored, 4)
    assert desk.perform(lambda at: desk.reboxing.swap_box(at, two, three, "破")).is_accepted
    assert restored.accepts(SEAL).values["tubes"] == 2
    entry = HandoverEntry("陈师傅")
    gone = desk.perform(lambda at: desk.handing_over.hand_over(at, [one, three], entry))
    assert (gone.values["boxes"], gone.values["tubes"]) == (2, 4)
    assert [status(restored, number) for number in (1, 2, 3)] == ["handed", "void", "handed"]
    before = derived(restored.book)
    derivation.rebuild(restored.book.db)
    assert derived(restored.book) == before
    assert not wrong(restored.book)


def test_an_old_box_is_counted_and_proved(restored: Words) -> None:
    restored.station.plan = replace(restored.station.plan, seal_rule=SealRule.PROVED)
    restored.ignores(box(2))
    asked(restored, SEAL)
    assert restored.accepts("1").code == "count_agrees"
    restored.accepts(badge("R"))
    assert asked(restored, box(2)).code == "proof_begun"
    restored.accepts("T0000000002")
    restored.accepts(YES)
    assert status(restored, 2) == "sealed"
