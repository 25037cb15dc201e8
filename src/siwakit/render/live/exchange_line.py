"""One exchange on one line: its time, its method and path, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from siwakit.apple import endpoint_of
from siwakit.escape import visible
from siwakit.evidence.showing.redact import named, sealed
from siwakit.http import Request
from siwakit.patterns import pattern
from siwakit.render.paint import Paint

REFUSED = 400
_LONGEST = 200
# The usual form of a method; a client may send any other word.
_METHOD = pattern(r"[A-Z]{1,16}")


def exchange_parts(request: Request, status: int, now: int, words: Iterable[str]) -> list[str]:
    """Return the parts of the line about *request* that was answered with *status* (0: not at all) at *now*; empty *words* are left out."""
    shown = (clock_time(now), visible(shown_method(request)), visible(shown_path(request)), str(status) if status else "no answer", *words)
    return list(filter(None, shown))


def exchange_words(request: Request, status: int, now: int, words: Iterable[str], paint: Paint) -> str:
    """Return the whole line in colour."""
    return paint("green" if 0 < status < REFUSED else "red", "  ".join(exchange_parts(request, status, now, words)))


def clock_time(now: int) -> str:
    """Return the time of day of *now* in UTC."""
    return f"{datetime.fromtimestamp(now, UTC):%H:%M:%S}"


def shown_method(request: Request) -> str:
    """Return the method of *request*; a word that does not look like a method is described, not shown."""
    return request.method if _METHOD.fullmatch(request.method) else f"[{sealed('method', request.method)}]"


def shown_path(request: Request) -> str:
    """Return the path of *request* without secrets; Apple's own paths cannot contain one."""
    return request.path if endpoint_of(request.path) else named(request.path, _LONGEST)
