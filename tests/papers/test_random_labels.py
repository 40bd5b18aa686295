"""Labels of random codes are read by two readers; those that a library once lost always are."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from PIL import Image

from tests.papers import random_labels
from tests.papers.random_labels import KNOWN, Kind, Read, kinds, read_random
from tests.papers.rendered import cut, rendered

SAMPLE = 5
KINDS = kinds()


@pytest.mark.parametrize("kind", KINDS, ids=[f"{one.name} {one.rule}" for one in KINDS])
def test_a_sample_of_every_kind_and_rule_is_read(kind: Kind) -> None:
    count = len(KNOWN) if kind.rule == "known" else SAMPLE
    found = read_random(kind, count, seed=random.randrange(10**9))
    assert found.labels == count
    assert found.is_right, found


def test_a_label_that_says_something_else_is_noticed() -> None:
    kind = KINDS[0]
    [page] = rendered(kind.pdf(["1234567890"]))
    label = cut(page, kind.places(0)[0])
    found = Read(kind)
    random_labels._judge(found, label, Counter(["991234567890"]))  # noqa: SLF001
    random_labels._judge(found, Image.new("L", (300, 160), 255), Counter(["99"]))  # noqa: SLF001
    assert (found.zxing_missed, found.zbar_missed, found.read_otherwise) == (2, 2, 1)
