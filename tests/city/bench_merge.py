"""Measure merging at city scale: `python tests/city/bench_merge.py` (a tenth; `--all` for all).

Owns the order of the measurements and the printed table. In one run: packages and people a
second, processor seconds by step, memory, file size; the floor, which is the same rows as ready
tuples put into the same indexed tables; queries by person and by pool; everything once more;
findings. The made-up packages are kept in the folder for the next run.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import click

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.package import (
    decode_package,
    decrypt_package,
    open_package,
    verify_package,
)
from samplepoint.services import jobs, opening_ahead
from samplepoint.services.benchmark_book import person_number
from samplepoint.services.findings import Findings
from samplepoint.services.merging import Merging
from samplepoint.services.station import Place, Station
from samplepoint.storage import book_keys, derivation, fact_rows
from samplepoint.storage.book import Book
from samplepoint.storage.connection import open_connection
from samplepoint.storage.schema import DERIVED, FACT_TABLES, migrate
from tests.city.morning import KEY, POINTS, City, enrol, make_hub, packages_of, sign_seed
from tests.city.morning import station_id as station_of

PLACE = Place("", StaffMember("SUP00001", "赵", Role.SUPERVISOR))
GOAL_FLOOR, GOAL_CPU_S, GOAL_MIB, GOAL_QUERY_MS = 1.5, 60.0, 600, 1.0
_QUERIES = 2000
_CHUNKS = (100_000, 400_000)


@dataclass
class Clockwork:
    """Processor seconds by step."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun = time.process_time()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begun

    def watched(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same and is counted."""

        def counted(*args: Any, **kwargs: Any) -> Any:  # whatever the work takes
            with self.step(name):
                return work(*args, **kwargs)

        return counted


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Kept.")
@click.option("--all", "points", flag_value=POINTS, type=int, help="The whole city.")
@click.option("--points", type=int, default=POINTS // 10, show_default=True)
@click.option("--rounds", type=int, default=1, show_default=True, help="Such mornings in the file.")
@click.option("--plain", "key", flag_value="plain", help="Without encryption at rest.")
@click.option("--alone", "company", flag_value="alone", help="Without the second process.")
@click.option("--json", "form", flag_value="json", help="Print figures as JSON.")
def main(folder: Path, points: int, rounds: int, key: str, company: str, form: str) -> None:
    """Merge the morning of a city and print what it took."""
    if company:
        opening_ahead.WORTHWHILE_BYTES = sys.maxsize
    folder.mkdir(parents=True, exist_ok=True)
    book = _hub(folder, None if key else KEY)
    clockwork, told = Clockwork(), dict[str, Any](points=points, rounds=rounds)
    cities = [City(points, f"R{2 + nth}") for nth in range(rounds)]
    files = [packages_of(one, folder / one.round_id, book, jobs.Reporter()) for one in cities]
    for nth, (city, paths) in enumerate(zip(cities, files, strict=True)):
        enrol(book, city)
        seconds = clockwork if nth == rounds - 1 else Clockwork()
        told |= _merge(book, city, paths, seconds)
    told |= _opening(files[-1], cities[-1], book, clockwork)
    told |= _memory_and_size(book)
    told |= _again(book, files[-1])
    told |= _queries(book, cities[-1])
    told |= _findings(book)
    told["cpu_s"] = {name: round(value, 2) for name, value in clockwork.seconds.items()}
    if rounds == 1:
        # Derived rows do not say of which round they are: with several they would all be counted.
        told |= _floor(book, folder, cities[-1])
        told |= _beside_the_floor(told)
    book.close()
    click.echo(json.dumps(told, indent=1) if form else _table(told))


def _hub(folder: Path, key: bytes | None) -> Book:
    """Return a supervisor's book that knows nobody yet, with the keys of the folder's packages."""
    path, keys = folder / "hub.db", folder / "hub.json"
    for leftover in folder.glob("hub.db*"):
        leftover.unlink()
    book = make_hub(path, key)
    if keys.exists():
        said = json.loads(keys.read_text())
        for name, value in said.items():
            book.db.conn.execute("UPDATE meta SET value = ? WHERE key = ?", (value, name))
        book.close()
        book = Book(path, key, book.clock)
    else:
        names = ("sign_seed", "age_identity")
        rows = dict(book.db.conn.execute("SELECT key, value FROM meta"))
        keys.write_text(json.dumps({name: rows[name] for name in names}))
    return book


def _merge(book: Book, city: City, files: list[Path], clockwork: Clockwork) -> dict[str, Any]:
    quarantine = book.path.parent / "quarantine"
    quarantine.mkdir(exist_ok=True)
    with _instrumented(clockwork):
        begun, cpu = time.perf_counter(), _processor_s()
        merging = Merging(Station(book), quarantine)
        verdicts = [one.verdict for one in merging.merge(PLACE, files)]
        wall, cpu = time.perf_counter() - begun, _processor_s() - cpu
    _demand(set(verdicts) == {"accept"}, "not all were taken in")
    return {
        "packages": len(files),
        "people": city.people,
        "merge_wall_s": round(wall, 2),
        "merge_cpu_s": round(cpu, 2),
        "packages_per_s": round(len(files) / wall),
        "people_per_s": round(city.people / wall),
    }


def _processor_s() -> float:
    """Return what this process and the one that opened files for it have taken."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _demand(holds: bool, what: str) -> None:  # noqa: FBT001  # said as a sentence
    if not holds:
        raise SystemExit(what)


@contextmanager
def _instrumented(clockwork: Clockwork) -> Iterator[None]:
    """Count the processor seconds of inserting and of deriving while the real merge runs."""
    insert, derive = fact_rows.append_lines, derivation.take_all
    fact_rows.append_lines = clockwork.watched("insert and index", insert)
    derivation.take_all = clockwork.watched("derive", derive)
    try:
        yield
    finally:
        fact_rows.append_lines, derivation.take_all = insert, derive


def _opening(files: list[Path], city: City, book: Book, clockwork: Clockwork) -> dict[str, Any]:
    """Open every file once more, step by step; what it takes is part of the merge above."""
    identity = book_keys.read(book.db).age_identity
    keys = {station_of(nth, city.round_id): nth for nth in range(city.points)}
    before, begun = sum(clockwork.seconds.values()), time.perf_counter()
    facts = 0
    for path in files:
        with clockwork.step("read file"):
            content = path.read_bytes()
        with clockwork.step("open"):
            opened = open_package(content)
        nth = keys[opened.untrusted.head.station_id]
        public = PublicKey.of(_public(nth, city.round_id))
        with clockwork.step("verify"):
            proven = verify_package(opened, public)
        with clockwork.step("decrypt"):
            plain = decrypt_package(proven, identity)
        with clockwork.step("decode"):
            facts += len(decode_package(plain).facts)
    wall, opening = time.perf_counter() - begun, sum(clockwork.seconds.values()) - before
    return {"facts": facts, "opening_wall_s": round(wall, 2), "opening_cpu_s": round(opening, 2)}


def _public(nth: int, round_id: str) -> bytes:
    return SigningKey(sign_seed(nth, round_id)).public.raw


def _memory_and_size(book: Book) -> dict[str, Any]:
    # The second process has ended by now: the two at their most, together.
    users = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    most = sum(resource.getrusage(one).ru_maxrss for one in users) / 1024
    book.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {"most_memory_mib": round(most), "file_mb": round(book.path.stat().st_size / 1e6)}


def _again(book: Book, files: list[Path]) -> dict[str, Any]:
    cpu = time.process_time()
    merging = Merging(Station(book), book.path.parent / "quarantine")
    verdicts = {str(one.verdict) for one in merging.merge(PLACE, files)}
    _demand(verdicts == {"duplicate"}, "the second time something was new")
    return {"again_cpu_s": round(time.process_time() - cpu, 2)}


def _queries(book: Book, city: City) -> dict[str, Any]:
    station = Station(book)
    step = max(1, city.people // _QUERIES)
    people, pools = [], []
    for nth in range(1, city.people, step):
        number = person_number(nth)
        begun = time.perf_counter()
        found = station.queries.find_document(DocumentType.RESIDENT_ID, number, city.round_id)
        people.append((time.perf_counter() - begun) * 1000)
        if found:
            begun = time.perf_counter()
            station.queries.samples_in(TubeCode(found[0].tube))
            pools.append((time.perf_counter() - begun) * 1000)
    return {
        "person_query_ms": [round(statistics.median(people), 3), _p99(people)],
        "pool_query_ms": [round(statistics.median(pools), 3), _p99(pools)],
    }


def _p99(times: list[float]) -> float:
    return round(sorted(times)[int(len(times) * 0.99)], 3)


def _findings(book: Book) -> dict[str, Any]:
    begun, cpu = time.perf_counter(), time.process_time()
    found = Findings(Station(book)).every()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - begun
    kinds: dict[str, int] = {}
    for one in found:
        kinds[str(one.kind)] = kinds.get(str(one.kind), 0) + 1
    return {"findings": kinds, "findings_wall_s": round(wall, 2), "findings_cpu_s": round(cpu, 2)}


# -- the floor ------------------------------------------------------------------------------------


def _floor(book: Book, folder: Path, city: City) -> dict[str, Any]:
    """Put the same rows, ready as tuples, into the same tables of a new file; the quickest way."""
    took = [_floor_of(book, folder, city, rows) for rows in _CHUNKS]
    walls, cpus = zip(*took, strict=True)
    return {"floor_wall_s": min(walls), "floor_cpu_s": min(cpus), "floor_by_way": took}


def _floor_of(book: Book, folder: Path, city: City, rows_a_commit: int) -> tuple[float, float]:
    path = folder / "floor.db"
    for leftover in folder.glob("floor.db*"):
        leftover.unlink()
    wall, seconds = 0.0, 0.0
    with closing(open_connection(path, book.key)) as floor:
        floor.conn.execute("PRAGMA journal_mode = WAL")
        migrate(floor)
        cache = book.db.conn.execute("PRAGMA cache_size").fetchone()[0]
        floor.conn.execute(f"PRAGMA cache_size = {cache}")
        for table in (*FACT_TABLES, *DERIVED):
            width = len(book.db.conn.execute(f"SELECT * FROM {table} LIMIT 0").description)
            insert = f"INSERT INTO {table} VALUES ({', '.join('?' * width)})"
            rows = _rows(book, table, city)
            while some := [tuple(map(_ready, row)) for row in islice(rows, rows_a_commit)]:
                begun, cpu = time.perf_counter(), time.process_time()
                floor.conn.execute("BEGIN IMMEDIATE")
                floor.conn.executemany(insert, some)
                floor.conn.execute("COMMIT")
                seconds += time.process_time() - cpu
                wall += time.perf_counter() - begun
    for leftover in folder.glob("floor.db*"):
        leftover.unlink()
    return round(wall, 2), round(seconds, 2)


def _beside_the_floor(told: dict[str, Any]) -> dict[str, Any]:
    """Return which share of its goal the merge took, by the clock and by the processor.

    `times_floor` is the strictest reading: all processor time but that of opening.
    """
    beside_opening = told["merge_cpu_s"] - told["opening_cpu_s"]
    shares = {"times_floor": round(beside_opening / told["floor_cpu_s"], 2)}
    for by in ("wall", "cpu"):
        goal = GOAL_FLOOR * told[f"floor_{by}_s"] + told[f"opening_{by}_s"]
        shares[f"of_goal_{by}"] = round(told[f"merge_{by}_s"] / goal, 2)
    return shares


def _rows(book: Book, table: str, city: City) -> Iterator[Sequence[Any]]:
    """Yield a table's rows, facts in the order of the files: the one in which indexes grow best."""
    execute = book.db.conn.execute
    if table in DERIVED:
        yield from execute(f"SELECT * FROM {table}")
        return
    for nth in range(city.points):
        station = station_of(nth, city.round_id)
        yield from execute(f"SELECT * FROM {table} WHERE station_id = ?", (station,))


def _ready(value: Any) -> Any:
    """Return a value as the driver takes it without asking, as the merge does."""
    return bytearray(value) if isinstance(value, bytes) else value


def _table(told: dict[str, Any]) -> str:
    whole = POINTS / told["points"]
    shares = " and ".join(str(told.get(f"of_goal_{by}", "-")) for by in ("wall", "cpu"))
    lines = [f"{name:<20} {value}" for name, value in told.items()]
    lines += [
        "",
        f"goal: at most {GOAL_FLOOR} times the floor, and opening: by clock and processor {shares}",
        f"goal: at most {GOAL_CPU_S} CPU s for a city: {told['merge_cpu_s'] * whole:.1f}",
        f"goal: at most {GOAL_MIB} MiB: {told['most_memory_mib']}",
        f"goal: person query under {GOAL_QUERY_MS} ms: {told['person_query_ms'][0]}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
