"""The options of `siwakit doctor` that only --summary has: the period, marks, and following."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.edge import clock
from siwakit.edge.files.stated_times import read_moment, read_time
from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.flow.logs.marks import Mark
from siwakit.flow.logs.timeline import ALL_TIME, Period
from siwakit.record import record

SHAPES = ("text", "json", "html", "prometheus")
ONLY_SUMMARY = frozenset({"html", "prometheus"})
_LONGEST_NAME = 80
_NAMES = {"jobs": "--jobs", "dask": "--dask", "since": "--since", "until": "--until", "marks": "--mark", "is_followed": "--follow"}


@record(kw_only=True)
class SummaryOptions:
    """How to summarise logs: on how many processes or which Dask cluster, of which period, with which marks, and whether to wait for more."""

    jobs: int | None = None
    dask: str | None = None
    period: Period = ALL_TIME
    marks: tuple[Mark, ...] = ()
    is_followed: bool = False


def read_summary_options(given: Mapping[str, Any], now: int | None) -> SummaryOptions:
    """Return the options in *given*, click's parameters; spans such as 2h end at *now*, or at the clock.

    Raises:
        UsageError: a time or a mark that cannot be read, or options that exclude each other.
    """
    if not given["summary"]:
        _require_summary(given)
        return SummaryOptions()
    if given["shape"] not in SHAPES:
        raise UsageError(f"--format {given['shape']} cannot be used with --summary", hint=f"use {', '.join(SHAPES[:-1])} or {SHAPES[-1]}")
    present = clock.now() if now is None else now
    period = Period(*(read_moment(given[name], _NAMES[name], present) if given[name] else None for name in ("since", "until")))
    if period.since is not None and period.until is not None and period.until <= period.since:
        raise UsageError("--until is not later than --since", hint="give the earlier time to --since")
    marks = tuple(sorted((_read_mark(text) for text in given["marks"]), key=lambda mark: mark.at))
    if marks and given["shape"] not in {"html", "text"}:
        raise UsageError(f"--mark cannot be used with --format {given['shape']}", hint="use --format html or text")
    if given["dask"] and given["jobs"]:
        raise UsageError("--jobs cannot be used with --dask", hint="the cluster decides how many processes it has")
    alone = next((_NAMES[name] for name in ("jobs", "dask") if given[name]), None)
    if given["is_followed"] and alone:
        raise UsageError(f"{alone} cannot be used with --follow", hint="a log is followed by one process, on this machine")
    return SummaryOptions(jobs=given["jobs"], dask=given["dask"], period=period, marks=marks, is_followed=given["is_followed"])


def _require_summary(given: Mapping[str, Any]) -> None:
    used = [option for name, option in _NAMES.items() if given.get(name) and name != "jobs"]
    if given["shape"] in ONLY_SUMMARY:
        used.append(f"--format {given['shape']}")
    if used:
        raise UsageError(f"{used[0]} can only be used with --summary", hint="add --summary, and name logs")


def _read_mark(text: str) -> Mark:
    time, separator, name = text.partition("=")
    name = " ".join(name.split())
    if not separator or not name:
        raise UsageError(f"--mark {named(text, 40)} is not a time and a name", hint="write --mark 2026-11-30T10:00Z=release-412")
    if len(name) > _LONGEST_NAME:
        raise UsageError(f"the name of --mark is {len(name)} characters long", hint=f"use at most {_LONGEST_NAME}")
    return Mark(read_time(time, "--mark"), name)
