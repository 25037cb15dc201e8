"""Identifiers and addresses that the developer states: a malformed one is wrong use, not evidence.

Otherwise a slip in an option would be compared with a correct request, and become its root cause. Values in the request, or in pasted settings,
are evidence, and rules judge them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.apple import IDENTIFIER
from siwakit.errors import UsageError
from siwakit.evidence.evidence import Absence
from siwakit.evidence.known import Known
from siwakit.jose.keys.key_file_name import read_key_file_name
from siwakit.patterns import pattern

_CLIENT_ID = pattern(r"[A-Za-z0-9._-]{1,255}")
_ADDRESS = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\x7f]+")
_WHERE = "the developer portal lists it under"
_LENGTH = 10
# The fields with one client_id, or several.
_CLIENTS = ("bundle_ids", "services_ids", "client_id")


def require_team_id(value: str, name: str) -> None:
    """Raise UsageError if *value*, stated as *name*, is not a Team ID."""
    if not IDENTIFIER.fullmatch(value):
        raise UsageError(f"{name} is not a Team ID: ten of A-Z and 0-9", hint=f"{_slip(value)}{_WHERE} Membership details")


def require_key_id(value: str, name: str) -> None:
    """Raise UsageError if *value*, stated as *name*, is not a Key ID."""
    if not IDENTIFIER.fullmatch(value):
        inner = read_key_file_name(value).key_id
        found = f"the name of the key file contains it: {inner}" if inner else f"{_slip(value)}{_WHERE} Keys"
        raise UsageError(f"{name} is not a Key ID: ten of A-Z and 0-9", hint=found)


def require_client_id(value: str, name: str) -> None:
    """Raise UsageError if *value*, stated as *name*, is neither a bundle ID nor a Services ID."""
    if not _CLIENT_ID.fullmatch(value):
        raise UsageError(
            f"{name} is not a bundle ID or Services ID: letters, digits, hyphens and periods", hint="as in com.example.web, without an address"
        )


def require_address(value: str, name: str) -> None:
    """Raise UsageError if *value*, stated as *name*, is not an absolute URL; rules decide whether Apple accepts it."""
    if not _ADDRESS.fullmatch(value):
        raise UsageError(f"{name} is not a URL: a scheme, a colon and no whitespace", hint="as in https://app.example.com/callback")


_REQUIREMENTS = {
    "team_id": require_team_id,
    "key_id": require_key_id,
    "redirect_uri": require_address,
    **dict.fromkeys(_CLIENTS, require_client_id),
}


def require_stated(given: Mapping[str, Any], names: Mapping[str, str] | None = None) -> None:
    """Check every identifier and address in *given*, by the names that `Known` has for them; *names* gives their names in messages.

    Blank values count as not stated, for example an option filled from an empty variable.

    Raises:
        UsageError: the first one that is malformed.
    """
    for field, require in _REQUIREMENTS.items():
        values = given.get(field)
        for value in (values,) if isinstance(values, str) else values or ():
            if value.strip():
                require(value.strip(), names.get(field, field) if names else field)


def require_known(known: Known) -> None:
    """Check what *known* states.

    Raises:
        UsageError: an identifier or an address that is malformed.
    """
    stated = {field: getattr(known, field) for field in _REQUIREMENTS if field != "client_id"}
    require_stated({field: value for field, value in stated.items() if not isinstance(value, Absence)})


def _slip(value: str) -> str:
    if IDENTIFIER.fullmatch(value.upper()):
        return "it has lower-case letters; "
    return f"it has {len(value)} characters; " if len(value) != _LENGTH else ""
