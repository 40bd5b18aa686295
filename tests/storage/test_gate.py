"""The gate of a book: one at a time, again and again by the same one, and it knows who waits."""

from __future__ import annotations

import threading
import time

import pytest

from samplepoint.storage.gate import Gate


def test_who_holds_it_may_take_it_again_and_waits_for_nobody() -> None:
    gate = Gate()
    with gate, gate:
        assert not gate.is_wanted
    assert not gate.is_wanted


def test_who_waits_is_known_to_who_holds_it_and_goes_next() -> None:
    gate, passed = Gate(), threading.Event()

    def desk() -> None:
        with gate:
            passed.set()

    with gate:
        waiting = threading.Thread(target=desk)
        waiting.start()
        while not gate.is_wanted:
            time.sleep(0.001)
        assert not passed.is_set()
    waiting.join(20)
    assert passed.is_set()
    assert not gate.is_wanted


def test_an_error_behind_it_opens_it_again() -> None:
    gate = Gate()
    with pytest.raises(KeyError), gate:
        raise KeyError
    took = threading.Thread(target=gate.__enter__)
    took.start()
    took.join(20)
    assert not took.is_alive()
