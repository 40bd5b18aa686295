"""Letting go of a drive: which program is asked, what its answers mean, and who is believed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from samplepoint.devices.stick_release import LinuxRelease
from samplepoint.domain.drives import Drive, ReleaseEnd

if sys.platform != "linux":
    pytest.skip("it unmounts as Linux does", allow_module_level=True)


class Programs:
    """Stand-ins for programs of the system: what each answers, and what was asked."""

    def __init__(self, folder: Path, **answers: tuple[int, str]) -> None:
        self.answers = answers
        self.asked: list[list[str]] = []
        self.mounted = True
        self.folder = folder
        for name in answers:
            program = folder / name
            program.write_text("#!/bin/sh\n")
            program.chmod(0o755)

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        name = Path(command[0]).name
        self.asked.append([name, *command[1:]])
        code, said = self.answers[name]
        if code == 0:
            self.mounted = False
        return code, said

    def release(self, drive: Drive) -> ReleaseEnd:
        release = LinuxRelease(lambda _folder: self.mounted, self.run, str(self.folder))
        return release.release(drive)


def drive_at(folder: Path, device: str = "/dev/sdb1") -> Drive:
    return Drive("1", folder, "KINGSTON", size_bytes=1, free_bytes=1, device=device)


def test_udisks_unmounts_what_it_mounted(tmp_path: Path) -> None:
    programs = Programs(tmp_path, udisksctl=(0, "Unmounted /dev/sdb1."), umount=(0, ""))
    assert programs.release(drive_at(tmp_path)) is ReleaseEnd.RELEASED
    device = ["--block-device", "/dev/sdb1", "--no-user-interaction"]
    assert programs.asked == [
        ["udisksctl", "unmount", *device],
        ["udisksctl", "power-off", *device],
    ]


def test_umount_is_asked_where_udisks_cannot(tmp_path: Path) -> None:
    programs = Programs(tmp_path, udisksctl=(1, "Error connecting to the daemon"), umount=(0, ""))
    assert programs.release(drive_at(tmp_path)) is ReleaseEnd.RELEASED
    assert programs.asked[1] == ["umount", "--", str(tmp_path)]


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("umount: /media/a: target is busy.", ReleaseEnd.BUSY),
        ("umount: /media/a: must be superuser to unmount.", ReleaseEnd.NOT_ALLOWED),
        ("umount: /media/a: only root can unmount", ReleaseEnd.NOT_ALLOWED),
        ("umount: /media/a: Operation not permitted", ReleaseEnd.NOT_ALLOWED),
        ("umount: something new", ReleaseEnd.FAILED),
    ],
)
def test_what_an_answer_means(tmp_path: Path, said: str, end: ReleaseEnd) -> None:
    assert Programs(tmp_path, umount=(32, said)).release(drive_at(tmp_path)) is end


def test_without_any_program_nobody_may(tmp_path: Path) -> None:
    assert Programs(tmp_path).release(drive_at(tmp_path)) is ReleaseEnd.NOT_ALLOWED


def test_a_program_that_says_done_is_not_believed(tmp_path: Path) -> None:
    programs = Programs(tmp_path, umount=(0, ""))
    release = LinuxRelease(lambda _folder: True, programs.run, str(tmp_path))
    assert release.release(drive_at(tmp_path)) is not ReleaseEnd.RELEASED


def test_a_drive_without_a_device_file_is_unmounted_by_its_folder(tmp_path: Path) -> None:
    programs = Programs(tmp_path, udisksctl=(0, ""), umount=(0, ""))
    assert programs.release(drive_at(tmp_path, device="")) is ReleaseEnd.RELEASED
    assert [asked[0] for asked in programs.asked] == ["umount"]
