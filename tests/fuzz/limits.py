"""How much memory a run may take, so that a bomb shows; knows no format."""

from __future__ import annotations

import importlib


def limit_memory(mib: int) -> None:
    """Let every further request beyond so many MiB fail; does nothing where that is impossible."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return  # Windows
    resource.setrlimit(resource.RLIMIT_AS, (mib * 1024 * 1024,) * 2)
