"""Read `siwakit.toml`: the same that the options of the command line say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from siwakit.edge.files import read_file
from siwakit.errors import UsageError
from siwakit.evidence.read.settings.bounds import hold_toml
from siwakit.evidence.redact import named
from siwakit.evidence.stated import require_stated

FILE_NAME = "siwakit.toml"
_EMULATOR = "emulator"
_LISTS = ("bundle_ids", "services_ids", "keys")
_TEXTS = ("team_id", "key_id", "origin", "redirect_uri", "response", "now")
_SINGULAR = {"bundle_id": "bundle_ids", "services_id": "services_ids", "key": "keys", "team": "team_id"}


def read_project(path: str | None) -> dict[str, Any]:
    """Return the settings in the file *path*, or in `siwakit.toml` here when it is None and there is one.

    Paths of keys are taken from the file's own folder.

    Raises:
        UsageError: not TOML, an unknown member, a value of the wrong type, or an identifier that cannot be one.
        NotReadable: the file named is not there.
    """
    if path is None:
        if not Path(FILE_NAME).is_file():
            return {}
        path = FILE_NAME
    document = _read(path, "doctor")
    own = {name: value for name, value in document.items() if name != _EMULATOR}
    members = own.get("siwakit", own)
    if not isinstance(members, dict):
        raise UsageError(f"{path}: siwakit is no table", hint="see `siwakit doctor --help` for its members")
    return _check(members, path)


def read_emulator(path: str | None) -> Mapping[str, Any] | None:
    """Return the emulator's world in the file *path*, or in the table `[emulator]` of `siwakit.toml` here; None where there is none.

    Raises:
        UsageError: not TOML, or `emulator` is no table.
        NotReadable: the file named is not there.
    """
    if path is None and not Path(FILE_NAME).is_file():
        return None
    document = _read(path or FILE_NAME, _EMULATOR)
    world = document.get(_EMULATOR, document if path else None)
    if world is not None and not isinstance(world, dict):
        raise UsageError(f"{path or FILE_NAME}: emulator is no table", hint="see `siwakit emulator --help` for an example")
    return world


def _read(path: str, command: str) -> dict[str, Any]:
    text = read_file(path).text
    hold_toml(text)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise UsageError(f"{path} nests too deep", hint=f"see `siwakit {command} --help` for its members") from None
    except ValueError as error:
        # Among them a number of thousands of digits, which is no mistake in TOML.
        raise UsageError(f"{path} is not TOML: {str(error)[:80].lower()}", hint=f"see `siwakit {command} --help` for its members") from None


def _check(document: Mapping[str, Any], path: str) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for given, value in document.items():
        name = _SINGULAR.get(given.replace("-", "_"), given.replace("-", "_"))
        if name in _LISTS:
            settings[name] = _texts(value, given, path)
        elif name in _TEXTS:
            settings[name] = str(_one(value, given, path))
        else:
            raise UsageError(f"{path}: unknown member {named(given, 40)}", hint=f"known are {', '.join((*_TEXTS, *_LISTS))}")
    require_stated(settings, {name: f"{path}: {name}" for name in settings})
    settings["keys"] = tuple(str(Path(path).parent / key) for key in settings.get("keys", ()))
    return settings


def _texts(value: Any, name: str, path: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(_one(one, name, path)) for one in values)


def _one(value: Any, name: str, path: str) -> str | int:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    raise UsageError(f"{path}: {name} is {type(value).__name__}, expected text", hint='write it as name = "value"')
