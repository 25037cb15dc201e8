"""The portal's first page: what an application needs to use this emulator, signing a user in, and the latest refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.emulator.endpoints.consent import SignedIn, consent_of
from siwakit.emulator.endpoints.sign_in import sign_in_fully
from siwakit.emulator.portal.actions import Action, ActionContext, Field, Given, blaming, find_row
from siwakit.emulator.run_text import RunInfo, variables
from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.emulator.terminal import EmulatorInfo, authorize_url
from siwakit.escape import visible
from siwakit.record import record

_MAX_USERS = 6
_MAX_REFUSALS = 6
_NO_FILE = frozenset({"SIWAKIT_CA_FILE", "SIWAKIT_CA_BUNDLE"})
_NOT_SETTINGS = frozenset({*_NO_FILE, "SIWAKIT_SIGN_IN_URL", "SIWAKIT_PORTAL_URL"})


@record
class Shown:
    """A value to copy, with its label and a remark."""

    label: str
    value: str
    remark: str = ""


def overview(context: ActionContext) -> dict[str, Any]:
    """Return what the first page shows."""
    told = world_variables(context)
    client = context.emulator.store.get(Client, told.get("SIWAKIT_CLIENT_ID", ""))
    users = [user for user in context.emulator.store.list(User) if not user.is_gone]
    refusals = [entry for entry in reversed(context.emulator.store.entries()) if entry.rule]
    return {
        "values": _values(context, told),
        "settings": settings_text(told),
        "client": client,
        "users": [(user, name_of(user), client is not None and consent_of(context.emulator.store, user, client)) for user in users[:_MAX_USERS]],
        "more_users": len(users) - _MAX_USERS,
        "sign_in_url": told.get("SIWAKIT_SIGN_IN_URL"),
        "refusals": refusals[:_MAX_REFUSALS],
        "has_exchanges": bool(context.emulator.store.entries()),
        "page_url": context.emulator.page_url,
    }


def world_variables(context: ActionContext) -> dict[str, str]:
    """Return the variables that tell a program about this emulator, as for `siwakit run`; there are no certificates to trust here."""
    emulator = context.emulator
    info = EmulatorInfo(emulator.url, "", emulator.store, emulator.key_files, 0)
    return {name: value for name, value in variables(RunInfo(info, "", "", "")).items() if name not in _NO_FILE}


def settings_text(told: Mapping[str, str]) -> str:
    """Return *told* as the text of a `.env` file."""
    lines = [f"{name}={visible(value)}" for name, value in told.items() if name not in _NOT_SETTINGS]
    return "\n".join(("# siwakit emulator: a local Apple, for testing only", *lines))


def name_of(user: User) -> str:
    """Return how pages call *user*."""
    return " ".join(filter(None, (user.first_name, user.last_name))) or user.email or user.user_id


def _values(context: ActionContext, told: Mapping[str, str]) -> tuple[Shown, ...]:
    store = context.emulator.store
    team = store.get(Team, told.get("SIWAKIT_TEAM_ID", ""))
    app, return_url = store.get(Client, told.get("SIWAKIT_BUNDLE_ID", "")), told.get("SIWAKIT_REDIRECT_URI", "")
    client = store.get(Client, told.get("SIWAKIT_CLIENT_ID", ""))
    web = client if client is not None and client.is_services_id else None
    shown = (
        Shown("Apple's address", told["SIWAKIT_URL"], "in place of https://appleid.apple.com"),
        Shown("Team ID", told.get("SIWAKIT_TEAM_ID", ""), team.name if team else ""),
        Shown("Key ID", told.get("SIWAKIT_KEY_ID", "")),
        Shown("Key file", told.get("SIWAKIT_KEY_FILE", "")),
        Shown("Services ID", web.identifier if web else "", web.name if web else ""),
        Shown("Return URL", return_url),
        Shown("App ID", told.get("SIWAKIT_BUNDLE_ID", ""), app.name if app else ""),
    )
    return tuple(value for value in shown if value.value)


def signed_in_view(context: ActionContext, given: Given) -> dict[str, Any]:
    """Sign a user in without a page, and return what to show about it.

    Raises:
        PortalRefused: no such user or client, or a sign-in that Apple's page refuses.
    """
    store = context.emulator.store
    with blaming("user_id"):
        user = find_row(context, User, given["user_id"])
    with blaming("client_id"):
        client = find_row(context, Client, given["client_id"])
        signed_in: SignedIn = sign_in_fully(context.emulator, client.identifier, context.now, {}, user_id=user.user_id)
    key = next((key for key in store.list(SigningKey) if key.team_id == client.team_id and key.key_id in context.emulator.key_files), None)
    return {
        "user": user,
        "name": name_of(user),
        "client": client,
        "signed_in": signed_in,
        "url": context.emulator.url,
        "key": key,
        "key_file": context.emulator.key_files[key.key_id] if key else "",
        "sign_in_url": authorize_url(context.emulator.url, client) if client.is_services_id else None,
        "again": SIGN_IN_AS,
    }


SIGN_IN_AS = Action(
    "sign-in-as",
    "POST",
    "/do/sign-in-as",
    "Sign a user in",
    signed_in_view,
    (Field("client_id", "the app", is_required=True), Field("user_id", "the user", is_required=True)),
    page="/",
)
