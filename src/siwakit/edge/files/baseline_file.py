"""The baseline of a scan as a file; the paths in it are relative to its folder."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path, PurePath

from siwakit.edge.files.reading import read_file
from siwakit.errors import UsageError
from siwakit.flow.scan.baseline import Entry, apply_baseline, read_baseline, write_baseline
from siwakit.flow.scan.problem import Report
from siwakit.judge.level import Level
from siwakit.record import record

FILE_NAME = ".siwakit-baseline"
_MAX_BYTES = 16 * 1024 * 1024
_KEPT = (Level.ERROR, Level.WARNING)


@record
class BaselineFile:
    """The entries of a baseline, and its folder."""

    folder: str
    entries: tuple[Entry, ...]

    def apply(self, report: Report, paths: tuple[str, ...], rules: Collection[str]) -> Report:
        """Return *report* without what is in the baseline, and with its stale entries.

        An entry can be stale only if one of *paths* is its file, or a folder that it is in, and *rules* has its rule or is empty.
        """
        scanned = tuple(_relative(path, self.folder) for path in paths)

        def is_scanned(entry: Entry) -> bool:
            return (not rules or entry.rule in rules) and any(_contains(path, entry.path) for path in scanned)

        return apply_baseline(report, self.entries, lambda path: _relative(path, self.folder), is_scanned)


def read_baseline_file(path: str) -> BaselineFile:
    """Return the baseline in the file *path*.

    Raises:
        NotReadable: it is missing or cannot be read.
        TooLarge: more than 16 MiB.
        UsageError: it is not a baseline.
    """
    return BaselineFile(str(Path(path).parent), read_baseline(read_file(path, cap=_MAX_BYTES).text, path))


def write_baseline_file(path: str, report: Report) -> int:
    """Write the errors and warnings of *report* to the file *path*, and return their number.

    Raises:
        UsageError: the file cannot be written.
    """
    folder = str(Path(path).parent)
    problems = [problem for problem in report.problems if problem.level in _KEPT]
    try:
        Path(path).write_text(write_baseline(problems, lambda inner: _relative(inner, folder)), "utf-8")
    except (OSError, ValueError) as error:
        said = (getattr(error, "strerror", None) or "cannot be written").lower()
        raise UsageError(f"{path}: {said}", hint="name a file in a folder that exists") from None
    return len(problems)


def _relative(path: str, folder: str) -> str:
    return PurePath(os.path.relpath(path, folder or ".")).as_posix()


def _contains(folder: str, path: str) -> bool:
    if folder == "." or PurePath(folder).name == "..":
        return not path.startswith("../")
    return path == folder or path.startswith(f"{folder}/")
