"""A package, `.spkg`: what a station hands on, sealed for its recipients and signed by its key.

Owns how its three members hang together and the four steps of reading; refuses to know books,
drives and whom to believe. Each step takes what the one before it gave, so that nothing is opened
that was not proved, and a caller can time or stop between two of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from samplepoint.domain.facts import FactLine
from samplepoint.errors import Damage, Refusal
from samplepoint.formats import minisign, package_payload
from samplepoint.formats.age_box import recipient_mark
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.package_lines import (
    FactNames,
    PackageFacts,
    check_first,
    fact_lines,
    first_line,
    read_lines,
    summary,
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
from samplepoint.formats.sealed_zip import Member, read_beginning, read_sealed, write_sealed

MANIFEST_NAME: Final = "manifest.json"
SIGNATURE_NAME: Final = "manifest.json.minisig"
_SHAPE: Final = (
    Member(MANIFEST_NAME, LARGEST_MANIFEST),
    Member(SIGNATURE_NAME, minisign.LARGEST_FILE),
    Member(PAYLOAD_NAME, LARGEST_PAYLOAD),
)

COVER_BYTES: Final = LARGEST_MANIFEST + minisign.LARGEST_FILE + 1024
"""What of a file holds its cover: the heads of the two members are much shorter than the rest."""


@dataclass(frozen=True, slots=True)
class Package:
    """A finished file, its SHA-256 (`previous` of the next one) and what it says openly."""

    content: bytes = field(repr=False)
    sha256: str
    manifest: PackageManifest


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands before the sealed content of a file: enough to know whose it is and for whom."""

    untrusted: PackageManifest
    manifest_bytes: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def verify(self, key: PublicKey) -> None:
        """Prove that `key` signed what the cover says; nothing is said of the sealed content.

        Raises:
            Refusal: `signature_by_other` (value `signer`).
            Damage: `signature_wrong`, `signature_unreadable`.
        """
        manifest, signed = self.untrusted, self.manifest_bytes
        minisign.verify_exactly(signed, self.signature, key, manifest.signed_comment)
        if manifest.signer != key.signer:
            raise Refusal("signature_by_other", signer=manifest.signer)


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


class PackageContent:
    """Facts that are counted, written and compressed once, for any number of packages."""

    def __init__(self, facts: Sequence[FactLine], *, erased: FactNames = ()) -> None:
        """Prepare facts for travelling.

        Args:
            facts: unbroken by number within each station, each station's together.
            erased: those of the facts whose hash no longer follows from what is left of them.

        Raises:
            Refusal: `package_empty`; `package_too_long` (value `most`).
            Damage: `package_gap`.
        """
        self._rounds, self._segments, self._counts = summary(facts)
        self._lines = fact_lines(facts, frozenset(erased))
        if len(self._lines) > LARGEST_PLAIN - package_payload.LONGEST_FIRST:
            raise Refusal("package_too_long", most=len(facts) // 2)
        self._frame = package_payload.compress(self._lines)
        self._is_read_back = False

    def sealed(self, head: PackageHead, key: SigningKey, recipients: Sequence[str]) -> Package:
        """Seal and sign, after reading the facts back as whoever receives them will.

        The lines of the facts are the same each time, so they are read back with the first one. A
        hub's package says by marks for whom it is sealed: it is one of several.

        Args:
            head: what is said openly, besides what the facts themselves say.
            key: the station's.
            recipients: `age1...`, who can open it.

        Raises:
            Refusal: `age_recipient_wrong`, `age_recipients_many`.
            Damage: `package_chain_broken`, `package_line_wrong`, and what else
                `package_lines.read_lines` finds in facts that nobody could read back.
        """
        first = first_line(head.station_id, head.number, self._segments)
        payload = package_payload.pack(first, self._frame, recipients)
        told = Sealed(len(payload), hashlib.sha256(payload).digest(), len(first) + len(self._lines))
        marks = tuple(map(recipient_mark, recipients)) if head.role == "hub" else ()
        manifest = PackageManifest(
            head, self._rounds, self._segments, self._counts, told, key.public.signer, marks
        )
        written = manifest.to_bytes()
        self._read_back(parse_manifest(written), first)
        signature = key.sign(written, manifest.signed_comment)
        content = write_sealed(
            zip([member.name for member in _SHAPE], (written, signature, payload), strict=True)
        )
        return Package(content, hashlib.sha256(content).hexdigest(), manifest)

    def _read_back(self, manifest: PackageManifest, first: bytes) -> None:
        if self._is_read_back:
            check_first(manifest, first[:-1])
        else:
            read_lines(manifest, first + self._lines)
            self._is_read_back = True


def write_package(
    head: PackageHead,
    facts: Sequence[FactLine],
    key: SigningKey,
    recipients: Sequence[str],
    *,
    erased: FactNames = (),
) -> Package:
    """Return the one package of facts (see `PackageContent`)."""
    return PackageContent(facts, erased=erased).sealed(head, key, recipients)


def read_cover(untrusted_beginning: bytes) -> Cover:
    """Read what stands before the sealed content, from the first `COVER_BYTES` of a file.

    Raises:
        Damage: `archive_unreadable`; as `parse_manifest`.
        Refusal, Obstacle: as `parse_manifest`.
    """
    manifest_bytes, signature = read_beginning(untrusted_beginning, _SHAPE[:2])
    return Cover(parse_manifest(manifest_bytes), manifest_bytes, signature)


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
    Cover(manifest, opened.manifest_bytes, opened.signature).verify(key)
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
