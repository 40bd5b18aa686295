"""Who opens the book: PINs, badges, and a key file that is old, newer, damaged or hostile."""

from __future__ import annotations

import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest
from argon2 import low_level
from argon2.exceptions import HashingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samplepoint.domain.alphabet import ALPHABET
from samplepoint.domain.own_codes import BADGE_LENGTH, looks_like_badge
from samplepoint.errors import Damage, Obstacle, Refusal, SamplepointError
from samplepoint.storage import key_slots
from samplepoint.storage.key_file import (
    REAL_COST,
    KeyFile,
    Unlocked,
    new_book_key,
    previous_of,
    restore_previous,
)
from samplepoint.storage.key_slots import Cost, SlotKind

CHEAP = Cost(memory_kib=8, passes=1)
KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def with_pin(
    path: Path, pin: str = "2468", staff_id: str = "s1", role: str = "registrar"
) -> KeyFile:
    keys = KeyFile.create(path, cost=CHEAP)
    keys.add_pin(KEY, staff_id=staff_id, staff_name="测试甲", role=role, pin=pin)
    keys.save()
    return keys


def document(path: Path) -> dict[str, Any]:
    found = orjson.loads(path.read_bytes())
    assert isinstance(found, dict)
    return found


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    found = document(path)
    change(found)
    path.write_bytes(orjson.dumps(found))


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(SamplepointError) as caught:
        deed()
    return caught.value.code


def test_a_new_key_is_32_random_bytes() -> None:
    assert len(new_book_key()) == 32
    assert new_book_key() != new_book_key()


def test_a_pin_at_the_real_cost_opens_after_a_restart(path: Path) -> None:
    keys = KeyFile.create(path)
    keys.add_pin(KEY, staff_id="s1", staff_name="测试甲", role="supervisor", pin="1357")
    keys.save()
    assert document(path)["slots"][0]["kdf"]["memory_kib"] == 65536
    assert document(path)["slots"][0]["kdf"]["passes"] == 3
    opened = KeyFile.read(path).open_with_pin("1357")
    assert opened == Unlocked("s1", "测试甲", "supervisor", KEY)


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    with_pin(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("pin", ["2468", "２４６８", " 2468\n"])
def test_a_pin_opens_as_typed_or_in_full_width(path: Path, pin: str) -> None:
    assert with_pin(path).open_with_pin(pin).book_key == KEY


@pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "١٢٣٤", "12 34", "1234\x00x"])
def test_what_is_no_pin_is_refused_in_setting_and_in_opening(path: Path, pin: str) -> None:
    keys = with_pin(path)
    assert code_of(lambda: keys.open_with_pin(pin)) == "pin_shape"
    assert (
        code_of(lambda: keys.add_pin(KEY, staff_id="s2", staff_name="乙", role="packer", pin=pin))
        == "pin_shape"
    )
    assert len(keys.slots) == 1


def test_another_pin_and_another_persons_pin_are_refused(path: Path) -> None:
    keys = with_pin(path)
    keys.add_pin(KEY, staff_id="s2", staff_name="测试乙", role="packer", pin="8642")
    assert code_of(lambda: keys.open_with_pin("0000")) == "pin_wrong"
    assert code_of(lambda: keys.open_with_pin("2468", "s2")) == "pin_wrong"
    assert code_of(lambda: keys.open_with_pin("2468", "nobody")) == "pin_wrong"
    assert keys.open_with_pin("8642", "s2").staff_id == "s2"
    assert keys.open_with_pin("8642").staff_id == "s2"


def test_two_people_with_one_pin_must_say_who(path: Path) -> None:
    keys = with_pin(path)
    keys.add_pin(KEY, staff_id="s2", staff_name="测试乙", role="packer", pin="2468")
    assert code_of(lambda: keys.open_with_pin("2468")) == "pin_shared"
    assert keys.open_with_pin("2468", "s2").role == "packer"


def test_a_new_pin_ends_the_old_one_in_the_kept_version_too(path: Path) -> None:
    keys = with_pin(path)
    keys.add_pin(KEY, staff_id="s1", staff_name="测试甲", role="registrar", pin="9999")
    keys.save()
    for kept in (path, previous_of(path)):
        found = KeyFile.read(kept)
        assert code_of(partial(found.open_with_pin, "2468")) == "pin_wrong"
        assert found.open_with_pin("9999").book_key == KEY


def test_a_badge_is_23_characters_that_every_keyboard_layout_keeps(path: Path) -> None:
    keys = with_pin(path)
    badge = keys.add_badge(KEY, staff_id="s1", staff_name="测试甲", role="registrar")
    assert looks_like_badge(badge)
    assert len(badge) == BADGE_LENGTH
    assert set(badge[3:]) <= set(ALPHABET)
    assert badge[3:7] == keys.slots[1].slot_id
    assert keys.slots[1].kind is SlotKind.BADGE
    keys.save()
    assert badge[7:].encode() not in path.read_bytes()
    found = KeyFile.read(path)
    assert found.open_with_badge(badge).book_key == KEY
    assert found.open_with_badge(f" {badge.lower()}\r").staff_id == "s1"
    assert found.open_with_pin("2468").staff_id == "s1"


def test_a_badge_that_is_not_ours_is_unknown(path: Path) -> None:
    keys = with_pin(path)
    badge = keys.add_badge(KEY, staff_id="s1", staff_name="测试甲", role="registrar")
    last = "0" if badge[-1] != "0" else "1"
    foreign = ["", "SPB", badge[:-1], badge + "0", badge[:-1] + last, "SPC" + badge[3:], "é" * 23]
    assert {code_of(partial(keys.open_with_badge, text)) for text in foreign} == {"badge_unknown"}


def test_a_second_badge_ends_the_lost_one(path: Path) -> None:
    keys = with_pin(path)
    lost = keys.add_badge(KEY, staff_id="s1", staff_name="测试甲", role="registrar")
    found = keys.add_badge(KEY, staff_id="s1", staff_name="测试甲", role="registrar")
    assert code_of(lambda: keys.open_with_badge(lost)) == "badge_unknown"
    assert keys.open_with_badge(found).book_key == KEY


def test_who_was_removed_opens_neither_version(path: Path) -> None:
    keys = with_pin(path)
    keys.add_pin(KEY, staff_id="s2", staff_name="测试乙", role="packer", pin="8642")
    badge = keys.add_badge(KEY, staff_id="s2", staff_name="测试乙", role="packer")
    keys.save()
    keys.remove("s2")
    keys.save()
    for kept in (KeyFile.read(path), KeyFile.read(previous_of(path))):
        assert [slot.staff_id for slot in kept.slots] == ["s1"]
    assert code_of(lambda: keys.open_with_badge(badge)) == "badge_unknown"


def test_the_last_one_who_can_open_stays(path: Path) -> None:
    keys = with_pin(path)
    assert code_of(lambda: keys.remove("s1")) == "last_key"
    assert code_of(lambda: keys.remove("s9")) == "staff_unknown"
    assert keys.open_with_pin("2468").book_key == KEY


@pytest.mark.parametrize("member", ["role", "staff_id", "staff_name", "slot"])
def test_an_edited_slot_does_not_open(path: Path, member: str) -> None:
    with_pin(path)
    rewrite(path, lambda found: found["slots"][0].update({member: "supervisor"}))
    assert code_of(lambda: KeyFile.read(path).open_with_pin("2468")) == "pin_wrong"


def test_a_pin_slot_cannot_be_passed_off_as_a_badge(path: Path) -> None:
    with_pin(path, pin="123456789012")
    rewrite(path, lambda found: found["slots"][0].update({"kind": "badge"}))
    keys = KeyFile.read(path)
    forged = f"SPB{keys.slots[0].slot_id}1234567890120000"
    assert code_of(lambda: keys.open_with_badge(forged)) == "badge_unknown"


def test_what_a_later_program_wrote_survives(path: Path) -> None:
    with_pin(path)
    later = {"slot": ["?"], "kind": "token", "kdf": 7}
    cheaper = {"kind": "pin", "kdf": {"name": "scrypt"}, "seal": {"name": "aes-256-gcm"}}

    def change(found: dict[str, Any]) -> None:
        found["recovery"] = {"recipient": "age1example", "box": "c2VhbGVk"}
        found["slots"][0]["colour"] = "blue"
        found["slots"] += [later, cheaper]

    rewrite(path, change)
    keys = KeyFile.read(path, cost=CHEAP)
    assert [slot.staff_id for slot in keys.slots] == ["s1"]
    keys.add_badge(KEY, staff_id="s2", staff_name="测试乙", role="packer")
    keys.save()
    found = document(path)
    assert found["recovery"] == {"recipient": "age1example", "box": "c2VhbGVk"}
    assert found["slots"][0]["colour"] == "blue"
    assert found["slots"][1:3] == [later, cheaper]
    assert KeyFile.read(path).open_with_pin("2468").book_key == KEY


def test_a_newer_format_is_refused_by_number(path: Path) -> None:
    path.write_bytes(b'{"format": 2, "keys": "elsewhere"}')
    with pytest.raises(Obstacle) as caught:
        KeyFile.read(path)
    assert caught.value.code == "key_file_newer"
    assert caught.value.values == {"format": 2, "known": 1}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 400,
        b"[]",
        b"{}",
        b'{"format": "1", "slots": []}',
        b'{"format": true, "slots": []}',
        b'{"format": 0, "slots": []}',
        b'{"format": 1}',
        b'{"format": 1, "slots": [3]}',
        b'{"format": 1, "slots": [' + b"{}," * 600 + b"{}]}",
        b'{"format": 1, "slots": []}' + b" " * 2_000_000,
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_damage(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(Damage) as caught:
        KeyFile.read(path)
    assert caught.value.code == "key_file_damaged"


@pytest.mark.parametrize(
    ("part", "member", "value"),
    [
        ("kdf", "memory_kib", 1024 * 1024 + 1),
        ("kdf", "memory_kib", 7),
        ("kdf", "memory_kib", "65536"),
        ("kdf", "memory_kib", True),
        ("kdf", "passes", 17),
        ("kdf", "passes", 0),
        ("kdf", "passes", 1.0),
        ("kdf", "passes", None),
        ("kdf", "version", 16),
        ("kdf", "salt", "AAAA"),
        ("kdf", "salt", "盐"),
        ("kdf", "salt", 5),
        ("seal", "nonce", ""),
        ("seal", "box", "not base64!"),
        ("seal", "box", ["x"]),
    ],
)
def test_a_hostile_slot_is_damage_before_any_work_is_done(
    path: Path, part: str, member: str, value: object
) -> None:
    with_pin(path)
    rewrite(path, lambda found: found["slots"][0][part].update({member: value}))
    assert code_of(lambda: KeyFile.read(path)) == "key_file_damaged"


def test_a_slot_without_a_member_is_damage(path: Path) -> None:
    for part, member in (("kdf", "salt"), ("seal", "box"), ("kdf", "passes")):
        with_pin(path)
        found = document(path)
        del found["slots"][0][part][member]
        path.write_bytes(orjson.dumps(found))
        assert code_of(lambda: KeyFile.read(path)) == "key_file_damaged"
        path.unlink()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_flipped_byte_never_gives_another_key(path: Path, data: st.DataObject) -> None:
    if not path.exists():
        with_pin(path)
    good = path.read_bytes()
    place = data.draw(st.integers(0, len(good) - 1))
    changed = bytearray(good)
    changed[place] ^= data.draw(st.integers(1, 255))
    victim = path.with_name("flipped.json")
    victim.write_bytes(bytes(changed))
    try:
        assert KeyFile.read(victim, cost=CHEAP).open_with_pin("2468").book_key == KEY
    except (Damage, Refusal, Obstacle) as error:
        known = {"key_file_damaged", "key_file_newer", "pin_wrong"}
        assert error.code in known  # noqa: PT017


def test_a_missing_file_and_an_existing_one_have_names(path: Path) -> None:
    assert code_of(lambda: KeyFile.read(path)) == "key_file_missing"
    with_pin(path)
    assert code_of(lambda: KeyFile.create(path)) == "key_file_exists"


def test_the_version_before_comes_back_and_the_damaged_one_is_kept(path: Path) -> None:
    keys = with_pin(path)
    keys.add_badge(KEY, staff_id="s2", staff_name="测试乙", role="packer")
    keys.save()
    path.write_bytes(b"half of it")
    assert restore_previous(path).open_with_pin("2468").book_key == KEY
    assert path.with_name("keys.json.damaged").read_bytes() == b"half of it"
    previous_of(path).write_bytes(b"gone too")
    good = path.read_bytes()
    assert code_of(lambda: restore_previous(path)) == "key_file_damaged"
    assert path.read_bytes() == good


def test_a_laptop_without_the_memory_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = with_pin(path)

    def fail(*_args: object, **_more: object) -> bytes:
        raise HashingError

    monkeypatch.setattr(key_slots, "hash_secret_raw", fail)
    assert code_of(lambda: keys.open_with_pin("2468")) == "memory_short"


def test_the_wrapping_key_is_argon2id_of_the_pin(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []

    def spy(secret: bytes, salt: bytes, **more: Any) -> bytes:
        seen.append({"secret": secret, **more})
        return low_level.hash_secret_raw(secret, salt, **more)

    monkeypatch.setattr(key_slots, "hash_secret_raw", spy)
    with_pin(path).open_with_pin("2468")
    assert seen[0] == seen[1]
    assert seen[0]["secret"] == b"2468"
    assert seen[0]["type"] is low_level.Type.ID
    assert (seen[0]["memory_cost"], seen[0]["time_cost"], seen[0]["parallelism"]) == (8, 1, 1)
    assert (REAL_COST.memory_kib, REAL_COST.passes) == (65536, 3)


def test_two_slots_never_share_salt_or_nonce(path: Path) -> None:
    keys = with_pin(path)
    keys.add_pin(KEY, staff_id="s2", staff_name="测试乙", role="packer", pin="2468")
    keys.save()
    one, two = document(path)["slots"]
    assert one["kdf"]["salt"] != two["kdf"]["salt"]
    assert one["seal"]["nonce"] != two["seal"]["nonce"]


def test_nothing_secret_is_shown(path: Path) -> None:
    keys = with_pin(path, pin="246813579")
    opened = keys.open_with_pin("246813579")
    with pytest.raises(Refusal) as caught:
        keys.open_with_pin("975318642")
    error = caught.value
    shown = f"{keys!r} {opened!r} {keys.slots!r} {error!r} {error} {error.values}"
    for secret in ("246813579", "975318642", "测试甲", repr(KEY), KEY.hex()):
        assert secret not in shown


def test_a_key_of_another_length_is_a_bug_of_ours(path: Path) -> None:
    keys = KeyFile.create(path, cost=CHEAP)
    with pytest.raises(ValueError, match="book_key"):
        keys.add_pin(b"short", staff_id="s1", staff_name="甲", role="packer", pin="2468")


@pytest.mark.parametrize(("memory_kib", "passes"), [(7, 1), (2**20 + 1, 1), (8, 0), (8, 17)])
def test_a_cost_outside_the_bounds_is_a_bug_of_ours(memory_kib: int, passes: int) -> None:
    with pytest.raises(ValueError, match=r"memory_kib|passes"):
        Cost(memory_kib, passes)
