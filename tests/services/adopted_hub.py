"""A point that works for the supervisor's book whose keys the tests of strips have.

Owns no expectation.
"""

from __future__ import annotations

from samplepoint.domain.facts import Kind
from samplepoint.domain.peers import Peer, PeerRole
from samplepoint.formats.minisign import SigningKey
from samplepoint.storage.book import Book
from tests.formats.paper_twins import OTHER_SEED, recipients


def adopt_hub(book: Book) -> None:
    """Put on record that this book works for that hub."""
    recipient, recovery = recipients()
    hub = Peer(
        sign_key=SigningKey(OTHER_SEED).public.raw.hex(),
        station_id="HHHHHHHH",
        lineage="HHHHHHHH",
        role=PeerRole.HUB,
        name="督导",
        kind="practice",
        recipient=recipient,
        recovery=recovery,
        receipt_secret="",
        expires_utc="",
    )
    with book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
        draft.record(Kind.HUB_ADOPTED, hub.to_body())
