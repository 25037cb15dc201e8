"""Read a world from TOML: the table `[emulator]` in `siwakit.toml`, or a file of its own.

    seed = 7
    [[team]]
    id = "A1B2C3D4E5"
    [[team.key]]
    [[team.app]]
    id = "com.example.app"
    [[team.service]]
    id = "com.example.web"
    app = "com.example.app"
    return_urls = ["https://app.example.com/callback"]
    [[user]]
    email = "jane@example.com"
    [switches]
    bool_claims = "string"

A key without a `public_jwk` is created, and the text of its file is returned with the world.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.world import Client, SigningKey, Team, User, World, new_key
from siwakit.emulator.switches import Switches
from siwakit.errors import KeyFault, UsageError
from siwakit.evidence.stated import require_client_id, require_stated, require_team_id
from siwakit.jose import jwk

_TEAM = {"id": str, "name": str, "key": list, "app": list, "service": list}
_KEY = {"id": str, "app": str, "public_jwk": dict, "has_service": bool, "is_revoked": bool, "live_at": int, "name": str}
_APP = {"id": str, "group": str, "has_capability": bool, "notify_url": str, "former_team": str, "transferred_at": int, "live_at": int, "name": str}
_SERVICE = {"id": str, "app": str, "return_urls": list, "has_capability": bool, "live_at": int, "name": str}
_NAMES = {"id": str, "email": str, "first_name": str, "last_name": str, "org_id": str}
_USER = {**_NAMES, "is_managed": bool, "is_email_verified": bool, "subs": dict, "transfer_subs": dict}
_WORLD = {"seed": int, "team": list, "user": list, "switches": dict, "faults": list}
TABLES = {"team": _TEAM, "team.key": _KEY, "team.app": _APP, "team.service": _SERVICE, "user": _USER}
"""The members that each table may have."""
_HINT = "see `siwakit emulator --help` for an example"


def world_from_toml(members: Mapping[str, Any], random: SeededRandom) -> tuple[World, dict[str, str]]:
    """Return the world that *members*, a TOML document as Python reads it, describes, and the `.p8` files that were created for it.

    Raises:
        UsageError: a table with an unknown member, a value of the wrong kind, or a missing id; the message says which.
    """
    table = _checked("world", members, _WORLD)
    files: dict[str, str] = {}
    teams, keys, clients = [], [], []
    for team in _tables("team", table.get("team", []), _TEAM):
        team_id = team.get("id") or random.identifier()
        require_team_id(team_id, "id of a table team")
        teams.append(Team(team_id, team.get("name", "")))
        apps = [_app(team_id, app) for app in _tables("app", team.get("app", []), _APP)]
        clients += [*apps, *(_service(team_id, service) for service in _tables("service", team.get("service", []), _SERVICE))]
        first_app = apps[0].group if apps else ""
        keys += [_key(team_id, key, first_app, random, files) for key in _tables("key", team.get("key", []), _KEY)]
    users = tuple(_user(user, random) for user in _tables("user", table.get("user", []), _USER))
    switches = Switches().with_changes(**table.get("switches", {}))
    return World(tuple(teams), tuple(keys), tuple(clients), users, switches, table.get("seed")), files


def _app(team_id: str, table: Mapping[str, Any]) -> Client:
    identifier = _client_id("app", table)
    return Client(
        identifier,
        team_id,
        primary_app=table.get("group", identifier),
        has_capability=table.get("has_capability", True),
        former_team_id=table.get("former_team"),
        transferred_at=table.get("transferred_at"),
        live_at=table.get("live_at", 0),
        notify_url=table.get("notify_url"),
        name=table.get("name", ""),
    )


def _service(team_id: str, table: Mapping[str, Any]) -> Client:
    return Client(
        _client_id("service", table),
        team_id,
        is_services_id=True,
        primary_app=table.get("app"),
        has_capability=table.get("has_capability", True),
        return_urls=tuple(str(url) for url in table.get("return_urls", ())),
        live_at=table.get("live_at", 0),
        name=table.get("name", ""),
    )


def _key(team_id: str, table: Mapping[str, Any], first_app: str, random: SeededRandom, files: dict[str, str]) -> SigningKey:
    rest = {name: table[name] for name in ("has_service", "is_revoked", "live_at", "name") if name in table}
    primary_app = table.get("app", first_app)
    require_stated({"key_id": table.get("id")}, {"key_id": "id of a table key"})
    public = table.get("public_jwk")
    if public is not None:
        _check_jwk(public)
        return SigningKey(_id("key", table), team_id, {str(name): str(value) for name, value in public.items()}, primary_app, **rest)
    new, text = new_key(random, team_id, primary_app)
    key_id = table.get("id") or new.key_id
    files[key_id] = text
    return SigningKey(key_id, team_id, new.public_jwk, primary_app, **rest)


def _user(table: Mapping[str, Any], random: SeededRandom) -> User:
    rest = {name: value for name, value in table.items() if name != "id"}
    return User(table.get("id") or random.user_id(), **rest)


def _check_jwk(public: Mapping[str, Any]) -> None:
    try:
        jwk.read_public(public)
    except KeyFault as fault:
        raise UsageError(f"public_jwk of a key is not a JWK: {fault.message}", hint=fault.hint) from None


def _client_id(kind: str, table: Mapping[str, Any]) -> str:
    identifier = _id(kind, table)
    require_client_id(identifier, f"id of a table {kind}")
    return identifier


def _id(kind: str, table: Mapping[str, Any]) -> str:
    if not table.get("id"):
        raise UsageError(f"a table {kind} has no id", hint=_HINT)
    return str(table["id"])


def _tables(name: str, tables: list[Any], known: Mapping[str, type]) -> list[Mapping[str, Any]]:
    return [_checked(name, table, known) for table in tables]


def _checked(name: str, table: Any, known: Mapping[str, type]) -> Mapping[str, Any]:
    if not isinstance(table, Mapping):
        raise UsageError(f"{name} is not a table", hint=_HINT)
    for member, value in table.items():
        if member not in known:
            raise UsageError(f'a table {name} has no member "{member}"', hint=f"its members are {', '.join(known)}")
        if not isinstance(value, known[member]) or (known[member] is int and isinstance(value, bool)):
            raise UsageError(f"{member} of a table {name} is of the wrong kind", hint=f"give a value of the kind {known[member].__name__}")
    return table
