"""The book of one station: its only writer, one gesture one durable commit.

Owns the transaction, the chain's head and what happens when the disk answers oddly; refuses to
decide what may be written.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from samplepoint.domain.alphabet import ALPHABET
from samplepoint.domain.clock import Clock, offset_minutes, utc_text
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.facts import Fact, FactId, Kind, fact_hash
from samplepoint.domain.peers import PeerRole
from samplepoint.errors import Damage, Obstacle, Refusal, SamplepointError
from samplepoint.storage import derivation, fact_rows, lineage, schema
from samplepoint.storage.connection import (
    DriverError,
    keep_log,
    open_connection,
    told_by_folder,
    translate,
    translated,
    widen_cache,
)
from samplepoint.storage.gate import Gate
from samplepoint.storage.safe_file import folder_obstacle

_ID_LENGTH = 8


def new_id() -> str:
    """Make an id for a station or a member of staff: eight characters nobody confuses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_ID_LENGTH))


class Gesture:
    """What one gesture writes; all of it becomes durable together or not at all."""

    def __init__(self, book: Book, desk: str, staff_id: str, name: str, round_id: str) -> None:
        """Begin with nothing written; `moment` is the time every fact of the gesture carries."""
        self.moment: datetime = book.clock.now()
        self.last: FactId | None = None
        self._book = book
        self._head = book.head
        self._desk = desk
        self._staff_id = staff_id
        self._name = name
        self.round_id = round_id

    def record(self, kind: Kind, body: Mapping[str, Any]) -> FactId:
        """Append one fact and bring the derived state up to date with it."""
        seq, link = self._head
        if self._book.forebears or self._book.is_hub:
            body = self._book.naming_owners(kind, body, self.round_id)
        fact = Fact(
            FactId(self._book.station_id, seq + 1),
            kind,
            utc_text(self.moment),
            offset_minutes(self.moment),
            self.round_id,
            self._desk,
            self._staff_id,
            body,
            self._name,
            link,
        )
        fact = replace(fact, hash=fact_hash(fact))
        fact_rows.append(self._book.db, fact, self._book.person_secret)
        derivation.apply(self._book.db, fact)
        self._head = (fact.id.seq, fact.hash)
        self.last = fact.id
        return fact.id

    @property
    def head(self) -> tuple[int, bytes]:
        """Return number and hash of the newest fact, counting what is not committed yet."""
        return self._head


class Book:
    """One open book. Reads and writes may come from any thread, one at a time (`gate`)."""

    def __init__(
        self,
        path: Path,
        key: bytes | None,
        clock: Clock,
        *,
        before_migration: Callable[[Database], object] | None = None,
    ) -> None:
        """Open a book that exists; `before_migration` is given one whose tables are to change.

        Raises:
            Obstacle: `book_missing`, `book_newer`, and what `open_connection` raises.
            Damage: `book_unreadable`, `book_damaged`, `chain_broken`.
        """
        self.path = path
        self.clock = clock
        self.gate = Gate()
        self.gesture_name = ""
        """Set by a rehearsal, so that it finds its place again after a restart."""
        self._key = key
        _refuse_absent(path)
        self.db: Database = open_connection(path, key)
        try:
            self._read_meta(before_migration)
        except BaseException:
            self.db.conn.close()
            raise

    def _read_meta(self, before_migration: Callable[[Database], object] | None) -> None:
        with translated(self.path.parent):
            schema.refuse_foreign(self.db)
            if before_migration and schema.is_behind(self.db):
                before_migration(self.db)
            keep_log(self.db)
            schema.migrate(self.db)
            if schema.is_stale(self.db):
                self._derive_again()
            meta = dict(self.db.conn.execute("SELECT key, value FROM meta"))
            self.station_id: str = meta["station_id"]
            self.is_practice = meta["kind"] == "practice"
            self.is_hub = meta.get("role") == PeerRole.HUB
            if self.is_hub:
                widen_cache(self.db)
            self.person_secret = bytes.fromhex(meta["person_secret"])
            self.forebears = lineage.forebears(self.db, self.station_id)
            self.read_head()

    def _derive_again(self) -> None:
        with self.db.atomic():
            derivation.rebuild(self.db)
            schema.clear_stale(self.db)

    def naming_owners(
        self, kind: Kind, body: Mapping[str, Any], round_id: str
    ) -> Mapping[str, Any]:
        """Return a body that names the earlier station whose tube, box or sample it speaks of."""
        stations = (self.station_id, *self.forebears)
        named = lineage.naming_owners(self.db, stations, kind, body, round_id)
        return lineage.naming_points(self.db, kind, named, round_id) if self.is_hub else named

    def read_head(self) -> None:
        """Read number, hash and time of this station's newest fact from the book."""
        seq, digest, at_utc = fact_rows.head_of(self.db, self.station_id)
        self.head: tuple[int, bytes] = (seq, digest)
        self._newest_utc = at_utc

    def turn_to_practice(self) -> None:
        """Make of a book that holds nobody yet one for rehearsals; there is no way back.

        Raises:
            Refusal: `book_holds_people`.
        """
        with self.gate, translated(self.path.parent), self.db.atomic():
            if self.db.conn.execute("SELECT 1 FROM sample LIMIT 1").fetchone():
                raise Refusal("book_holds_people")
            self.db.conn.execute("UPDATE meta SET value = 'practice' WHERE key = 'kind'")
        self.is_practice = True

    @property
    def origin(self) -> str:
        """Return the first station of this book, which names it for good (`lineage`)."""
        return (self.station_id, *self.forebears)[-1]

    @property
    def today(self) -> date:
        """Return the date, never before that of the newest fact: clocks jump back to 1980."""
        today = self.clock.now().date()
        newest = self._newest_utc[:10]
        return max(today, date.fromisoformat(newest)) if newest else today

    def key_for(self, kind: DocumentType | str, identity: str) -> int:
        """Return the number under which this book looks a (type, number) up."""
        return fact_rows.person_key(self.person_secret, kind, identity)

    @contextmanager
    def gesture(self, *, desk: str, staff_id: str, round_id: str) -> Iterator[Gesture]:
        """Open one transaction; leaving the block commits it durably, an error undoes it.

        Raises:
            Obstacle: `disk_full`, `disk_error`, `folder_read_only`: nothing of it is stored.
            Damage: `book_damaged`; `commit_unknown` when even reading again fails.
        """
        with self.gate:
            draft = Gesture(self, desk, staff_id, self.gesture_name, round_id)
            try:
                self.db.conn.execute("BEGIN IMMEDIATE")
                yield draft
            except DriverError as error:
                self._abandon(draft, error)
            except BaseException:
                self._roll_back()
                raise
            else:
                self._commit(draft)

    def _commit(self, draft: Gesture) -> None:
        try:
            self.db.conn.execute("COMMIT")
        except DriverError as error:
            self._abandon(draft, error)
        self.head = draft.head
        self._newest_utc = utc_text(draft.moment)

    def _abandon(self, draft: Gesture, error: DriverError) -> None:
        """After a failed write: re-open, re-read, and go on only if the gesture is there."""
        known = translate(error)
        self._roll_back()
        if known is None:
            raise error
        self._reopen()
        if draft.last is None or self.head != draft.head:
            raise told_by_folder(known, self.path.parent) from error

    def _roll_back(self) -> None:
        if self.db.conn.in_transaction:
            with translated():
                self.db.conn.execute("ROLLBACK")

    def _reopen(self) -> None:
        """Read the book as it is on the disk; what a dying commit left is decided there."""
        try:
            with translated():
                self.db.conn.close()
                self.db = open_connection(self.path, self._key)
                if self.is_hub:
                    widen_cache(self.db)
                self.read_head()
        except (DriverError, SamplepointError) as error:
            raise Damage("commit_unknown") from error

    def idle_checkpoint(self) -> None:
        """Move the write-ahead log into the file; call it when nobody waits."""
        with self.gate, translated():
            self.db.conn.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @property
    def key(self) -> bytes | None:
        """Return the key of the book's file, for its back-ups; None when it is not encrypted."""
        return self._key

    def open_reader(self) -> Database:
        """Open a second connection for a background reader (backup, check); close it yourself."""
        return open_connection(self.path, self._key)

    def close(self) -> None:
        """Checkpoint and close; harmless when closed already."""
        with self.gate, translated():
            try:
                self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except DriverError as error:
                # Already closed, or the disk is gone: what was acknowledged is in the log.
                if translate(error) is None and "closed" not in str(error):
                    raise
            self.db.conn.close()


def _refuse_absent(path: Path) -> None:
    """Refuse what SQLite would turn into a new book: no file, or an empty one."""
    try:
        if path.stat().st_size == 0:
            raise Damage("book_unreadable")
    except FileNotFoundError:
        raise Obstacle("book_missing") from None
    except OSError as error:
        raise folder_obstacle(error, path.parent) from error


def create_book(
    path: Path,
    key: bytes | None,
    clock: Clock,
    *,
    practice: bool,
    role: PeerRole = PeerRole.POINT,
) -> Book:
    """Make a new, empty book and open it; the role never changes.

    Raises:
        Obstacle: `book_exists`, and what `open_connection` raises.
    """
    if path.exists():
        raise Obstacle("book_exists")
    with closing(open_connection(path, key)) as db, translated(path.parent):
        keep_log(db)
        schema.migrate(db)
        with db.atomic():
            rows = {
                "station_id": new_id(),
                "kind": "practice" if practice else "real",
                "role": str(role),
                "person_secret": secrets.token_hex(32),
                "created_utc": utc_text(clock.now()),
            }
            for name, value in rows.items():
                db.execute("INSERT INTO meta VALUES (?, ?)", (name, value))
    return Book(path, key, clock)
