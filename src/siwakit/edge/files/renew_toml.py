"""Read the tables `[[renew]]` of `siwakit.toml`: which client_secrets are renewed, with which key, and where they are delivered to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from siwakit.apple import MAX_SECRET_SECONDS
from siwakit.edge.files.siwakit_toml import FILE_NAME, read_document, read_project
from siwakit.edge.files.stated_times import read_span
from siwakit.edge.signers.addresses import is_address
from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.evidence.stated import require_stated
from siwakit.jose.keys.key_file_name import read_key_file_name
from siwakit.record import record

StoreAddress = str | Mapping[str, Any]

_TABLE = "renew"
_TEXTS = ("client_id", "team_id", "key_id", "signer", "lifetime", "renew_before", "next_signer", "next_key_id")
_LISTS = ("stores", "hooks", "alarm_hooks")
_KNOWN = (*_TEXTS, "probe", *_LISTS)
_LIFETIME = "180d"
_RENEW_BEFORE = "60d"
_HINT = "see `siwakit renew --help` for its members"


@record
class NamedKey:
    """A key to sign with: the path of its file or its address, and its Key ID."""

    signer: str
    key_id: str


@record(kw_only=True)
class RenewTable:
    """One `[[renew]]`, checked; spans are in seconds, and the first of *keys* is preferred."""

    client_id: str
    team_id: str
    keys: tuple[NamedKey, ...]
    lifetime: int
    renew_before: int
    stores: tuple[StoreAddress, ...]
    hooks: tuple[tuple[str, ...], ...] = ()
    alarm_hooks: tuple[tuple[str, ...], ...] = ()
    is_probed: bool = False


@record
class RenewFile:
    """The tables of a file, and the folder that its relative paths start from."""

    folder: Path
    tables: tuple[RenewTable, ...]


def read_renew(path: str | None) -> RenewFile:
    """Return the tables `[[renew]]` in the file *path*; if that is None, in `siwakit.toml` here.

    Raises:
        UsageError: not TOML, no table, an unknown member, or a missing or wrong value.
        NotReadable: the file is missing.
    """
    path = path or FILE_NAME
    document = read_document(path, _TABLE)
    tables = document.get(_TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(f"{path}: renew is not a list of tables", hint="write [[renew]] before each, with two brackets")
    if not tables:
        raise UsageError(f"{path} has no [[renew]]", hint=_HINT)
    project = read_project(path)
    folder = Path(path).parent
    defaults = {"team_id": project.team_id, "key_id": project.key_id, "signer": next(iter(project.keys), None)}
    read = tuple(_read_table(table, defaults, f"{path}: [[renew]] {number}", folder) for number, table in enumerate(tables, 1))
    return RenewFile(folder, read)


def _read_table(table: Mapping[str, Any], defaults: Mapping[str, str | None], place: str, folder: Path) -> RenewTable:
    unknown = [name for name in table if name not in _KNOWN]
    if unknown:
        raise UsageError(f"{place}: unknown member {named(unknown[0], 40)}", hint=f"known are {', '.join(_KNOWN)}")
    texts = {name: _text(table[name], name, place) for name in _TEXTS if name in table}
    require_stated(
        {name: texts.get(name) for name in ("client_id", "team_id", "key_id")},
        {name: f"{place}: {name}" for name in ("client_id", "team_id", "key_id")},
    )
    probe = table.get("probe", False)
    if not isinstance(probe, bool):
        raise UsageError(f"{place}: probe is {type(probe).__name__}, expected true or false", hint="write probe = true")
    lifetime, renew_before = _spans(texts, place)
    return RenewTable(
        client_id=_required(texts.get("client_id"), "client_id", place),
        team_id=_required(texts.get("team_id") or defaults["team_id"], "team_id", place),
        keys=_keys(texts, defaults, place, folder),
        lifetime=lifetime,
        renew_before=renew_before,
        stores=_stores(table.get("stores"), place),
        hooks=_commands(table.get("hooks", []), "hooks", place),
        alarm_hooks=_commands(table.get("alarm_hooks", []), "alarm_hooks", place),
        is_probed=probe,
    )


def _keys(texts: Mapping[str, str], defaults: Mapping[str, str | None], place: str, folder: Path) -> tuple[NamedKey, ...]:
    """Return the next key, if there is one, and the key that is used until Apple has accepted it."""
    is_own = "signer" in texts
    signer = _required(texts.get("signer") or defaults["signer"], "signer", place)
    # The project's keys are relative to the folder already, and its key_id is that of its own key.
    given = texts.get("key_id") or _key_id_of(signer) or (None if is_own and _key_id_of(signer) else defaults["key_id"])
    current = NamedKey(_from(folder, signer) if is_own else signer, _required(given, "key_id", place))
    if "next_signer" not in texts:
        return (current,)
    following = texts["next_signer"]
    key_id = _required(texts.get("next_key_id") or _key_id_of(following), "next_key_id", place)
    require_stated({"key_id": key_id}, {"key_id": f"{place}: next_key_id"})
    if key_id == current.key_id:
        raise UsageError(f"{place}: next_key_id is key_id", hint="register a new key in the developer portal, and name that one")
    return NamedKey(_from(folder, following), key_id), current


def _key_id_of(signer: str) -> str | None:
    return None if is_address(signer) else read_key_file_name(Path(signer).name).key_id


def _from(folder: Path, signer: str) -> str:
    return signer if is_address(signer) else str(folder / signer)


def _spans(texts: Mapping[str, str], place: str) -> tuple[int, int]:
    lifetime = read_span(texts.get("lifetime", _LIFETIME), f"{place}: lifetime")
    renew_before = read_span(texts.get("renew_before", _RENEW_BEFORE), f"{place}: renew_before")
    if not 0 < lifetime <= MAX_SECRET_SECONDS:
        raise UsageError(f"{place}: lifetime is {lifetime} seconds, expected 1 to {MAX_SECRET_SECONDS}", hint="use 180d")
    if not 0 < renew_before < lifetime:
        raise UsageError(f"{place}: renew_before is not shorter than lifetime", hint="use lifetime 180d and renew_before 60d")
    return lifetime, renew_before


def _stores(value: Any, place: str) -> tuple[StoreAddress, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(store, str | dict) for store in value):
        raise UsageError(f"{place}: stores is not a list of addresses", hint='write stores = ["env-file:.env#APPLE_CLIENT_SECRET"]')
    return tuple(value)


def _commands(value: Any, name: str, place: str) -> tuple[tuple[str, ...], ...]:
    is_list = isinstance(value, list) and all(
        isinstance(command, list) and command and all(isinstance(word, str) for word in command) for command in value
    )
    if not is_list:
        raise UsageError(f"{place}: {name} is not a list of commands", hint=f'write {name} = [["systemctl", "reload", "app"]]')
    return tuple(tuple(command) for command in value)


def _text(value: Any, name: str, place: str) -> str:
    if not isinstance(value, str) or not value:
        raise UsageError(f"{place}: {name} is not text", hint=f'write {name} = "value"')
    return value


def _required(value: str | None, name: str, place: str) -> str:
    if not value:
        raise UsageError(f"{place}: {name} is missing", hint=f'write {name} = "value"')
    return value
