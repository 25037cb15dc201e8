"""The journal of `siwakit renew`: what happened to each client_secret, without a character of it.

A line of the journal is one JSON object. A line that was cut off, because the machine lost its power or the disk was full, is not an entry; the
decisions in `plan.py` are safe without it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from enum import Enum
from hashlib import sha256
from typing import Any

from siwakit.record import record

_SHOWN_DIGITS = 16


def fingerprint(secret: str) -> str:
    """Return the start of the SHA-256 of *secret*: it identifies a client_secret, and its signature cannot be guessed from it."""
    return sha256(secret.strip().encode("utf-8", "surrogatepass")).hexdigest()[:_SHOWN_DIGITS]


class Event(Enum):
    """What an entry of the journal says."""

    PROVED = "proved"
    """A new client_secret was minted, and passed the rules; *accepted* says whether Apple was asked and accepted it."""
    WRITING = "writing"
    """A store is about to be written to. Whether that had an effect is not known until another entry says so."""
    DELIVERED = "delivered"
    """A store has the client_secret; *read_back* says whether it was read there."""
    NOT_ARRIVED = "not arrived"
    """An earlier `writing` had no effect."""
    FAILED = "failed"
    """A renewal that is due failed. There is one entry for each alarm, not for each attempt."""
    RECOVERED = "recovered"
    """The alarm ended although siwakit has not delivered anything: another program wrote a valid client_secret."""
    CLEANED = "cleaned"
    """Older versions in the store were destroyed; *remaining* are those that were not."""
    HOOKS = "hooks"
    """The hooks ran after a delivery, all with success."""


@record(kw_only=True)
class Entry:
    """One line of the journal; *previous_…* describe the value that the client_secret replaces, if it could be read."""

    at: int
    event: Event
    client_id: str
    store: str = ""
    fingerprint: str = ""
    key_id: str = ""
    expires_at: int = 0
    version: str = ""
    updated_at: int = 0
    accepted: bool = False
    read_back: bool = False
    previous_fingerprint: str = ""
    previous_key_id: str = ""
    previous_expires_at: int = 0
    previous_unknown: bool = False
    remaining: tuple[str, ...] = ()
    words: str = ""


_FIELDS = {field.name: field for field in fields(Entry)}
_REQUIRED = {"at": int, "event": str, "client_id": str}
_TYPES: dict[str, type] = {"int": int, "bool": bool, "str": str}


def write_entry(entry: Entry) -> str:
    """Return *entry* as a line, with its line feed; members that have their default are left out."""
    members = {name: getattr(entry, name) for name in _FIELDS}
    members["event"] = entry.event.value
    written = {name: value for name, value in members.items() if name in _REQUIRED or value != _FIELDS[name].default}
    return json.dumps(written, ensure_ascii=True, separators=(",", ":")) + "\n"


def read_entry(line: str) -> Entry | None:
    """Return the entry in *line*, or None if it is not one."""
    try:
        members = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(members, dict) or not _is_entry(members):
        return None
    known = {name: value for name, value in members.items() if name in _FIELDS}
    known["event"] = Event(members["event"])
    known["remaining"] = tuple(members.get("remaining", ()))
    return Entry(**known)


def _is_entry(members: dict[str, Any]) -> bool:
    if any(type(members.get(name)) is not kind for name, kind in _REQUIRED.items()) or members["event"] not in {event.value for event in Event}:
        return False
    remaining = members.get("remaining", [])
    if not isinstance(remaining, list) or not all(isinstance(version, str) for version in remaining):
        return False
    # Members of later versions of siwakit are ignored.
    return all(type(value) is _TYPES.get(str(_FIELDS[name].type), type(value)) for name, value in members.items() if name in _FIELDS)


class Journal:
    """The entries, the oldest first; *damaged* counts the lines that are not entries."""

    def __init__(self, entries: Iterable[Entry] = (), damaged: int = 0) -> None:
        self.damaged = damaged
        self.latest_time = 0
        self._entries: list[Entry] = []
        self._by_client: dict[str, list[Entry]] = {}
        self._by_store: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add *entry*."""
        self.latest_time = max(self.latest_time, entry.at)
        self._entries.append(entry)
        self._by_client.setdefault(entry.client_id, []).append(entry)
        self._by_store.setdefault((entry.client_id, entry.store), []).append(entry)

    @property
    def entries(self) -> Sequence[Entry]:
        """Return the entries, the oldest first."""
        return self._entries

    def of_store(self, client_id: str, store: str) -> StoreHistory:
        """Return what happened to the client_secret of *client_id* in *store*."""
        return StoreHistory(self._by_store.get((client_id, store), ()))

    def of_client(self, client_id: str) -> Sequence[Entry]:
        """Return the entries about *client_id*."""
        return self._by_client.get(client_id, ())

    def proved(self, client_id: str) -> dict[str, Entry]:
        """Return the entries about client_secrets that were proved, by fingerprint; one that Apple accepted wins."""
        found: dict[str, Entry] = {}
        for entry in self.of_client(client_id):
            if entry.event is Event.PROVED and (entry.accepted or entry.fingerprint not in found):
                found[entry.fingerprint] = entry
        return found

    def is_accepted_key(self, client_id: str, key_id: str) -> bool:
        """Return whether Apple accepted a client_secret of *client_id* that was signed with *key_id*."""
        return any(entry.key_id == key_id for entry in self.proved(client_id).values() if entry.accepted)

    def hooks_are_due(self, client_id: str) -> bool:
        """Return whether something was delivered after the hooks last ran."""
        for entry in reversed(self.of_client(client_id)):
            if entry.event in {Event.HOOKS, Event.DELIVERED}:
                return entry.event is Event.DELIVERED
        return False


@record
class StoreHistory:
    """The entries about one client_secret in one store, the oldest first."""

    entries: Sequence[Entry] = ()

    @property
    def delivered(self) -> Entry | None:
        """Return the last delivery, or None."""
        return self._last({Event.DELIVERED})

    @property
    def open_write(self) -> Entry | None:
        """Return the last write whose outcome is not known, or None."""
        last = self._last({Event.WRITING, Event.DELIVERED, Event.NOT_ARRIVED})
        return last if last is not None and last.event is Event.WRITING else None

    @property
    def failing_since(self) -> int | None:
        """Return when the alarm began, or None if it is off."""
        since = None
        for entry in self.entries:
            if entry.event is Event.FAILED:
                since = entry.at if since is None else since
            elif entry.event in {Event.DELIVERED, Event.RECOVERED}:
                since = None
        return since

    @property
    def is_uncleaned(self) -> bool:
        """Return whether the versions before the last delivery have not been destroyed yet."""
        last = self._last({Event.DELIVERED, Event.CLEANED})
        return last is not None and last.event is Event.DELIVERED

    def _last(self, events: Iterable[Event]) -> Entry | None:
        wanted = set(events)
        return next((entry for entry in reversed(self.entries) if entry.event in wanted), None)
