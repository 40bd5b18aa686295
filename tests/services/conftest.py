"""A planted book for the tests of retention, fresh for each test, and the same book too old."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.planted import (
    Planted,
    opened,
    plant,
)
from tests.storage.working_book import KEY


@pytest.fixture(params=[KEY, None], ids=["encrypted", "plain"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    found: bytes | None = request.param
    return found


@pytest.fixture(scope="session")
def gardens(tmp_path_factory: pytest.TempPathFactory) -> dict[bytes | None, Path]:
    """Return planted books to be copied, by their key: planting takes many commits."""
    found: dict[bytes | None, Path] = {}
    for key in (KEY, None):
        found[key] = tmp_path_factory.mktemp("planted")
        plant(found[key], key)
    return found


@pytest.fixture
def point(
    tmp_path: Path, key: bytes | None, gardens: dict[bytes | None, Path]
) -> Iterator[Planted]:
    shutil.copytree(gardens[key], tmp_path / "home")
    point = opened(tmp_path / "home", key)
    yield point
    point.close()


@pytest.fixture
def old(point: Planted) -> Planted:
    """The same point, sixty-one days later."""
    point.days_pass(61)
    return point
