"""The configuration of an application from variables of its environment, which `siwakit run` and the emulator set too."""

from __future__ import annotations

import os
from collections.abc import Mapping

from siwakit.edge.signers.open_signer import open_signer
from siwakit.errors import UsageError
from siwakit.flow.configuration import Apple, AppleConfiguration

_REQUIRED = ("SIWAKIT_TEAM_ID", "SIWAKIT_KEY_ID", "SIWAKIT_KEY_FILE")


def configuration_from_environment(environment: Mapping[str, str] | None = None) -> AppleConfiguration:
    """Return the configuration that the variables `SIWAKIT_…` describe, which `siwakit run` and `apple.environment()` set for the emulator.

    Required are `SIWAKIT_TEAM_ID`, `SIWAKIT_KEY_ID` and `SIWAKIT_KEY_FILE` (or the address of a key, as for `open_signer`), and
    `SIWAKIT_CLIENT_ID` for a Services ID, `SIWAKIT_BUNDLE_ID` for an app, or both. `SIWAKIT_URL` is the address of an emulator; without it, Apple
    itself is called. *environment* is the environment of this process if it is None.

    Raises:
        UsageError: a required variable is not set, or a value is malformed.
        NotReadable: the key's file is missing or cannot be opened.
        KeyFault: the key's file does not contain a key in Apple's form.
    """
    variables = os.environ if environment is None else environment
    for name in _REQUIRED:
        if not variables.get(name):
            raise UsageError(f"the variable {name} is not set", hint="set it, or start the program with siwakit run")
    url, app, client_id = (variables.get(f"SIWAKIT_{name}") for name in ("URL", "BUNDLE_ID", "CLIENT_ID"))
    return AppleConfiguration(
        variables["SIWAKIT_TEAM_ID"],
        variables["SIWAKIT_KEY_ID"],
        open_signer(variables["SIWAKIT_KEY_FILE"], environment=variables),
        bundle_ids=_one(app),
        # In a world without a Services ID, siwakit run sets both variables to the app.
        services_ids=_one(client_id if client_id != app else None),
        apple=Apple.emulator(url) if url else Apple.PRODUCTION,
    )


def _one(identifier: str | None) -> tuple[str, ...]:
    return (identifier,) if identifier else ()
