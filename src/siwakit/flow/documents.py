"""The documents that Apple publishes: the key set, and the discovery document, which is shown and never followed."""

from __future__ import annotations

import json

from siwakit.apple import DISCOVERY_ADDRESSES, Endpoint
from siwakit.flow.apple_answers import MAX_ANSWER_BYTES, member_text, read_members, read_success, unreadable
from siwakit.flow.calls import Call, get_request
from siwakit.flow.configuration import Apple
from siwakit.flow.key_cache import read_keys_response
from siwakit.flow.refused import KeysUnavailable
from siwakit.http import Request, Response
from siwakit.record import record


@record
class Discovery:
    """URLs in Apple's discovery document; siwakit never sends anything to them.

    *differences* lists the members that differ from the configured Apple: for a day in June 2025, all of them did.
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    jwks_uri: str
    differences: tuple[str, ...] = ()


def keys_call(apple: Apple) -> Call[Response]:
    """Return the call for Apple's key set; it returns the response itself, for `edge.key_keeper`, after checking that the key set is usable."""
    return Call("keys", get_request(apple, Endpoint.KEYS), check_keys)


def discovery_call(apple: Apple) -> Call[Discovery]:
    """Return the call for the discovery document."""
    return Call("discovery", get_request(apple, Endpoint.DISCOVERY), lambda response, request: read_discovery(response, request, apple))


def check_keys(response: Response, request: Request) -> Response:
    """Return *response* if it contains a key set.

    Raises:
        AppleError: it contains none, or the key set as a whole is malformed.
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
        AppleError: *response* is not a discovery document, or an address is missing.
    """
    members = read_members(response, request)
    addresses = {name: member_text(members, name, response, request) for name in ("issuer", *DISCOVERY_ADDRESSES)}
    stated = {name: value for name, value in addresses.items() if value is not None}
    if len(stated) != len(addresses):
        raise unreadable(response, request, "the discovery document lacks an address")
    # An emulator may publish Apple's own addresses, for clients whose requests to Apple it intercepts.
    urls = {name: {apple.url(endpoint), Apple.PRODUCTION.url(endpoint)} for name, endpoint in DISCOVERY_ADDRESSES.items()}
    expected = urls | {"issuer": {apple.issuer}}
    return Discovery(**stated, differences=tuple(name for name, value in stated.items() if value not in expected[name]))


def token_in_notification(body: object) -> str | None:
    """Return the token in *body*, as Apple posts it, or None. The token is not verified."""
    if not isinstance(body, bytes | str) or len(body) > MAX_ANSWER_BYTES:
        return None
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return None
    payload = members.get("payload") if isinstance(members, dict) else None
    return payload if isinstance(payload, str) else None
