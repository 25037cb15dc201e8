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


def _vault() -> Parse:
    from siwakit.edge.stores.vault_store import VaultStore

    return VaultStore.parse


def _aws_secrets() -> Parse:
    from siwakit.edge.stores.aws_secrets_store import AwsSecretsStore

    return AwsSecretsStore.parse


def _github() -> Parse:
    from siwakit.edge.stores.github_store import GitHubStore

    return GitHubStore.parse


def _kubernetes() -> Parse:
    from siwakit.edge.stores.kubernetes_store import KubernetesStore

    return KubernetesStore.parse


def _supabase() -> Parse:
    from siwakit.edge.stores.supabase_store import SupabaseStore

    return SupabaseStore.parse


def _vercel() -> Parse:
    from siwakit.edge.stores.vercel_store import VercelStore

    return VercelStore.parse


_KINDS: dict[str, Callable[[], Parse]] = {
    "file": _file,
    "env-file": _env_file,
    "vault": _vault,
    "aws-secrets": _aws_secrets,
    "github": _github,
    "kubernetes": _kubernetes,
    "supabase": _supabase,
    "vercel": _vercel,
}
# They have the key, and mint the secret themselves: there is nothing to renew.
MINTING = {
    "auth0": "in its dashboard, give the Apple connection the key file, the Key ID and the Team ID; Auth0 mints from them",
    "cognito": "give the Apple identity provider of the user pool the key file, the Key ID and the Team ID; Cognito mints from them",
    "firebase": "in the console, give the Apple provider the key file, the Key ID and the Team ID; Firebase mints from them",
    "clerk": "in its dashboard, give the Apple connection the key file, the Key ID and the Team ID; Clerk mints from them",
    "okta": "give the Apple identity provider the key file, the Key ID and the Team ID; Okta mints from them",
}
SCHEMES = tuple(_KINDS)


def is_store_address(text: str) -> bool:
    """Return whether *text* begins with the scheme of a store, so that it is not the path of a file."""
    scheme, separator, _ = text.partition(":")
    return separator != "" and (scheme in _KINDS or scheme in MINTING)


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
        return _open_table(address, context)
    scheme, separator, rest = address.partition(":")
    if len(address) > MAX_CHARACTERS or not address.isprintable():
        raise UsageError("a store's address is too long or has control characters", hint=_known())
    if separator and scheme in MINTING:
        raise UsageError(f"{scheme} has the key and mints the client_secret itself", hint=MINTING[scheme])
    if not separator or scheme not in _KINDS:
        raise UsageError(f"no store has the address {named(address, 60)!r}", hint=_known())
    return _KINDS[scheme]()(address, rest, context)


def _open_table(table: Any, context: StoreContext) -> Store:
    from siwakit.edge.stores.command_store import CommandStore

    if not isinstance(table, Mapping):
        raise UsageError("a store is neither a text nor a table", hint="write its address, such as env-file:.env#APPLE_CLIENT_SECRET")
    return CommandStore.parse(table, context)


def _known() -> str:
    return f"it begins with {', '.join(f'{scheme}:' for scheme in SCHEMES)}"
