"""What to do about one client_secret in one store: decided from what the store has, the journal and the time.

Theory of operation. A run looks at every store, decides, and then, for each store in which a renewal is due:

    mint ── prove ── journal: proved ── journal: writing ── write ── read back ── journal: delivered ── destroy older versions ── hooks

siwakit can be killed between any two of these, and every call can fail before or after it had its effect. What is left is safe because of this:

- Apple accepts any number of client_secrets at the same time. A client_secret that was minted and never delivered, or that only some of the stores
  have, does no harm, and neither does writing a second one. So nothing is ever undone.
- A store is written to only with a client_secret that was proved before: by the rules, and with `--probe` by Apple. Until the write the old one
  stays, and the old one is valid for *renew_before*. That is how long a failure may last; the alarm is on all that time.
- The journal says *writing* before a write, so no delivery is unknown to it. The next run asks the store what became of an open *writing*: by the
  fingerprint if the store can be read, else by whether its version or its time of change is another one than before the write. If the store does
  not show the write yet, and it was moments ago, the run waits for the store instead of writing again: stores can be eventually consistent, and a
  write whose answer was lost can arrive late.
- The stores are judged by what they have, and by the journal only if they cannot be read. A lost journal costs one renewal of those.

**A client_secret is not kept on disk while it is delivered.** If a run ends after half of the stores, the next one does not touch the stores
that have the new client_secret. The others get the same one, if it can be read from one of the stores. If none can be read, it mints another for
them: that costs one signature. A file with the pending client_secret would save that signature, and would be one more place from which to steal a
credential that cannot be revoked without its key.

**Time.** The decisions compare exp with the clock of the machine. A clock that goes back behind the journal is noticed, and nothing is done. A clock
that is ahead cannot be noticed offline; `--probe` notices it, because Apple refuses a client_secret from the future.
"""

from __future__ import annotations

from enum import Enum

from siwakit.flow.renewal.journal import Entry, Event, Journal, StoreHistory
from siwakit.flow.renewal.stored_value import JudgedValue, Worth
from siwakit.record import record

SETTLING_SECONDS = 15 * 60  # how long a store may take to show what was written
REUSE_SECONDS = 30 * 86400  # how old a client_secret may be that is copied to the stores that missed it
TOLERATED_SECONDS = 3600  # how far the clock may be behind the journal


class Action(Enum):
    """What to do about a store."""

    KEEP = "current"
    DELIVER = "due"
    WAIT = "written, not visible yet"
    NOT_CHECKED = "not checked"
    FAIL = "due, and not reachable"
    LEAVE = "left alone"


@record(kw_only=True)
class Target:
    """What is to be renewed: a client of a team, the Key ID to sign with, and spans in seconds."""

    client_id: str
    team_id: str
    key_id: str
    lifetime: int
    renew_before: int
    overwrites: bool = False


@record(kw_only=True)
class StoreState:
    """What is known about a store now: *judged* is None if its value cannot be read, *problem* says why it could not be looked at.

    A store that *shows_at_once* what was written, such as a file, needs no time to settle.
    """

    address: str
    judged: JudgedValue | None = None
    version: str = ""
    updated_at: int = 0
    exists: bool = True
    shows_at_once: bool = False
    problem: str = ""


@record(kw_only=True)
class Decision:
    """What to do about one store, and why.

    *resolved* is the entry that closes an open write in the journal. *key_id* and *expires_at* describe what the store has, as far as that is known.
    A renewal that *needs_key* is due only because the store has a client_secret of another key, which is still good.
    """

    store: str
    action: Action
    words: str
    key_id: str = ""
    expires_at: int = 0
    resolved: Entry | None = None
    needs_key: bool = False


def clock_is_behind(journal: Journal, now: int) -> bool:
    """Return whether the clock shows an earlier time than the journal."""
    return now < journal.latest_time - TOLERATED_SECONDS


def decide(target: Target, state: StoreState, history: StoreHistory, now: int) -> Decision:
    """Return what to do about the store of *state*, whose past is *history*."""
    if state.problem:
        return _decide_unseen(target, state, history, now)
    resolved = resolve(state, history, now)
    if history.open_write is not None and resolved is None:
        return Decision(store=state.address, action=Action.WAIT, words=f"written {now - history.open_write.at} seconds ago, and not visible yet")
    if state.judged is None:
        decision = _decide_unreadable(target, state, _delivered(resolved, history), now)
    else:
        decision = _decide_readable(target, state, state.judged, now)
    return Decision(
        store=decision.store,
        action=decision.action,
        words=decision.words,
        key_id=decision.key_id,
        expires_at=decision.expires_at,
        resolved=resolved,
        needs_key=decision.needs_key,
    )


def resolve(state: StoreState, history: StoreHistory, now: int) -> Entry | None:
    """Return the entry that says what became of the open write, or None if it is too early to say, or no write is open."""
    write = history.open_write
    if write is None:
        return None
    if state.judged is not None and state.judged.fingerprint == write.fingerprint:
        return closing(write, state, now, Event.DELIVERED, read_back=True)
    if state.judged is None and _has_marks(state) and _marks(state) != (write.version, write.updated_at):
        return closing(write, state, now, Event.DELIVERED)
    is_recent = abs(now - write.at) < SETTLING_SECONDS and not state.shows_at_once
    can_tell = state.judged is not None or _has_marks(state) or not state.exists
    if is_recent and can_tell:
        return None
    return closing(write, state, now, Event.NOT_ARRIVED, words="" if can_tell else "the store cannot tell")


def closing(write: Entry, state: StoreState, now: int, event: Event, *, read_back: bool = False, words: str = "") -> Entry:
    """Return the entry *event* that closes *write*, with what *state* shows."""
    return Entry(
        at=now,
        event=event,
        client_id=write.client_id,
        store=write.store,
        fingerprint=write.fingerprint,
        key_id=write.key_id,
        expires_at=write.expires_at,
        version=state.version,
        updated_at=state.updated_at,
        read_back=read_back,
        words=words,
    )


def choose_copy(target: Target, states: tuple[StoreState, ...], journal: Journal, now: int, *, is_probed: bool) -> StoreState | None:
    """Return the store whose client_secret the others can have too, or None: it was proved in the way that is asked for, and is new enough."""
    proved = journal.proved(target.client_id)
    least = max(target.lifetime - REUSE_SECONDS, target.renew_before + 1)
    for state in states:
        value = state.judged
        if value is None or value.worth is not Worth.GOOD or value.key_id != target.key_id or value.expires_at - now < least:
            continue
        entry = proved.get(value.fingerprint)
        if entry is not None and (entry.accepted or not is_probed):
            return state
    return None


def _decide_unseen(target: Target, state: StoreState, history: StoreHistory, now: int) -> Decision:
    last = history.delivered
    if last is not None and history.open_write is None:
        due = _due(target, last.key_id, last.expires_at, now)
        if due is None:
            return _decision(state, Action.NOT_CHECKED, state.problem, last.key_id, last.expires_at)
        return _decision(state, Action.FAIL, f"{due[0]}; {state.problem}", last.key_id, last.expires_at, needs_key=due[1])
    return _decision(state, Action.FAIL, state.problem)


def _decide_unreadable(target: Target, state: StoreState, last: Entry | None, now: int) -> Decision:
    """Decide by the journal about a store that cannot be read."""
    if not state.exists:
        return _decision(state, Action.DELIVER, "it does not exist yet")
    if last is None:
        return _decision(state, Action.DELIVER, "siwakit has not written it yet, and it cannot be read")
    is_changed = _has_marks(state) and _marks(state) != (last.version, last.updated_at) and now - last.at >= SETTLING_SECONDS
    if is_changed:
        return _decision(state, Action.DELIVER, "it was changed after siwakit wrote it, and cannot be read")
    due = _due(target, last.key_id, last.expires_at, now)
    if due is None:
        return _decision(state, Action.KEEP, "it cannot be read; judged by the journal", last.key_id, last.expires_at)
    return _decision(state, Action.DELIVER, due[0], last.key_id, last.expires_at, needs_key=due[1])


def _decide_readable(target: Target, state: StoreState, value: JudgedValue, now: int) -> Decision:
    if not state.exists or value.worth is Worth.EMPTY:
        return _decision(state, Action.DELIVER, "it is empty" if state.exists else "it does not exist yet")
    if value.worth is Worth.OTHER:
        action = Action.DELIVER if target.overwrites else Action.LEAVE
        return _decision(state, action, value.words)
    if value.worth is Worth.BROKEN:
        return _decision(state, Action.DELIVER, value.words, value.key_id, value.expires_at)
    due = _due(target, value.key_id, value.expires_at, now)
    if due is None:
        return _decision(state, Action.KEEP, "", value.key_id, value.expires_at)
    return _decision(state, Action.DELIVER, due[0], value.key_id, value.expires_at, needs_key=due[1])


def _due(target: Target, key_id: str, expires_at: int, now: int) -> tuple[str, bool] | None:
    """Return why a client_secret is to be renewed, and whether that is only because of its key; None if it is not."""
    left = expires_at - now
    if left <= target.renew_before:
        return ("it has expired" if left <= 0 else f"{left // 86400} days are left"), False
    if key_id != target.key_id:
        return f"it is signed with key {key_id}", True
    return None


def _delivered(resolved: Entry | None, history: StoreHistory) -> Entry | None:
    return resolved if resolved is not None and resolved.event is Event.DELIVERED else history.delivered


def _has_marks(state: StoreState) -> bool:
    return bool(state.version or state.updated_at)


def _marks(state: StoreState) -> tuple[str, int]:
    return state.version, state.updated_at


def _decision(state: StoreState, action: Action, words: str, key_id: str = "", expires_at: int = 0, *, needs_key: bool = False) -> Decision:
    return Decision(store=state.address, action=action, words=words, key_id=key_id, expires_at=expires_at, needs_key=needs_key)
