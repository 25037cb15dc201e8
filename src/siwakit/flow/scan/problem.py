"""What a scan reports: problems with their places, files that were not read, hints, and what was left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from hashlib import sha256

from siwakit.evidence.evidence import Evidence
from siwakit.judge.findings import Finding
from siwakit.judge.level import Level
from siwakit.record import record

CLEAN, FOUND, WRONG_USE = 0, 1, 2


@record(kw_only=True)
class Problem:
    """A finding at a place in a file: *line* and *column* count from 1, *length* is in characters, *text* is the whole line.

    *is_secret* means that no part of the line may be shown, *is_source* that it is source code.
    """

    finding: Finding
    evidence: Evidence = field(repr=False)
    path: str
    line: int
    column: int = 1
    length: int = 1
    text: str = field(default="", repr=False)
    level: Level
    is_source: bool = False
    is_secret: bool = False

    @property
    def rule_id(self) -> str:
        """Return the id of the broken rule."""
        return self.finding.rule.id

    @property
    def line_hash(self) -> str:
        """Return the start of the SHA-256 of the line without the whitespace around it, which stays the same if the line moves."""
        return sha256(self.text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]


@record
class NotRead:
    """A file that was not read, and why."""

    path: str
    because: str


@record
class Remark:
    """Something about a comment that silences a rule: what is wrong, and where."""

    path: str
    line: int
    message: str


@record
class Stale:
    """Entry of the baseline whose problem is gone."""

    rule: str
    path: str


@record(kw_only=True)
class Report:
    """The result of a scan.

    *found_in* lists the files in which Sign in with Apple was found; *ignored* and *in_baseline* count what comments and the baseline have left
    out; *hints* are about comments without a reason. *mistakes* in comments and *stale* entries of the baseline make the scan fail as wrong use.
    """

    problems: tuple[Problem, ...] = ()
    found_in: tuple[str, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    hints: tuple[Remark, ...] = ()
    mistakes: tuple[Remark, ...] = ()
    stale: tuple[Stale, ...] = ()
    files: int = 0
    ignored: int = 0
    in_baseline: int = 0

    def count(self, level: Level) -> int:
        """Return the number of problems of *level*."""
        return Counter(problem.level for problem in self.problems)[level]

    def exit_code(self, *, strict: bool) -> int:
        """Return the exit code: 1 if anything is wrong, and with *strict* also if it only may be."""
        if self.mistakes or self.stale:
            return WRONG_USE
        wrong = self.count(Level.ERROR) + (self.count(Level.WARNING) if strict else 0)
        return FOUND if wrong else CLEAN
