"""Enrolments: both sides read what the other wrote, and the same sixteen characters."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from samplepoint.domain.alphabet import ALPHABET
from samplepoint.domain.codes import CodeRule
from samplepoint.domain.rounds import RoundPlan
from samplepoint.formats import age_box
from samplepoint.formats.enrolment import (
    Enrolment,
    HubEnrolment,
    PointEnrolment,
    open_secret,
    read_enrolment,
    seal_secret,
    write_enrolment,
)
from samplepoint.formats.fingerprint import fingerprint, is_same
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.sealed_zip import write_sealed
from tests.formats.enrolments import HUB_KEY, RECOVERY, SECRET, hub, point
from tests.formats.packages import HUB, HUB_RECIPIENT, KEY, OTHER_KEY, STATION
from tests.formats.refusing import code_of

FILES = {"hub": write_enrolment(hub(), HUB_KEY), "point": write_enrolment(point(), KEY)}
KEYS = {"hub": HUB_KEY, "point": KEY}
DEEP = json.loads("[" * 20 + "]" * 20)
Change = Callable[[dict[str, Any]], object]


def changed(role: str, change: Change, key: SigningKey | None = None) -> bytes:
    """Return an enrolment that was changed and signed again, by whichever key."""
    told: dict[str, Any] = json.loads(orjson.dumps((hub() if role == "hub" else point()).told()))
    told = {"format": "samplepoint-enrolment", "version": 1, **told}
    change(told)
    content = orjson.dumps(told)
    signature = (key or KEYS[role]).sign(content, f"samplepoint-enrolment {told.get('station_id')}")
    return write_sealed([("enrolment.json", content), ("enrolment.json.minisig", signature)])


@pytest.mark.parametrize("enrolment", [hub(), point()], ids=["hub", "point"])
def test_what_was_written_is_read(enrolment: Enrolment) -> None:
    key = HUB_KEY if isinstance(enrolment, HubEnrolment) else KEY
    written = write_enrolment(enrolment, key)
    assert read_enrolment(written) == enrolment
    assert write_enrolment(enrolment, key) == written


def test_plans_of_every_kind_come_back() -> None:
    bags = RoundPlan("R2", "第二轮", "点", bag_rules=(CodeRule("B#{6}"),), exclusions=())
    told = read_enrolment(write_enrolment(hub(bags, RoundPlan("R3", "三", "点")), HUB_KEY))
    assert isinstance(told, HubEnrolment)
    assert told.rounds == (bags, RoundPlan("R3", "三", "点"))


def test_an_enrolment_brings_its_own_key_and_no_other() -> None:
    with pytest.raises(ValueError, match="key"):
        write_enrolment(point(), OTHER_KEY)
    assert code_of(read_enrolment, changed("point", dict, OTHER_KEY)) == "signature_by_other"


def test_nobody_takes_the_name_of_another_key() -> None:
    posing = PublicKey(KEY.public.raw, OTHER_KEY.public.key_id)
    forged = changed("point", lambda told: told.update(signing_key=posing.text))
    assert code_of(read_enrolment, forged) == "key_unreadable"


def test_the_secret_is_for_the_hub_alone() -> None:
    told = read_enrolment(FILES["point"])
    assert isinstance(told, PointEnrolment)
    assert open_secret(told, HUB) == SECRET
    assert code_of(open_secret, told, age_box.new_identity()) == "age_not_for_us"
    assert SECRET.hex() not in repr(told)
    short = dataclasses.replace(told, receipt_secret=seal_secret(b"x", HUB_RECIPIENT))
    assert code_of(open_secret, short, HUB) == "content_wrong"


@pytest.mark.parametrize("role", ["hub", "point"])
def test_every_flipped_bit_and_every_cut_is_noticed(role: str) -> None:
    content = FILES[role]
    for place in range(len(content)):
        wrong = content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :]
        assert code_of(read_enrolment, wrong)
        assert code_of(read_enrolment, content[:place])


@pytest.mark.parametrize(
    ("role", "change", "code"),
    [
        ("hub", lambda told: told.update(format="samplepoint-receipt"), "sheet_foreign"),
        ("hub", lambda told: told.update(version=2), "sheet_newer"),
        ("hub", lambda told: told.update(version=True), "content_wrong"),
        ("hub", lambda told: told.update(version=2, app="<b>"), "content_wrong"),
        ("hub", lambda told: told.update(role="king"), "content_wrong"),
        ("hub", lambda told: told.update(kind="real "), "content_wrong"),
        ("hub", lambda told: told.update(station_id="7K2M9QXI"), "content_wrong"),
        ("hub", lambda told: told.update(station_id="７K2M9QXZ"), "content_wrong"),
        ("hub", lambda told: told.update(name="a\nb"), "content_wrong"),
        ("hub", lambda told: told.update(name="x" * 201), "content_wrong"),
        ("hub", lambda told: told.update(name=7), "content_wrong"),
        ("hub", lambda told: told.update(expires_utc="soon"), "content_wrong"),
        ("hub", lambda told: told.update(expires_utc="2026-02-30T00:00:00.000Z"), "content_wrong"),
        ("hub", lambda told: told.update(signing_key="RWQ"), "content_wrong"),
        ("hub", lambda told: told.update(recipients={"station": HUB_RECIPIENT}), "content_wrong"),
        ("hub", lambda told: told["recipients"].update(recovery=""), "content_wrong"),
        (
            "hub",
            lambda told: told["recipients"].update(recovery=RECOVERY[:-1] + "q"),
            "age_recipient_wrong",
        ),
        ("hub", lambda told: told.update(rounds={}), "content_wrong"),
        ("hub", lambda told: told["rounds"].append(1), "content_wrong"),
        ("hub", lambda told: told["rounds"][0].update(pool_size="10"), "content_wrong"),
        ("hub", lambda told: told["rounds"][0].update(pool_size=True), "content_wrong"),
        ("hub", lambda told: told["rounds"][0].update(pool_size=0), "pool_size_range"),
        ("hub", lambda told: told["rounds"][0].update(tube_rules=[{}]), "plan_unreadable"),
        ("hub", lambda told: told["rounds"][0].update(order="sideways"), "plan_unreadable"),
        ("hub", lambda told: told["rounds"][0].pop("round_id"), "plan_unreadable"),
        ("point", lambda told: told.update(lineage=[]), "content_wrong"),
        ("point", lambda told: told.update(lineage=[STATION, STATION]), "content_wrong"),
        ("point", lambda told: told.update(lineage=["3F8C1TWV"]), "content_wrong"),
        ("point", lambda told: told.update(lineage=["x", STATION]), "content_wrong"),
        ("point", lambda told: told.update(hub=""), "content_wrong"),
        ("point", lambda told: told.update(receipt_secret="=A=="), "content_wrong"),
        ("point", lambda told: told.pop("recipients"), "content_wrong"),
        (
            "point",
            lambda told: told.update(deep=json.loads("[" * 20 + "]" * 20)),
            "content_unreadable",
        ),
    ],
)
def test_what_is_wrong_is_named_though_it_is_signed(role: str, change: Change, code: str) -> None:
    assert code_of(read_enrolment, changed(role, change)) == code


def test_what_a_later_program_adds_is_left_aside() -> None:
    def add(told: dict[str, Any]) -> None:
        told["weather"] = "snow"
        told["rounds"][0]["weather"] = ["snow"]

    assert read_enrolment(changed("hub", add)) == hub()


# --- the fingerprint --------------------------------------------------------------------------


def test_both_sides_see_the_same_sixteen_characters() -> None:
    for file, made in ((FILES["hub"], hub()), (FILES["point"], None)):
        told = read_enrolment(file)
        groups = told.fingerprint.split(" ")
        assert [len(group) for group in groups] == [4, 4, 4, 4]
        assert set("".join(groups)) <= set(ALPHABET)
        assert made is None or told.fingerprint == made.fingerprint
        assert is_same(told.fingerprint.lower().replace(" ", "-"), told.fingerprint)
        assert not is_same("", told.fingerprint)


def test_the_fingerprint_is_made_as_the_format_page_says() -> None:
    one, two, station = "age1" + "q" * 58, "age1" + "p" * 58, "7K2M9QXZ"
    key = PublicKey.of(bytes(32))
    whole = b"samplepoint enrolment" + bytes(32) + f"{two}{one}{station}".encode()
    letters = base64.b32encode(hashlib.sha256(whole).digest()[:10]).decode()
    ours = letters.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET))
    assert fingerprint(key, [one, two], station).replace(" ", "") == ours


def test_any_other_key_recipient_or_station_has_another_fingerprint() -> None:
    one = hub()
    others = [
        dataclasses.replace(one, recovery=HUB_RECIPIENT),
        dataclasses.replace(one, by=dataclasses.replace(one.by, signing_key=KEY.public)),
        dataclasses.replace(one, by=dataclasses.replace(one.by, station_id=STATION)),
        dataclasses.replace(one, by=dataclasses.replace(one.by, recipient=RECOVERY)),
    ]
    assert len({one.fingerprint, *(other.fingerprint for other in others)}) == 5
