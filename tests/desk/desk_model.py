"""What a desk must answer and hold, told a second time in the plainest Python there is.

Owns people, tubes and boxes as lists and dictionaries; refuses to know books, facts and commits.
Each verb returns the code of the answer and has changed the model only when that is `accepted`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

POOL = 3


@dataclass
class Somebody:
    """One registered person, wherever corrections and moves have brought them."""

    key: str
    tube: int
    ordinal: int
    age: int
    """Grows with every registration, move and correction, as the numbers of facts do."""


@dataclass
class Tube:
    """One tube."""

    seat: str
    status: str = "open"
    box: int = 0


@dataclass
class Box:
    """One box; what was in it when it was sealed, people and all."""

    seat: str
    tubes: list[int] = field(default_factory=list)
    frozen: tuple[tuple[int, tuple[str, ...]], ...] | None = None


@dataclass
class DeskModel:
    """All desks of one station."""

    people_first: bool
    tubes: dict[int, Tube] = field(default_factory=dict)
    boxes: dict[int, Box] = field(default_factory=dict)
    active: list[Somebody] = field(default_factory=list)
    registered: dict[str, list[Somebody]] = field(default_factory=dict)
    waiting: dict[str, list[str]] = field(default_factory=dict)
    age: int = 0

    # -- looking -------------------------------------------------------------------------------

    def inside(self, tube: int) -> list[Somebody]:
        """Return who is in a tube, in swab order."""
        return sorted((s for s in self.active if s.tube == tube), key=lambda s: (s.ordinal, s.age))

    def _next_ordinal(self, tube: int) -> int:
        return max((s.ordinal for s in self.inside(tube)), default=0) + 1

    def open_at(self, seat: str) -> int:
        """Return the open tube of a seat, 0 without one."""
        return next((n for n, t in self.tubes.items() if t.seat == seat and t.status == "open"), 0)

    def somebody(self, key: str) -> Somebody | None:
        """Return the person who is registered under a key."""
        return next((s for s in self.active if s.key == key), None)

    def _waits(self, seat: str, key: str) -> str:
        for other, keys in sorted(self.waiting.items()):
            if key in keys:
                return "already_waiting" if other == seat else "waits_elsewhere"
        return ""

    def _sealed(self, tube: int) -> bool:
        box = self.tubes[tube].box
        return bool(box) and self.boxes[box].frozen is not None

    # -- collecting ----------------------------------------------------------------------------

    def scan_tube(self, seat: str, tube: int) -> str:
        current = self.open_at(seat)
        if current == tube:
            return "tube_already_open"
        if tube in self.tubes:
            return "tube_used"
        if current:
            return "finish_tube_first"
        waiting = self.waiting.get(seat, [])
        if self.people_first and not waiting:
            return "people_first"
        self.tubes[tube] = Tube(seat)
        if not self.people_first:
            return "tube_opened"
        for key in waiting:
            self._bind(seat, tube, key)
        waiting.clear()
        self.tubes[tube].status = "closed"
        return "group_bound"

    def scan_person(self, seat: str, key: str) -> str:
        tube = self.open_at(seat)
        if not tube and not self.people_first:
            return "no_open_tube"
        if self.people_first and (waits := self._waits(seat, key)):
            return waits
        earlier = self.somebody(key)
        if earlier:
            return "already_in_this_tube" if earlier.tube == tube else "already_sampled"
        return self._bind(seat, tube, key) if tube else self._await(seat, key)

    def _bind(self, seat: str, tube: int, key: str) -> str:
        who = Somebody(key, tube, self._next_ordinal(tube), self._grow())
        self.active.append(who)
        self.registered.setdefault(seat, []).append(who)
        if len(self.inside(tube)) < POOL:
            return "person_bound"
        self.tubes[tube].status = "closed"
        return "bound_tube_full"

    def _await(self, seat: str, key: str) -> str:
        waiting = self.waiting.setdefault(seat, [])
        if len(waiting) >= POOL:
            return "scan_tube_now"
        waiting.append(key)
        return "group_full" if len(waiting) == POOL else "person_waits"

    def _grow(self) -> int:
        self.age += 1
        return self.age

    def close_tube(self, seat: str) -> str:
        tube = self.open_at(seat)
        if not tube:
            return "no_open_tube"
        if not self.inside(tube):
            return "tube_empty"
        self.tubes[tube].status = "closed"
        return "tube_closed_short"

    def undo(self, seat: str) -> str:
        if self.waiting.get(seat):
            self.waiting[seat].pop()
            return "waiting_undone"
        current = self.open_at(seat)
        if current and not self.inside(current):
            del self.tubes[current]
            return "opening_withdrawn"
        last = next((s for s in reversed(self.registered.get(seat, [])) if s in self.active), None)
        if last is None:
            return "nothing_to_undo"
        tube = self.tubes[last.tube]
        if tube.box:
            return "tube_boxed"
        if current and current != last.tube:
            return "undo_other_tube_open"
        self.active.remove(last)
        if tube.status == "closed":
            tube.status, tube.seat = "open", seat
        return "binding_undone"

    # -- packing -------------------------------------------------------------------------------

    def open_box(self, seat: str, box: int) -> str:
        if box not in self.boxes:
            self.boxes[box] = Box(seat)
            return "box_opened"
        return "box_already_open" if self.boxes[box].frozen is None else "box_sealed"

    def pack(self, box: int, tube: int) -> str:
        if tube not in self.tubes:
            return "tube_unknown"
        row = self.tubes[tube]
        if row.box:
            return "already_in_this_box" if row.box == box else "tube_in_other_box"
        if row.status != "closed":
            return f"tube_{row.status}"
        row.box = box
        self.boxes[box].tubes.append(tube)
        return "tube_packed"

    def unpack(self, tube: int) -> str:
        if tube not in self.tubes:
            return "tube_unknown"
        if not self.tubes[tube].box:
            return "tube_not_boxed"
        if self._sealed(tube):
            return "box_sealed"
        self._take_out(tube)
        return "tube_unpacked"

    def _take_out(self, tube: int) -> None:
        self.boxes[self.tubes[tube].box].tubes.remove(tube)
        self.tubes[tube].box = 0

    def seal(self, box: int) -> str:
        row = self.boxes[box]
        if not row.tubes:
            return "box_empty"
        row.frozen = tuple((t, tuple(s.key for s in self.inside(t))) for t in row.tubes)
        return "box_sealed_now"

    # -- correcting ----------------------------------------------------------------------------

    def void(self, tube: int) -> str:
        if tube not in self.tubes:
            return "tube_unknown"
        row = self.tubes[tube]
        if row.status == "void":
            return "tube_void"
        if self._sealed(tube):
            return "box_is_sealed"
        if row.box:
            self._take_out(tube)
        row.status = "void"
        self.active = [s for s in self.active if s.tube != tube]
        return "tube_voided"

    def reopen(self, seat: str, tube: int) -> str:
        if tube not in self.tubes:
            return "tube_unknown"
        row = self.tubes[tube]
        if row.box:
            return "tube_boxed"
        if self.open_at(seat):
            return "another_tube_open"
        if row.status != "closed":
            return "tube_void" if row.status == "void" else "tube_not_closed"
        if len(self.inside(tube)) >= POOL:
            return "tube_is_full"
        row.status, row.seat = "open", seat
        return "tube_reopened"

    def move(self, who: Somebody, seen: int, to: int) -> str:
        if who not in self.active or who.age != seen:
            return "sample_changed"
        if to not in self.tubes:
            return "tube_unknown"
        if self._sealed(who.tube) or self._sealed(to):
            return "box_is_sealed"
        if who.tube == to:
            return "same_tube"
        if self.tubes[to].status == "void":
            return "tube_void"
        if len(self.inside(to)) >= POOL:
            return "tube_is_full"
        who.ordinal, who.tube, who.age = self._next_ordinal(to), to, self._grow()
        if len(self.inside(to)) >= POOL:
            self.tubes[to].status = "closed"
        return "person_moved"

    def correct(self, seat: str, who: Somebody, seen: int, key: str) -> str:
        if who not in self.active or who.age != seen:
            return "sample_changed"
        if self._sealed(who.tube):
            return "box_is_sealed"
        if waits := self._waits(seat, key):
            return waits
        other = self.somebody(key)
        if other and other is not who:
            return "already_sampled"
        who.key, who.age = key, self._grow()
        return "document_corrected"
