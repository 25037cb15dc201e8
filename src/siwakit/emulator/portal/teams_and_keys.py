"""The portal's teams and keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from siwakit.apple import IDENTIFIER
from siwakit.emulator.portal.actions import Action, ActionContext, Field, FieldKind, Given, PortalRefused, blaming, find_row
from siwakit.emulator.state.storage import Ticket, to_json
from siwakit.emulator.state.world import Client, SigningKey, Team, new_key

MAX_KEYS = 2  # APPLE_ENVIRONMENT, for each primary App ID
OWNER = Field("team_id", "the team it belongs to", is_required=True)
NAME = Field("name", "a name for people")
LIVE = Field("live_after", "how many seconds until Apple's servers know it", FieldKind.COUNT, default=0)
_TEAM = Field("team_id", "ten capital letters and digits; by default random")


def _list_teams(context: ActionContext, _given: Given) -> list[dict[str, Any]]:
    return [to_json(row) for row in context.emulator.store.list(Team)]


def _create_team(context: ActionContext, given: Given) -> dict[str, Any]:
    team = Team(_identifier(given.get("team_id") or context.emulator.random.identifier(), "team_id"), given.get("name", ""))
    if context.emulator.store.get(Team, team.team_id):
        raise PortalRefused(f"there is a team {team.team_id} already", status=409, field="team_id")
    context.emulator.store.put(team)
    return to_json(team)


def _list_keys(context: ActionContext, _given: Given) -> list[dict[str, Any]]:
    return [to_json(row) for row in context.emulator.store.list(SigningKey)]


def create_key(context: ActionContext, given: Given) -> tuple[SigningKey, str]:
    """Store a new key; return it and its file, which is not stored.

    Raises:
        PortalRefused: no such team, no App ID of that team with the capability, or already two keys.
    """
    with blaming("team_id"):
        team_id = find_row(context, Team, given["team_id"]).team_id
    has_service = given.get("has_service", True)
    primary = given.get("primary_app", "")
    if has_service:
        require_primary(context, primary, team_id)
        existing = [row for row in context.emulator.store.list(SigningKey) if row.primary_app == primary and row.has_service and not row.is_revoked]
        if len(existing) >= MAX_KEYS:
            because = f"{primary} has {MAX_KEYS} keys for Sign in with Apple, and cannot have more"
            raise PortalRefused(because, status=409, hint="revoke one of them", field="primary_app")
    key, text = new_key(context.emulator.random, team_id, primary if has_service else "", live_at=live_at(context, given), name=given.get("name", ""))
    key = replace(key, has_service=has_service, key_id=_identifier(given.get("key_id") or key.key_id, "key_id"))
    if context.emulator.store.get(SigningKey, key.key_id):
        raise PortalRefused(f"there is a key {key.key_id} already", status=409, field="key_id")
    context.emulator.store.put(key)
    return key, text


def _create_key(context: ActionContext, given: Given) -> dict[str, Any]:
    key, text = create_key(context, given)
    context.emulator.store.put(Ticket(file_name(key.key_id), text, context.now))
    return to_json(key)


def file_name(key_id: str) -> str:
    """Return the name under which the portal offers a key for download."""
    return f"AuthKey_{key_id}.p8"


def can_download(context: ActionContext, key_id: str) -> bool:
    """Return whether the file of a key has not been downloaded yet."""
    return context.emulator.store.get(Ticket, file_name(key_id)) is not None


def download(context: ActionContext, given: Given) -> dict[str, Any]:
    """Return the name and the text of a key's file, once.

    Raises:
        PortalRefused: it was downloaded before.
    """
    name = file_name(given["key_id"])
    ticket = context.emulator.store.get(Ticket, name)
    if ticket is None or not context.emulator.store.drop(Ticket, name):
        raise PortalRefused(f"{name} cannot be downloaded: a key can be downloaded only once", status=410, hint="create another key")
    return {"key_id": given["key_id"], "file_name": name, "private_key": ticket.text}


def _revoke_key(context: ActionContext, given: Given) -> dict[str, Any]:
    key = find_row(context, SigningKey, given["key_id"])
    revoked = replace(key, is_revoked=True)
    context.emulator.store.put(revoked)
    context.emulator.store.drop(Ticket, file_name(key.key_id))
    return to_json(revoked)


def require_primary(context: ActionContext, identifier: str, team_id: str) -> None:
    """Require that *identifier* can be a primary App ID of *team_id*.

    Raises:
        PortalRefused: it is not an App ID of that team with the capability, or is itself grouped under another.
    """
    client = context.emulator.store.get(Client, identifier)
    is_valid = client is not None and not client.is_services_id and client.team_id == team_id and client.has_capability
    if client is None or not is_valid or client.primary_app not in {None, client.identifier}:
        because = "the primary App ID must be an App ID of the same team, with Sign in with Apple enabled as a primary App ID"
        raise PortalRefused(because, hint="create it, or name another", field="primary_app")


def live_at(context: ActionContext, given: Given) -> int:
    """Return the time from which Apple's servers know a row that is created now; 0 for immediately."""
    return context.now + given["live_after"] if given.get("live_after") else 0


def _identifier(text: str, name: str) -> str:
    if not IDENTIFIER.fullmatch(text):
        raise PortalRefused(f"{name} is malformed, expected ten capital letters and digits", field=name)
    return text


_KEY_FIELDS = (
    OWNER,
    Field("primary_app", "the primary App ID it is configured for"),
    NAME,
    Field("key_id", "ten capital letters and digits; by default random"),
    Field("has_service", "whether Sign in with Apple is enabled for the key", FieldKind.FLAG, default=True),
    LIVE,
)

ACTIONS = (
    Action("list-teams", "GET", "/api/teams", "List the teams", _list_teams, answers=Team, is_list=True),
    Action("create-team", "POST", "/api/teams", "Create a team", _create_team, (_TEAM, NAME), Team, status=201, page="/teams"),
    Action("list-keys", "GET", "/api/keys", "List the keys with their public halves", _list_keys, answers=SigningKey, is_list=True),
    Action(
        "create-key",
        "POST",
        "/api/keys",
        "Create a key; its file can be downloaded once",
        _create_key,
        _KEY_FIELDS,
        SigningKey,
        status=201,
        page="/teams",
    ),
    Action("download-key", "POST", "/api/keys/{key_id}/download", "Download the file of a new key, once", download),
    Action("revoke-key", "POST", "/api/keys/{key_id}/revoke", "Revoke a key", _revoke_key, answers=SigningKey, page="/teams"),
)
