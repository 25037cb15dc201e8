"""Reports on calls: to `logging` always, to OpenTelemetry if its API is installed. No secrets are reported.

Spans and counters carry the name of the call, the host, the status, the kind of failure and the number of attempts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from siwakit.flow.failures import AppleError, AppleRefusal
from siwakit.record import record

LOGGER = logging.getLogger("siwakit.client")
# If logging is not set up, Python would write warnings to the terminal of a program that did not ask for them.
LOGGER.addHandler(logging.NullHandler())
_SCOPE = "siwakit"


@dataclass(slots=True)
class Watched:
    """Attempts and outcome of one call."""

    name: str
    host: str
    attempts: int = 0
    status: int | None = None
    outcome: str = "ok"

    def note_failure(self, error: AppleError, wait: float | None) -> None:
        """Log a failed attempt, with the wait before the next one, None if there is none."""
        self.status = error.status
        if wait is None:
            level = logging.INFO if isinstance(error, AppleRefusal) else logging.WARNING
            LOGGER.log(level, "%s failed: %s, status %s, attempt %d, no further attempt", self.name, error.code, error.status, self.attempts)
            return
        LOGGER.info("%s failed: %s, status %s, attempt %d, the next in %.2f s", self.name, error.code, error.status, self.attempts, wait)

    def attributes(self) -> dict[str, str | int]:
        """Return the attributes of the call, without secrets."""
        told: dict[str, str | int] = {"siwakit.call": self.name, "server.address": self.host, "siwakit.outcome": self.outcome}
        return told if self.status is None else {**told, "http.response.status_code": self.status}


@contextmanager
def watch(name: str, host: str) -> Iterator[Watched]:
    """Report the call *name* to *host* from start to end."""
    watched = Watched(name, host)
    instruments = _instruments()
    # Without a listener none of this costs anything.
    span = instruments.tracer.start_span(f"apple {name}", kind=instruments.client) if instruments else None
    try:
        yield watched
    except AppleError as error:
        watched.outcome = error.code
        raise
    except BaseException:
        watched.outcome = "cancelled"
        raise
    finally:
        LOGGER.debug("%s: %s, status %s, %d attempts", name, watched.outcome, watched.status, watched.attempts)
        if instruments and span is not None:
            instruments.report(span, watched)


@record
class _Instruments:
    tracer: Any
    client: Any
    error: Any
    calls: Any
    attempts: Any

    def report(self, span: Any, watched: Watched) -> None:
        attributes = watched.attributes()
        span.set_attributes({**attributes, "siwakit.attempts": watched.attempts})
        if watched.outcome != "ok":
            span.set_status(self.error, watched.outcome)
        span.end()
        self.calls.add(1, attributes)
        self.attempts.add(watched.attempts, attributes)


@cache
def _instruments() -> _Instruments | None:
    try:
        from opentelemetry import metrics, trace  # noqa: PLC0415  it need not be installed
    except ImportError:
        return None
    meter = metrics.get_meter(_SCOPE)
    return _Instruments(
        trace.get_tracer(_SCOPE),
        trace.SpanKind.CLIENT,
        trace.StatusCode.ERROR,
        meter.create_counter("siwakit.apple.calls", description="calls to Apple, by outcome"),
        meter.create_counter("siwakit.apple.attempts", description="requests sent to Apple"),
    )
