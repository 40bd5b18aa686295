"""A package, `.spkg`: what a station hands on, sealed for its recipients and signed by its key.

Owns how its three members hang together and the four steps of reading; refuses to know books,
drives and whom to believe. Each step takes what the one before it gave, so that nothing is opened
that was not proved, and a caller can time or stop between two of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from samplepoint.domain.facts import FactLine
from samplepoint.errors import Damage, Refusal
from samplepoint.formats import minisign, package_payload
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.package_lines import (
    FactNames,
    PackageFacts,
    read_lines,
    summary,
    write_lines,
)
from samplepoint.formats.package_manifest import (
    LARGEST_MANIFEST,
    LARGEST_PAYLOAD,
    LARGEST_PLAIN,
    PAYLOAD_NAME,
    PackageHead,
    PackageManifest,
    Sealed,
    parse_manifest,
)
from samplepoint.formats.sealed_zip import Member, read_sealed, write_sealed

MANIFEST_NAME: Final = "manifest.json"
SIGNATURE_NAME: Final = "manifest.json.minisig"
_SHAPE: Final = (
    Member(MANIFEST_NAME, LARGEST_MANIFEST),
    Member(SIGNATURE_NAME, minisign.LARGEST_FILE),
    Member(PAYLOAD_NAME, LARGEST_PAYLOAD),
)


@dataclass(frozen=True, slots=True)
class Package:
    """A finished file, its SHA-256 (`previous` of the next one) and what it says openly."""

    content: bytes = field(repr=False)
    sha256: str
    manifest: PackageManifest


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """A file of the right form. Nothing of it is proved: anybody can write anything into it."""

    untrusted: PackageManifest
    sha256: str
    manifest_bytes: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProvenPackage:
    """A file that was signed, as it is, by the key that it was asked about."""

    manifest: PackageManifest
    sha256: str
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlainPackage:
    """A proven file, opened: persons are in it."""

    manifest: PackageManifest
    sha256: str
    plain: bytes = field(repr=False)


def write_package(
    head: PackageHead,
    facts: Sequence[FactLine],
    key: SigningKey,
    recipients: Iterable[str],
    *,
    erased: FactNames = (),
) -> Package:
    """Seal and sign facts, after reading them back as whoever receives them will.

    Args:
        head: what is said openly, besides what the facts themselves say.
        facts: unbroken by number within each station, each station's together.
        key: the station's.
        recipients: `age1...`, who can open it.
        erased: those of the facts whose hash no longer follows from what is left of them.

    Raises:
        Refusal: `package_empty`; `package_too_long` (value `most`); `age_recipient_wrong`.
        Damage: `package_gap`, `package_chain_broken`, `package_line_wrong`, and what else
            `package_lines.read_lines` finds in facts that nobody could read back.
    """
    rounds, segments, counts = summary(facts)
    plain = write_lines(head.station_id, head.number, segments, facts, frozenset(erased))
    if len(plain) > LARGEST_PLAIN:
        raise Refusal("package_too_long", most=len(facts) // 2)
    payload = package_payload.pack(plain, recipients)
    told = Sealed(len(payload), hashlib.sha256(payload).digest(), len(plain))
    manifest = PackageManifest(head, rounds, segments, counts, told, key.public.signer)
    written = manifest.to_bytes()
    read_lines(parse_manifest(written), plain)
    signature = key.sign(written, manifest.signed_comment)
    content = write_sealed(
        zip([member.name for member in _SHAPE], (written, signature, payload), strict=True)
    )
    return Package(content, hashlib.sha256(content).hexdigest(), manifest)


def open_package(untrusted: bytes) -> OpenedPackage:
    """Take a file apart and read its manifest, which names the station and the key to ask about.

    Raises:
        Refusal, Damage: what `sealed_zip.read_sealed` and `parse_manifest` raise.
        Obstacle: `package_newer` (value `version`, of the program that wrote it).
    """
    manifest_bytes, signature, payload = read_sealed(untrusted, _SHAPE)
    manifest = parse_manifest(manifest_bytes)
    sha256 = hashlib.sha256(untrusted).hexdigest()
    return OpenedPackage(manifest, sha256, manifest_bytes, signature, payload)


def verify_package(opened: OpenedPackage, key: PublicKey) -> ProvenPackage:
    """Prove that manifest and sealed content are as `key` signed them.

    Raises:
        Refusal: `signature_by_other` (value `signer`).
        Damage: `signature_wrong`, `signature_unreadable`; `package_payload_differs` when the
            sealed content is another one, as in a file put together from two.
    """
    manifest = opened.untrusted
    minisign.verify_exactly(opened.manifest_bytes, opened.signature, key, manifest.signed_comment)
    if manifest.signer != key.signer:
        raise Refusal("signature_by_other", signer=manifest.signer)
    if (len(opened.payload), hashlib.sha256(opened.payload).digest()) != (
        manifest.payload.size,
        manifest.payload.sha256,
    ):
        raise Damage("package_payload_differs")
    return ProvenPackage(manifest, opened.sha256, opened.payload)


def decrypt_package(proven: ProvenPackage, identity: str) -> PlainPackage:
    """Open the sealed content with a secret key of one of its recipients.

    Raises:
        Refusal: `age_not_for_us`.
        Damage: `age_damaged`, `age_identity_wrong`; `package_content_wrong`.
    """
    manifest = proven.manifest
    plain = package_payload.unpack(proven.payload, identity, manifest.payload.plain_bytes)
    return PlainPackage(manifest, proven.sha256, plain)


def decode_package(opened: PlainPackage) -> PackageFacts:
    """Return the facts, once their chain and kinds are shown to be right.

    Raises:
        Obstacle, Damage: what `package_lines.read_lines` raises.
    """
    return read_lines(opened.manifest, opened.plain)
