"""What packaging/setup.sh finds out about a machine, and what it says when something is missing.

Single functions of the script are tried; the whole of it runs before every other test.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

# What a script may do on the way is replaced here, so that no test changes the machine.
NOT_ROOT = "can_install() { return 1; }; "


def bash(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Source setup.sh in a fresh bash and run `script` after it."""
    return subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", f". packaging/setup.sh; {script}"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def executable(path: Path, text: str) -> None:
    """Write a script that can be started."""
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="ascii")
    path.chmod(0o755)


def test_a_python_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    executable(tmp_path / "python3.11", "echo 'no such version' >&2; exit 127")
    executable(tmp_path / "python3.12", f'exec {sys.executable} "$@"')
    found = bash("find_python", PATH=f"{tmp_path}:/usr/bin:/bin")
    assert found.returncode == 0
    assert found.stderr == ""
    assert Path(found.stdout.strip()).samefile(sys.executable)


def test_without_a_python_it_says_which_to_install() -> None:
    done = bash(NOT_ROOT + "find_python() { return 1; }; choose_python")
    assert done.returncode == 1
    assert "没有找到 Python" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr


def test_a_python_without_venv_is_named_with_its_package() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    done = bash(
        NOT_ROOT + f"find_python() {{ echo {sys.executable}; }}; "
        "has_ensurepip() { return 1; }; choose_python"
    )
    assert done.returncode == 1
    assert f"python{version}-venv" in done.stderr


LOADED = "ldconfig() { printf '\\tlibGL.so.1 (libc6,x86-64) => x\\n'; }; missing_libraries"


def test_missing_libraries_are_named_by_their_packages() -> None:
    missing = bash(LOADED).stdout.split()
    assert "libegl1" in missing
    assert "libgl1" not in missing
    assert "libxcb-cursor0" not in missing


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_display_needs_more_libraries(variable: str) -> None:
    assert "libxcb-cursor0" in bash(LOADED, **{variable: ":0"}).stdout.split()


LACKS = (
    NOT_ROOT + "missing_libraries() { %s; }; has_chinese_font() { %s; }; "
    "helpful_libraries=(%s); set_up_system"
)


def test_who_is_not_root_is_told_what_to_ask_for() -> None:
    done = bash(LACKS % ("echo libegl1", "false", ""))
    assert done.returncode == 1
    assert "apt-get install libegl1 fonts-noto-cjk" in done.stderr


def test_a_missing_font_alone_is_said_and_does_not_stop() -> None:
    done = bash(LACKS % (":", "false", ""))
    assert done.returncode == 0
    assert "apt-get install fonts-noto-cjk" in done.stderr


def test_a_missing_second_reader_alone_is_said_and_does_not_stop() -> None:
    done = bash(LACKS % (":", "true", "libnowhere.so.0=libnowhere0"))
    assert done.returncode == 0
    assert "apt-get install libnowhere0" in done.stderr


def test_a_complete_machine_hears_nothing() -> None:
    done = bash(LACKS % (":", "true", ""))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "磁盘已满"),
        ("OSError: [Errno 30] Read-only file system: 'x'", "无法写入"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "不符"),
        ("Failed to establish a new connection: [Errno -3]", "请检查网络"),
        ("ERROR: Could not find a version (from versions: none)", "请检查网络"),
        ("Segmentation fault", "原因见上面几行"),
    ],
)
def test_a_failed_set_up_says_why(tmp_path: Path, line: str, sentence: str) -> None:
    log = tmp_path / "setup.log"
    log.write_text(line + "\n", encoding="utf-8")
    done = bash(f"log={log}; explain_failure")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert line in done.stderr


def test_the_stamp_knows_the_lock_and_the_folder(tmp_path: Path) -> None:
    (tmp_path / "packaging").symlink_to(ROOT / "packaging")
    stamps = [
        bash("fingerprint requirements.lock").stdout,
        bash("fingerprint requirements-test.lock").stdout,
        bash(f"root={tmp_path}; fingerprint requirements.lock").stdout,
    ]
    assert len(set(stamps)) == len(stamps)
    assert bash("fingerprint requirements.lock").stdout == stamps[0]


def test_only_a_matching_stamp_counts_as_ready(tmp_path: Path) -> None:
    (tmp_path / ".ready-run").write_text("old\n", encoding="ascii")
    executable(tmp_path / "python", "")
    here = f"venv={tmp_path}; python={tmp_path}/python; "
    assert bash(here + "is_ready run old").returncode == 0
    assert bash(here + "is_ready run new").returncode == 1
    assert bash(here + "is_ready test old").returncode == 1
    assert bash(f"venv={tmp_path}; python=/nowhere; is_ready run old").returncode == 1


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_the_house_is_found_in_a_folder_of_any_name(tmp_path: Path, locale: str) -> None:
    house = tmp_path / "采集点 'A' \"B\""
    (house / "a_room_of_it").mkdir(parents=True)
    python = tmp_path / "venv/bin/python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    pointed = bash(f"python={python}; root=$HOUSE; point_to_house", HOUSE=str(house), LC_ALL=locale)
    assert pointed.returncode == 0, pointed.stderr
    subprocess.run([python, "-I", "-c", "import a_room_of_it"], env={"LC_ALL": locale}, check=True)
