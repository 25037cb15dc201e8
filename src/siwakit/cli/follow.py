"""`siwakit doctor --summary --follow`: waits for new lines, tells when a cause is new or more frequent, and writes the summary at the end.

Ctrl-C and SIGTERM end it, SIGUSR1 writes the summary so far. Between two looks at the logs nothing runs, so signals only set a flag.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import gmtime, strftime
from types import FrameType
from typing import TYPE_CHECKING

from siwakit.cli import note, output
from siwakit.cli.streams import tell
from siwakit.cli.summary_output import write_summary
from siwakit.edge import clock
from siwakit.edge.files.followed_file import Followed, open_followed
from siwakit.edge.files.log_pool import Bulk, FileCount, WorkerContext, make_judge
from siwakit.edge.wakeup import Wakeup
from siwakit.flow.logs.alerts import Watch
from siwakit.flow.logs.log_records import Line
from siwakit.flow.logs.summary import GroupKey, Tally
from siwakit.readers.logs.log_blocks import Block, count_lines, find_records
from siwakit.render.logs.alert_line import render_alert

if TYPE_CHECKING:
    from siwakit.cli.doctor_options import DoctorOptions
    from siwakit.cli.shapes import ReportOptions
    from siwakit.cli.summary_options import SummaryOptions

_SECONDS_BETWEEN_LOOKS = 0.5
_Handler = Callable[[int, FrameType | None], None]


def follow(paths: tuple[str, ...], context: WorkerContext, options: DoctorOptions, chosen: SummaryOptions) -> int:
    """Follow the logs in *paths* until Ctrl-C, or until the end of standard input, and return the exit code for the summary.

    Raises:
        UsageError: a log that cannot be followed.
        NotReadable: a log that is missing.
    """
    logs = [open_followed(path, is_whole=chosen.period.since is not None) for path in paths or ("-",)]
    following = _Following(logs, context, options.report, is_clock_fixed=options.settings.now is not None)
    signals = _Signals()
    if sys.stderr.isatty():
        usr1 = f"; `kill -USR1 {os.getpid()}` shows it now" if hasattr(signal, "SIGUSR1") else ""
        note(f"waiting for new lines; Ctrl-C ends with the summary{usr1}")
    with signals:
        while not signals.is_ended and not all(log.is_ended for log in logs):
            is_busy = following.look()
            if signals.take_request():
                write_summary(following.bulk(), options.report, chosen)
            if not is_busy and not signals.is_ended:
                signals.wait(_SECONDS_BETWEEN_LOOKS)
        following.finish()
    for log in logs:
        log.close()
    return write_summary(following.bulk(), options.report, chosen)


class _Following:
    """Logs that are followed, with what was counted so far."""

    def __init__(self, logs: Sequence[Followed], context: WorkerContext, report: ReportOptions, *, is_clock_fixed: bool) -> None:
        self._logs = logs
        self._judge = make_judge(context)
        self._report = report
        self._is_clock_fixed = is_clock_fixed
        self._watch = Watch(self._judge.now)
        self._tally = Tally()
        self._files = [FileCount(log.name) for log in logs]

    def bulk(self) -> Bulk:
        """Return what was counted so far."""
        return Bulk(tuple(self._files), self._tally)

    def look(self) -> bool:
        """Judge what is new, and return whether there was anything."""
        if not self._is_clock_fixed:
            self._judge.now = clock.now()
        is_busy = False
        for number, log in enumerate(self._logs):
            for block in log.blocks():
                self._add(number, block)
                is_busy = True
        return is_busy

    def finish(self) -> None:
        """Judge what is left at the end."""
        for number, log in enumerate(self._logs):
            for block in log.rest():
                self._add(number, block)

    def _add(self, number: int, block: Block) -> None:
        log, counted = self._logs[number], self._files[number]
        # A line that is written now and has no time, neither its own nor that of an envelope, has this one.
        arrived = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(self._judge.now)) if log.is_live else ""
        records = find_records(block)
        lines = (Line(counted.lines + found.line, found.text, found.dated or ("" if found.stamp else arrived), found.stamp) for found in records)
        tally = self._judge.tally(lines, lambda key, seconds: self._alert(key, seconds, log.name))
        lengths = count_lines(block)
        self._tally = self._tally.joined(replace(tally.placed(number, 0), lines=lengths.lines, cut=lengths.cut))
        self._files[number] = replace(counted, lines=counted.lines + lengths.lines, size=counted.size + block.size)

    def _alert(self, key: GroupKey, seconds: int | None, name: str) -> None:
        alert = self._watch.see(key, seconds, self._judge.now)
        if alert is None:
            return
        if self._report.shape == "text":
            output.write(render_alert(alert, name, colour=output.wants_colour(self._report.colour)))
        else:
            # Standard output is for the document.
            tell(render_alert(alert, name, colour=False))


class _Signals:
    """What Ctrl-C, SIGTERM and SIGUSR1 have asked for."""

    def __init__(self) -> None:
        self.is_ended = False
        self._is_requested = False
        self._wakeup = Wakeup()
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> None:
        handlers: dict[signal.Signals, _Handler] = {signal.SIGINT: self._end, signal.SIGTERM: self._end}
        if hasattr(signal, "SIGUSR1"):
            handlers[signal.SIGUSR1] = self._request
        for number, handler in handlers.items():
            self._before[number] = signal.signal(number, handler)

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal returned
        self._wakeup.close()

    def take_request(self) -> bool:
        """Return whether the summary was asked for since the last call."""
        is_requested, self._is_requested = self._is_requested, False
        return is_requested

    def wait(self, seconds: float) -> None:
        """Wait for *seconds*, or until a signal comes."""
        self._wakeup.wait(seconds)

    def _end(self, number: int, _: FrameType | None) -> None:
        self.is_ended = True
        self._wakeup.wake()
        # A second Ctrl-C ends without the summary.
        signal.signal(number, signal.default_int_handler)

    def _request(self, *_: object) -> None:
        self._is_requested = True
        self._wakeup.wake()
