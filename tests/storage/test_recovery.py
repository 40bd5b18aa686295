"""The book key for the safe: who gets it back, who does not, and that age alone opens it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pyrage
import pytest

from samplepoint.errors import SamplepointError
from samplepoint.storage.key_file import KeyFile, previous_of
from samplepoint.storage.key_slots import Cost
from samplepoint.storage.recovery import identities_in, unwrap, wrap

CHEAP = Cost(memory_kib=8, passes=1)
KEY = bytes(range(32))


def new_safe() -> tuple[str, str]:
    """Return a secret key for the safe and its recipient."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


SAFE, RECIPIENT = new_safe()
OTHER_SAFE, OTHER_RECIPIENT = new_safe()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keys = KeyFile.create(tmp_path / "keys.json", cost=CHEAP)
    keys.add_pin(KEY, staff_id="s1", staff_name="测试甲", role="supervisor", pin="2468")
    keys.add_recovery(KEY, RECIPIENT)
    keys.save()
    return keys.path


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(SamplepointError) as caught:
        deed()
    return caught.value.code


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    document = orjson.loads(path.read_bytes())
    change(document)
    path.write_bytes(orjson.dumps(document))


def test_the_key_of_the_safe_brings_the_book_key_back(path: Path) -> None:
    keys = KeyFile.read(path)
    assert keys.recovery_recipient == RECIPIENT
    assert keys.open_with_recovery([OTHER_SAFE, SAFE]) == KEY
    assert keys.open_with_pin("2468").book_key == KEY
    assert KEY.hex() not in path.read_text()


def test_a_later_pin_keeps_the_safe_and_the_safe_keeps_the_pins(path: Path) -> None:
    keys = KeyFile.read(path, cost=CHEAP)
    keys.add_pin(KEY, staff_id="s2", staff_name="测试乙", role="registrar", pin="1357")
    keys.save()
    again = KeyFile.read(path)
    assert again.open_with_recovery([SAFE]) == KEY
    assert len(again.slots) == 2


def test_an_earlier_safe_opens_nothing_any_more_not_even_the_version_before(path: Path) -> None:
    keys = KeyFile.read(path)
    keys.add_recovery(KEY, OTHER_RECIPIENT)
    keys.save()
    for file in (path, previous_of(path)):
        found = KeyFile.read(file)
        assert code_of(partial(found.open_with_recovery, [SAFE])) == "recovery_wrong_key"
        assert found.open_with_recovery([OTHER_SAFE]) == KEY


def test_a_book_that_was_never_enrolled_says_so(tmp_path: Path) -> None:
    keys = KeyFile.create(tmp_path / "keys.json", cost=CHEAP)
    assert keys.recovery_recipient == ""
    assert code_of(lambda: keys.open_with_recovery([SAFE])) == "recovery_none"


@pytest.mark.parametrize(
    "recipient",
    ["", "age1", RECIPIENT[:-1], SAFE, "ssh-ed25519 AAAA", f"{RECIPIENT}x"],
    ids=["nothing", "start", "cut", "secret half", "ssh", "longer"],
)
def test_what_is_no_recipient_is_refused_and_changes_nothing(path: Path, recipient: str) -> None:
    keys = KeyFile.read(path)
    assert code_of(lambda: keys.add_recovery(KEY, recipient)) == "recovery_recipient_shape"
    assert keys.open_with_recovery([SAFE]) == KEY


SPOILED: dict[str, Callable[[dict[str, Any]], object]] = {
    "cut": lambda member: member.update(box=member["box"][:200]),
    "another text": lambda member: member.update(box="nothing"),
    "no box": lambda member: member.pop("box"),
    "a number": lambda member: member.update(box=7),
    "of another text": lambda member: member.update(
        box=pyrage.encrypt(
            b"no key at all", [pyrage.x25519.Recipient.from_str(RECIPIENT)], armored=True
        ).decode()
    ),
}


@pytest.mark.parametrize("how", SPOILED)
def test_what_is_spoiled_is_called_damaged_and_pins_still_open(path: Path, how: str) -> None:
    rewrite(path, lambda document: SPOILED[how](document["recovery"]))
    keys = KeyFile.read(path)
    assert code_of(lambda: keys.open_with_recovery([SAFE])) == "recovery_damaged"
    assert keys.open_with_pin("2468").book_key == KEY


@pytest.mark.parametrize("member", [None, 7, "text", [], {}])
def test_a_member_of_another_shape_is_damage_not_a_crash(path: Path, member: object) -> None:
    rewrite(path, lambda document: document.update(recovery=member))
    keys = KeyFile.read(path)
    assert keys.recovery_recipient == ""
    assert code_of(lambda: keys.open_with_recovery([SAFE])) == "recovery_damaged"


def found_or_code(member: dict[str, str]) -> bytes | str:
    try:
        return unwrap(member, [SAFE])
    except SamplepointError as error:
        return error.code


def test_a_flipped_bit_never_brings_another_key() -> None:
    member = wrap(KEY, RECIPIENT)
    box = bytearray(member["box"].encode())
    for place in range(len(box)):
        spoiled = bytearray(box)
        spoiled[place] ^= 1
        text = spoiled.decode("latin-1")
        # Letters of the armour's frame and unused bits of its last letter hold nothing.
        assert found_or_code({**member, "box": text}) in {KEY, "recovery_damaged"}


# -- the file from the safe --------------------------------------------------------------------


def test_the_form_of_age_keygen_is_read() -> None:
    text = f"# created: 2026-01-12\r\n# public key: {RECIPIENT}\r\n{SAFE}\r\n\r\n{OTHER_SAFE}\n"
    assert identities_in(text) == (SAFE, OTHER_SAFE)


def test_a_key_typed_from_paper_may_have_blanks_and_small_letters() -> None:
    typed = " ".join(SAFE[n : n + 4] for n in range(0, len(SAFE), 4)).lower()
    assert identities_in(typed) == (SAFE,)


@pytest.mark.parametrize(
    "text",
    ["", "# only a comment", RECIPIENT, SAFE[:-1], "2468", f"{SAFE}\nx"],
    ids=["nothing", "comment", "public half", "cut", "a PIN", "two lines"],
)
def test_a_file_without_a_key_is_refused(text: str) -> None:
    assert code_of(lambda: identities_in(text)) == "recovery_key_shape"


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_age_alone_brings_the_book_key_back(path: Path, tmp_path: Path) -> None:
    safe = tmp_path / "safe.txt"
    safe.write_text(f"{SAFE}\n")
    box = orjson.loads(path.read_bytes())["recovery"]["box"]
    done = subprocess.run(
        ["age", "-d", "-i", str(safe)], input=box.encode(), capture_output=True, check=True
    )
    assert bytes.fromhex(done.stdout.decode()) == KEY
