"""Behaviour of Apple that is disputed or has changed: one switch for each, whose default is what the best evidence shows."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from siwakit.apple import RELAY_DOMAINS
from siwakit.errors import UsageError
from siwakit.patterns import pattern
from siwakit.record import record

CHOICES: dict[str, tuple[str, ...]] = {
    "check_order": ("token_first", "client_first"),
    "bool_claims": ("json", "string"),
    "events_encoding": ("string", "object"),
    "delete_event_name": ("account-deleted", "account-delete"),
    "relay_domain": RELAY_DOMAINS,
    "pkce": ("enforce", "ignore"),
    "json_body": ("unsupported_grant_type", "invalid_client", "invalid_request"),
    "authorize_error_form": ("page", "json"),
    "strict_jwt_strings": ("reject", "accept"),
    "migration_bearer": ("optional", "demanded"),
}
RANGES: dict[str, tuple[int, int]] = {
    "id_token_ttl": (1, 10 * 365 * 86_400),
    "clock_skew_seconds": (0, 3600),
    "jwks_keys": (1, 10),
    "age_codes": (0, 10 * 365 * 86_400),
}
MEANINGS: dict[str, str] = {
    "check_order": "whether an unknown code or token is refused before the client is checked (seen since December 2022) or after (seen in 2020)",
    "refresh_returns_id_token": "whether a refresh is answered with an identity token too",
    "bool_claims": 'whether email_verified and is_private_email are true or "true"',
    "omit_false_is_private_email": "whether is_private_email is left out if it is false",
    "id_token_ttl": "lifetime of an identity token in seconds",
    "events_encoding": "whether events in a notification is JSON in a string or an object",
    "delete_event_name": "the event type for a deleted Apple Account",
    "relay_domain": "the domain of private addresses",
    "pkce": "whether code_verifier is compared with code_challenge",
    "clock_skew_seconds": "by how many seconds exp, iat and nbf of a client_secret may be off",
    "json_body": "the answer to a JSON body",
    "authorize_error_form": "whether errors of the sign-in page are pages, or JSON",
    "issuer_incident": "whether the discovery document has moved to account.apple.com and names that as issuer, as in June 2025",
    "jwks_keys": "how many keys are published",
    "jwks_shuffle": "whether the order of the published keys changes from answer to answer",
    "edge_403": "whether the edge answers everything with its error page 403",
    "strict_jwt_strings": "how times in quotes, padding and a slash after aud are treated",
    "migration_bearer": "whether a request to migrate users must carry its access token",
    "allow_localhost": "not Apple's behaviour: whether a redirect_uri on localhost, an IP address or http is accepted",
    "age_codes": "not Apple's behaviour: how many seconds ago each new code counts as issued, so that it expires without moving a clock",
}


@record
class Switches:
    """Values of all switches; the defaults are Apple's known behaviour today."""

    check_order: str = "token_first"
    refresh_returns_id_token: bool = True
    bool_claims: str = "json"
    omit_false_is_private_email: bool = True
    id_token_ttl: int = 86_400
    events_encoding: str = "string"
    delete_event_name: str = "account-deleted"
    relay_domain: str = "privaterelay.appleid.com"
    pkce: str = "enforce"
    clock_skew_seconds: int = 0
    json_body: str = "unsupported_grant_type"
    authorize_error_form: str = "page"
    issuer_incident: bool = False
    jwks_keys: int = 3
    jwks_shuffle: bool = True
    edge_403: bool = False
    strict_jwt_strings: str = "reject"
    migration_bearer: str = "optional"
    allow_localhost: bool = False
    age_codes: int = 0

    def with_changes(self, **changes: Any) -> Switches:
        """Return these switches with *changes*; text from an option or a file is converted to the switch's type.

        Raises:
            UsageError: no switch of that name, or a value that it cannot have.
        """
        read: dict[str, Any] = {name: _read(name, value) for name, value in changes.items()}
        return replace(self, **read)

    def changed(self) -> dict[str, Any]:
        """Return the switches that differ from their defaults."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name) != getattr(_DEFAULT, name)}


def values_of(name: str) -> tuple[str, ...]:
    """Return what the switch *name* can be set to: its values, or the lowest and the highest."""
    low_high = RANGES.get(name)
    return CHOICES.get(name) or ((f"{low_high[0]} to {low_high[1]}",) if low_high else ("on", "off"))


def as_text(value: bool | int | str) -> str:  # noqa: FBT001  the value of a switch
    """Return *value* as it is written in an option or a file."""
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Switches))
_DEFAULT = Switches()
_NUMBER = pattern(r"[0-9]{1,12}")
_WORDS = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}


def _read(name: str, value: Any) -> bool | int | str:
    if name not in NAMES:
        raise UsageError(f'"{name}" is not a switch of the emulator', hint=f"the switches are {', '.join(NAMES)}")
    if name in CHOICES:
        return _read_choice(name, value)
    if name in RANGES:
        return _read_number(name, value)
    flag = value if isinstance(value, bool) else _WORDS.get(str(value).lower())
    if flag is None:
        raise UsageError(f"the switch {name} has a value that is neither on nor off", hint=f"use {name}=on or {name}=off")
    return flag


def _read_choice(name: str, value: Any) -> str:
    if value not in CHOICES[name]:
        raise UsageError(f"the switch {name} has a value that is not one of its options", hint=f"use one of {', '.join(CHOICES[name])}")
    return str(value)


def _read_number(name: str, value: Any) -> int:
    low, high = RANGES[name]
    number = int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value
    if not isinstance(number, int) or isinstance(number, bool) or not low <= number <= high:
        raise UsageError(f"the switch {name} has a value out of range", hint=f"use a whole number from {low} to {high}")
    return number
