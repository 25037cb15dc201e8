"""The callback: what Apple's page sends to the redirect_uri, a sign-in or the news that the user cancelled it.

The callback comes through the browser, so an attacker may have written it. The state is compared in constant time; nothing else is
trusted. `user`, which Apple sends only at the first sign-in of an account, is not signed: use it to greet the user, never as proof.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import field
from urllib.parse import parse_qsl, urlsplit

from siwakit.errors import TooLarge, UsageError
from siwakit.flow.refused import CallbackRefused
from siwakit.jose import strictjson
from siwakit.record import record

MAX_CHARACTERS = 64 * 1024
MAX_FIELDS = 32
MAX_USER_CHARACTERS = 4096
MAX_NAME_CHARACTERS = 200
FIELDS = ("code", "id_token", "state", "user", "error")  # APPLE_AUTHORIZE
CANCELLED = "user_cancelled_authorize"
_TURNS_TEXT = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@record
class AppleUser:
    """The user's name and email address from the first consent, unsigned: the browser or an attacker may have changed them.

    The address that Apple signs is `IdentityToken.email`.
    """

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None


@record
class Callback:
    """A sign-in that came back from Apple: exchange *code*, and verify *id_token* if there is one."""

    code: str = field(repr=False)
    id_token: str | None = field(default=None, repr=False)
    user: AppleUser | None = None


@record
class UserCancelled:
    """The user pressed Cancel on Apple's page; this is not an error and needs no logging."""


def read_callback(given: str | bytes | Mapping[str, str | Sequence[str]], *, state: str) -> Callback | UserCancelled:
    """Return the sign-in in *given*: the body of form_post, a query, a fragment, a whole URL, or the fields of any of these.

    *state* is the one that you sent for this browser, from its session or its cookie.

    Raises:
        CallbackRefused: another state, a field twice, no code, or an error that Apple does not document.
        TooLarge: over 64 KiB, or over 32 fields.
        UsageError: *state* is empty or not text.
    """
    if not _is_text(state):
        raise UsageError("state is empty or not text", hint="generate a state for each sign-in, keep it in the session, and pass it here")
    fields = _read_fields(given)
    if not hmac.compare_digest(_bytes(fields.get("state", "")), _bytes(state)):
        raise CallbackRefused(
            "the callback's state is not the one that was sent", rules=("state-mismatch",), hint="refuse it, and let the user sign in again"
        )
    error = fields.get("error")
    if error == CANCELLED:
        return UserCancelled()
    if error is not None:
        raise CallbackRefused("the callback reports an error that Apple does not document", hint="let the user sign in again")
    code = fields.get("code")
    if not code:
        raise CallbackRefused("the callback has no code", hint="read it from the posted form, not from the query")
    return Callback(code, fields.get("id_token") or None, read_user(fields["user"]) if "user" in fields else None)


def read_user(text: str) -> AppleUser | None:
    """Return the content of *text*, the field `user`; None if it cannot be read: it comes from the browser, and a sign-in works without it."""
    value = strictjson.read_object(text) if len(text) <= MAX_USER_CHARACTERS else None
    if value is None:
        return None
    name = value.get("name")
    names = name if isinstance(name, dict) else {}
    user = AppleUser(_clean(names.get("firstName")), _clean(names.get("lastName")), _clean(value.get("email")))
    return None if user == AppleUser() else user


def _clean(value: object) -> str | None:
    """Return *value* without control and bidirectional characters if it is text that fits on one line, else None."""
    if not isinstance(value, str):
        return None
    kept = "".join(
        character for character in value if unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} and character not in _TURNS_TEXT
    ).strip()
    return kept if 0 < len(kept) <= MAX_NAME_CHARACTERS else None


def _read_fields(given: str | bytes | Mapping[str, str | Sequence[str]]) -> dict[str, str]:
    pairs = _pairs_of(given) if isinstance(given, Mapping) else _pairs_in(given)
    if len(pairs) > MAX_FIELDS or sum(len(value) for _, value in pairs) > MAX_CHARACTERS:
        raise TooLarge("a callback over 64 KiB or over 32 fields", hint="Apple sends five fields at most")
    fields = {name: value for name, value in pairs if name in FIELDS}
    if sum(name in FIELDS for name, _ in pairs) != len(fields):
        raise CallbackRefused("the callback has a field twice", hint="refuse it: Apple sends each field once")
    return fields


def _pairs_of(given: Mapping[str, str | Sequence[str]]) -> list[tuple[str, str]]:
    """Return the pairs of a form as frameworks represent it: each name with its value, or with a list of values."""
    pairs: list[tuple[str, str]] = []
    for name, value in given.items():
        pairs.extend((name, each) for each in ([value] if isinstance(value, str) else value))
    return pairs


def _pairs_in(given: str | bytes) -> list[tuple[str, str]]:
    if len(given) > MAX_CHARACTERS:
        raise TooLarge("a callback over 64 KiB", hint="Apple sends less than 8 KiB")
    try:
        text = given.decode("ascii") if isinstance(given, bytes) else given
        if "://" in text.partition("?")[0].partition("=")[0]:
            parts = urlsplit(text)
            text = parts.fragment if "=" in parts.fragment else parts.query
        return parse_qsl(text.removeprefix("?").removeprefix("#"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise CallbackRefused("the callback cannot be read as a form", hint="pass the body, the query or the fragment as it was received") from None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
