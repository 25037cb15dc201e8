"""What a run needs from outside: the clock, the journal, Apple, the hooks. A test replaces each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from enum import Enum
from typing import Protocol

from siwakit.edge.stores.store import Store
from siwakit.flow.renewal.journal import Entry, Journal
from siwakit.jose.signer import Signer
from siwakit.record import record

Hook = tuple[str, ...]


class ProbeAnswer(Enum):
    """What Apple said to a new client_secret."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNANSWERED = "no answer"


Probe = Callable[[str, str], tuple[ProbeAnswer, str]]


@record(kw_only=True)
class SigningKey:
    """A key to sign with, and its Key ID."""

    key_id: str
    signer: Signer = field(repr=False)


@record(kw_only=True)
class Renewal:
    """One `[[renew]]` whose stores and signers are open; of *keys* the first is preferred. Spans are in seconds."""

    client_id: str
    team_id: str
    keys: tuple[SigningKey, ...]
    lifetime: int
    renew_before: int
    stores: tuple[Store, ...]
    hooks: tuple[Hook, ...] = ()
    alarm_hooks: tuple[Hook, ...] = ()
    is_probed: bool = False
    overwrites: bool = False


class OpenJournal(Protocol):
    """Journal that can be added to."""

    journal: Journal

    def append(self, entry: Entry) -> None:
        """Add *entry*, and return when it is on the disk.

        Raises:
            OSError: it could not be added.
        """


@record(kw_only=True)
class Tools:
    """The world outside of a run. *run_hook* returns why the hook failed, or nothing; *variables* are added to its environment."""

    now: Callable[[], int]
    pause: Callable[[float], None]
    journal: OpenJournal
    probe: Probe | None = None
    run_hook: Callable[[Hook, dict[str, str]], str] = lambda hook, variables: ""  # noqa: ARG005  the signature
