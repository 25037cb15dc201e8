"""A place that was read, and what the rules say about the client_secrets in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from enum import Enum

from siwakit.evidence.dates import span_of
from siwakit.evidence.evidence import KeyAtHand
from siwakit.evidence.known import Known
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.judge.diagnosis import Diagnosis
from siwakit.record import record

DAY = 86_400


class Standing(Enum):
    """What is known about a place, from best to worst; the value is what reports call it."""

    GOOD = "good"
    UNDECIDED = "undecided"
    SOON = "soon"
    WRONG = "wrong"

    @property
    def exit_code(self) -> int:
        """Return the exit code that this standing leads to."""
        return _EXITS[self]


_ORDER = tuple(Standing)
_EXITS = {Standing.GOOD: 0, Standing.UNDECIDED: 3, Standing.SOON: 3, Standing.WRONG: 1}


def worst(standings: Iterable[Standing]) -> Standing:
    """Return the worst of *standings*, or good if there are none."""
    return max(standings, key=_ORDER.index, default=Standing.GOOD)


@record
class Delivery:
    """Entry of the journal of renewals about a place: when siwakit wrote a client_secret there, and when that one expires."""

    delivered_at: int
    expires_at: int
    client_id: str = ""
    key_id: str = ""


@record
class FoundPlace:
    """Place and what was read there. *fault* says why it was not read, and then *delivery* is what the journal knows of it.

    *is_secret* means that the text is the client_secret itself, as in a store; a file may contain anything. *client_id* and *team_id*
    are what `siwakit.toml` gives for this place, and *is_renewed* means that `siwakit renew` writes to it.
    """

    address: str
    text: str | None = field(default=None, repr=False)
    file_name: str = ""
    fault: str = ""
    is_secret: bool = False
    delivery: Delivery | None = None
    client_id: str = ""
    team_id: str = ""
    is_renewed: bool = False
    __reduce__ = refuse_pickling


@record
class Asked:
    """What is asked about each place, and what its developer states.

    *keys* were given for the secrets that are checked; *project_keys* are those in `siwakit.toml`, of which some may be older or newer. If
    *is_secret_only*, a key, a team and a client that are not known are not asked for.
    """

    now: int
    warn_before: int
    known: Known = field(default_factory=Known)
    keys: tuple[KeyAtHand, ...] = field(default=(), repr=False)
    project_keys: tuple[KeyAtHand, ...] = field(default=(), repr=False)
    is_secret_only: bool = False
    __reduce__ = refuse_pickling


class Part(Enum):
    """What has to agree with a client_secret."""

    KEY = "key"
    TEAM = "team"
    CLIENT = "client"


@record
class CheckedSecret:
    """A deployed client_secret: who it is for, how long it is valid, and what the rules say about it.

    *name* is the setting that contains it, if it is one of several things in a file. An identifier that does not have the form of one is
    left out. *left* is in seconds and negative after the end; it is None if exp is not a time. *agrees* has None for what was not given.
    *diagnosis* is None for a client_secret that could not be read, of which the journal knows when it was delivered. *is_minted* means that a
    program makes it when it runs, so that there is none to expire.
    """

    standing: Standing
    name: str = ""
    client_id: str = ""
    team_id: str = ""
    key_id: str = ""
    expires_at: int | None = None
    left: int | None = None
    agrees: tuple[tuple[Part, bool | None], ...] = ()
    diagnosis: Diagnosis | None = None
    delivered_at: int | None = None
    is_minted: bool = False
    __reduce__ = refuse_pickling

    @property
    def days_left(self) -> int | None:
        """Return the whole days that are left; -1 in the first day after the end."""
        return None if self.left is None else self.left // DAY

    @property
    def unknown(self) -> tuple[Part, ...]:
        """Return what was not given, so that it is not known whether it agrees."""
        return tuple(part for part, agrees in self.agrees if agrees is None)


@record
class CheckedPlace:
    """A place, the client_secrets in it, and the keys in it; *fault* says why it was not read.

    *diagnosis* is about a place without a client_secret: a key, or the settings of a program that mints.
    """

    address: str
    standing: Standing
    secrets: tuple[CheckedSecret, ...] = ()
    key_ids: tuple[str, ...] = ()
    has_key: bool = False
    fault: str = ""
    diagnosis: Diagnosis | None = None
    is_renewed: bool = False
    __reduce__ = refuse_pickling


@record
class KeysInUse:
    """Client whose deployed client_secrets name more than one key, and in how many places each key is used."""

    client_id: str
    team_id: str
    places: tuple[tuple[str, int], ...]


def keys_in_use(checked: Iterable[CheckedPlace]) -> tuple[KeysInUse, ...]:
    """Return the clients for which more than one key is in use, as it is while keys are rotated; expired client_secrets do not count."""
    used: dict[tuple[str, str], dict[str, set[str]]] = {}
    for place in checked:
        for secret in place.secrets:
            if secret.client_id and secret.key_id and (secret.left or 0) > 0:
                used.setdefault((secret.client_id, secret.team_id), {}).setdefault(secret.key_id, set()).add(place.address)
    return tuple(
        KeysInUse(client, team, tuple((key, len(places)) for key, places in sorted(keys.items())))
        for (client, team), keys in sorted(used.items())
        if len(keys) > 1
    )


def time_left(left: int | None) -> str:
    """Return in words how much time is *left*."""
    if left is None:
        return "no expiry time"
    if left <= 0:
        return f"expired {span_of(left)} ago"
    return f"{left // DAY} days left" if left >= 2 * DAY else f"{span_of(left)} left"
