"""The morning of a city, made up: thousands of points, their real signed and sealed packages.

Owns the figures of Shijiazhuang's second round of January 2021 (13,114 points, 3,101,776 people
by noon, 391,960 tubes, 16,831 boxes) and how they are spread; refuses to measure anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from samplepoint.domain.clock import PracticeClock, utc_text
from samplepoint.domain.facts import FIRST_LINK, FactLine, Kind, plain_json
from samplepoint.domain.peers import Peer, PeerRole
from samplepoint.domain.rounds import RoundPlan
from samplepoint.formats.age_box import recipient_of
from samplepoint.formats.minisign import SigningKey
from samplepoint.formats.package import write_package
from samplepoint.formats.package_manifest import PackageHead
from samplepoint.formats.package_name import package_name
from samplepoint.services.benchmark_book import person_number
from samplepoint.services.jobs import Reporter
from samplepoint.storage import book_keys
from samplepoint.storage.book import Book, create_book

POINTS, PEOPLE, TUBES, BOXES = 13_114, 3_101_776, 391_960, 16_831
TWICE_IN, TUBES_TWICE = 200, 20
"""One person of 200 was at a second point; so many tube codes of the city were used twice."""

_FAR = 5_001
"""So many people further on is another point for sure."""

CHINA = timezone(timedelta(hours=8))
MORNING = datetime(2021, 1, 12, 7, 30, tzinfo=CHINA)
KEY = bytes(range(32))
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = (
    "伟",
    "芳",
    "秀英",
    "娜",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "建国",
)
_STREETS = ("和平西路", "中山东路", "裕华路", "槐安路", "建设大街", "胜利南街", "友谊大街")


@dataclass(frozen=True, slots=True)
class Share:
    """What one point of the city has: its number, and ranges of people, tubes and boxes."""

    point: int
    first_person: int
    people: int
    first_tube: int
    tubes: int
    first_box: int
    boxes: int


@dataclass(frozen=True, slots=True)
class City:
    """A made-up city: so many of the points, with their share of everything, and a round."""

    points: int
    round_id: str = "R2"

    def shares(self) -> list[Share]:
        """Return what each point has; the figures of all points together are the city's."""
        people, tubes, boxes = (_spread(total) for total in (PEOPLE, TUBES, BOXES))
        starts = [[0, *accumulate(one)] for one in (people, tubes, boxes)]
        return [
            Share(
                nth,
                starts[0][nth],
                people[nth],
                starts[1][nth],
                tubes[nth],
                starts[2][nth],
                boxes[nth],
            )
            for nth in range(self.points)
        ]

    @property
    def people(self) -> int:
        """Return how many people are sampled, those at a second point counted twice."""
        return sum(share.people for share in self.shares())


def _spread(total: int) -> list[int]:
    """Spread a total over all points, some with half, some with one and a half of the mean."""
    weights = [50 + nth * 37 % 101 for nth in range(POINTS)]
    whole, shares, before = sum(weights), [], 0
    for running in accumulate(weights):
        until = total * running // whole
        shares.append(until - before)
        before = until
    return shares


def station_id(nth: int, round_id: str) -> str:
    """Return the station of a point: eight characters that look like chance."""
    number = int.from_bytes(hashlib.blake2b(f"{round_id}{nth}".encode(), digest_size=5).digest())
    return "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))


def sign_seed(nth: int, round_id: str) -> bytes:
    """Return the seed of a point's signing key; invented, like all of it."""
    return hashlib.sha256(f"made-up point {round_id} {nth}".encode()).digest()


class _Chain:
    """Facts of one made-up station, each with number, link and hash."""

    def __init__(self, station: str, round_id: str, moment: datetime) -> None:
        self.lines: list[FactLine] = []
        self._station = station
        self._round = round_id
        self._moment = moment
        self._link = FIRST_LINK

    def write(self, kind: Kind, body: Mapping[str, Any], desk: str, seconds: float = 0) -> None:
        self._moment += timedelta(seconds=seconds)
        at, seq = utc_text(self._moment), len(self.lines) + 1
        head = (self._station, seq, str(kind), at, 480, self._round, desk, "REG00001", "")
        content = plain_json([*head, body, self._link.hex()]).encode()
        digest = hashlib.sha256(content).digest()
        self.lines.append((*head, self._link, digest, body))
        self._link = digest

    @property
    def now_utc(self) -> str:
        return utc_text(self._moment)


def facts_of(city: City, share: Share) -> list[FactLine]:
    """Return all that a point wrote that morning."""
    station = station_id(share.point, city.round_id)
    chain = _Chain(station, city.round_id, MORNING + timedelta(seconds=share.point % 600))
    plan = RoundPlan(city.round_id, "第二轮", f"采样点{share.point:05}")
    chain.write(Kind.ROUND_OPENED, plan.to_body(), "")
    staff = {"id": "REG00001", "name": "王", "role": "registrar"}
    chain.write(Kind.STAFF_ENROLLED, staff, "")
    codes = [_tube(share, nth) for nth in range(share.tubes)]
    for nth, code in enumerate(codes):
        first, last = (share.people * part // share.tubes for part in (nth, nth + 1))
        _fill(chain, code, range(share.first_person + first, share.first_person + last), nth)
    for nth in range(share.boxes):
        start, end = (share.tubes * part // share.boxes for part in (nth, nth + 1))
        _pack(chain, f"BX{share.first_box + nth:06}", codes[start:end], share.people)
    return chain.lines


def _tube(share: Share, nth: int) -> str:
    """Return a tube's code; a few points of the city used the first code of the one before."""
    if nth == 0 and 0 < share.point <= TUBES_TWICE:
        return f"T{share.first_tube - 1:010}"
    return f"T{share.first_tube + nth:010}"


def _fill(chain: _Chain, code: str, people: range, nth: int) -> None:
    desk = "ABCD"[nth % 4]
    chain.write(Kind.TUBE_OPENED, {"tube": code, "capacity": max(10, len(people))}, desk, 2)
    for ordinal, number in enumerate(people, start=1):
        # A few people were at another point before.
        is_twice = number % TWICE_IN == 0 and number >= _FAR
        who = number - _FAR if is_twice else number
        chain.write(Kind.PERSON_BOUND, _sample(code, ordinal, who), desk, 4)
    reason = "full" if len(people) >= 10 else "short"
    chain.write(Kind.TUBE_CLOSED, {"tube": code, "reason": reason}, desk, 1)


def _sample(code: str, ordinal: int, who: int) -> dict[str, Any]:
    number = person_number(who)
    name = _SURNAMES[who % 20] + _GIVEN[who // 20 % 15]
    return {
        "tube": code,
        "tube_station": "",
        "ordinal": ordinal,
        "doc_type": "CN_ID",
        "doc_number": number,
        "doc_identity": number,
        "relation": "self",
        "name": name,
        "sex": "M" if int(number[16]) % 2 else "F",
        "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        "phone": f"000{who % 100_000_000:08}",
        "address": f"{_STREETS[who // 97 % 7]}{who // 31 % 400 + 1}号{who % 30 + 1}栋",
        "community": f"社区{who // 4000:04}",
        "category": "",
        "remark": "",
        "flags": "",
        "source": "wedge",
        "taken_at_utc": "",
        "replaces": "",
    }


def _pack(chain: _Chain, box: str, codes: list[str], people: int) -> None:
    chain.write(Kind.BOX_OPENED, {"box": box}, "P", 5)
    for code in codes:
        chain.write(Kind.TUBE_PACKED, {"tube": code, "box": box}, "P", 1)
    body = {
        "box": box,
        "tubes": codes,
        "people": people,
        "oldest_utc": utc_text(MORNING),
        "hash": hashlib.sha256(box.encode()).hexdigest(),
    }
    chain.write(Kind.BOX_SEALED, body, "P", 2)


# -- the supervisor's book and the files ----------------------------------------------------------


def make_hub(path: Path, key: bytes | None = KEY) -> Book:
    """Make the supervisor's book."""
    clock = PracticeClock(MORNING + timedelta(hours=6))
    book = create_book(path, key, clock, practice=True, role=PeerRole.HUB)
    with book.gesture(desk="", staff_id="SUP00001", round_id="R2") as draft:
        draft.record(Kind.ROUND_OPENED, RoundPlan("R2", "第二轮", "督导").to_body())
    return book


def enrol(book: Book, city: City) -> None:
    """Let the supervisor's book know every point of a city."""
    for start in range(0, city.points, 1000):
        with book.gesture(desk="", staff_id="SUP00001", round_id=city.round_id) as draft:
            for nth in range(start, min(start + 1000, city.points)):
                draft.record(Kind.STATION_ENROLLED, _peer(nth, city.round_id).to_body())


def _peer(nth: int, round_id: str) -> Peer:
    station = station_id(nth, round_id)
    return Peer(
        sign_key=SigningKey(sign_seed(nth, round_id)).public.raw.hex(),
        station_id=station,
        lineage=station,
        role=PeerRole.POINT,
        name=f"采样点{nth:05}",
        kind="practice",
        recipient="",
        recovery="",
        receipt_secret="",
        expires_utc="",
    )


def package_of(city: City, recipients: list[str], folder: Path, share: Share) -> tuple[str, int]:
    """Write one point's package; return its name and size in bytes."""
    station = station_id(share.point, city.round_id)
    facts = facts_of(city, share)
    head = PackageHead(
        app="0.1.0",
        kind="practice",
        role="point",
        point=f"采样点{share.point:05}",
        station_id=station,
        number=1,
        made_at_utc=facts[-1][3],
        offset_minutes=480,
        previous="",
    )
    key = SigningKey(sign_seed(share.point, city.round_id))
    content = write_package(head, facts, key, recipients).content
    name = package_name(f"P{share.point:05}", station, city.round_id, 1)
    (folder / name).write_bytes(content)
    return name, len(content)


def packages_of(city: City, folder: Path, hub: Book, reporter: Reporter) -> list[Path]:
    """Write the packages of every point of a city, or find those that are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "made.json"
    recovery = recipient_of(book_keys.read(hub.db).age_identity)
    said = {**asdict(city), "recipient": recovery}
    if done.exists() and json.loads(done.read_text())["city"] == said:
        return [folder / name for name in json.loads(done.read_text())["names"]]
    recipients = [recovery, _second_recipient()]
    names = []
    with ProcessPoolExecutor(2) as pool:
        work = pool.map(partial(package_of, city, recipients, folder), city.shares(), chunksize=16)
        for name, _size in work:
            names.append(name)
            reporter.report("packaging", len(names), city.points)
    done.write_text(json.dumps({"city": said, "names": names}))
    return [folder / name for name in names]


def _second_recipient() -> str:
    """Return the recipient of a key in a safe: every package has two recipients."""
    from samplepoint.formats.age_box import new_identity  # noqa: PLC0415  # only when files are made

    return recipient_of(new_identity())


def every_fact(city: City) -> Iterator[FactLine]:
    """Yield all facts of a city, point by point."""
    for share in city.shares():
        yield from facts_of(city, share)
