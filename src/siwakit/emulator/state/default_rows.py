"""The client, the user and the key that a test means if it names none."""

from __future__ import annotations

from collections.abc import Container

from siwakit.emulator.state.storage import Store
from siwakit.emulator.state.world import Client, SigningKey, User
from siwakit.errors import UsageError


def find_client(store: Store, client_id: str | None) -> Client:
    """Return the client *client_id*; by default the first Services ID, or else the first App ID.

    Raises:
        UsageError: there is none.
    """
    clients = store.list(Client)
    found = [client for client in clients if client.identifier == client_id] if client_id else sorted(clients, key=lambda row: not row.is_services_id)
    if not found:
        raise UsageError(f"the emulator has no client {client_id or ''}".rstrip(), hint="add it to the emulator's world")
    return found[0]


def find_user(store: Store, user: str | None) -> User:
    """Return the user with the id or the email *user*; by default the first.

    Raises:
        UsageError: there is none.
    """
    found = [row for row in store.list(User) if user in {None, row.user_id, row.email}]
    if not found:
        raise UsageError("the emulator has no such user", hint="add the user to the emulator's world")
    return found[0]


def find_key_id(store: Store, team_id: str, known: Container[str]) -> str:
    """Return the Key ID of the first key of *team_id* that is not revoked and is in *known*, the keys whose text is known.

    Raises:
        UsageError: there is none.
    """
    found = [key.key_id for key in store.list(SigningKey) if key.team_id == team_id and key.key_id in known and not key.is_revoked]
    if not found:
        raise UsageError(f"team {team_id} has no key whose file is known", hint="define a key without a public_jwk, and the emulator creates one")
    return found[0]
