"""The door to a stick: every file that leaves the house goes through it, onto whatever place.

Owns which drive is meant and what the whole of it is called; refuses to know operating systems
(ends are handed in by the wiring) and what is in a file. The order of the steps is `Putting`'s.

    door = wiring.stick_door()
    drive = door.choose("KINGSTON")                  # or door.drives(), for a person to choose
    puts = door.put(drive, [("A.spkg", content)], reporter)     # or a folder in place of a drive
    outcome = door.close(drive, puts, reporter)      # stick_done, stick_not_released, stick_full...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from samplepoint.domain.clock import monotonic_ms
from samplepoint.domain.drives import Drive, ReleaseEnd
from samplepoint.domain.outcomes import Outcome, accepted, needs, refused
from samplepoint.errors import Cancelled, Obstacle, Refusal
from samplepoint.services.jobs import Reporter
from samplepoint.services.stick_ends import StickEnds
from samplepoint.services.stick_landing import Landing
from samplepoint.services.stick_outcomes import FilePut, PutEnd, doubts, first_trouble
from samplepoint.services.stick_planning import Clash, File
from samplepoint.services.stick_putting import Putting

Target = Path | Drive
"""An ordinary folder (which may be on a stick), or the top of a drive that was found."""


class StickDoor:
    """Finds drives, puts files, lets go. Callable from any thread, one call at a time."""

    def __init__(self, ends: StickEnds, now_ms: Callable[[], float] = monotonic_ms) -> None:
        """Work with the ends of this machine's system, or with made-up ones."""
        self._ends = ends
        self._now_ms = now_ms

    def drives(self) -> list[Drive]:
        """Return the drives that can be unplugged, by name; quick enough to ask every second."""
        return list(self._ends.drives())

    def choose(self, wanted: str = "") -> Drive:
        """Return the drive that is meant by a name, a letter or a folder; "" means the only one.

        Raises:
            Obstacle: `stick_none`; `stick_not_open` where one is plugged in but not mounted;
                `stick_unknown` where none is called that.
            Refusal: `stick_several`: somebody has to choose.
        """
        here = self.drives()
        if not here:
            unopened = self._ends.unopened()
            if unopened:
                raise Obstacle("stick_not_open", names=_listed(unopened))
            raise Obstacle("stick_none")
        meant = [drive for drive in here if _is_called(drive, wanted)] if wanted else here
        names = _listed([drive.name for drive in meant or here])
        if not meant:
            raise Obstacle("stick_unknown", wanted=wanted, names=names)
        if len(meant) > 1:
            raise Refusal("stick_several", count=len(meant), names=names)
        return meant[0]

    def check(self, target: Target) -> None:
        """Prove that a place takes files: asked before anything is recorded.

        Makes the last part of a folder where it is missing, and no more: a folder above may be a
        stick that is gone, and then nothing must be made in its place.

        Raises:
            Obstacle: `stick_gone`, `stick_read_only`, `stick_not_allowed`, `stick_full`,
                `stick_failed`; for an ordinary folder `folder_unusable`, `folder_read_only`,
                `folder_full`, `folder_failed`.
        """
        trouble = self._landing(target).probe()
        if trouble is not None:
            raise trouble.obstacle

    def put(
        self,
        target: Target,
        files: Sequence[File],
        reporter: Reporter | None = None,
        clash: Clash = Clash.REFUSE,
    ) -> tuple[FilePut, ...]:
        """Put files into a folder or onto a drive; return what became of each, in their order.

        A file is under its name only when it was read back and was the same. What is there already
        is compared, not written: the same call again goes on where the one before stopped. Nothing
        is written where not everything has room.

        Args:
            target: where to.
            files: names (ASCII, see `domain.file_names.travels`) and contents.
            reporter: told `stick_comparing` in files, then `stick_moving` in bytes there and back.
            clash: what to do where another content has a name.

        Raises:
            Cancelled: the operator asked to stop; files that arrived stay, nothing half is left.
        """
        if not files:
            return ()
        landing = self._landing(target)
        return Putting(self._ends, landing, reporter or Reporter(), self._now_ms).run(files, clash)

    def close(
        self, target: Target, puts: Sequence[FilePut], reporter: Reporter | None = None
    ) -> Outcome:
        """Say what became of the whole, and let go of a drive that has everything.

        Returns accepted `stick_done`: all of it is there and the drive may be pulled out;
        `stick_stored` in a folder; needs `stick_not_released` (value `why`): written and verified,
        but not safely removed; refused with the code of the first file that did not arrive.
        """
        trouble = first_trouble(puts)
        there = sum(put.is_safe for put in puts)
        if trouble is not None:
            left = len(puts) - there
            return refused(trouble.code, **{**trouble.values, "there": there, "left": left})
        new = sum(put.end is PutEnd.WRITTEN for put in puts)
        values = {"count": len(puts), "new": new, "known": there - new}
        if not isinstance(target, Drive):
            return accepted("stick_stored", place=self._landing(target).place, **values)
        try:
            outcome = self.release(target, reporter, "stick_done", **values)
        except Cancelled:
            why = "stick_cancelled"
            outcome = needs("stick_not_released", place=target.name, why=why, **values)
        return outcome.noticing(doubts(puts, target))

    def release(
        self,
        drive: Drive,
        reporter: Reporter | None = None,
        done: str = "stick_released",
        **values: int,
    ) -> Outcome:
        """Let go of a drive, so that it may be pulled out; `done` is what it is then called.

        Not to be stopped half-way: a cancel that comes meanwhile is noticed before or not at all.

        Raises:
            Cancelled: the operator asked to stop before it began.
        """
        (reporter or Reporter()).report("stick_releasing", 0)
        try:
            end = self._ends.release(drive)
        except OSError:
            # It was pulled out before; what is on it was read back.
            end = ReleaseEnd.FAILED
        if end is ReleaseEnd.RELEASED:
            return accepted(done, place=drive.name, **values)
        why = f"stick_release_{end}"
        return needs("stick_not_released", place=drive.name, why=why, **values)

    def _landing(self, target: Target) -> Landing:
        if isinstance(target, Drive):
            return Landing(self._ends, target.folder, target)
        folder = target.absolute()
        under = [one for one in self.drives() if folder.is_relative_to(one.folder)]
        drive = max(under, key=lambda one: len(one.folder.parts), default=None)
        return Landing(self._ends, folder, drive)


@dataclass(frozen=True, slots=True)
class Destination:
    """A place and the door to it: where the files of one piece of work go, call by call."""

    door: StickDoor
    target: Target

    @property
    def folder(self) -> Path:
        """Return the folder that the files lie in."""
        return self.target.folder if isinstance(self.target, Drive) else self.target

    def check(self) -> None:
        """Prove that it takes files (see `StickDoor.check`)."""
        self.door.check(self.target)

    def put(
        self, files: Sequence[File], reporter: Reporter | None = None, clash: Clash = Clash.REFUSE
    ) -> tuple[FilePut, ...]:
        """Put files there (see `StickDoor.put`)."""
        return self.door.put(self.target, files, reporter, clash)

    def store(
        self, files: Sequence[File], reporter: Reporter | None = None, clash: Clash = Clash.REFUSE
    ) -> list[Path]:
        """Put files there and return where they lie; for work that wants all of them or none.

        Raises:
            Obstacle: the code of the first file that did not arrive (see `PutEnd`).
            Cancelled: the operator asked to stop.
        """
        puts = self.put(files, reporter, clash)
        trouble = first_trouble(puts)
        if trouble is not None:
            raise trouble.obstacle
        return [put.path for put in puts if put.path is not None]

    def close(self, puts: Sequence[FilePut], reporter: Reporter | None = None) -> Outcome:
        """Say what became of all of it, and let go of a drive (see `StickDoor.close`)."""
        return self.door.close(self.target, puts, reporter)


def _is_called(drive: Drive, wanted: str) -> bool:
    names = {drive.name, drive.letter, drive.letter.rstrip(":"), drive.device, str(drive.folder)}
    return wanted.casefold() in {name.casefold() for name in names if name}


def _listed(names: Sequence[str]) -> str:
    return "、".join(names)
