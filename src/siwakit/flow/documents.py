"""Fetch what Apple publishes: the key set, and the discovery document, which is shown and never followed."""

from __future__ import annotations

import json

from siwakit.apple import Endpoint
from siwakit.flow.apple_answers import MAX_ANSWER_BYTES, member_text, read_members, read_success, unreadable
from siwakit.flow.calls import Call, get_request
from siwakit.flow.configuration import Apple
from siwakit.flow.key_cache import read_keys_response
from siwakit.flow.refused import KeysUnavailable
from siwakit.http import Request, Response
from siwakit.record import record

_NAMED = {
    "token_endpoint": Endpoint.TOKEN,
    "revocation_endpoint": Endpoint.REVOKE,
    "jwks_uri": Endpoint.KEYS,
    "authorization_endpoint": Endpoint.AUTHORIZE,
}


@record
class Discovery:
    """Hold what the discovery document says of addresses; nothing is ever sent where it points.

    *differences* names the members that say otherwise than the Apple that is configured: in June 2025 all of them did for a day.
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    jwks_uri: str
    differences: tuple[str, ...] = ()


def keys_call(apple: Apple) -> Call[Response]:
    """Return the call for Apple's key set, whose answer comes as it is, for `edge.key_keeper`, and holds one that can be used."""
    return Call("keys", get_request(apple, Endpoint.KEYS), check_keys)


def discovery_call(apple: Apple) -> Call[Discovery]:
    """Return the call for the discovery document."""
    return Call("discovery", get_request(apple, Endpoint.DISCOVERY), lambda response, request: read_discovery(response, request, apple))


def check_keys(response: Response, request: Request) -> Response:
    """Return *response*, which holds a key set.

    Raises:
        AppleError: there is none, or it is broken as a whole.
    """
    read_success(response, request)
    try:
        read_keys_response(response)
    except KeysUnavailable as error:
        raise unreadable(response, request, error.message) from None
    return response


def read_discovery(response: Response, request: Request, apple: Apple) -> Discovery:
    """Return the discovery document in *response*, compared with *apple*.

    Raises:
        AppleError: there is none, or it lacks an address.
    """
    members = read_members(response, request)
    found = {name: member_text(members, name, response, request) for name in ("issuer", *_NAMED)}
    stated = {name: value for name, value in found.items() if value is not None}
    if len(stated) != len(found):
        raise unreadable(response, request, "the discovery document lacks an address")
    # An emulator may name Apple's own addresses, for clients that it stands in the way of.
    expected = {name: {apple.url(endpoint), Apple.PRODUCTION.url(endpoint)} for name, endpoint in _NAMED.items()} | {"issuer": {apple.issuer}}
    return Discovery(**stated, differences=tuple(name for name, value in stated.items() if value not in expected[name]))


def token_in_notification(body: object) -> str | None:
    """Return the token in *body*, as Apple posts it, or None; whether it is any good is for the verifier to say."""
    if not isinstance(body, bytes | str) or len(body) > MAX_ANSWER_BYTES:
        return None
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return None
    payload = members.get("payload") if isinstance(members, dict) else None
    return payload if isinstance(payload, str) else None
