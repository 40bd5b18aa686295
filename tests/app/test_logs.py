"""The log and the crash reports: complete for a supporter, empty of people, bounded in size."""

from __future__ import annotations

import logging
import logging.handlers
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from samplepoint.app import logs
from samplepoint.app.logs import LogFile, RedactingFormatter, write_crash_report
from samplepoint.errors import Obstacle, Refusal

OURS = logging.getLogger("samplepoint.test")
NUMBER = "110101199001010007"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogFile]:
    with LogFile(tmp_path) as opened:
        yield opened


def fail_with(error: Exception) -> None:
    raise error


def test_our_news_and_others_warnings_are_written(log: LogFile) -> None:
    OURS.info("desk %s opened", "A")
    logging.getLogger("elsewhere").warning("slow")
    logging.getLogger("elsewhere").info("chatter")
    text = log.path.read_text()
    assert "INFO samplepoint.test MainThread: desk A opened\n" in text
    assert "WARNING elsewhere MainThread: slow\n" in text
    assert "chatter" not in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("read %s", NUMBER),
        ("read %(code)s", {"code": NUMBER}),
        (f"read {NUMBER}",),
        ("failed: %s", ValueError(NUMBER)),
        ("failed: %r", Refusal("person_known", number=NUMBER)),
        (ValueError(NUMBER),),
    ],
)
def test_no_way_of_logging_shows_a_number(
    log: LogFile, arguments: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    OURS.error(*arguments)
    assert NUMBER[2:] not in log.path.read_text()
    assert "ERROR samplepoint.test" in log.path.read_text()
    assert NUMBER not in capsys.readouterr().err


@pytest.mark.parametrize("message", ["%s %s", "%d", "%(code)s", "100 %"])
def test_a_log_call_with_wrong_arguments_is_kept_without_them(message: str) -> None:
    record = OURS.makeRecord("samplepoint.test", logging.ERROR, "f", 1, message, (NUMBER,), None)
    line = RedactingFormatter().format(record)
    assert line.endswith(f"{message} [arguments do not fit]")


def test_errors_as_arguments_become_family_and_code(log: LogFile) -> None:
    OURS.warning("scan: %s", Refusal("tube_used", tube="T0000000001"))
    assert log.path.read_text().endswith("scan: refusal:tube_used\n")


def test_a_traceback_keeps_places_and_types_alone(log: LogFile) -> None:
    try:
        try:
            fail_with(ValueError(f"secret {NUMBER}"))
        except ValueError as error:
            raise Obstacle("disk_error", folder="/home/zhang") from error
    except Obstacle:
        OURS.exception("job ended")
    text = log.path.read_text()
    assert "  obstacle:disk_error\n" in text
    assert "  ValueError\n" in text
    assert "in fail_with\n" in text
    for gone in ("secret", NUMBER[2:], "zhang", "raise "):
        assert gone not in text


def test_a_traceback_that_another_handler_left_is_not_copied(log: LogFile) -> None:
    record = OURS.makeRecord("samplepoint.test", logging.ERROR, "f", 1, "x", (), None)
    record.exc_text = f"ValueError: {NUMBER}"
    record.stack_info = f"Stack: {NUMBER}"
    OURS.handle(record)
    assert NUMBER[2:] not in log.path.read_text()


def test_one_record_is_one_line(log: LogFile) -> None:
    OURS.info("a\nINFO forged: b\r\x1b[31mc")
    assert log.path.read_text().count("\n") == 1
    assert "\x1b" not in log.path.read_text()


def test_the_log_rotates_and_keeps_three_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 1000)
    with LogFile(tmp_path) as log:
        for _ in range(100):
            OURS.info("desk opened and closed again")
        assert log.lost == 0
    names = sorted(entry.name for entry in tmp_path.iterdir())
    assert names == ["samplepoint.log", "samplepoint.log.1", "samplepoint.log.2"]
    assert all(entry.stat().st_size <= 1000 for entry in tmp_path.iterdir())


def test_a_disk_that_takes_nothing_costs_the_record_and_nothing_else(
    log: LogFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_self: object, _record: object) -> bool:
        raise OSError(28, "full")

    monkeypatch.setattr(logging.handlers.RotatingFileHandler, "shouldRollover", full)
    OURS.error("read %s", NUMBER)
    assert log.lost == 1
    assert not capsys.readouterr().err


def test_closing_puts_everything_back(tmp_path: Path) -> None:
    before = (list(logging.getLogger().handlers), logging.getLogger("samplepoint").level)
    log = LogFile(tmp_path)
    log.close()
    log.close()
    assert (list(logging.getLogger().handlers), logging.getLogger("samplepoint").level) == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    for deed in (
        lambda: LogFile(tmp_path / "gone"),
        lambda: write_crash_report(tmp_path / "gone", ValueError()),
    ):
        with pytest.raises(Obstacle) as caught:
            deed()
        assert caught.value.code == "folder_unusable"


def test_a_crash_report_tells_the_bug_and_nobody(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="secret") as caught:
        fail_with(ValueError(f"secret {NUMBER}"))
    path = write_crash_report(tmp_path, caught.value)
    report = orjson.loads(path.read_bytes())
    assert path.parent == tmp_path
    assert report["safe"] == "confirmed_is_safe"
    assert report["errors"][0]["error"] == "ValueError"
    assert report["errors"][0]["places"][-1].endswith("in fail_with")
    assert b"secret" not in path.read_bytes()
    assert NUMBER[2:].encode() not in path.read_bytes()


def test_a_crash_in_a_loop_does_not_fill_the_disk(tmp_path: Path) -> None:
    paths = [write_crash_report(tmp_path, ValueError()) for _ in range(25)]
    assert len(list(tmp_path.iterdir())) == 20
    assert len(set(paths)) == 25
