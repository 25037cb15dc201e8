"""The URL of Apple's sign-in page."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import quote, urlencode

from siwakit.apple import Endpoint
from siwakit.errors import UsageError
from siwakit.flow.configuration import Apple
from siwakit.jose import base64url
from siwakit.patterns import pattern

SCOPES = ("name", "email")  # APPLE_AUTHORIZE
RESPONSE_MODES = ("form_post", "query", "fragment")  # APPLE_AUTHORIZE
_VERIFIER = pattern(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636, section 4.1


def authorization_url(  # noqa: PLR0913  each is a parameter of Apple's page, and only the first two could be confused
    client_id: str,
    redirect_uri: str,
    *,
    state: str,
    nonce: str,
    scopes: Sequence[str] = (),
    code_challenge: str | None = None,
    response_mode: str | None = None,
    apple: Apple = Apple.PRODUCTION,
) -> str:
    """Return the URL to send the browser to; *response_mode* defaults to `form_post` if scopes are requested, else to `query`.

    Keep *state* for `read_callback` and *nonce* for `verify_identity_token`; *code_challenge* comes from `pkce_challenge`.

    Raises:
        UsageError: an empty value, a scope that Apple does not have, or a response_mode that Apple does not allow with scopes.
    """
    empty = [name for name, value in (("client_id", client_id), ("redirect_uri", redirect_uri), ("state", state), ("nonce", nonce)) if not value]
    if empty:
        raise UsageError(f"{empty[0]} is empty", hint="generate a random state and nonce for each sign-in: secrets.token_urlsafe(32)")
    mode = response_mode or ("form_post" if scopes else "query")
    _check(tuple(scopes), mode)
    asked = {"response_type": "code", "response_mode": mode, "client_id": client_id, "redirect_uri": redirect_uri, "state": state, "nonce": nonce}
    asked |= {"scope": " ".join(scopes)} if scopes else {}
    asked |= {"code_challenge": code_challenge, "code_challenge_method": "S256"} if code_challenge else {}
    # Encode a space as %20, as AUTHORIZE shows it: a plus sign has been taken literally.
    return f"{apple.url(Endpoint.AUTHORIZE)}?{urlencode(asked, quote_via=quote)}"


def pkce_challenge(verifier: str) -> str:
    """Return the code_challenge (S256) of *verifier*; send *verifier* with the code as code_verifier.

    Raises:
        UsageError: fewer than 43 or more than 128 characters, or characters other than letters, digits and `-._~`.
    """
    if not _VERIFIER.fullmatch(verifier):
        raise UsageError(f"a code_verifier of {len(verifier)} characters", hint="use 43 to 128 letters, digits and -._~: secrets.token_urlsafe(32)")
    return base64url.encode(sha256(verifier.encode()).digest())


def _check(scopes: tuple[str, ...], mode: str) -> None:
    strange = [scope for scope in scopes if scope not in SCOPES]
    if strange:
        raise UsageError(f"scopes contains {strange[0][:40]!r}, expected some of {', '.join(SCOPES)}", hint="Apple's page refuses any other scope")
    if mode not in RESPONSE_MODES:
        raise UsageError(f"response_mode is {mode[:40]!r}, expected one of {', '.join(RESPONSE_MODES)}", hint="leave it out")
    if scopes and mode != "form_post":
        raise UsageError(f"response_mode is {mode}, expected form_post because scopes are requested", hint="leave out response_mode, or the scopes")
