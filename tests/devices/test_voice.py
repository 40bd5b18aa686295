"""Phrases given to stand-ins for espeak-ng, spd-say and PowerShell, which note what they get."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samplepoint.devices import voice as voice_module
from samplepoint.devices.states import DeviceState
from samplepoint.devices.voice import Voice, find_system_voice
from samplepoint.devices.voice_engines import (
    LONGEST_PHRASE,
    Engine,
    Phrase,
    PhraseProgram,
    find_engine,
)
from tests.devices.recording import PATIENCE_S, Recorder

posix = pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are shell scripts")

ESPEAK_VOICES = """\
Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  cmn             --/M      Chinese_(Mandarin,_latin_as_English) sit/cmn (zh-cmn 5)(zh 5)
 5  cmn-latn-pinyin --/M      Chinese_(Mandarin,_latin_as_Pinyin) sit/cmn-Latn-pinyin (zh 5)
 2  en-gb           --/M      English_(Great_Britain) gmw/en (en 2)
 5  yue             --/M      Chinese_(Cantonese) sit/yue (zh-yue 5)(zh 8)
"""

SPD_VOICES = """\
                     NAME                 LANGUAGE                  VARIANT
       Chinese (Mandarin)                       zh                     none
                  English                    en-US                     none
"""


class StandIn:
    """A program on a PATH of its own: it lists `voices`, else it notes what it was given."""

    def __init__(self, folder: Path, name: str) -> None:
        """The program `name` will stand in `folder`."""
        self.path = str(folder)
        self._program = folder / name
        self._heard = folder / "heard"
        self._heard.touch()

    def speaks(self, voices: str, *, afterwards: str = "exit 0") -> None:
        """Answer a question for voices with `voices`; else note the input and do `afterwards`."""
        self._program.write_text(
            f"""#!/bin/sh
for word in "$@"; do case "$word" in --voices|--list-*) cat <<'END'
{voices}
END
exit 0;; esac; done
line=$(cat)
printf '%s\\n' "$*|$line|$SAMPLEPOINT_PHRASE" >> '{self._heard}'
{afterwards}
""",
            encoding="utf-8",
        )
        self._program.chmod(0o755)

    def find(self) -> Engine | None:
        # The folder stands first, so that the stand-in wins over a real program.
        return find_engine(self.path, "linux")

    @property
    def heard(self) -> list[list[str]]:
        """One entry a run: arguments, standard input, phrase in the environment."""
        return [line.split("|") for line in self._heard.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def espeak(tmp_path: Path) -> StandIn:
    return StandIn(tmp_path, "espeak-ng")


@contextmanager
def running(recorder: Recorder, find: Callable[[], Engine | None]) -> Iterator[Voice]:
    voice = Voice(recorder.notice, find)
    voice.start()
    try:
        yield voice
    finally:
        assert voice.stop(PATIENCE_S)
        assert recorder.states[-1] is DeviceState.STOPPED


def always() -> bool:
    return True


# Engines ---------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("第 2 人", "第 2 人"),
        ("换管; $(touch x) `id` \"q\" 'p' %s%n", "换管; $(touch x) `id` \"q\" 'p' %s%n"),
        ("-w out.wav", "-w out.wav"),
        ("two\r\nlines\x00\t!", "two lines !"),
        ("!-!STOP all", "-!STOP all"),
        ("\ud800", ""),
        ("很" * 1000, "很" * LONGEST_PHRASE),
    ],
    ids=["chinese", "shell", "option", "lines", "order", "surrogate", "long"],
)
def test_espeak_gets_the_phrase_as_input_and_nothing_else(
    espeak: StandIn, text: str, spoken: str
) -> None:
    espeak.speaks(ESPEAK_VOICES)
    engine = espeak.find()
    assert engine is not None
    assert engine.name == "espeak-ng"
    assert sorted(engine.tongues) == ["en", "zh"]
    engine.speak(Phrase(text), always)
    assert espeak.heard == [["-v cmn --stdin", spoken, ""]]


@posix
def test_each_language_has_its_voice(espeak: StandIn) -> None:
    espeak.speaks(ESPEAK_VOICES)
    engine = espeak.find()
    assert engine is not None
    for language in ("zh_CN", "en", "en-GB"):
        engine.speak(Phrase("2", language), always)
    assert [run[0] for run in espeak.heard] == [
        "-v cmn --stdin",
        "-v en-gb --stdin",
        "-v en-gb --stdin",
    ]


@posix
def test_spd_say_is_used_in_its_pipe_mode_where_espeak_is_not(tmp_path: Path) -> None:
    spd_say = StandIn(tmp_path, "spd-say")
    spd_say.speaks(SPD_VOICES)
    engine = spd_say.find()
    assert engine is not None
    assert engine.name == "spd-say"
    assert sorted(engine.tongues) == ["en", "zh"]
    engine.speak(Phrase("100%"), always)
    engine.speak(Phrase("unwanted"), lambda: False)
    options = "--application-name samplepoint --priority text --wait --pipe-mode"
    assert spd_say.heard[0] == [f"--language zh {options}", "100%", ""]
    assert spd_say.heard[-1] == ["--stop", "", ""]


@posix
def test_powershell_gets_the_phrase_in_its_environment(tmp_path: Path) -> None:
    powershell = StandIn(tmp_path, "powershell")
    powershell.speaks("", afterwards="echo zh")
    engine = find_engine(powershell.path, "win32")
    assert engine is not None
    assert engine.name == "SAPI"
    assert sorted(engine.tongues) == ["zh"]
    engine.speak(Phrase("换管"), always)
    arguments, stdin, phrase = powershell.heard[-1]
    assert (base64.b64decode(phrase).decode(), stdin) == ("换管", "")
    *options, script = arguments.split()
    assert options == ["-NoProfile", "-NonInteractive", "-EncodedCommand"]
    text = base64.b64decode(script).decode("utf-16-le")
    assert "GetVoices('Language=804')" in text
    assert "$env:SAMPLEPOINT_PHRASE" in text


@posix
@pytest.mark.parametrize("voices", ["", " 5  yue  --/M  Cantonese sit/yue (zh-yue 5)"])
def test_a_program_without_our_languages_is_no_voice(espeak: StandIn, voices: str) -> None:
    espeak.speaks(voices)
    assert espeak.find() is None


@posix
def test_a_program_that_cannot_list_its_voices_is_no_voice(tmp_path: Path) -> None:
    (tmp_path / "espeak-ng").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "espeak-ng").chmod(0o755)
    assert find_engine(str(tmp_path), "linux") is None


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_no_program_is_no_voice(tmp_path: Path, platform: str) -> None:
    assert find_engine(str(tmp_path), platform) is None


@posix
def test_a_program_that_fails_says_so(espeak: StandIn) -> None:
    espeak.speaks(ESPEAK_VOICES, afterwards="exit 3")
    engine = espeak.find()
    assert engine is not None
    with pytest.raises(ChildProcessError):
        engine.speak(Phrase("2"), always)


@posix
def test_a_frozen_program_does_not_lend_its_libraries(
    espeak: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/system")
    espeak.speaks(ESPEAK_VOICES, afterwards='[ "$LD_LIBRARY_PATH" = /system ]')
    engine = espeak.find()
    assert engine is not None
    engine.speak(Phrase("2"), always)
    assert len(espeak.heard) == 1


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_the_real_espeak_has_our_languages_and_takes_our_command() -> None:
    engine = find_engine(platform="linux")
    assert engine is not None
    assert engine.tongues == {"zh", "en"}
    spoken = subprocess.run(
        ("espeak-ng", "-v", "cmn", "--stdin", "--stdout"),
        input="第 2 人".encode(),
        capture_output=True,
        check=True,
    )
    assert spoken.stdout.startswith(b"RIFF")


# The voice -------------------------------------------------------------------------------------


class HandEngine:
    """An engine that speaks each phrase until it is hushed or told to go on."""

    name = "by hand"
    tongues = frozenset({"zh"})

    def __init__(self) -> None:
        """Nothing spoken yet."""
        self.spoken: list[str] = []
        self.begun = threading.Semaphore(0)
        self.hushed = threading.Event()
        self.problem: OSError | None = None

    def speak(self, phrase: Phrase, wanted: Callable[[], bool]) -> None:
        if self.problem:
            raise self.problem
        self.hushed.clear()
        self.spoken.append(phrase.line)
        self.begun.release()
        if wanted():
            assert self.hushed.wait(PATIENCE_S)

    def hush(self) -> None:
        self.hushed.set()

    def wait_begun(self) -> None:
        assert self.begun.acquire(timeout=PATIENCE_S)


def test_no_voice_is_absent_and_silent(recorder: Recorder) -> None:
    with running(recorder, lambda: None) as voice:
        recorder.wait_for_state(DeviceState.ABSENT)
        voice.say(Phrase("2"))
    assert recorder.states == [DeviceState.OPENING, DeviceState.ABSENT, DeviceState.STOPPED]


def test_a_new_phrase_ends_the_running_one(recorder: Recorder) -> None:
    engine = HandEngine()
    with running(recorder, lambda: engine) as voice:
        recorder.wait_for_state(DeviceState.READY)
        for text in ("1", "2", "3"):
            voice.say(Phrase(text))
            engine.wait_begun()
    assert engine.spoken == ["1", "2", "3"]
    assert dict(recorder.notices[1].values) == {"engine": "by hand", "languages": "zh"}


def test_a_waiting_phrase_is_dropped_for_a_newer_one(recorder: Recorder) -> None:
    entered, go_on = threading.Event(), threading.Event()

    class Slow(HandEngine):
        def hush(self) -> None:
            """Speaking ends only when the test lets it."""

        def speak(self, phrase: Phrase, wanted: Callable[[], bool]) -> None:
            assert phrase.line != "1" or wanted()
            self.spoken.append(phrase.line)
            entered.set()
            assert go_on.wait(PATIENCE_S)
            self.begun.release()

    engine = Slow()
    with running(recorder, lambda: engine) as voice:
        recorder.wait_for_state(DeviceState.READY)
        voice.say(Phrase("1"))
        assert entered.wait(PATIENCE_S)
        for text in ("2", "3", "4"):
            voice.say(Phrase(text))
        go_on.set()
        engine.wait_begun()
        engine.wait_begun()
    assert engine.spoken == ["1", "4"]


def test_a_phrase_that_was_overtaken_while_it_started_is_not_wanted(recorder: Recorder) -> None:
    class Overtaken(HandEngine):
        def speak(self, phrase: Phrase, wanted: Callable[[], bool]) -> None:
            if phrase.line == "1":
                assert wanted()
                voice.say(Phrase("2"))
                assert not wanted()
            super().speak(phrase, wanted)

    engine = Overtaken()
    with running(recorder, lambda: engine) as voice:
        recorder.wait_for_state(DeviceState.READY)
        voice.say(Phrase("1"))
        engine.wait_begun()
        engine.wait_begun()
    assert engine.spoken == ["1", "2"]


def test_phrases_without_a_voice_or_without_words_leave_the_running_one_alone(
    recorder: Recorder,
) -> None:
    engine = HandEngine()
    with running(recorder, lambda: engine) as voice:
        recorder.wait_for_state(DeviceState.READY)
        voice.say(Phrase("1"))
        engine.wait_begun()
        voice.say(Phrase("two", "en"))
        voice.say(Phrase(" \r\n"))
        assert not engine.hushed.is_set()
    assert engine.spoken == ["1"]


def test_a_voice_that_fails_is_faulty_and_looked_for_again(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_module, "FIRST_RETRY_S", 0.0)
    broken, sound = HandEngine(), HandEngine()
    broken.problem = ChildProcessError(3, "by hand")
    engines = iter([broken, sound])
    with running(recorder, lambda: next(engines)) as voice:
        recorder.wait_for_state(DeviceState.READY)
        voice.say(Phrase("1"))
        recorder.wait(lambda: recorder.states.count(DeviceState.READY) == 2)
        voice.say(Phrase("2"))
        sound.wait_begun()
    assert recorder.states[1:4] == [DeviceState.READY, DeviceState.FAULTY, DeviceState.READY]
    assert (broken.spoken, sound.spoken) == ([], ["2"])


@posix
def test_a_stop_ends_the_running_program(espeak: StandIn, recorder: Recorder) -> None:
    espeak.speaks(ESPEAK_VOICES, afterwards="exec sleep 60")
    with running(recorder, espeak.find) as voice:
        recorder.wait_for_state(DeviceState.READY)
        voice.say(Phrase("1"))
    assert recorder.states == [DeviceState.OPENING, DeviceState.READY, DeviceState.STOPPED]


@posix
def test_real_programs_are_ended_by_newer_phrases(espeak: StandIn, recorder: Recorder) -> None:
    espeak.speaks(ESPEAK_VOICES, afterwards='[ "$line" = 3 ] || exec sleep 60')
    found = espeak.find()
    assert isinstance(found, PhraseProgram)
    finished = threading.Event()

    class Telling(PhraseProgram):
        def speak(self, phrase: Phrase, wanted: Callable[[], bool]) -> None:
            super().speak(phrase, wanted)
            if phrase.line == "3":
                finished.set()

    telling = Telling(found.name, found.commands)
    with running(recorder, lambda: telling) as voice:
        recorder.wait_for_state(DeviceState.READY)
        for text in ("1", "2", "3"):
            voice.say(Phrase(text))
        assert finished.wait(PATIENCE_S)
    assert espeak.heard[-1][1] == "3"
    assert DeviceState.FAULTY not in recorder.states


def test_where_sound_has_nowhere_to_go_no_program_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_module, "may_have_sound", lambda: False)
    monkeypatch.setattr(voice_module, "find_engine", lambda: pytest.fail("asked"))
    assert find_system_voice() is None
