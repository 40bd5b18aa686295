"""The box proof: one line of capitals and digits by which a station vouches for a sealed box.

Owns what it says, how it is written, read and signed (help page `formats/box_proof.md`); refuses
to know books, and who may vouch.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from samplepoint.domain.alphabet import BITS, from_letters, in_letters
from samplepoint.domain.clock import utc_text
from samplepoint.errors import Refusal
from samplepoint.formats.minisign import PublicKey

PREFIX: Final = "SPV"
"""Before the version in the first word; tells our own codes apart."""
VERSION: Final = 1
HASH_BYTES: Final = 32
KEY_ID_BYTES: Final = 8
SIGNATURE_BYTES: Final = 64
LONGEST: Final = 400
"""Characters; the longest codes and counts that may be give 276."""

_CONTEXT: Final = b"samplepoint box proof 1\n"
"""Before the signed text: a signature of the same key on anything else never fits."""
_FIRST_WORD: Final = re.compile(PREFIX + r"([1-9][0-9]{0,3})")
_NUMBER: Final = r"(?:0|[1-9][0-9]{0,5})"
_FIELDS: Final = {
    "box": re.compile(r"[0-9A-Z]{1,40}"),
    "round": re.compile(r"[0-9A-Z]{1,16}"),
    "station": re.compile(r"[0-9A-HJKMNP-TV-Z]{8}"),
    "sealing": re.compile(r"[1-9][0-9]{0,3}"),
    "tubes": re.compile(_NUMBER),
    "people": re.compile(_NUMBER),
    "sealed": re.compile(r"[0-9]{14}"),
}
_BINARY: Final = {"hash": HASH_BYTES, "key": KEY_ID_BYTES, "signature": SIGNATURE_BYTES}
_SEALED_FORM: Final = "%Y%m%d%H%M%S"
_PLAIN_ROUND: Final = re.compile(r"[0-9A-Z]{1,12}")
_ROUND_MARK_BYTES: Final = 10


@dataclass(frozen=True, slots=True)
class BoxProof:
    """What is vouched for: the `sealing`th time a box of a round was sealed at a station.

    `round` is the round's mark (see `round_mark`), `sealed_utc` a fact's moment cut to whole
    seconds, `box_hash` 64 lower-case hexadecimal digits (see `formats.box_hash`).
    """

    box: str
    round: str
    station: str
    sealing: int
    tubes: int
    people: int
    sealed_utc: str
    box_hash: str


@dataclass(frozen=True, slots=True)
class SignedProof:
    """A proof as it was read: nothing in it counts before `is_signed_by` has said so."""

    proof: BoxProof
    key_id: bytes
    signature: bytes
    signed: str
    """The text under the signature: everything before it."""

    def is_signed_by(self, key: PublicKey) -> bool:
        """Tell whether a key is the one that is named, and signed this proof."""
        content = _CONTEXT + self.signed.encode("ascii")
        return key.key_id == self.key_id and key.has_signed(content, self.signature)


def round_mark(round_id: str) -> str:
    """Return how a round is named in a proof: its id where that is plain, else a hash of it.

    Plain are up to 12 digits and capitals; the hash is the first 80 bits of SHA-256 over UTF-8,
    16 characters, so that neither is ever taken for the other.
    """
    if _PLAIN_ROUND.fullmatch(round_id):
        return round_id
    return _letters(hashlib.sha256(round_id.encode("utf-8")).digest()[:_ROUND_MARK_BYTES])


def whole_seconds(at_utc: str) -> str:
    """Return a fact's moment as a proof can say it, without the part of a second."""
    return utc_text(datetime.fromisoformat(at_utc).astimezone(UTC).replace(microsecond=0))


def signed_text(proof: BoxProof, seed: bytes) -> str:
    """Return the proof as one line, signed: words of 0-9 A-Z between single blanks.

    Args:
        proof: what is vouched for.
        seed: the 32 secret bytes of the station's Ed25519 key.

    Raises:
        Refusal: `box_proof_field` with the `part` that cannot be written: nothing is printed
            that could not be read back.
    """
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = PublicKey.of(private.public_key().public_bytes_raw())
    words = [f"{PREFIX}{VERSION}", *_plain_words(proof), _letters(bytes.fromhex(proof.box_hash))]
    signed = " ".join([*words, _letters(key.key_id)])
    signature = private.sign(_CONTEXT + signed.encode("utf-8"))
    text = f"{signed} {_letters(signature)}"
    if parse_proof(text).proof != proof:
        raise Refusal("box_proof_field", part="sealed")
    return text


def parse_proof(untrusted: str) -> SignedProof:
    """Read a proof; a text that `signed_text` would never write is refused, and says where.

    Raises:
        Refusal: `box_proof_foreign` (no box proof at all), `box_proof_newer` (of a later
            program), `box_proof_cut` (words are missing or too many), `box_proof_field` with the
            `part` that does not hold: box, round, station, sealing, tubes, people, sealed, hash,
            key or signature.
    """
    words = untrusted.split(" ") if len(untrusted) <= LONGEST else [""]
    _check_first(words[0])
    names = [*_FIELDS, *_BINARY]
    if len(words) != 1 + len(names):
        raise Refusal("box_proof_cut", words=len(words), needed=1 + len(names))
    said = dict(zip(names, words[1:], strict=True))
    for name, pattern in _FIELDS.items():
        if not pattern.fullmatch(said[name]):
            raise Refusal("box_proof_field", part=name)
    binary = {name: _bytes(name, said[name]) for name in _BINARY}
    proof = BoxProof(
        said["box"],
        said["round"],
        said["station"],
        int(said["sealing"]),
        int(said["tubes"]),
        int(said["people"]),
        _moment(said["sealed"]),
        binary["hash"].hex(),
    )
    signed = untrusted.rpartition(" ")[0]
    return SignedProof(proof, binary["key"], binary["signature"], signed)


def _check_first(word: str) -> None:
    known = _FIRST_WORD.fullmatch(word)
    if known is None:
        raise Refusal("box_proof_foreign")
    if int(known[1]) > VERSION:
        raise Refusal("box_proof_newer", version=int(known[1]))


def _plain_words(proof: BoxProof) -> list[str]:
    sealed = datetime.fromisoformat(proof.sealed_utc).astimezone(UTC).strftime(_SEALED_FORM)
    counts = (proof.sealing, proof.tubes, proof.people)
    return [proof.box, proof.round, proof.station, *map(str, counts), sealed]


def _letters(data: bytes) -> str:
    """Write bytes, the first bits first; what is missing in the last character is zero."""
    length = -(-8 * len(data) // BITS)
    return in_letters(int.from_bytes(data, "big") << BITS * length - 8 * len(data), length)


def _bytes(name: str, text: str) -> bytes:
    """Read bytes back from the only way in which `_letters` writes them."""
    size = _BINARY[name]
    number = from_letters(text) if len(text) * BITS // 8 == size else None
    if number is not None:
        data = (number >> len(text) * BITS - 8 * size).to_bytes(size, "big")
        if _letters(data) == text:
            return data
    raise Refusal("box_proof_field", part=name)


def _moment(digits: str) -> str:
    try:
        return utc_text(datetime.strptime(digits, _SEALED_FORM).replace(tzinfo=UTC))
    except ValueError:
        raise Refusal("box_proof_field", part="sealed") from None
