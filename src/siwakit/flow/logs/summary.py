"""Counts of the records of a log by root cause, or by Apple's own words if the log contains no request.

Tallies of the parts of a log add up to that of the whole, even if other processes made them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from siwakit.record import record


class GroupKind(Enum):
    """What the records of a group have in common."""

    RULE = "the root cause"
    ANSWER = "Apple's words"
    STATUS = "only a status"


class Fate(Enum):
    """Why a record belongs to no group."""

    SOUND = "no mistake visible"
    ANOTHER_PROVIDER = "from another provider"
    UNREADABLE = "over a limit"


@record
class GroupKey:
    """Key of a group: the id of a rule, an answer's error and description, or a status."""

    kind: GroupKind
    name: str
    description: str = ""


@record
class Sighting:
    """One record of a group: its file and line, counted from 0, and its text, which is not redacted."""

    file: int
    line: int
    text: str = field(repr=False)


@record
class Group:
    """How often a failure was seen, the first and last time, and its first record."""

    count: int
    first: int | None
    last: int | None
    undated: int
    example: Sighting

    def joined(self, later: Group) -> Group:
        """Return this group with the records of *later*, which come after its own."""
        times = [moment for moment in (self.first, later.first, self.last, later.last) if moment is not None]
        return Group(self.count + later.count, min(times, default=None), max(times, default=None), self.undated + later.undated, self.example)


@dataclass(slots=True)
class GroupCount:
    """Counter of a group, record by record."""

    example: Sighting
    count: int = 0
    undated: int = 0
    first: int | None = None
    last: int | None = None

    def add(self, seconds: int | None) -> None:
        """Count one more record, written at *seconds* or at an unknown time."""
        self.count += 1
        if seconds is None:
            self.undated += 1
            return
        if self.first is None or seconds < self.first:
            self.first = seconds
        if self.last is None or seconds > self.last:
            self.last = seconds

    def whole(self) -> Group:
        """Return the group as counted so far."""
        return Group(self.count, self.first, self.last, self.undated, self.example)


@record
class Tally:
    """Counts of a log, or of a part of one."""

    lines: int = 0
    cut: int = 0
    records: int = 0
    refused: int = 0
    fates: tuple[tuple[Fate, int], ...] = ()
    groups: tuple[tuple[GroupKey, Group], ...] = ()

    def joined(self, later: Tally) -> Tally:
        """Return the sum of this tally and *later*, that of the part after it."""
        groups = dict(self.groups)
        for key, group in later.groups:
            groups[key] = groups[key].joined(group) if key in groups else group
        fates = dict(self.fates)
        for fate, count in later.fates:
            fates[fate] = fates.get(fate, 0) + count
        return Tally(
            self.lines + later.lines,
            self.cut + later.cut,
            self.records + later.records,
            self.refused + later.refused,
            tuple(fates.items()),
            tuple(groups.items()),
        )

    def moved(self, file: int, lines: int) -> Tally:
        """Return this tally as that of a part of file number *file* that comes after *lines* other lines."""
        moved = ((key, replace(group, example=replace(group.example, file=file, line=group.example.line + lines))) for key, group in self.groups)
        return replace(self, groups=tuple(moved))

    def count(self, fate: Fate) -> int:
        """Return how many records had this *fate*."""
        return dict(self.fates).get(fate, 0)

    @property
    def ranked(self) -> tuple[tuple[GroupKey, Group], ...]:
        """Return the groups, the largest first; of two that are equally large, the one seen first."""
        return tuple(sorted(self.groups, key=lambda entry: (-entry[1].count, entry[1].example.file, entry[1].example.line, entry[0].name)))

    @property
    def has_root(self) -> bool:
        """Return whether a broken rule was found."""
        return any(key.kind is GroupKind.RULE for key, _ in self.groups)
