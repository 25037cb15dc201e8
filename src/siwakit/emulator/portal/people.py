"""The portal's users: their accounts, consents and notifications, and signing in as one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from siwakit.emulator.endpoints.consent import Choice
from siwakit.emulator.endpoints.sign_in import PARAMETERS, sign_in_fully
from siwakit.emulator.portal.actions import Action, ActionContext, Field, FieldKind, Given, PortalRefused, blaming, find_row
from siwakit.emulator.sent_notifications import EVENT_TYPES, deletion_event
from siwakit.emulator.state.storage import Consent, NoticeRow, consent_key, to_json
from siwakit.emulator.state.world import Client, User


def user_views(context: ActionContext, users: Iterable[User]) -> list[dict[str, Any]]:
    """Return *users* with the sub that each team sees, and what each user agreed to; the store is read once for all of them."""
    teams = dict.fromkeys(client.team_id for client in context.emulator.store.list(Client))
    consents: dict[str, list[dict[str, Any]]] = {}
    for consent in context.emulator.store.list(Consent):
        consents.setdefault(consent.user_id, []).append(to_json(consent))
    return [
        {**to_json(user), "subs": {team_id: user.sub(team_id) for team_id in teams}, "consents": consents.get(user.user_id, [])} for user in users
    ]


def user_view(context: ActionContext, user: User) -> dict[str, Any]:
    """Return *user* as `user_views` does."""
    (view,) = user_views(context, (user,))
    return view


def _list_users(context: ActionContext, _given: Given) -> list[dict[str, Any]]:
    return user_views(context, context.emulator.store.list(User))


def _create_user(context: ActionContext, given: Given) -> dict[str, Any]:
    user_id = given.get("user_id") or context.emulator.random.user_id()
    if context.emulator.store.get(User, user_id):
        raise PortalRefused("a user with that id already exists", status=409, field="user_id")
    user = User(user_id, **{name: given[name] for name in ("email", "first_name", "last_name", "is_managed", "is_email_verified") if name in given})
    context.emulator.store.put(user)
    return user_view(context, user)


def _change_user(context: ActionContext, given: Given) -> dict[str, Any]:
    changes = {name: value for name, value in given.items() if name != "user_id"}
    user = replace(find_row(context, User, given["user_id"]), **changes)
    context.emulator.store.put(user)
    return user_view(context, user)


def _delete_user(context: ActionContext, given: Given) -> None:
    """Delete an Apple Account: notify every group that it has a consent for, and revoke its tokens."""
    user, store = find_row(context, User, given["user_id"]), context.emulator.store
    context.emulator.notifier.notify_groups(deletion_event(store.switches()), user.user_id, context.now)
    for consent in store.list(Consent):
        if consent.user_id == user.user_id:
            store.revoke_for(user.user_id, consent.group, by_user=True)
    store.put(replace(user, is_gone=True))


def _stop_using(context: ActionContext, given: Given) -> None:
    """Withdraw a user's consent for an app, as in the account's settings: notify the app, and revoke the tokens."""
    user, group = find_row(context, User, given["user_id"]), given["group"]
    store = context.emulator.store
    if store.get(Consent, consent_key(user.user_id, group)) is None:
        raise PortalRefused("the user has not signed in to that group of apps", status=404)
    if store.get(Client, group) is not None:
        context.emulator.notifier.notify("consent-revoked", user.user_id, group, context.now)
    store.revoke_for(user.user_id, group, by_user=True)


def notice_view(row: NoticeRow) -> dict[str, Any]:
    """Return a notification without its signed text."""
    return {name: value for name, value in to_json(row).items() if name != "body"}


def _list_notices(context: ActionContext, _given: Given) -> list[dict[str, Any]]:
    return [notice_view(row) for row in context.emulator.store.list(NoticeRow)]


def _notify(context: ActionContext, given: Given) -> list[dict[str, Any]]:
    copies = given.get("copies", 1)
    if not 1 <= copies <= len(EVENT_TYPES) * 2:
        raise PortalRefused("copies is out of range, expected 1 to 10", field="copies")
    with blaming("user_id"):
        find_row(context, User, given["user_id"])
    with blaming("client_id"):
        rows = context.emulator.notifier.notify(
            *(given["event_type"], given["user_id"], given["client_id"], context.now),
            copies=copies,
            is_forged=given.get("is_forged", False),
            delay_seconds=given.get("delay_seconds", 0),
        )
    if not rows:
        raise PortalRefused(
            "the app's group has no address for notifications",
            status=409,
            hint="set the Notification URL (notify_url) of its primary App ID",
            field="client_id",
        )
    return [notice_view(row) for row in rows]


def _sign_in(context: ActionContext, given: Given) -> dict[str, str]:
    asked = {name: given[name] for name in PARAMETERS if name in given}
    choice = Choice(given.get("first_name"), given.get("last_name"), given.get("hides_email", False))
    signed_in = sign_in_fully(context.emulator, given["client_id"], context.now, asked, user_id=given.get("user_id"), choice=choice)
    return signed_in.fields()


_PERSON = (
    Field("email", "the account's own address"),
    Field("first_name", "the account's first name"),
    Field("last_name", "the account's last name"),
    Field("is_managed", "a managed account of a school or a business", FieldKind.FLAG, default=False),
    Field("is_email_verified", "whether the address is verified", FieldKind.FLAG, default=True),
)
_NEW = (Field("user_id", "by default random"), *_PERSON)
_NOTICE = (
    Field("event_type", "what happened", is_required=True, options=EVENT_TYPES),
    Field("user_id", "to whom", is_required=True),
    Field("client_id", "any App ID or Services ID of the group", is_required=True),
    Field("copies", "how often the same notification is sent, 1 to 10", FieldKind.COUNT, default=1),
    Field("delay_seconds", "seconds by which it is delayed, past later events", FieldKind.COUNT, default=0),
    Field("is_forged", "signed with a key that is not Apple's", FieldKind.FLAG, default=False),
)
_SIGN_IN = (
    Field("client_id", "an App ID signs in on the device, a Services ID on the web", is_required=True),
    Field("user_id", "the user's id or email; by default the first user"),
    Field("first_name", "the name to share instead of the account's"),
    Field("last_name", "the name to share instead of the account's"),
    Field("hides_email", "share a relay address", FieldKind.FLAG, default=False),
    *(Field(name, "a parameter of the authorize request; empty leaves it out") for name in PARAMETERS),
)
_ID = "/api/users/{user_id}"

ACTIONS = (
    Action("list-users", "GET", "/api/users", "List the users", _list_users, answers=User, is_list=True),
    Action("create-user", "POST", "/api/users", "Create a user", _create_user, _NEW, User, status=201, page="/users"),
    Action("change-user", "PATCH", _ID, "Change a user", _change_user, _PERSON, User, page="/users"),
    Action("delete-user", "DELETE", _ID, "Delete the account of a user", _delete_user, status=204, page="/users"),
    Action("stop-using", "DELETE", f"{_ID}/consents/{{group}}", "Stop using an app, as a user", _stop_using, status=204, page="/users"),
    Action("list-notifications", "GET", "/api/notifications", "List the notifications", _list_notices, answers=NoticeRow, is_list=True),
    Action(
        "notify", "POST", "/api/notifications", "Send a notification", _notify, _NOTICE, NoticeRow, is_list=True, status=201, page="/notifications"
    ),
    Action("sign-in", "POST", "/api/sign-in", "Sign a user in without a page", _sign_in, _SIGN_IN, status=201),
)
