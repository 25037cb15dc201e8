"""Exchange of a code, refresh and revocation: for each, a function that makes the request and one that reads the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from siwakit.apple import MIGRATION_SCOPE, Endpoint
from siwakit.flow.apple_answers import member_text, read_members, read_success, required_text, unreadable
from siwakit.flow.calls import form_request
from siwakit.flow.configuration import Apple
from siwakit.http import Request, Response
from siwakit.record import record


@record
class Tokens:
    """Tokens that Apple granted.

    A code is exchanged for all three; a refresh returns no new refresh_token and not always an id_token; client credentials return only an
    access_token.
    """

    access_token: str = field(repr=False)
    expires_in_seconds: int
    refresh_token: str | None = field(default=None, repr=False)
    id_token: str | None = field(default=None, repr=False)


def web_code_request(
    code: str, *, client_id: str, client_secret: str, redirect_uri: str, code_verifier: str | None = None, apple: Apple = Apple.PRODUCTION
) -> Request:
    """Return the request that exchanges a *code* from a browser; *redirect_uri* is exactly that of the authorization request."""
    fields = {"client_id": client_id, "client_secret": client_secret, "grant_type": "authorization_code", "code": code}
    return form_request(apple, Endpoint.TOKEN, {**fields, "redirect_uri": redirect_uri, "code_verifier": code_verifier})


def native_code_request(code: str, *, client_id: str, client_secret: str, apple: Apple = Apple.PRODUCTION) -> Request:
    """Return the request that exchanges a *code* from an app: without a redirect_uri, since none was used."""
    fields = {"client_id": client_id, "client_secret": client_secret, "grant_type": "authorization_code", "code": code}
    return form_request(apple, Endpoint.TOKEN, fields)


def refresh_request(refresh_token: str, *, client_id: str, client_secret: str, apple: Apple = Apple.PRODUCTION) -> Request:
    """Return the request that checks whether *refresh_token* is still valid; once a day is enough (APPLE_VERIFYING)."""
    fields = {"client_id": client_id, "client_secret": client_secret, "grant_type": "refresh_token", "refresh_token": refresh_token}
    return form_request(apple, Endpoint.TOKEN, fields)


def revoke_request(token: str, *, client_id: str, client_secret: str, token_type_hint: str | None = None, apple: Apple = Apple.PRODUCTION) -> Request:
    """Return the request that revokes *token*, a refresh token or an access token."""
    fields = {"client_id": client_id, "client_secret": client_secret, "token": token, "token_type_hint": token_type_hint}
    return form_request(apple, Endpoint.REVOKE, fields)


def migration_token_request(*, client_id: str, client_secret: str, apple: Apple = Apple.PRODUCTION) -> Request:
    """Return the request for the access token that is needed to move users to another team."""
    fields = {"client_id": client_id, "client_secret": client_secret, "grant_type": "client_credentials", "scope": MIGRATION_SCOPE}
    return form_request(apple, Endpoint.TOKEN, fields)


def read_token_response(response: Response, request: Request) -> Tokens:
    """Return the tokens in the answer to a code; all of them are present.

    Raises:
        AppleError: Apple refused, or its answer cannot be read.
    """
    tokens = read_refresh_response(response, request)
    if tokens.refresh_token is None or tokens.id_token is None:
        raise unreadable(response, request, "the answer to a code lacks refresh_token or id_token")
    return tokens


def read_refresh_response(response: Response, request: Request) -> Tokens:
    """Return the tokens in the answer to a refresh token or to client credentials.

    Raises:
        AppleError: Apple refused, or its answer cannot be read.
    """
    members = read_members(response, request)
    return Tokens(
        required_text(members, "access_token", response, request),
        _seconds(members, response, request),
        member_text(members, "refresh_token", response, request),
        member_text(members, "id_token", response, request),
    )


def read_revoke_response(response: Response, request: Request) -> None:
    """Raise unless Apple answered 200, which it also does for tokens that it does not know.

    Raises:
        AppleError: Apple refused, or its answer cannot be read.
    """
    read_success(response, request)


def _seconds(members: Mapping[str, Any], response: Response, request: Request) -> int:
    value = members.get("expires_in")
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise unreadable(response, request, "expires_in is not a number of seconds")
    return value
