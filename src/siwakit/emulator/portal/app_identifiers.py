"""The portal's App IDs and Services IDs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from siwakit.apple import REVERSE_DNS
from siwakit.emulator.portal.actions import Action, Desk, Field, FieldKind, Given, PortalRefused, find_row
from siwakit.emulator.portal.return_urls import require_return_urls
from siwakit.emulator.portal.teams_and_keys import LIVE, NAME, OWNER, live_at, require_primary
from siwakit.emulator.state.storage import Consent, to_json
from siwakit.emulator.state.world import Client, Team, User

_CAPABILITY = Field("has_capability", "Sign in with Apple is enabled", FieldKind.FLAG, default=True)
_URLS = Field("return_urls", "Return URLs, https, one a line", FieldKind.LINES)
_NOTIFY = Field("notify_url", "where notifications are posted to; counts on a primary App ID")


def _list_clients(desk: Desk, _given: Given) -> list[dict[str, Any]]:
    return [to_json(row) for row in desk.emulator.store.list(Client)]


def _create_app(desk: Desk, given: Given) -> dict[str, Any]:
    identifier, team_id = _new_identifier(desk, given["identifier"]), find_row(desk, Team, given["team_id"]).team_id
    primary = given.get("primary_app") or identifier
    if primary != identifier:
        require_primary(desk, primary, team_id)
    has_capability, notify_url = given.get("has_capability", True), given.get("notify_url") or None
    client = Client(identifier, team_id, primary_app=primary, has_capability=has_capability, notify_url=notify_url, name=given.get("name", ""))
    return _kept(desk, replace(client, live_at=live_at(desk, given)))


def _create_services_id(desk: Desk, given: Given) -> dict[str, Any]:
    identifier, team_id = _new_identifier(desk, given["identifier"]), find_row(desk, Team, given["team_id"]).team_id
    primary = given.get("primary_app") or None
    if primary is not None:
        require_primary(desk, primary, team_id)
    urls = _check_urls(desk, given.get("return_urls", ()))
    client = Client(identifier, team_id, is_services_id=True, primary_app=primary, return_urls=urls, name=given.get("name", ""))
    return _kept(desk, replace(client, has_capability=given.get("has_capability", True), live_at=live_at(desk, given)))


def _change_client(desk: Desk, given: Given) -> dict[str, Any]:
    client = find_row(desk, Client, given["identifier"])
    changes = {name: given[name] for name in ("name", "has_capability") if name in given}
    if "return_urls" in given:
        changes["return_urls"] = _urls_of(desk, client, given["return_urls"])
    if "notify_url" in given:
        changes["notify_url"] = given["notify_url"] or None
    if "primary_app" in given:
        primary = given["primary_app"] or (None if client.is_services_id else client.identifier)
        if primary not in {None, client.identifier}:
            require_primary(desk, str(primary), client.team_id)
        changes["primary_app"] = primary
    return _kept(desk, replace(client, **changes))


def _urls_of(desk: Desk, client: Client, urls: Sequence[str]) -> tuple[str, ...]:
    if urls and not client.is_services_id:
        raise PortalRefused(f"{client.identifier} is an App ID and has no Return URLs", hint="register them for a Services ID")
    return _check_urls(desk, urls)


def _delete_client(desk: Desk, given: Given) -> None:
    desk.emulator.store.drop(Client, find_row(desk, Client, given["identifier"]).identifier)


def _transfer(desk: Desk, given: Given) -> dict[str, Any]:
    """Give an App ID to another team, and the Services IDs under it (APPLE_TN3159); grouped apps are ungrouped first."""
    client, target = find_row(desk, Client, given["identifier"]), find_row(desk, Team, given["to_team_id"])
    under = [row for row in desk.emulator.store.list(Client) if row.primary_app == client.identifier and row.identifier != client.identifier]
    if client.is_services_id or client.team_id == target.team_id:
        raise PortalRefused("only an App ID is transferred, and to another team", hint="its Services IDs move with it")
    if client.primary_app not in {None, client.identifier} or any(not row.is_services_id for row in under):
        raise PortalRefused(f"{client.identifier} is grouped with other apps", status=409, hint="ungroup them first")
    for row in (*under, client):
        moved = replace(row, team_id=target.team_id, former_team_id=row.team_id, transferred_at=desk.now)
        desk.emulator.store.put(moved)
    _renew_relay_addresses(desk, client.group, target.team_id)
    return to_json(moved)


def _renew_relay_addresses(desk: Desk, group: str, team_id: str) -> None:
    """Give the new team addresses of its own: a private address is of one user and one team (APPLE_TRANSFER_IN)."""
    store = desk.emulator.store
    for consent in store.list(Consent):
        user = store.get(User, consent.user_id)
        if consent.group == group and consent.is_private_email and user is not None:
            store.put(replace(consent, email=user.relay_address(team_id, store.switches().relay_domain)))


def _check_urls(desk: Desk, urls: Sequence[str]) -> tuple[str, ...]:
    return require_return_urls(urls, desk.emulator.store.switches(), desk.now)


def _new_identifier(desk: Desk, identifier: str) -> str:
    if not REVERSE_DNS.fullmatch(identifier):
        raise PortalRefused("an identifier is a name in reverse, expected something like com.example.app")
    if desk.emulator.store.get(Client, identifier):
        # A Services ID cannot equal an App ID either (forum-118135).
        raise PortalRefused(f"{identifier} is taken", status=409, hint="App IDs and Services IDs share their names")
    return identifier


def _kept(desk: Desk, client: Client) -> dict[str, Any]:
    desk.emulator.store.put(client)
    return to_json(client)


_NEW_ID = Field("identifier", "in reverse, as com.example.app", is_required=True)
_APP_FIELDS = (_NEW_ID, OWNER, NAME, Field("primary_app", "the primary App ID it is grouped with"), _CAPABILITY, _NOTIFY, LIVE)
_SERVICES_FIELDS = (_NEW_ID, OWNER, NAME, Field("primary_app", "the primary App ID it hangs under"), _URLS, _CAPABILITY, LIVE)
_CHANGES = (NAME, Field("primary_app", "the primary App ID; empty is none"), _URLS, _CAPABILITY, _NOTIFY)
_TARGET = (Field("to_team_id", "the team that takes it over", is_required=True),)
_ID = "/api/clients/{identifier}"

ACTIONS = (
    Action("list-clients", "GET", "/api/clients", "List App IDs and Services IDs", _list_clients, answers=Client, is_list=True),
    Action("create-app", "POST", "/api/apps", "Register an App ID", _create_app, _APP_FIELDS, Client, status=201, page="/identifiers"),
    Action(
        "create-services-id",
        "POST",
        "/api/services",
        "Register a Services ID",
        _create_services_id,
        _SERVICES_FIELDS,
        Client,
        status=201,
        page="/identifiers",
    ),
    Action("change-client", "PATCH", _ID, "Change an App ID or a Services ID", _change_client, _CHANGES, Client, page="/identifiers"),
    Action("delete-client", "DELETE", _ID, "Remove an App ID or a Services ID", _delete_client, status=204, page="/identifiers"),
    Action("transfer-app", "POST", f"{_ID}/transfer", "Transfer an App ID to another team", _transfer, _TARGET, Client, page="/identifiers"),
)
