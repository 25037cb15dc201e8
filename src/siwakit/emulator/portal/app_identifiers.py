"""The portal's App IDs and Services IDs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from siwakit.apple import REVERSE_DNS
from siwakit.emulator.portal.actions import Action, ActionContext, Field, FieldKind, Given, PortalRefused, blaming, find_row
from siwakit.emulator.portal.return_urls import require_return_urls
from siwakit.emulator.portal.teams_and_keys import LIVE, NAME, OWNER, live_at, require_primary
from siwakit.emulator.state.storage import Consent, to_json
from siwakit.emulator.state.world import Client, Team, User

_CAPABILITY = Field("has_capability", "Sign in with Apple is enabled", FieldKind.FLAG, default=True)
_URLS = Field("return_urls", "Return URLs, https, one per line", FieldKind.LINES)
_NOTIFY = Field("notify_url", "where notifications are posted; only used on a primary App ID")


def _list_clients(context: ActionContext, _given: Given) -> list[dict[str, Any]]:
    return [to_json(row) for row in context.emulator.store.list(Client)]


def _create_app(context: ActionContext, given: Given) -> dict[str, Any]:
    identifier, team_id = _new_identifier(context, given["identifier"]), _team_of(context, given)
    primary = given.get("primary_app") or identifier
    if primary != identifier:
        require_primary(context, primary, team_id)
    has_capability, notify_url = given.get("has_capability", True), given.get("notify_url") or None
    client = Client(identifier, team_id, primary_app=primary, has_capability=has_capability, notify_url=notify_url, name=given.get("name", ""))
    return _store(context, replace(client, live_at=live_at(context, given)))


def _team_of(context: ActionContext, given: Given) -> str:
    with blaming("team_id"):
        return find_row(context, Team, given["team_id"]).team_id


def _create_services_id(context: ActionContext, given: Given) -> dict[str, Any]:
    identifier, team_id = _new_identifier(context, given["identifier"]), _team_of(context, given)
    primary = given.get("primary_app") or None
    if primary is not None:
        require_primary(context, primary, team_id)
    urls = _check_urls(context, given.get("return_urls", ()))
    client = Client(identifier, team_id, is_services_id=True, primary_app=primary, return_urls=urls, name=given.get("name", ""))
    return _store(context, replace(client, has_capability=given.get("has_capability", True), live_at=live_at(context, given)))


def _change_client(context: ActionContext, given: Given) -> dict[str, Any]:
    client = find_row(context, Client, given["identifier"])
    changes = {name: given[name] for name in ("name", "has_capability") if name in given}
    if "return_urls" in given:
        changes["return_urls"] = _urls_of(context, client, given["return_urls"])
    if "notify_url" in given:
        changes["notify_url"] = given["notify_url"] or None
    if "primary_app" in given:
        primary = given["primary_app"] or (None if client.is_services_id else client.identifier)
        if primary not in {None, client.identifier}:
            require_primary(context, str(primary), client.team_id)
        changes["primary_app"] = primary
    return _store(context, replace(client, **changes))


def _urls_of(context: ActionContext, client: Client, urls: Sequence[str]) -> tuple[str, ...]:
    if urls and not client.is_services_id:
        raise PortalRefused(f"{client.identifier} is an App ID and has no Return URLs", hint="register them for a Services ID", field="return_urls")
    return _check_urls(context, urls)


def _delete_client(context: ActionContext, given: Given) -> None:
    context.emulator.store.drop(Client, find_row(context, Client, given["identifier"]).identifier)


def _transfer(context: ActionContext, given: Given) -> dict[str, Any]:
    """Transfer an App ID and the Services IDs under it to another team (APPLE_TN3159); grouped apps must be ungrouped first."""
    client = find_row(context, Client, given["identifier"])
    with blaming("to_team_id"):
        target = find_row(context, Team, given["to_team_id"])
    under = [row for row in context.emulator.store.list(Client) if row.primary_app == client.identifier and row.identifier != client.identifier]
    if client.is_services_id or client.team_id == target.team_id:
        raise PortalRefused("only an App ID can be transferred, and only to another team", hint="its Services IDs move with it", field="to_team_id")
    if client.primary_app not in {None, client.identifier} or any(not row.is_services_id for row in under):
        raise PortalRefused(f"{client.identifier} is grouped with other apps", status=409, hint="ungroup them first")
    for row in (*under, client):
        moved = replace(row, team_id=target.team_id, former_team_id=row.team_id, transferred_at=context.now)
        context.emulator.store.put(moved)
    _renew_relay_addresses(context, client.group, target.team_id)
    return to_json(moved)


def _renew_relay_addresses(context: ActionContext, group: str, team_id: str) -> None:
    """Create new private addresses for the new team: a private address belongs to one user and one team (APPLE_TRANSFER_IN)."""
    store = context.emulator.store
    for consent in store.list(Consent):
        user = store.get(User, consent.user_id)
        if consent.group == group and consent.is_private_email and user is not None:
            store.put(replace(consent, email=user.relay_address(team_id, store.switches().relay_domain)))


def _check_urls(context: ActionContext, urls: Sequence[str]) -> tuple[str, ...]:
    return require_return_urls(urls, context.emulator.store.switches(), context.now)


def _new_identifier(context: ActionContext, identifier: str) -> str:
    if not REVERSE_DNS.fullmatch(identifier):
        raise PortalRefused("an identifier is in reverse-DNS style, expected something like com.example.app", field="identifier")
    if context.emulator.store.get(Client, identifier):
        # A Services ID cannot equal an App ID either (forum-118135).
        raise PortalRefused(f"{identifier} is taken", status=409, hint="App IDs and Services IDs share one namespace", field="identifier")
    return identifier


def _store(context: ActionContext, client: Client) -> dict[str, Any]:
    context.emulator.store.put(client)
    return to_json(client)


_NEW_ID = Field("identifier", "in reverse-DNS style, such as com.example.app", is_required=True)
_APP_FIELDS = (_NEW_ID, OWNER, NAME, Field("primary_app", "the primary App ID it is grouped with"), _CAPABILITY, _NOTIFY, LIVE)
_SERVICES_FIELDS = (_NEW_ID, OWNER, NAME, Field("primary_app", "the primary App ID it belongs to"), _URLS, _CAPABILITY, LIVE)
_CHANGES = (NAME, Field("primary_app", "the primary App ID; empty for none"), _URLS, _CAPABILITY, _NOTIFY)
_TARGET = (Field("to_team_id", "the team that it is transferred to", is_required=True),)
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
