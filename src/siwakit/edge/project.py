"""Read `siwakit.toml`: the same that the options of the command line say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from siwakit.edge.files import read_file
from siwakit.errors import UsageError

FILE_NAME = "siwakit.toml"
_LISTS = ("bundle_ids", "services_ids", "keys")
_TEXTS = ("team_id", "key_id", "origin", "redirect_uri", "response", "now")
_SINGULAR = {"bundle_id": "bundle_ids", "services_id": "services_ids", "key": "keys", "team": "team_id"}


def read_project(path: str | None) -> dict[str, Any]:
    """Return the settings in the file *path*, or in `siwakit.toml` here when it is None and there is one.

    Paths of keys are taken from the file's own folder.

    Raises:
        UsageError: not TOML, an unknown member, or a value of the wrong type.
        NotReadable: the file named is not there.
    """
    if path is None:
        if not Path(FILE_NAME).is_file():
            return {}
        path = FILE_NAME
    try:
        document = tomllib.loads(read_file(path).text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {str(error)[:80].lower()}", hint="see `siwakit doctor --help` for its members") from None
    return _check(document.get("siwakit", document), path)


def _check(document: Mapping[str, Any], path: str) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for given, value in document.items():
        name = _SINGULAR.get(given.replace("-", "_"), given.replace("-", "_"))
        if name in _LISTS:
            settings[name] = _texts(value, given, path)
        elif name in _TEXTS:
            settings[name] = str(_one(value, given, path))
        else:
            raise UsageError(f"{path}: unknown member {given[:40]}", hint=f"known are {', '.join((*_TEXTS, *_LISTS))}")
    settings["keys"] = tuple(str(Path(path).parent / key) for key in settings.get("keys", ()))
    return settings


def _texts(value: Any, name: str, path: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(_one(one, name, path)) for one in values)


def _one(value: Any, name: str, path: str) -> str | int:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    raise UsageError(f"{path}: {name} is {type(value).__name__}, expected text", hint='write it as name = "value"')
