"""What every store can do, and the values it is asked with.

A store is opened by its address (`open_store.py`). Opening and describing it does nothing outside of this process; every other call has a time
limit. `write` is a comparison and a write in one, as far as the store allows: it gets what was read before, and fails with `StoreConflict` if
that has changed. No value here shows a secret in its `repr`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Protocol

from siwakit.record import record

SECONDS = 10.0


@record(kw_only=True)
class StoreDescription:
    """What a store is, and what it can do.

    *what* is a phrase for reports, such as "the entry APPLE_CLIENT_SECRET of .env".
    """

    kind: str
    what: str
    can_be_read: bool
    keeps_versions: bool = False
    destroys_versions: bool = False


@record(kw_only=True)
class Stored:
    """What a store has: its value, or None if there is none or it cannot be read.

    *version* changes with every write, for stores that have such a thing, and *updated_at* is the store's own time, in seconds since 1970 UTC.
    """

    value: str | None = field(default=None, repr=False)
    version: str | None = None
    updated_at: int | None = None
    exists: bool = True


NOTHING = Stored(exists=False)


@record(kw_only=True)
class StoreContext:
    """What a store is opened with: variables for credentials, the folder of relative paths, and the time limit of one call."""

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    folder: Path = field(default_factory=Path)
    seconds: float = SECONDS


class Store(Protocol):
    """A place that stores one client_secret."""

    @property
    def address(self) -> str:
        """Return the address as the user wrote it; it contains no secret."""

    def describe(self) -> StoreDescription:
        """Return what the store is and can do, without looking at it."""

    def read(self) -> Stored:
        """Return what the store has now.

        Raises:
            StoreUnavailable: it does not answer.
            StoreRefused: it refuses.
        """

    def write(self, secret: str, expected: Stored) -> Stored:
        """Replace *expected*, which was read before, by *secret*; return what the store has then. Everything else in it stays.

        Raises:
            StoreConflict: the store has something other than *expected*; nothing was written.
            StoreUnavailable: it does not answer; `is_outcome_unknown` tells whether it may have been written.
            StoreRefused: it refuses.
            UsageError: *secret* cannot be written there.
        """

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Destroy the versions before *current* if the store can; return those that remain, in words.

        Raises:
            StoreUnavailable: it does not answer.
            StoreRefused: it refuses.
        """
