"""The portal's teams and keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from siwakit.apple import IDENTIFIER
from siwakit.emulator.portal.actions import Action, Desk, Field, FieldKind, Given, PortalRefused, find_row
from siwakit.emulator.state.storage import Ticket, to_json
from siwakit.emulator.state.world import Client, SigningKey, Team, new_key

MAX_KEYS = 2  # APPLE_ENVIRONMENT, for each primary App ID
OWNER = Field("team_id", "the team it belongs to", is_required=True)
NAME = Field("name", "what people call it")
LIVE = Field("live_after", "seconds until Apple's servers know it", FieldKind.COUNT, default=0)
_TEAM = Field("team_id", "ten capitals and digits; drawn when nothing is said")


def _list_teams(desk: Desk, _given: Given) -> list[dict[str, Any]]:
    return [to_json(row) for row in desk.emulator.store.list(Team)]


def _create_team(desk: Desk, given: Given) -> dict[str, Any]:
    team = Team(_identifier(given.get("team_id") or desk.emulator.dice.identifier(), "team_id"), given.get("name", ""))
    if desk.emulator.store.get(Team, team.team_id):
        raise PortalRefused(f"there is a team {team.team_id} already", status=409)
    desk.emulator.store.put(team)
    return to_json(team)


def _list_keys(desk: Desk, _given: Given) -> list[dict[str, Any]]:
    return [to_json(row) for row in desk.emulator.store.list(SigningKey)]


def create_key(desk: Desk, given: Given) -> tuple[SigningKey, str]:
    """Put a new key into the store; return it and its file, which is not kept.

    Raises:
        PortalRefused: no such team, no App ID of that team with the capability, or two keys already.
    """
    team_id = find_row(desk, Team, given["team_id"]).team_id
    has_service = given.get("has_service", True)
    primary = given.get("primary_app", "")
    if has_service:
        require_primary(desk, primary, team_id)
        rivals = [row for row in desk.emulator.store.list(SigningKey) if row.primary_app == primary and row.has_service and not row.is_revoked]
        if len(rivals) >= MAX_KEYS:
            because = f"{primary} has {MAX_KEYS} keys for Sign in with Apple, and cannot have more"
            raise PortalRefused(because, status=409, hint="revoke one of them")
    key, text = new_key(desk.emulator.dice, team_id, primary if has_service else "", live_at=live_at(desk, given), name=given.get("name", ""))
    key = replace(key, has_service=has_service, key_id=_identifier(given.get("key_id") or key.key_id, "key_id"))
    if desk.emulator.store.get(SigningKey, key.key_id):
        raise PortalRefused(f"there is a key {key.key_id} already", status=409)
    desk.emulator.store.put(key)
    return key, text


def _create_key(desk: Desk, given: Given) -> dict[str, Any]:
    key, text = create_key(desk, given)
    desk.emulator.store.put(Ticket(file_name(key.key_id), text, desk.now))
    return to_json(key)


def file_name(key_id: str) -> str:
    """Return the name of the file that the portal hands out for a key."""
    return f"AuthKey_{key_id}.p8"


def can_download(desk: Desk, key_id: str) -> bool:
    """Tell whether the file of a key has not been fetched yet."""
    return desk.emulator.store.get(Ticket, file_name(key_id)) is not None


def download(desk: Desk, given: Given) -> dict[str, Any]:
    """Return the name and the text of a key's file, once.

    Raises:
        PortalRefused: it was fetched before.
    """
    name = file_name(given["key_id"])
    kept = desk.emulator.store.get(Ticket, name)
    if kept is None or not desk.emulator.store.drop(Ticket, name):
        raise PortalRefused(f"{name} cannot be downloaded: a key is handed out once", status=410, hint="create another key")
    return {"key_id": given["key_id"], "file_name": name, "private_key": kept.text}


def _revoke_key(desk: Desk, given: Given) -> dict[str, Any]:
    key = find_row(desk, SigningKey, given["key_id"])
    revoked = replace(key, is_revoked=True)
    desk.emulator.store.put(revoked)
    desk.emulator.store.drop(Ticket, file_name(key.key_id))
    return to_json(revoked)


def require_primary(desk: Desk, identifier: str, team_id: str) -> None:
    """Demand that *identifier* can be the primary App ID of something of *team_id*.

    Raises:
        PortalRefused: it is no App ID of that team with the capability, or is grouped under another itself.
    """
    client = desk.emulator.store.get(Client, identifier)
    is_right = client is not None and not client.is_services_id and client.team_id == team_id and client.has_capability
    if client is None or not is_right or client.primary_app not in {None, client.identifier}:
        because = "the primary App ID must be an App ID of the same team, with Sign in with Apple enabled as a primary App ID"
        raise PortalRefused(because, hint="create it, or name another")


def live_at(desk: Desk, given: Given) -> int:
    """Return when Apple's servers know what is created now."""
    return desk.now + given["live_after"] if given.get("live_after") else 0


def _identifier(text: str, name: str) -> str:
    if not IDENTIFIER.fullmatch(text):
        raise PortalRefused(f"{name} has another shape, expected ten capitals and digits")
    return text


_KEY_FIELDS = (
    OWNER,
    Field("primary_app", "the primary App ID it is configured for"),
    NAME,
    Field("key_id", "ten capitals and digits; drawn when nothing is said"),
    Field("has_service", "Sign in with Apple is ticked", FieldKind.FLAG, default=True),
    LIVE,
)

ACTIONS = (
    Action("list-teams", "GET", "/api/teams", "List the teams", _list_teams, answers=Team, is_list=True),
    Action("create-team", "POST", "/api/teams", "Create a team", _create_team, (_TEAM, NAME), Team, status=201, page="/teams"),
    Action("list-keys", "GET", "/api/keys", "List the keys, by their public halves", _list_keys, answers=SigningKey, is_list=True),
    Action(
        "create-key", "POST", "/api/keys", "Create a key; its file is fetched once", _create_key, _KEY_FIELDS, SigningKey, status=201, page="/teams"
    ),
    Action("download-key", "POST", "/api/keys/{key_id}/download", "Fetch the file of a new key, once", download),
    Action("revoke-key", "POST", "/api/keys/{key_id}/revoke", "Revoke a key", _revoke_key, answers=SigningKey, page="/teams"),
)
