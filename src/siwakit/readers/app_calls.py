"""Read what an app sends to its own server, or to a broker, after a sign-in: the identity token, the code and the nonce, as JSON.

Apple's page sends a form. JSON with these members is therefore not a callback, whatever the server answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.http import Request, media_type
from siwakit.jose.jws import is_compact
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.sample_texts import TOKEN

_TOKENS = ("identityToken", "identity_token", "idToken", "id_token", "appleIdToken", "apple_id_token", "id-token")
_CODES = ("authorizationCode", "authorization_code", "code")
_NONCES = ("rawNonce", "raw_nonce", "nonce")
_INSIDE = ("token", "identityToken", "idToken", "id_token")
# With one of these beside it, a member named token is the one that the provider issued.
_PROVIDERS = ("provider", "providerId", "provider_id", "social")


def app_call_in(value: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the `identity_token`, `code` and `nonce` in *value*, or None if it is not an app's call with an identity token."""
    token, inside = _token_in(value)
    if token is None:
        return None
    found = {"identity_token": token}
    for name, spellings in (("code", _CODES), ("nonce", _NONCES)):
        text = next((one[spelling] for one in (value, inside) for spelling in spellings if isinstance(one.get(spelling), str)), None)
        if text:
            found[name] = text
    provider = next((value[name] for name in _PROVIDERS if isinstance(value.get(name), str)), None)
    if provider:
        found["provider"] = provider
    is_call = any(name in value for name in (*_PROVIDERS, "identityToken", "idToken", "appleIdToken")) or len(found) > 1
    return found if is_call else None


def is_app_call(request: Request) -> bool:
    """Return whether *request* is sent by an app to its own server: it sends JSON, which Apple's page does not."""
    return media_type(request.headers) == "application/json" or request.text.lstrip()[:1] == "{"


def read_app_call(request: Request) -> dict[str, str]:
    """Return what `app_call_in` finds in the body of *request*, or nothing."""
    value = Text(request.text.strip()).json_object
    return (app_call_in(value) or {}) if value is not None else {}


def _read(text: Text) -> tuple[Piece, ...]:
    call = app_call_in(text.json_object) if text.json_object is not None else None
    return (Piece(PieceKind.APP_CALL, call),) if call else ()


def _token_in(value: Mapping[str, Any]) -> tuple[str | None, Mapping[str, Any]]:
    """Return the identity token in *value*, and the object around it if that is not *value* itself."""
    names = (*_TOKENS, "token") if any(str(value.get(name)).lower() == "apple" for name in _PROVIDERS) else _TOKENS
    for name in names:
        inside = value.get(name)
        if isinstance(inside, str) and is_compact(inside):
            return inside, {}
        if isinstance(inside, Mapping):
            text = next((inside[one] for one in _INSIDE if isinstance(inside.get(one), str) and is_compact(inside[one])), None)
            if text:
                return text, inside
    return None, {}


APP_CALL = Reader(
    id="app-call",
    title="what an app sends to its own server after a sign-in, as JSON",
    scope=Scope.ONE,
    begins="{",
    read=_read,
    good=lambda: (
        Sample("a token, a code and a nonce", f'{{"identityToken": "{TOKEN}", "authorizationCode": "c", "nonce": "n"}}', (PieceKind.APP_CALL,)),
        Sample("a call of a broker", f'{{"provider": "apple", "idToken": {{"token": "{TOKEN}"}}}}', (PieceKind.APP_CALL,)),
    ),
    bad=lambda: (
        Sample("an answer of Apple", f'{{"access_token": "a", "id_token": "{TOKEN}"}}'),
        Sample("a token of another kind", '{"identityToken": "0123456789"}'),
    ),
)
