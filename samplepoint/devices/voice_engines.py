"""The programs of this machine that can speak, and how each is asked.

Owns their command lines; a phrase never goes through a shell nor an argument list, which any
account can read. Refuses to know what is said.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Protocol, cast

from samplepoint.devices.system_programs import NO_WINDOW, program_environment

PROBE_S = 8.0
"""How long a program may take to list its voices; a first PowerShell needs seconds."""
LONGEST_S = 20.0
"""A phrase that is still being spoken then is cut off."""
HUSH_S = 1.0
"""How long a speech server may take to be silenced."""
LONGEST_PHRASE = 200
"""Characters of a phrase that are spoken."""

CHINESE, ENGLISH = "zh", "en"

_PHRASE_VARIABLE = "SAMPLEPOINT_PHRASE"

_NAMES = {
    CHINESE: re.compile(r"(cmn|zh)([-_](cn|latn[-_]pinyin))?", re.IGNORECASE),
    ENGLISH: re.compile(r"en([-_][a-z]+)*", re.IGNORECASE),
}
"""How voice lists name our languages; Cantonese is another one."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A few words to be spoken: `language` is `zh` or `en`, longer tags such as `zh_CN` too."""

    text: str
    language: str = CHINESE

    @property
    def tongue(self) -> str:
        """The first part of the language: what a voice is chosen by."""
        return self.language.replace("_", "-").partition("-")[0]

    @property
    def line(self) -> str:
        """The text on one line, bounded, and no order to spd-say (a line that begins `!-!`)."""
        printable = "".join(c if c.isprintable() else " " for c in self.text[:LONGEST_PHRASE])
        return " ".join(printable.split()).lstrip("!")


class Engine(Protocol):
    """A voice: `speak` on one thread, `hush` from any."""

    @property
    def name(self) -> str:
        """The program that speaks."""

    @property
    def tongues(self) -> frozenset[str]:
        """The languages it has a voice for."""

    def speak(self, phrase: Phrase, wanted: Callable[[], bool]) -> None:
        """Speak until the end or a hush; OSError where the program fails.

        `wanted` is asked once more when the program runs: a hush may have come just before.
        """

    def hush(self) -> None:
        """End what is being spoken, at once and without waiting."""


class PhraseProgram:
    """A voice that is one run of a program a phrase, the phrase on its standard input."""

    def __init__(
        self, name: str, commands: Mapping[str, tuple[str, ...]], hushing: tuple[str, ...] = ()
    ) -> None:
        """`commands` gives each language's command; `hushing` ends speech that outlives its run."""
        self._name = name
        self.commands = MappingProxyType(dict(commands))
        self._hushing = hushing
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False

    @property
    def name(self) -> str:
        """The program that speaks."""
        return self._name

    @property
    def tongues(self) -> frozenset[str]:
        """The languages it has a command for."""
        return frozenset(self.commands)

    def speak(self, phrase: Phrase, wanted: Callable[[], bool]) -> None:
        """Run the program and wait for its end; ChildProcessError where it fails by itself."""
        self._killed = False
        self._process = process = self._start(self.commands[phrase.tongue], phrase.line)
        if not wanted():
            self.hush()
        try:
            code = process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            self.hush()
            code = process.wait()
        self._process = None
        if self._killed:
            self._silence_server()
        elif code:
            raise ChildProcessError(code, self.name)

    def hush(self) -> None:
        """Kill the run that is going on, if one is."""
        process = self._process
        if process is not None:
            self._killed = True
            process.kill()

    def _start(self, command: tuple[str, ...], line: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=program_environment(),
        )
        stdin = cast("IO[bytes]", process.stdin)
        # A program that is gone before it reads tells so by its exit code.
        with suppress(BrokenPipeError):
            stdin.write(line.encode(errors="replace") + b"\n")
        with suppress(BrokenPipeError):
            stdin.close()
        return process

    def _silence_server(self) -> None:
        if self._hushing:
            with suppress(subprocess.TimeoutExpired):
                subprocess.run(
                    self._hushing,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    env=program_environment(),
                    check=False,
                    timeout=HUSH_S,
                )


class SapiProgram(PhraseProgram):
    """The voices of Windows by PowerShell, which gets the phrase in its environment.

    Its standard input stays empty: PowerShell reads that as objects for the script, in whatever
    code page the console has. For the same reason the phrase is in base64.
    """

    def _start(self, command: tuple[str, ...], line: str) -> subprocess.Popen[bytes]:
        phrase = base64.b64encode(line.encode(errors="replace")).decode()
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**program_environment(), _PHRASE_VARIABLE: phrase},
            creationflags=NO_WINDOW,
        )


def find_engine(search_path: str | None = None, platform: str = sys.platform) -> Engine | None:
    """Find a program that can speak Chinese or English; None where there is none.

    Asks each for its voices, so it takes a moment: not for the thread of the window.
    `search_path` stands for PATH where it is given.
    """
    finders = (_find_sapi,) if platform == "win32" else (_find_espeak, _find_dispatcher)
    for finder in finders:
        with suppress(OSError, subprocess.SubprocessError):
            engine = finder(search_path)
            if engine is not None and engine.tongues:
                return engine
    return None


def _find_espeak(search_path: str | None) -> PhraseProgram | None:
    """espeak-ng comes first: it ends when it is killed, where a server goes on speaking."""
    program = shutil.which("espeak-ng", path=search_path)
    if program is None:
        return None
    voices = _voices((program, "--voices"))
    return PhraseProgram(
        "espeak-ng", {t: (program, "-v", voice, "--stdin") for t, voice in voices.items()}
    )


def _find_dispatcher(search_path: str | None) -> PhraseProgram | None:
    """spd-say in its pipe mode: as an argument, a phrase would be a format with `%` in it."""
    program = shutil.which("spd-say", path=search_path)
    if program is None:
        return None
    voices = _voices((program, "--list-synthesis-voices"))
    options = ("--application-name", "samplepoint", "--priority", "text", "--wait", "--pipe-mode")
    return PhraseProgram(
        "spd-say",
        {t: (program, "--language", voice, *options) for t, voice in voices.items()},
        hushing=(program, "--stop"),
    )


_SAPI_LANGUAGES = {CHINESE: "804", ENGLISH: "409"}
"""The locale numbers, in hexadecimal, by which Windows sorts its voices."""

_SAPI_LIST = """
$voice = New-Object -ComObject SAPI.SpVoice
if ($voice.GetVoices('Language=804').Count -gt 0) { 'zh' }
if ($voice.GetVoices('Language=409').Count -gt 0) { 'en' }
"""
_SAPI_SPEAK = """
$ErrorActionPreference = 'Stop'
$voice = New-Object -ComObject SAPI.SpVoice
$voice.Voice = $voice.GetVoices('Language=LOCALE').Item(0)
$bytes = [Convert]::FromBase64String($env:VARIABLE)
$text_is_no_markup = 16
[void]$voice.Speak([Text.Encoding]::UTF8.GetString($bytes), $text_is_no_markup)
"""


def _find_sapi(search_path: str | None) -> PhraseProgram | None:
    program = shutil.which("powershell", path=search_path)
    if program is None:
        return None
    speak = _SAPI_SPEAK.replace("VARIABLE", _PHRASE_VARIABLE)
    return SapiProgram(
        "SAPI",
        {
            tongue: _powershell(program, speak.replace("LOCALE", _SAPI_LANGUAGES[tongue]))
            for tongue in _voices(_powershell(program, _SAPI_LIST))
        },
    )


def _powershell(program: str, script: str) -> tuple[str, ...]:
    """A command that runs `script`; encoded, because Windows has no lists of arguments."""
    encoded = base64.b64encode(script.encode("utf-16-le")).decode()
    return (program, "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded)


def _voices(listing: Iterable[str]) -> dict[str, str]:
    """Run `listing` and find our languages in it: language -> its name there, the plainest."""
    answer = subprocess.run(
        tuple(listing),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=program_environment(),
        check=True,
        timeout=PROBE_S,
        creationflags=NO_WINDOW,
    )
    words = answer.stdout.decode(errors="replace").split()
    found: dict[str, str] = {}
    for tongue, pattern in _NAMES.items():
        names = {word for word in words if pattern.fullmatch(word)}
        if names:
            found[tongue] = min(names, key=lambda name: (len(name), name))
    return found
