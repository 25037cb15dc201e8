"""GET /.well-known/openid-configuration and GET /auth/keys."""

from __future__ import annotations

from typing import Any

from siwakit.apple import DISCOVERY_ADDRESSES, DISCOVERY_LISTS, ISSUER, OTHER_HOST, Endpoint
from siwakit.emulator.answers import found, json_answer
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.switches import Switches
from siwakit.http import Request, Response

_MOVED_ISSUER = f"https://{OTHER_HOST}"
_MOVED_PATH = f"/{OTHER_HOST}"


def discovery(switches: Switches, address: str | None = None) -> Response:
    """Return the discovery document; its endpoints are Apple's, or those at *address*, for clients that cannot be redirected.

    The issuer stays Apple's, because clients check it. In the incident of June 2025 the document had moved.
    """
    if switches.issuer_incident:
        place = _MOVED_ISSUER if address is None else f"{address.rstrip('/')}{_MOVED_PATH}"
        return found(f"{place}{Endpoint.DISCOVERY.value}")
    return json_answer(_document(ISSUER, ISSUER if address is None else address.rstrip("/")))


def is_moved(request: Request) -> bool:
    """Return whether *request* asks for the document at the place it had moved to: account.apple.com, or a path of that name here."""
    if request.path == f"{_MOVED_PATH}{Endpoint.DISCOVERY.value}":
        return True
    return request.path == Endpoint.DISCOVERY.value and request.url.startswith((f"{_MOVED_ISSUER}/", f"http://{OTHER_HOST}/"))


def moved_discovery(address: str | None = None) -> Response:
    """Return the document of the incident, whose issuer differs from the one in the tokens."""
    return json_answer(_document(_MOVED_ISSUER, _MOVED_ISSUER if address is None else address.rstrip("/")))


def _document(issuer: str, base: str) -> dict[str, Any]:
    addresses = {name: f"{base}{endpoint.value}" for name, endpoint in DISCOVERY_ADDRESSES.items()}
    return {"issuer": issuer, **addresses, **{name: list(values) for name, values in DISCOVERY_LISTS.items()}}


def key_set(keys: AppleKeys, random: SeededRandom, switches: Switches) -> Response:
    """Return the key set, in a different order each time, so that a client that takes the first key fails."""
    members = keys.document(switches.jwks_keys)["keys"]
    return json_answer({"keys": list(random.shuffled(members)) if switches.jwks_shuffle else members})
