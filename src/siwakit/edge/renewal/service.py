"""The service of `siwakit renew --every`: one run after another until a signal.

The next run is due when either clock says so. The monotonic clock stops while a laptop sleeps, and the clock of the day can be set back, so neither
can be trusted to reach a time that is days away; and no wait is longer than a minute, because nothing wakes a wait after a sleep.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from siwakit.edge.wakeup import Wakeup
from siwakit.flow.renewal.outcome import DONE
from siwakit.flow.renewal.schedule import next_pause
from siwakit.record import record

LONGEST_WAIT = 60.0


@record(kw_only=True)
class Clocks:
    """The clock of the day, the monotonic one, and a wait that returns whether the service should end."""

    now: Callable[[], float]
    monotonic: Callable[[], float]
    wait: Callable[[float], bool]


def serve(run: Callable[[], int], every: int, clocks: Clocks) -> None:
    """Call *run*, which returns an exit code, every so many seconds, and sooner after a failure, until *clocks* say that it should end."""
    failures = 0
    while True:
        code = run()
        pause = next_pause(every, code, failures)
        failures = 0 if code == DONE else failures + 1
        if not _wait(pause, clocks):
            return


def _wait(seconds: int, clocks: Clocks) -> bool:
    """Wait; return whether there is a next run."""
    day, steady = clocks.now() + seconds, clocks.monotonic() + seconds
    while True:
        left = max(0.0, min(day - clocks.now(), steady - clocks.monotonic()))
        if clocks.wait(min(left, LONGEST_WAIT)):
            return False
        if not left:
            return True


@contextmanager
def ended_by_signals() -> Iterator[Wakeup]:
    """Yield a wait that SIGTERM and SIGINT end. A run is finished first; a second signal ends it at once, which is as safe as any crash."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in numbers}
    with Wakeup() as ended:

        def end(number: int, frame: object) -> None:
            del frame
            ended.wake()
            signal.signal(number, signal.SIG_DFL)

        for number in numbers:
            signal.signal(number, end)
        try:
            yield ended
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
