"""Fault injection: edge error pages, no answer, truncated answers, rotated keys, a wrong issuer.

A fault happens only on request: by a rule that names a path and says how often, or by a header of the request if that is
allowed. A plan chooses the fault; the app applies what concerns the answer, and the edge what concerns the connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum
from threading import Lock
from typing import Any

from siwakit.apple import Endpoint, endpoint_of
from siwakit.emulator import answers
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.errors import UsageError
from siwakit.http import Request, Response
from siwakit.patterns import pattern
from siwakit.record import record

MAX_SECONDS = 600
MAX_COUNT = 10**9
_NOT_LIVE = frozenset({"key-not-live", "client-not-live"})
_DEFAULT_SECONDS = {"slow": 5, "key-not-live": 900, "client-not-live": 900}
_HEADER = pattern(r"\s*([a-z0-9-]{1,40})\s*(?:;\s*seconds\s*=\s*([0-9]{1,4})\s*)?")


class FaultKind(Enum):
    """Kind of fault that can be injected."""

    EDGE_FORBIDDEN = "edge-403"
    SERVER_ERROR = "server-500"
    UNAVAILABLE = "server-503"
    SLOW = "slow"
    RESET = "reset"
    TRUNCATED = "truncated"
    KEYS_ROTATED = "keys-rotated"
    UNKNOWN_KID = "unknown-kid"
    ISSUER_INCIDENT = "issuer-incident"
    STRING_BOOLEANS = "string-booleans"
    KEY_NOT_LIVE = "key-not-live"
    CLIENT_NOT_LIVE = "client-not-live"


MEANINGS = {
    FaultKind.EDGE_FORBIDDEN: "the edge answers with its error page 403 Forbidden",
    FaultKind.SERVER_ERROR: "the edge answers with its error page 500 Internal Server Error",
    FaultKind.UNAVAILABLE: "the edge answers with its error page 503 Service Temporarily Unavailable",
    FaultKind.SLOW: "the answer is delayed",
    FaultKind.RESET: "the connection is reset without an answer",
    FaultKind.TRUNCATED: "half of the body is sent, then the connection is closed",
    FaultKind.KEYS_ROTATED: "Apple signs with a new key from now on",
    FaultKind.UNKNOWN_KID: "the identity token is signed by a key that is not published",
    FaultKind.ISSUER_INCIDENT: "the discovery document has moved to account.apple.com, and names that as issuer",
    FaultKind.STRING_BOOLEANS: 'email_verified and is_private_email are "true"',
    FaultKind.KEY_NOT_LIVE: "the key of the client_secret is too new to be known",
    FaultKind.CLIENT_NOT_LIVE: "the Services ID or App ID is too new to be known",
}
_PAGES = {
    FaultKind.EDGE_FORBIDDEN: (403, "403 Forbidden"),
    FaultKind.SERVER_ERROR: (500, "500 Internal Server Error"),
    FaultKind.UNAVAILABLE: (503, "503 Service Temporarily Unavailable"),
}


@record
class Fault:
    """Fault in one exchange; *seconds* is its duration, for kinds that have one."""

    kind: FaultKind
    seconds: int = 0

    @property
    def delay_seconds(self) -> int:
        """Return how many seconds the edge waits before it answers."""
        return self.seconds if self.kind is FaultKind.SLOW else 0

    @property
    def is_reset(self) -> bool:
        """Return whether the edge closes the connection without an answer."""
        return self.kind is FaultKind.RESET

    def cut(self, body: bytes) -> bytes:
        """Return what the edge sends of *body* before it closes the connection; Content-Length announces all of it."""
        return body[: len(body) // 2] if self.kind is FaultKind.TRUNCATED else body

    def page(self) -> Response | None:
        """Return the page that replaces the answer, or None."""
        page = _PAGES.get(self.kind)
        return None if page is None else answers.html_answer(*page)


@record
class FaultRule:
    """Request for a fault: at *path* (any, if empty), after *after* requests, *times* times (0: always), one request in *one_in*."""

    kind: FaultKind
    path: str = ""
    after: int = 0
    times: int = 0
    one_in: int = 1
    seconds: int = 0


def read_rule(members: Mapping[str, Any]) -> FaultRule:
    """Return the rule that *members* (kind, path, after, times, one_in, seconds) ask for.

    Raises:
        UsageError: no fault of that kind, an unknown member, a path that Apple does not have, or a number out of range.
    """
    kind = read_kind(members.get("kind"))
    numbers = {name: members[name] for name in ("after", "times", "one_in", "seconds") if name in members}
    unknown = sorted(set(members) - {"kind", "path", "after", "times", "one_in", "seconds"})
    if unknown:
        raise UsageError(f'a fault has no member "{unknown[0]}"', hint="its members are kind, path, after, times, one_in and seconds")
    for name, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int) or not (name == "one_in") <= value <= MAX_COUNT:
            raise UsageError(f"{name} of the fault {kind.value} is not a count", hint=f"give a whole number up to {MAX_COUNT} that is not negative")
    path = str(members.get("path", ""))
    if path and endpoint_of(path) is None:
        raise UsageError(
            f"the path of the fault {kind.value} is none of Apple's", hint=f"use one of {', '.join(endpoint.value for endpoint in Endpoint)}"
        )
    rule = FaultRule(kind, path, **numbers)
    if rule.seconds > MAX_SECONDS and kind is FaultKind.SLOW:
        raise UsageError(f"a fault of {rule.seconds} seconds, expected at most {MAX_SECONDS}", hint="no client waits that long")
    return rule if rule.seconds else replace(rule, seconds=_DEFAULT_SECONDS.get(kind.value, 0))


def read_kind(text: object) -> FaultKind:
    """Return the kind of fault that *text* names.

    Raises:
        UsageError: there is no fault of that name.
    """
    kind = next((kind for kind in FaultKind if kind.value == text), None)
    if kind is None:
        raise UsageError("there is no fault of that kind", hint=f"use one of {', '.join(kind.value for kind in FaultKind)}")
    return kind


def read_header(text: str) -> Fault:
    """Return the fault that the header *text* asks for (`slow;seconds=3`).

    Raises:
        UsageError: there is no fault of that name, or it is not in this form.
    """
    match = _HEADER.fullmatch(text)
    if not match:
        raise UsageError(f"the header {answers.FAULT_HEADER} cannot be read", hint="write it as slow or as slow;seconds=3")
    kind = read_kind(match[1])
    return Fault(kind, min(int(match[2]), MAX_SECONDS) if match[2] else _DEFAULT_SECONDS.get(kind.value, 0))


class FaultPlan:
    """Fault rules with their counts of requests, which choose the fault of each request."""

    def __init__(self, random: SeededRandom, rules: Iterable[FaultRule] = (), *, heeds_header: bool = False) -> None:
        self._random = random
        self._lock = Lock()
        self.heeds_header = heeds_header
        self._rules: tuple[FaultRule, ...] = ()
        self._seen: list[int] = []
        self._began: list[int | None] = []
        self.set_rules(rules)

    @property
    def rules(self) -> tuple[FaultRule, ...]:
        """Return the active rules."""
        return self._rules

    def set_rules(self, rules: Iterable[FaultRule]) -> None:
        """Replace the rules with *rules*, and restart the counts."""
        with self._lock:
            self._rules = tuple(rules)
            self._seen = [0] * len(self._rules)
            self._began = [None] * len(self._rules)

    def next_fault(self, request: Request, now: int) -> Fault | None:
        """Return the fault of *request*, or None. Its header takes precedence over the rules, and an earlier rule over a later one.

        Raises:
            UsageError: the header asks for an unknown fault.
        """
        asked = request.header(answers.FAULT_HEADER) if self.heeds_header else None
        if asked is not None:
            return read_header(asked)
        return self._by_rules(request.path, now) if self._rules else None

    def _by_rules(self, path: str, now: int) -> Fault | None:
        with self._lock:
            due = [(rule.kind, self._seconds_left(place, rule, now)) for place, rule in enumerate(self._rules) if self._is_due(place, rule, path)]
        return next((Fault(kind, seconds) for kind, seconds in due if seconds is not None), None)

    def _seconds_left(self, place: int, rule: FaultRule, now: int) -> int | None:
        """Return how many more seconds the fault of *rule* lasts, counted from the first request, or None if the identifier is live by now."""
        if rule.kind.value not in _NOT_LIVE:
            return rule.seconds
        began = self._began[place]
        if began is None:
            began = self._began[place] = now
        remaining = began + rule.seconds - now
        return remaining if remaining > 0 else None

    def _is_due(self, place: int, rule: FaultRule, path: str) -> bool:
        if rule.path and rule.path != path and (endpoint_of(path) is None or endpoint_of(path) is not endpoint_of(rule.path)):
            return False
        self._seen[place] += 1
        count = self._seen[place] - rule.after
        is_in_range = count > 0 and (rule.times == 0 or count <= rule.times)
        return is_in_range and (rule.one_in == 1 or self._random.below(rule.one_in) == 0)
