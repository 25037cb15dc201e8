"""`siwakit doctor --summary`: one pass over logs, with failures grouped by root cause."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from siwakit.cli.given_key import read_given_key
from siwakit.cli.streams import tell
from siwakit.cli.summary_output import write_summary
from siwakit.edge import clock
from siwakit.edge.files.log_files import named_sources
from siwakit.edge.files.log_pool import KeyFile, WorkerContext, tally_files
from siwakit.errors import UsageError
from siwakit.evidence.evidence import UNKNOWN
from siwakit.jose.jwk import public_jwk

if TYPE_CHECKING:
    from siwakit.cli.doctor_options import DoctorOptions
    from siwakit.cli.summary_options import SummaryOptions
    from siwakit.edge.files.log_pool import Workers
    from siwakit.flow.logs.summary import Tally

INTERRUPTED = 130
_SECONDS_BETWEEN = 0.2


def summarise(paths: tuple[str, ...], options: DoctorOptions, chosen: SummaryOptions) -> int:
    """Write the summary of the logs in *paths* and return the exit code.

    Raises:
        UsageError: an option that cannot be used with --summary, or that cannot be read.
        NotReadable: a log or a key that is missing or damaged.
    """
    _check(options)
    context = worker_context(options, chosen)
    if chosen.is_followed:
        from siwakit.cli.follow import follow

        return follow(paths, context, options, chosen)
    workers = _dask_workers(chosen.dask, context) if chosen.dask else None
    progress = _Progress() if sys.stderr.isatty() else None
    try:
        bulk = tally_files(named_sources(paths or ("-",)), context, jobs=chosen.jobs, workers=workers, progress=progress)
    except KeyboardInterrupt:
        # Click would exit with 1, which means that a rule failed.
        return INTERRUPTED
    finally:
        if progress:
            progress.clear()
    return write_summary(bulk, options.report, chosen)


def _dask_workers(address: str, context: WorkerContext) -> AbstractContextManager[Workers]:
    from siwakit.edge.dask_cluster import dask_workers

    return dask_workers(address, context)


def _check(options: DoctorOptions) -> None:
    for name, value in (("fix", options.report.fix), ("question", options.report.question), ("response", options.settings.response)):
        if value:
            raise UsageError(f"--{name} cannot be used with --summary", hint="use it with the doctor on one failing request")


def worker_context(options: DoctorOptions, chosen: SummaryOptions) -> WorkerContext:
    """Return what judges need of *options*."""
    settings = options.settings
    keys = tuple(_key_file(path) for path in settings.keys)
    return WorkerContext(replace(settings.known(), now=UNKNOWN), keys, clock.now() if settings.now is None else settings.now, chosen.period)


def _key_file(path: str) -> KeyFile:
    key = read_given_key(path).key
    if key.text or key.reading.public is None:
        return KeyFile(key.name, key.text, key.mode)
    # The processes that read the log get the public half as text.
    return KeyFile(key.name, json.dumps(public_jwk(key.reading.public)), key.mode)


class _Progress:
    """Progress display on standard error, if that is a terminal."""

    def __init__(self) -> None:
        self.shown_at = 0.0

    def __call__(self, size: int, tally: Tally) -> None:
        now = monotonic()
        if now - self.shown_at < _SECONDS_BETWEEN:
            return
        self.shown_at = now
        tell(f"\r\x1b[K{tally.lines:,} lines, {size / 1e6:,.0f} MB, {tally.records:,} records of Sign in with Apple")

    def clear(self) -> None:
        tell("\r\x1b[K")
