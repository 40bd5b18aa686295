"""Opening packages ahead of a merge: a second process reads what is next while the book writes.

Owns that process and how far it may be ahead; refuses to judge. What it cannot open, or has opened
of another content or with another key than the merge finds, it leaves to the merge, which opens
the file itself and says why. With a second core many files then take a fifth less time, though
handing facts over costs the processor more; a few would be done before the process has started.
"""

from __future__ import annotations

import marshal
import multiprocessing
import os
import signal
from collections.abc import Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from pathlib import Path

from samplepoint.errors import SamplepointError
from samplepoint.formats.minisign import PublicKey
from samplepoint.formats.package import (
    decode_package,
    decrypt_package,
    open_package,
    verify_package,
)
from samplepoint.formats.package_lines import PackageFacts

WORTHWHILE_BYTES = 4 * 1024 * 1024
"""Files of this size together, some 100,000 facts, take longer than starting a process."""
_FILES_AHEAD = 32
"""Opened files that may wait: each takes a megabyte once it is read."""

Keys = Mapping[str, bytes]
"""Public keys to believe, by the name by which a package calls its signer."""

_opener: tuple[str, dict[str, PublicKey]] = ("", {})
"""Of the second process: the identity that opens, and whom to believe."""


class OpeningAhead:
    """Gives the facts of files a moment before they are asked for; close it at the end."""

    def __init__(self, files: Sequence[Path], identity: str, keys: Keys) -> None:
        """Be ready to open these files, in this order; nothing is begun before one is wanted."""
        self._files = files
        self._places = {path: nth for nth, path in enumerate(files)}
        self._start = (identity, dict(keys))
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: dict[int, Future[bytes]] = {}
        self._next = 0
        self._is_wanted = _is_worthwhile(files)

    def facts(self, path: Path, sha256: str, key: PublicKey) -> PackageFacts | None:
        """Return what was opened of a file with this content and this key, else None.

        From now on the files after this one are opened: known ones, which nobody asks for, are
        not opened in vain.
        """
        if not self._is_wanted or path not in self._places:
            return None
        nth = self._places[path]
        ready = self._waiting.pop(nth, None)
        try:
            self._go_on(nth + 1)
            opened = ready.result() if ready else b""
        except (BrokenExecutor, CancelledError, OSError):
            # The process died or never came up: the merge goes on alone.
            self.close()
            return None
        if not opened:
            return None
        content, signed_by, facts, erased = marshal.loads(opened)  # noqa: S302  # our own process
        if (content, signed_by) != (sha256, key.raw):
            return None
        return PackageFacts(facts, erased)

    def _go_on(self, nth: int) -> None:
        """Let the next files be opened, and forget those that were passed by."""
        for passed in [one for one in self._waiting if one < nth]:
            self._waiting.pop(passed).cancel()
        if self._pool is None:
            spawned = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, spawned, _begin, self._start)
        end = min(nth + _FILES_AHEAD, len(self._files))
        for ahead in range(max(nth, self._next), end):
            self._waiting[ahead] = self._pool.submit(_opened, self._files[ahead])
        self._next = max(self._next, end)

    def close(self) -> None:
        """Open nothing more; return when the process is gone."""
        self._is_wanted = False
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _is_worthwhile(files: Sequence[Path]) -> bool:
    if (os.cpu_count() or 1) == 1:
        return False
    try:
        return sum(path.stat().st_size for path in files) >= WORTHWHILE_BYTES
    except OSError:
        return False


# -- in the second process -------------------------------------------------------------------------


def _begin(identity: str, keys: Keys) -> None:
    """Take the keys; Ctrl+C is for the process that merges."""
    global _opener  # noqa: PLW0603  # a process has one
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _opener = (identity, {name: PublicKey.of(raw) for name, raw in keys.items()})


def _opened(path: Path) -> bytes:
    """Return a file's hash, its signer's key, its facts and which are erased; empty if unopened.

    `marshal` because it is the quickest, and both ends are this very program.
    """
    identity, keys = _opener
    try:
        opened = open_package(path.read_bytes())
        key = keys[opened.untrusted.signer]
        read = decode_package(decrypt_package(verify_package(opened, key), identity))
    except (SamplepointError, OSError, KeyError):
        return b""
    return marshal.dumps((opened.sha256, key.raw, read.facts, read.erased))
