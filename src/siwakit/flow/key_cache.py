"""When to fetch Apple's key set, when to wait, and when to make do with the set that is held.

A `KeyCache` is a value: whoever drives it asks `plan`, does what the step says, and reports with `fetched` or `failed`. It knows
no clock, no lock and no network. What it holds to:

- one fetch is in flight at a time, and everybody else waits for it or uses what is held;
- a kid that is in no set leads to one fetch in a cool-down, however many tokens come with one;
- a set is refreshed after hours, and stays usable for a day where Apple cannot be reached;
- a broken set never replaces a good one.
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
COOL_DOWN_SECONDS = 60  # between two fetches for kids that are in no set, and between two failures while a set is held
RETRY_SECONDS = 0.5  # between two failures where no set is held and nobody can sign in
_OK = 200


class Step(Enum):
    """Say what the one who asked is to do."""

    USE = "use the set that is held"
    FETCH = "fetch the set, and report"
    WAIT = "wait for the fetch that is under way, and use what it brings"
    GIVE_UP = "no set can be had now"


@record
class KeyCache:
    """Hold a key set and what is known of its age; moments are seconds on one clock, whichever."""

    held: KeySet | None = None
    fetched_at: float = 0
    missed_at: float | None = None
    failed_at: float | None = None
    is_fetching: bool = False

    def plan(self, kid: str | None, now: float) -> tuple[Step, KeyCache]:
        """Return what to do for a token of *kid*, and the cache after that; a *kid* of None is one that no set could hold."""
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
        """Tell whether a set is held that is not too old."""
        return self.held is not None and _is_within(self.fetched_at, now, USABLE_SECONDS)

    def fetched(self, keys: KeySet, kid: str | None, now: float) -> KeyCache:
        """Return the cache after a fetch for *kid* brought *keys*, which `read_keys_response` has let pass."""
        is_miss = kid is not None and keys.find(kid) is None
        return KeyCache(keys, now, now if is_miss else self.missed_at)

    def failed(self, now: float) -> KeyCache:
        """Return the cache after a fetch failed: what is held stays."""
        return replace(self, failed_at=now, is_fetching=False)

    def stopped(self) -> KeyCache:
        """Return the cache after a fetch was broken off by the one who started it, which says nothing of Apple."""
        return replace(self, is_fetching=False)


def _is_within(moment: float | None, now: float, seconds: float) -> bool:
    """Tell whether *moment* is less than *seconds* ago; a moment to come is not: the clock was set back."""
    return moment is not None and 0 <= now - moment < seconds


def read_keys_response(response: Response) -> KeySet:
    """Return the key set in Apple's answer.

    Raises:
        KeysUnavailable: another status, a set that is broken as a whole, or one without a single key to verify with.
    """
    if response.status != _OK:
        raise KeysUnavailable(f"the key set was answered with status {response.status}, expected 200", hint="try again; the set that is held stays")
    if len(response.body) > MAX_CHARACTERS:
        raise KeysUnavailable(f"the key set has {len(response.body)} bytes, expected at most {MAX_CHARACTERS}", hint="is the answer Apple's?")
    keys = read_key_set(response.text)
    if keys.fault or all(key.public is None or key.kind != "RSA" for key in keys.keys):
        what = keys.fault.value if keys.fault else "no key to verify RS256 with"
        raise KeysUnavailable(f"the key set cannot be used: {what}", hint="an error page may have been answered; the set that is held stays")
    return keys
