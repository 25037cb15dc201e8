"""Two keys side by side: how far a rotation is, and whether the old key can be revoked.

Revoking a key ends every client_secret that it ever signed, at once: those in stores, those that running programs have read, those of all other
clients that use the key, and whatever else the key is registered for, such as push notifications. Nothing ends by itself before its exp. So the
old key is needed by

- every store whose current value it signed,
- every `[[renew]]` that still signs with it,
- every older client_secret that it signed and that has not expired: a program that has not been restarted since may still send it.

If nothing of this is left, revoking the key ends nothing. If the key has leaked, do not wait for the last of them: the report
lists what stops working, and the stores that have the new key's client_secret do not.

What siwakit did not deliver is not in its journal. The value that a store had before the first delivery is, if it could be read. If it could not,
it is taken to be signed with the old key, and to live as long as Apple allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from siwakit.apple import MAX_SECRET_SECONDS
from siwakit.flow.renewal.journal import Entry, Event, Journal
from siwakit.record import record


class Stage(Enum):
    """How far a rotation is. The order is that of the steps."""

    ACCEPT = "the new key is not accepted yet"
    DELIVER = "not every store has a client_secret of the new key"
    EXPIRE = "older client_secrets of the old key have not expired"
    REVOKE = "the old key is not needed any more"
    UNDECIDED = "it is not known who needs the old key"


@record(kw_only=True)
class Holding:
    """The current value of a store: the key that signed it, empty if that is not known."""

    client_id: str
    store: str
    key_id: str
    expires_at: int
    fingerprint: str = ""


@record(kw_only=True)
class OlderSecret:
    """A client_secret that was replaced and has not expired; *fingerprint* is empty if it was never read."""

    client_id: str
    store: str
    expires_at: int
    fingerprint: str = ""


@record(kw_only=True)
class Rotation:
    """A rotation from *old* to *new*, Key IDs: what still needs the old key, and from when on nothing does."""

    old: str
    new: str
    stage: Stage
    holding: tuple[Holding, ...] = ()
    signing: tuple[str, ...] = ()
    older: tuple[OlderSecret, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def revocable_at(self) -> int:
        """Return when the last older client_secret expires, or 0."""
        return max((secret.expires_at for secret in self.older), default=0)


@record(kw_only=True)
class Pair:
    """The old and the new key of a rotation, the clients that are to use the new one, and those that still sign only with the old one."""

    old: str
    new: str
    clients: tuple[str, ...]
    signing: tuple[str, ...] = ()


def plan_rotation(pair: Pair, holdings: Sequence[Holding], journal: Journal, now: int) -> Rotation:
    """Return how far the rotation is at *now*; *holdings* are the current values of every store of every client."""
    old, new, signing = pair.old, pair.new, pair.signing
    held = tuple(holding for holding in holdings if holding.key_id == old)
    damages = (f"{journal.damaged} lines of the journal",) if journal.damaged else ()
    unknown = (*dict.fromkeys(holding.store for holding in holdings if not holding.key_id), *damages)
    older = tuple(secret for secret in _older(old, holdings, journal) if secret.expires_at > now)
    stage = Stage.REVOKE
    if any(not journal.is_accepted_key(client_id, new) for client_id in pair.clients):
        stage = Stage.ACCEPT
    elif held or signing:
        stage = Stage.DELIVER
    elif unknown:
        stage = Stage.UNDECIDED
    elif older:
        stage = Stage.EXPIRE
    return Rotation(old=old, new=new, stage=stage, holding=held, signing=signing, older=older, unknown=unknown)


def _older(old: str, holdings: Sequence[Holding], journal: Journal) -> Iterable[OlderSecret]:
    """Return what *old* signed and what is, or may have been, in a store, and is not its current value."""
    current = {(holding.client_id, holding.store, holding.fingerprint) for holding in holdings}
    # With words, it says that the store cannot tell.
    never = {(entry.client_id, entry.store, entry.fingerprint) for entry in journal.entries if entry.event is Event.NOT_ARRIVED and not entry.words}
    found: dict[tuple[str, str, str], OlderSecret] = {}
    for entry in journal.entries:
        for secret in _left_by(entry, old):
            place = (secret.client_id, secret.store, secret.fingerprint)
            if place not in current | never and (place not in found or found[place].expires_at < secret.expires_at):
                found[place] = secret
    return found.values()


def _left_by(entry: Entry, old: str) -> Iterable[OlderSecret]:
    """Return the client_secrets of *old* that *entry* says were in a store, or may have been."""
    if entry.event not in {Event.WRITING, Event.DELIVERED}:
        return
    place = {"client_id": entry.client_id, "store": entry.store}
    if entry.key_id == old:
        yield OlderSecret(**place, expires_at=entry.expires_at, fingerprint=entry.fingerprint)
    if entry.previous_key_id == old:
        yield OlderSecret(**place, expires_at=entry.previous_expires_at, fingerprint=entry.previous_fingerprint)
    elif entry.previous_unknown:
        yield OlderSecret(**place, expires_at=entry.at + MAX_SECRET_SECONDS)
