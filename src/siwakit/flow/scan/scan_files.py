"""A scan: the files of a repository one after the other, then what comments silence, and a report."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from siwakit.flow.scan.committed import key_in_der
from siwakit.flow.scan.file_problems import ScannedFile, committed_problem, judge_file
from siwakit.flow.scan.ignore_comments import IgnoreComments, find_ignored
from siwakit.flow.scan.problem import NotRead, Problem, Remark, Report
from siwakit.judge.level import Level
from siwakit.readers.relevance import names_apple
from siwakit.readers.shapes import is_key_name
from siwakit.rules.catalogue import BY_ID


class Scan:
    """One scan at *now*, in seconds since 1970 UTC; *rules* are the ids to report, all of them if there are none."""

    def __init__(self, now: int, rules: Collection[str] = ()) -> None:
        self.now = now
        self.rules = rules
        self.files = 0
        self.ignored = 0
        self.found_in: list[str] = []
        self.problems: list[Problem] = []
        self.loose_keys: list[Problem] = []
        self.not_read: list[NotRead] = []
        self.hints: list[Remark] = []
        self.mistakes: list[Remark] = []

    def add(self, file: ScannedFile) -> None:
        """Judge *file*.

        Raises:
            UsageError: it is source code, and what reads that is not installed.
        """
        found = judge_file(file, self.now)
        if found.signs_in:
            self.found_in.append(file.path)
        comments = IgnoreComments(find_ignored(file.text, file.inner))
        self.mistakes += [Remark(file.path, line, _mistake(name)) for line, name in comments.unknown_ids(BY_ID)]
        self.problems += self._without_ignored(found.problems, comments)
        self.loose_keys += self._without_ignored(found.loose_keys, comments)

    def add_key_in_der(self, file: ScannedFile, data: bytes) -> None:
        """Judge *data*, the content of *file*, which may be a private key in DER."""
        key = key_in_der(data)
        if key and (file.is_tracked or file.is_new):
            problem = committed_problem(key, file)
            is_apples = is_key_name(file.inner) or names_apple(file.inner)
            (self.problems if is_apples else self.loose_keys).extend(self._without_ignored((problem,), IgnoreComments(())))

    def add_not_read(self, path: str, because: str) -> None:
        """Add a file that cannot be judged."""
        self.not_read.append(NotRead(path, because))

    def report(self) -> Report:
        """Return the report on all files."""
        # A key on P-256 can be for anything; in a repository that signs in with Apple, it may be Apple's.
        keys = [replace(key, level=min(key.level, Level.WARNING, key=_ORDER.index)) for key in self.loose_keys if self.found_in]
        problems = sorted((*self.problems, *keys), key=lambda problem: (problem.path, problem.line, problem.column))
        return Report(
            problems=tuple(problems),
            found_in=tuple(self.found_in),
            not_read=tuple(self.not_read),
            hints=tuple(self.hints),
            mistakes=tuple(self.mistakes),
            files=self.files,
            ignored=self.ignored,
        )

    def _without_ignored(self, problems: Iterable[Problem], comments: IgnoreComments) -> list[Problem]:
        kept = []
        for problem in problems:
            if self.rules and problem.rule_id not in self.rules:
                continue
            comment = comments.find(problem.line, problem.rule_id)
            if comment and comment.has_reason:
                self.ignored += 1
                continue
            if comment:
                self.hints.append(Remark(problem.path, comment.line, "this comment silences nothing: write the reason after the rule's id"))
            kept.append(problem)
        return kept


_ORDER = (Level.NOTE, Level.WARNING, Level.ERROR)


def _mistake(name: str) -> str:
    return f"no rule {name!r}; `siwakit rules` lists them all" if name else "the comment names no rule: write ignore[rule-id] and the reason"
