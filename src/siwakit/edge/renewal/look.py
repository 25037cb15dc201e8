"""Looking at a store: what it has, judged, or why it could not be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from siwakit.edge.stores.store import NOTHING, Store, Stored
from siwakit.errors import SiwakitError
from siwakit.flow.renewal.plan import StoreState
from siwakit.flow.renewal.stored_value import judge_value
from siwakit.jose.signer import PublicKey
from siwakit.record import record

_AT_ONCE = frozenset({"file", "env-file"})


@record
class Seen:
    """A store, what it has, and what that is worth."""

    store: Store
    state: StoreState
    stored: Stored = field(repr=False)


@record(kw_only=True)
class Judgement:
    """What values are judged with: the client, its team, and the public keys that are known, by Key ID."""

    client_id: str
    team_id: str
    publics: Mapping[str, PublicKey]


def look(store: Store, judgement: Judgement, now: int) -> Seen:
    """Return what *store* has now."""
    try:
        stored = store.read()
    except SiwakitError as error:
        return Seen(store, StoreState(address=store.address, problem=error.message), NOTHING)
    return Seen(store, state_of(store, stored, judgement, now), stored)


def state_of(store: Store, stored: Stored, judgement: Judgement, now: int) -> StoreState:
    """Return what *stored* says about *store*, without its text."""
    judged = None
    if stored.value is not None:
        judged = judge_value(stored.value, judgement.client_id, judgement.team_id, judgement.publics, now)
    elif store.describe().can_be_read:
        judged = judge_value("", judgement.client_id, judgement.team_id, {}, now)
    return StoreState(
        address=store.address,
        judged=judged,
        version=stored.version or "",
        updated_at=stored.updated_at or 0,
        exists=stored.exists,
        shows_at_once=store.describe().kind in _AT_ONCE,
    )
