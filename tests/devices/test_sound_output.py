"""Where sound may be, told from what the system shows."""

from __future__ import annotations

from pathlib import Path

from samplepoint.devices.sound_output import may_have_sound


def linux(environ: dict[str, str], devices: Path) -> bool:
    return may_have_sound("linux", environ, devices)


def test_nothing_there_is_no_sound(tmp_path: Path) -> None:
    assert not linux({}, tmp_path / "snd")
    assert not linux({"XDG_RUNTIME_DIR": str(tmp_path)}, tmp_path)


def test_a_card_that_plays_is_sound_and_a_microphone_is_none(tmp_path: Path) -> None:
    (tmp_path / "pcmC0D0c").touch()
    assert not linux({}, tmp_path)
    (tmp_path / "pcmC0D0p").touch()
    assert linux({}, tmp_path)


def test_a_sound_server_is_sound(tmp_path: Path) -> None:
    assert linux({"PULSE_SERVER": "unix:/mnt/wslg/PulseServer"}, tmp_path)
    (tmp_path / "pulse").mkdir()
    (tmp_path / "pulse" / "native").touch()
    assert linux({"XDG_RUNTIME_DIR": str(tmp_path)}, tmp_path / "snd")


def test_other_systems_are_asked_by_opening(tmp_path: Path) -> None:
    assert may_have_sound("win32", {}, tmp_path)
