"""Server-to-server notifications: built, signed and queued here, posted by the edge.

How often Apple retries, and after how long, is not known: the emulator tries four times. What is known to happen can be
requested: duplicates, another order, and a signature that is not Apple's.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from siwakit.apple import ISSUER
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.storage import Consent, NoticeRow, Store, consent_key
from siwakit.emulator.state.world import Client, User
from siwakit.emulator.switches import Switches
from siwakit.errors import UsageError
from siwakit.http import Request

EVENT_TYPES = ("email-disabled", "email-enabled", "consent-revoked", "account-deleted", "account-delete")
_EMAIL_EVENTS = frozenset({"email-disabled", "email-enabled"})
PAYLOAD_SECONDS = 86_400  # ROOTSTRAP_29: exp is a day after iat
RETRY_SECONDS = (5, 30, 300)
_OK = 200  # after any other status Apple sends it again (forum-809509)


class Notifier:
    """Builder of notifications, which reads their contents from a store and queues them there."""

    def __init__(self, store: Store, random: SeededRandom, keys: AppleKeys) -> None:
        self._store = store
        self._random = random
        self._keys = keys

    def payload(self, event_type: str, user_id: str, client_id: str, now: int, *, is_forged: bool = False) -> str:
        """Return the JWS of an event; *client_id* is any client of the app, the audience is the primary App ID.

        Raises:
            UsageError: no event of that type, no such user or no such client.
        """
        user, client = self._find(event_type, user_id, client_id)
        claims = self._claims(event_type, user, client, now)
        return self._keys.forge(claims) if is_forged else self._keys.sign(claims)

    def notify(
        self, event_type: str, user_id: str, client_id: str, now: int, *, copies: int = 1, is_forged: bool = False, delay_seconds: int = 0
    ) -> tuple[NoticeRow, ...]:
        """Queue an event for the address of the app's group, *copies* times; nothing if the group has no address.

        With *delay_seconds* it is posted that much later than the event, after later events.

        Raises:
            UsageError: as `payload`.
        """
        _, client = self._find(event_type, user_id, client_id)
        primary = self._store.get(Client, client.group) or client
        if primary.notify_url is None:
            return ()
        body = json.dumps({"payload": self.payload(event_type, user_id, client_id, now, is_forged=is_forged)}, separators=(",", ":"))
        rows = tuple(NoticeRow(self._random.jti(), primary.notify_url, body, event_type, now + delay_seconds) for _ in range(copies))
        for row in rows:
            self._store.put(row)
        return rows

    def notify_groups(self, event_type: str, user_id: str, now: int) -> tuple[NoticeRow, ...]:
        """Queue an event for every group of apps that the user has consented to."""
        groups = [consent.group for consent in self._store.list(Consent) if consent.user_id == user_id]
        return tuple(row for group in groups if self._store.get(Client, group) for row in self.notify(event_type, user_id, group, now))

    def _find(self, event_type: str, user_id: str, client_id: str) -> tuple[User, Client]:
        user, client = self._store.get(User, user_id), self._store.get(Client, client_id)
        if event_type not in EVENT_TYPES:
            raise UsageError("there is no notification of that type", hint=f"use one of {', '.join(EVENT_TYPES)}")
        if user is None or client is None:
            raise UsageError(f"the {'client' if user else 'user'} of the notification is not known", hint="use one from the emulator's world")
        return user, client

    def _claims(self, event_type: str, user: User, client: Client, now: int) -> dict[str, Any]:
        switches = self._store.switches()
        event = self._event(event_type, user, client, now, switches)
        events = json.dumps(event, separators=(",", ":")) if switches.events_encoding == "string" else event
        claims: dict[str, Any] = {"iss": ISSUER, "aud": client.group, "exp": now + PAYLOAD_SECONDS, "iat": now, "jti": self._random.jti()}
        return {**claims, "events": events}

    def _event(self, event_type: str, user: User, client: Client, now: int, switches: Switches) -> dict[str, Any]:
        event: dict[str, Any] = {"type": event_type, "sub": user.sub(client.team_id), "event_time": now * 1000}
        if event_type in _EMAIL_EVENTS:
            consent = self._store.get(Consent, consent_key(user.user_id, client.group))
            # A user who has not shared an address of their own only has Apple's relay address.
            shared = consent.email if consent else None
            event["email"] = shared or user.relay_address(client.team_id, switches.relay_domain)
            event["is_private_email"] = _boolean(switches, is_true=shared is None or consent is None or consent.is_private_email)
        return event


def _boolean(switches: Switches, *, is_true: bool) -> bool | str:
    return is_true if switches.events_encoding == "object" else str(is_true).lower()


def deletion_event(switches: Switches) -> str:
    """Return the type of the event for a deleted account, in the spelling that is switched on."""
    return switches.delete_event_name


def due(store: Store, now: int) -> tuple[NoticeRow, ...]:
    """Return the notifications that are to be posted at *now*, the oldest first."""
    rows = [row for row in store.list(NoticeRow) if not row.is_done and row.due_at <= now]
    return tuple(sorted(rows, key=lambda row: row.due_at))


def request_of(row: NoticeRow) -> Request:
    """Return the request that delivers *row*."""
    return Request("POST", row.url, (("Content-Type", "application/json"),), row.body.encode())


def mark(store: Store, row: NoticeRow, status: int | None, now: int) -> NoticeRow:
    """Record the result of a delivery: done after a 200, or after the last attempt; *status* is None for no answer."""
    tries = row.tries + 1
    is_done = status == _OK or tries > len(RETRY_SECONDS)
    wait = 0 if is_done else RETRY_SECONDS[tries - 1]
    marked = replace(row, tries=tries, is_done=is_done, due_at=now + wait, statuses=(*row.statuses, status or 0))
    store.put(marked)
    return marked
