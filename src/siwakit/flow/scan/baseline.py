"""A baseline: the problems that a repository already has. An entry names the rule, the file and the text of the line, by its hash.

The number of the line is not part of it, so that an entry outlives changes elsewhere in the file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from siwakit.errors import UsageError
from siwakit.flow.scan.problem import Problem, Report, Stale
from siwakit.record import record

VERSION = 1
_HINT = "write it again with `siwakit scan --write-baseline FILE`"
_ABOUT = "Problems that `siwakit scan` does not report again. Written with --write-baseline."


@record
class Entry:
    """A problem that is known: *line* is the hash of the text of its line, *path* is relative to the folder of the baseline file."""

    rule: str
    path: str
    line: str


def read_baseline(text: str, name: str) -> tuple[Entry, ...]:
    """Return the entries of the baseline *text*, which is in the file *name*.

    Raises:
        UsageError: it is not a baseline.
    """
    try:
        document = json.loads(text)
        entries = document["entries"] if document["version"] == VERSION else None
        read = None if entries is None else tuple(Entry(str(item["rule"]), str(item["path"]), str(item["line"])) for item in entries)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UsageError(f"{name} is not a baseline", hint=_HINT) from None
    if read is None:
        raise UsageError(f"{name} is a baseline of another version, expected {VERSION}", hint=_HINT)
    return read


def write_baseline(problems: Iterable[Problem], relative: Callable[[str], str]) -> str:
    """Return a baseline with *problems*; *relative* turns a path as it is shown into one relative to the baseline's folder."""
    entries = sorted((entry_of(problem, relative) for problem in problems), key=lambda entry: (entry.path, entry.rule, entry.line))
    written = [{"rule": entry.rule, "path": entry.path, "line": entry.line} for entry in entries]
    return json.dumps({"about": _ABOUT, "version": VERSION, "entries": written}, indent=1) + "\n"


def entry_of(problem: Problem, relative: Callable[[str], str]) -> Entry:
    """Return the entry for *problem*."""
    return Entry(problem.rule_id, relative(problem.path), problem.line_hash)


def apply_baseline(report: Report, entries: Iterable[Entry], relative: Callable[[str], str], is_scanned: Callable[[Entry], bool]) -> Report:
    """Return *report* without the problems that are in *entries*, each entry being for one problem, and with the entries that are stale.

    An entry is stale if there is no such problem any more. Only those of which *is_scanned* is true can be: others were not looked for.
    """
    left = Counter(entries)
    new = []
    for problem in report.problems:
        entry = entry_of(problem, relative)
        if left[entry]:
            left[entry] -= 1
        else:
            new.append(problem)
    in_baseline = len(report.problems) - len(new)
    stale = tuple(Stale(entry.rule, entry.path) for entry in left.elements() if is_scanned(entry))
    return replace(report, problems=tuple(new), in_baseline=in_baseline, stale=stale)
