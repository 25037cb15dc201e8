"""Delivering one client_secret to one store: say so in the journal, write, read back, destroy what was replaced."""

from __future__ import annotations

from siwakit.edge.renewal.look import Judgement, Seen, look
from siwakit.edge.renewal.new_secret import NewSecret
from siwakit.edge.renewal.tools import Tools
from siwakit.edge.stores.store import Store, Stored
from siwakit.errors import SiwakitError, StoreUnavailable
from siwakit.flow.renewal.journal import Entry, Event, StoreHistory
from siwakit.flow.renewal.outcome import Standing, StoreOutcome
from siwakit.flow.renewal.plan import Decision, closing, resolve

PAUSES = (0.0, 1.0, 4.0, 10.0, 20.0, 30.0)  # seconds before each look at a store that does not show the write yet


def deliver(seen: Seen, decision: Decision, new: NewSecret, judgement: Judgement, tools: Tools) -> StoreOutcome:
    """Write *new* to the store, and return what became of it.

    Raises:
        OSError: the journal cannot be written to.
    """
    write = _announce(seen, decision, new, judgement, tools)
    try:
        written = seen.store.write(new.text, seen.stored)
    except StoreUnavailable as error:
        if error.is_outcome_unknown:
            return _confirm(seen.store, write, judgement, tools, problem=error.message)
        return _give_up(write, decision, error, tools)
    except SiwakitError as error:
        return _give_up(write, decision, error, tools)
    return _confirm(seen.store, write, judgement, tools, written=written)


def clean(store: Store, stored: Stored, client_id: str, tools: Tools) -> tuple[tuple[str, ...], str]:
    """Destroy the versions before *stored* if the store has versions; return those that remain, and why that failed if it did.

    Raises:
        OSError: the journal cannot be written to.
    """
    description = store.describe()
    if not (description.keeps_versions or description.destroys_versions):
        return (), ""
    try:
        remaining = store.destroy_previous(stored)
    except SiwakitError as error:
        return (), error.message
    tools.journal.append(Entry(at=tools.now(), event=Event.CLEANED, client_id=client_id, store=store.address, remaining=remaining))
    return remaining, ""


def _announce(seen: Seen, decision: Decision, new: NewSecret, judgement: Judgement, tools: Tools) -> Entry:
    """Write to the journal that the store will be written to, and return the entry."""
    state = seen.state
    write = Entry(
        at=tools.now(),
        event=Event.WRITING,
        client_id=judgement.client_id,
        store=state.address,
        fingerprint=new.fingerprint,
        key_id=new.key_id,
        expires_at=new.expires_at,
        version=state.version,
        updated_at=state.updated_at,
        previous_fingerprint=state.judged.fingerprint if state.judged else "",
        previous_key_id=state.judged.key_id if state.judged else "",
        previous_expires_at=state.judged.expires_at if state.judged else 0,
        # What the journal does not know either.
        previous_unknown=state.exists and state.judged is None and not decision.key_id,
    )
    tools.journal.append(write)
    return write


def _confirm(store: Store, write: Entry, judgement: Judgement, tools: Tools, *, written: Stored | None = None, problem: str = "") -> StoreOutcome:
    """Read back until the store shows the write; without *written*, whether it arrived is not known."""
    found: Entry | None = None
    for seconds in PAUSES:
        if seconds:
            tools.pause(seconds)
        seen = look(store, judgement, tools.now())
        if seen.state.problem:
            problem = problem or f"it was written, and could not be read back: {seen.state.problem}"
            continue
        found = resolve(seen.state, StoreHistory((write,)), tools.now())
        if found is not None and found.event is Event.NOT_ARRIVED and written is not None:
            # The store cannot tell; it said that it was written.
            found = closing(write, seen.state, tools.now(), Event.DELIVERED)
        if found is not None and found.event is Event.DELIVERED:
            tools.journal.append(found)
            remaining, cleaning_problem = clean(store, seen.stored, write.client_id, tools)
            return _delivered(found, remaining, cleaning_problem)
    words = problem or "it was written, and the store does not show it yet"
    # Which of the two the store has is not known.
    return StoreOutcome(store=write.store, standing=Standing.UNCONFIRMED if written is not None else Standing.FAILED, words=words)


def _give_up(write: Entry, decision: Decision, error: SiwakitError, tools: Tools) -> StoreOutcome:
    """Return that nothing was written, for which the store vouches."""
    tools.journal.append(Entry(at=tools.now(), event=Event.NOT_ARRIVED, client_id=write.client_id, store=write.store, fingerprint=write.fingerprint))
    return StoreOutcome(store=write.store, standing=Standing.FAILED, words=error.message, key_id=decision.key_id, expires_at=decision.expires_at)


def _delivered(entry: Entry, remaining: tuple[str, ...], cleaning_problem: str) -> StoreOutcome:
    return StoreOutcome(
        store=entry.store,
        standing=Standing.DELIVERED,
        key_id=entry.key_id,
        expires_at=entry.expires_at,
        fingerprint=entry.fingerprint,
        read_back=entry.read_back,
        remaining=remaining,
        cleaning_problem=cleaning_problem,
    )
