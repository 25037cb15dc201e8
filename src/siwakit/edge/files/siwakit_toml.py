"""Read `siwakit.toml`: the settings that the options of the command line can state, too, and the emulator's world."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from siwakit.edge.files.given_settings import Settings, read_origin
from siwakit.edge.files.reading import read_file
from siwakit.edge.files.stated_times import read_time
from siwakit.edge.signers.addresses import is_address
from siwakit.errors import NotReadable, UsageError
from siwakit.evidence.showing.redact import named
from siwakit.evidence.stated import require_stated
from siwakit.readers.settings.bounds import limit_toml
from siwakit.record import record

FILE_NAME = "siwakit.toml"
_EMULATOR = "emulator"
_SCAN = "scan"
_OTHER_TABLES = frozenset({_EMULATOR, _SCAN, "renew"})
_LISTS = ("bundle_ids", "services_ids", "keys")
_TEXTS = ("team_id", "key_id", "redirect_uri", "response")
_READ: dict[str, Callable[[str, str], Any]] = {"origin": read_origin, "now": read_time}
_KNOWN = (*_TEXTS, *_READ, *_LISTS)
_SINGULAR = {"bundle_id": "bundle_ids", "services_id": "services_ids", "key": "keys", "team": "team_id"}


def read_project(path: str | None) -> Settings:
    """Return the settings in the file *path*; if that is None, in `siwakit.toml` here, if there is one.

    Paths of keys are relative to the file's folder; addresses of keys stay as they are.

    Raises:
        UsageError: not TOML, an unknown member, or a value that cannot be read or cannot be what it is stated to be.
        NotReadable: the named file is missing.
    """
    if path is None:
        if not Path(FILE_NAME).is_file():
            return Settings()
        path = FILE_NAME
    document = read_document(path, "doctor")
    own = {name: value for name, value in document.items() if name not in _OTHER_TABLES}
    members = own.get("siwakit", own)
    if not isinstance(members, dict):
        raise UsageError(f"{path}: siwakit is not a table", hint="see `siwakit doctor --help` for its members")
    return _read_members(members, path)


def read_emulator(path: str | None) -> Mapping[str, Any] | None:
    """Return the emulator's world in the file *path*, or in the table `[emulator]` of `siwakit.toml` here; None if there is none.

    Raises:
        UsageError: not TOML, or `emulator` is not a table.
        NotReadable: the named file is missing.
    """
    if path is None and not Path(FILE_NAME).is_file():
        return None
    document = read_document(path or FILE_NAME, _EMULATOR)
    world = document.get(_EMULATOR, document if path else None)
    if world is not None and not isinstance(world, dict):
        raise UsageError(f"{path or FILE_NAME}: emulator is not a table", hint="see `siwakit emulator --help` for an example")
    return world


@record(kw_only=True)
class ScanSettings:
    """The table `[scan]`: globs of what is left out, the path of the baseline, and whether warnings count."""

    exclude: tuple[str, ...] = ()
    baseline: str | None = None
    strict: bool = False


def read_scan() -> ScanSettings:
    """Return the table `[scan]` of `siwakit.toml` here, if there is one.

    Raises:
        UsageError: not TOML, an unknown member, or a value of the wrong type.
    """
    if not Path(FILE_NAME).is_file():
        return ScanSettings()
    table = read_document(FILE_NAME, _SCAN).get(_SCAN, {})
    members = table if isinstance(table, dict) else {"": table}
    exclude = members.get("exclude", [])
    is_valid = (
        set(members) <= {"exclude", "baseline", "strict"}
        and isinstance(exclude, list)
        and all(isinstance(glob, str) for glob in exclude)
        and isinstance(members.get("baseline", ""), str)
        and isinstance(members.get("strict", False), bool)
    )
    if not is_valid:
        raise UsageError(
            f"{FILE_NAME}: [scan] cannot be read", hint="it may contain exclude (a list of globs), baseline (a path) and strict (true or false)"
        )
    return ScanSettings(exclude=tuple(exclude), baseline=members.get("baseline"), strict=members.get("strict", False))


def read_document(path: str, command: str) -> dict[str, Any]:
    """Return the document in the file *path*; an error names the help of *command*.

    Raises:
        UsageError: it is not TOML.
        NotReadable: it is missing.
    """
    try:
        text = read_file(path).text
    except NotReadable as error:
        # Settings cannot be pasted.
        raise NotReadable(error.message, hint="name a TOML file that you may read") from None
    limit_toml(text)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise UsageError(f"{path} nests too deep", hint=f"see `siwakit {command} --help` for its members") from None
    except ValueError as error:
        # Among them a number of thousands of digits, which is valid TOML.
        raise UsageError(f"{path} is not TOML: {str(error)[:80].lower()}", hint=f"see `siwakit {command} --help` for its members") from None


def _read_members(members: Mapping[str, Any], path: str) -> Settings:
    read: dict[str, Any] = {}
    for given, value in members.items():
        name = _SINGULAR.get(given.replace("-", "_"), given.replace("-", "_"))
        if name not in _KNOWN:
            raise UsageError(f"{path}: unknown member {named(given, 40)}", hint=f"known are {', '.join(_KNOWN)}")
        if name in read:
            raise UsageError(f"{path}: {name} is given twice, once as {given}", hint="write it once, under one name")
        read[name] = _value(name, value, given, path)
    require_stated(read, {name: f"{path}: {name}" for name in read})
    folder = Path(path).parent
    return Settings(**{**read, "keys": tuple(key if is_address(key) else str(folder / key) for key in read.get("keys", ()))})


def _value(name: str, value: Any, given: str, path: str) -> Any:
    """Return *value* converted for the setting *name*; in the file it is called *given*."""
    if name in _LISTS:
        return _texts(value, given, path)
    text = str(_one(value, given, path))
    return _READ[name](text, f"{path}: {given}") if name in _READ else text


def _texts(value: Any, name: str, path: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(_one(one, name, path)) for one in values)


def _one(value: Any, name: str, path: str) -> str | int:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    raise UsageError(f"{path}: {name} is {type(value).__name__}, expected text", hint='write it as name = "value"')
