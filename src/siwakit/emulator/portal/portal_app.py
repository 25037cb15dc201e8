"""The developer portal of the emulator, on a port of its own: plain pages, and a management API with the same actions.

Forms are accepted only from the portal's own pages: the browser states the origin, and a page on another site cannot forge it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from siwakit.emulator import pages
from siwakit.emulator.app import Emulator
from siwakit.emulator.portal.actions import Action, ActionContext, FieldKind, PortalRefused, find_row, read_form_fields, split_lines
from siwakit.emulator.portal.behaviour import clock_view, fault_view, find_entry, switches_view
from siwakit.emulator.portal.management_api import ACTIONS, BY_NAME, answer_api, problem
from siwakit.emulator.portal.overview import SIGN_IN_AS, name_of, overview
from siwakit.emulator.portal.people import notice_view, user_view, user_views
from siwakit.emulator.portal.teams_and_keys import can_download, download
from siwakit.emulator.sent_notifications import EVENT_TYPES
from siwakit.emulator.state.storage import Consent, NoticeRow
from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.errors import SiwakitError
from siwakit.evidence.dates import date_of
from siwakit.http import Request, Response

_DO = "/do/"
_FORMS: Mapping[str, Action] = {**BY_NAME, SIGN_IN_AS.name: SIGN_IN_AS}
_SHOWN_ENTRIES = 200
_BAD_REQUEST = 400
PAGES = (
    ("/", "Overview"),
    ("/teams", "Teams and keys"),
    ("/identifiers", "Identifiers"),
    ("/users", "Users"),
    ("/notifications", "Notifications"),
    ("/settings", "Settings"),
    ("/journal", "Journal"),
)


def answer_portal(emulator: Emulator, request: Request, now: int) -> Response:
    """Return the portal's answer to *request*; *now* is the emulated time."""
    context = ActionContext(emulator, now)
    static = pages.static_file(request)
    if static is not None:
        return static
    is_read = request.method in {"GET", "HEAD"}
    if request.path.startswith("/api/"):
        return answer_api(context, request) if is_read or not _is_foreign(request) else problem(_foreign())
    try:
        return _show(context, request) if is_read else _do(context, request)
    except SiwakitError as refused:
        return _refusal(context, request.path, refused)


def _is_foreign(request: Request) -> bool:
    origin = request.header("origin")
    return origin is not None and origin.partition("://")[2] != request.header("host")


def _foreign() -> PortalRefused:
    return PortalRefused("a page on another site sent this form", status=403, hint="use the portal's own pages, or the API from a program")


def _do(context: ActionContext, request: Request) -> Response:
    if request.header("origin") is None or _is_foreign(request):
        raise _foreign()
    action = _FORMS.get(request.path.removeprefix(_DO)) if request.path.startswith(_DO) else None
    if request.method != "POST" or action is None:
        raise PortalRefused("there is no such page", status=404)
    form = dict(parse_qsl(request.text, keep_blank_values=True))
    parameters = {name: form.get(name, "") for name in action.parameters}
    if action.do is download:
        return _file(download(context, parameters))
    if action.page is None:
        raise PortalRefused("there is no such form", status=404)
    try:
        done = action.do(context, {**read_form_fields(action, form), **parameters})
    except SiwakitError as refused:
        return _refusal(context, action.page, refused, **_filled(context, action, form))
    if action is SIGN_IN_AS:
        return _page("portal_signed_in.html", action.page, context, **done)
    return pages.see_other(action.page)


def _refusal(context: ActionContext, place: str, refused: SiwakitError, **filled: Any) -> Response:
    """Return the page that explains a refusal, with the form as it was *filled* if there is one."""
    if not isinstance(refused, PortalRefused):
        refused = PortalRefused(refused.message, status=_BAD_REQUEST, hint=refused.hint)
    return _page("portal_refused.html", place, context, status=refused.status, refused=refused, **filled)


def _filled(context: ActionContext, action: Action, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that show the form of *action* as it was filled in, including those that could not be read."""
    typed: dict[str, Any] = {}
    for field in action.fields:
        text = form.get(field.name, "")
        typed[field.name] = text == "on" if field.kind is FieldKind.FLAG else split_lines(text) if field.kind is FieldKind.LINES else text
    left_out = tuple(field.name for field in action.fields if field.kind is not FieldKind.FLAG and field.name not in form)
    hidden = {name: form.get(name, "") for name in action.parameters}
    return {"action": action, "typed": typed, "hidden": hidden, "without": left_out, "choices": _choices(context)}


def _file(downloaded: Mapping[str, str]) -> Response:
    headers = (
        ("Content-Type", "application/octet-stream"),
        ("Content-Disposition", f'attachment; filename="{downloaded["file_name"]}"'),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    )
    return Response(200, headers, downloaded["private_key"].encode())


def _show(context: ActionContext, request: Request) -> Response:
    first, _, rest = request.path.strip("/").partition("/")
    show = _SHOWN.get((first, bool(rest)))
    if show is None:
        raise PortalRefused("there is no such page", status=404)
    template, values = show(context, rest)
    return _page(template, f"/{first}", context, **values)


def _page(template: str, place: str, context: ActionContext, *, status: int = 200, **values: Any) -> Response:
    shared: dict[str, Any] = {"pages": PAGES, "place": place, "actions": _FORMS, "clock": clock_view(context), "utc": date_of}
    return pages.page(template, status=status, policy=pages.ALLOWS_PORTAL, **shared, **values)


Shown = tuple[str, dict[str, Any]]


def _overview(context: ActionContext, _rest: str) -> Shown:
    store = context.emulator.store
    counts = (
        ("Teams", len(store.list(Team))),
        ("Keys", len(store.list(SigningKey))),
        ("Identifiers", len(store.list(Client))),
        ("Users", len(store.list(User))),
        ("Consents", len(store.list(Consent))),
    )
    about = {"seed": store.setting("seed"), "counts": counts, "kid": context.emulator.keys.kid, "api": ACTIONS}
    return "portal_overview.html", {**about, **overview(context)}


def _teams(context: ActionContext, _rest: str) -> Shown:
    keys = [(key, can_download(context, key.key_id)) for key in context.emulator.store.list(SigningKey)]
    teams, key_files = context.emulator.store.list(Team), context.emulator.key_files
    return "portal_teams.html", {"teams": teams, "keys": keys, "key_files": key_files, "choices": _choices(context)}


def _identifiers(context: ActionContext, _rest: str) -> Shown:
    clients = context.emulator.store.list(Client)
    return "portal_identifiers.html", {"clients": clients, "choices": _choices(context)}


def _identifier(context: ActionContext, rest: str) -> Shown:
    client = find_row(context, Client, rest)
    values = {name: getattr(client, name) for name in ("name", "primary_app", "return_urls", "has_capability", "notify_url")}
    return "portal_identifier.html", {"client": client, "values": values, "choices": _choices(context)}


def _users(context: ActionContext, _rest: str) -> Shown:
    return "portal_users.html", {"users": user_views(context, context.emulator.store.list(User))}


def _user(context: ActionContext, rest: str) -> Shown:
    return "portal_user.html", {"user": user_view(context, find_row(context, User, rest))}


def _notifications(context: ActionContext, _rest: str) -> Shown:
    rows = [notice_view(row) for row in reversed(context.emulator.store.list(NoticeRow))]
    return "portal_notifications.html", {"rows": rows, "choices": _choices(context)}


def _settings(context: ActionContext, _rest: str) -> Shown:
    faults = [fault_view(rule) for rule in context.emulator.faults.rules]
    changed = context.emulator.store.switches().changed()
    return "portal_settings.html", {"switches": switches_view(context), "changed": changed, "faults": faults, "kid": context.emulator.keys.kid}


def _journal(context: ActionContext, _rest: str) -> Shown:
    entries = context.emulator.store.entries()[-_SHOWN_ENTRIES:]
    return "portal_journal.html", {"entries": tuple(reversed(entries)), "page_url": context.emulator.page_url}


def _entry(context: ActionContext, rest: str) -> Shown:
    return "portal_entry.html", {"entry": find_entry(context, rest)}


def _choices(context: ActionContext) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what can be selected for fields: each value with the words that are shown for it."""
    store = context.emulator.store
    teams = tuple((team.team_id, _with_remark(team.team_id, team.name)) for team in store.list(Team))
    clients = store.list(Client)
    apps = [client for client in clients if not client.is_services_id and client.primary_app in {None, client.identifier}]
    return {
        "team_id": teams,
        "to_team_id": teams,
        "primary_app": tuple((app.identifier, _with_remark(app.identifier, app.name)) for app in apps),
        "client_id": tuple((row.identifier, _with_remark(row.identifier, "Services ID" if row.is_services_id else "App ID")) for row in clients),
        "user_id": tuple((user.user_id, _with_remark(name_of(user), user.email)) for user in store.list(User)),
        "event_type": tuple((event_type, event_type) for event_type in EVENT_TYPES),
    }


def _with_remark(text: str, remark: str) -> str:
    return f"{text} ({remark})" if remark and remark != text else text


_SHOWN: Mapping[tuple[str, bool], Callable[[ActionContext, str], Shown]] = {
    ("", False): _overview,
    ("teams", False): _teams,
    ("identifiers", False): _identifiers,
    ("identifiers", True): _identifier,
    ("users", False): _users,
    ("users", True): _user,
    ("notifications", False): _notifications,
    ("settings", False): _settings,
    ("journal", False): _journal,
    ("journal", True): _entry,
}
