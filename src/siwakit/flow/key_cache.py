"""Cache of Apple's key set: when to fetch it, when to wait, and when to use the cached set.

A `KeyCache` is a value without a clock, a lock or network access. Its caller asks `plan`, carries out the step, and reports the result
with `fetched` or `failed`. The policy:

- only one fetch is in flight at a time; all other callers wait for it or use the cached set;
- unknown kids lead to at most one fetch in each cool-down, however many tokens have one;
- a set is refreshed after hours, and stays usable for a day while Apple is unreachable;
- a malformed set never replaces a valid one.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from siwakit.flow.refused import KeysUnavailable
from siwakit.http import Response
from siwakit.jose.jwks import MAX_CHARACTERS, KeySet, read_key_set
from siwakit.record import record

FRESH_SECONDS = 6 * 3600  # keys came and went within weeks (WELL_KNOWN_SNAPSHOTS); a new kid is looked up at once anyway
USABLE_SECONDS = 24 * 3600
COOL_DOWN_SECONDS = 60  # between two fetches for unknown kids, and between two failures while a set is cached
RETRY_SECONDS = 0.5  # between two failures while no set is cached and no user can sign in
_OK = 200


class Step(Enum):
    """What the caller of `KeyCache.plan` should do."""

    USE = "use the cached set"
    FETCH = "fetch the set, and report the result"
    WAIT = "wait for the fetch in flight, and use its result"
    GIVE_UP = "no set is available now"


@record
class KeyCache:
    """A cached key set and its age; all moments are seconds on the same clock."""

    held: KeySet | None = None
    fetched_at: float = 0
    missed_at: float | None = None
    failed_at: float | None = None
    is_fetching: bool = False

    def plan(self, kid: str | None, now: float) -> tuple[Step, KeyCache]:
        """Return what to do for a token with *kid*, and the cache after that; None stands for a kid that no key set can contain."""
        if not self.is_usable(now):
            return self._start(Step.GIVE_UP if _is_within(self.failed_at, now, RETRY_SECONDS) else Step.FETCH, Step.WAIT)
        is_cooling = _is_within(self.failed_at, now, COOL_DOWN_SECONDS)
        if kid is None or self._has(kid):
            is_due = not _is_within(self.fetched_at, now, FRESH_SECONDS) and not is_cooling
            return self._start(Step.FETCH if is_due else Step.USE, Step.USE)
        is_cooling = is_cooling or _is_within(self.missed_at, now, COOL_DOWN_SECONDS)
        return self._start(Step.USE if is_cooling else Step.FETCH, Step.WAIT)

    def _start(self, step: Step, while_fetching: Step) -> tuple[Step, KeyCache]:
        if self.is_fetching:
            return while_fetching, self
        return step, replace(self, is_fetching=True) if step is Step.FETCH else self

    def _has(self, kid: str) -> bool:
        return self.held is not None and self.held.find(kid) is not None

    def is_usable(self, now: float) -> bool:
        """Return whether a set is cached that is not too old."""
        return self.held is not None and _is_within(self.fetched_at, now, USABLE_SECONDS)

    def fetched(self, keys: KeySet, kid: str | None, now: float) -> KeyCache:
        """Return the cache after a fetch for *kid* returned *keys*, which `read_keys_response` accepted."""
        is_miss = kid is not None and keys.find(kid) is None
        return KeyCache(keys, now, now if is_miss else self.missed_at)

    def failed(self, now: float) -> KeyCache:
        """Return the cache after a fetch failed; the cached set stays."""
        return replace(self, failed_at=now, is_fetching=False)

    def stopped(self) -> KeyCache:
        """Return the cache after its caller cancelled a fetch, which says nothing about Apple."""
        return replace(self, is_fetching=False)


def _is_within(moment: float | None, now: float, seconds: float) -> bool:
    """Return whether *moment* is less than *seconds* ago; a moment in the future is not: the clock was set back."""
    return moment is not None and 0 <= now - moment < seconds


def read_keys_response(response: Response) -> KeySet:
    """Return the key set in Apple's answer.

    Raises:
        KeysUnavailable: another status, a malformed set, or one without a single key to verify with.
    """
    if response.status != _OK:
        raise KeysUnavailable(f"the request for the key set got status {response.status}, expected 200", hint="try again; the cached set stays")
    if len(response.body) > MAX_CHARACTERS:
        raise KeysUnavailable(
            f"the key set has {len(response.body)} bytes, expected at most {MAX_CHARACTERS}", hint="check that the answer comes from Apple"
        )
    keys = read_key_set(response.text)
    if keys.fault or all(key.public is None or key.kind != "RSA" for key in keys.keys):
        reason = keys.fault.value if keys.fault else "no key to verify RS256 with"
        raise KeysUnavailable(f"the key set cannot be used: {reason}", hint="the answer may be an error page; the cached set stays")
    return keys
