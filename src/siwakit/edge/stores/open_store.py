"""Opening a store by its address. Only the module of its kind is loaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from siwakit.edge.stores.address import MAX_CHARACTERS
from siwakit.edge.stores.store import SECONDS, Store, StoreContext
from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named

Parse = Callable[[str, str, StoreContext], Store]


def _file() -> Parse:
    from siwakit.edge.stores.file_store import PlainFileStore

    return PlainFileStore.parse


def _env_file() -> Parse:
    from siwakit.edge.stores.dotenv_store import DotenvStore

    return DotenvStore.parse


_KINDS: dict[str, Callable[[], Parse]] = {"file": _file, "env-file": _env_file}
SCHEMES = tuple(_KINDS)


def is_store_address(text: str) -> bool:
    """Return whether *text* begins with the scheme of a store, so that it is not the path of a file."""
    return text.partition(":")[0] in _KINDS and ":" in text


def open_store(
    address: str | Mapping[str, Any], *, folder: str | Path = "", environment: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Store:
    """Return the store at *address*; nothing outside of this process is asked yet.

    *address* is a text, or a table with `command`. Relative paths start at *folder*. Credentials come from *environment*, by default
    that of this process. Each call may take *seconds*.

    Raises:
        UsageError: not the address of a store, or an extra is missing.
    """
    context = StoreContext(environment=os.environ if environment is None else environment, folder=Path(folder), seconds=seconds)
    if not isinstance(address, str):
        raise UsageError("a store that is not text", hint="write its address, such as env-file:.env#APPLE_CLIENT_SECRET")
    scheme, separator, rest = address.partition(":")
    if len(address) > MAX_CHARACTERS or not address.isprintable():
        raise UsageError("a store's address is too long or has control characters", hint=_known())
    if not separator or scheme not in _KINDS:
        raise UsageError(f"no store has the address {named(address, 60)!r}", hint=_known())
    return _KINDS[scheme]()(address, rest, context)


def _known() -> str:
    return f"it begins with {', '.join(f'{scheme}:' for scheme in SCHEMES)}"
