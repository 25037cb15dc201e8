"""Drift of what Apple publishes: its key set and its discovery document, compared with what siwakit knows.

siwakit never follows these documents, because the addresses that it calls are in `apple.py`. A difference therefore breaks nothing here. It says
that what siwakit knows may be out of date, and that clients which do follow the document may fail, as they did for a day in June 2025.

Keys come and go without notice, so a new kid does not count as a difference. A member that siwakit does not know is only listed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from siwakit.apple import DISCOVERY_ADDRESSES, DISCOVERY_LISTS, Endpoint
from siwakit.flow.apple_answers import read_members, read_success
from siwakit.flow.calls import get_request
from siwakit.flow.configuration import Apple
from siwakit.flow.deployed.place import Standing
from siwakit.flow.failures import AppleError
from siwakit.flow.key_cache import read_keys_response
from siwakit.flow.refused import KeysUnavailable
from siwakit.http import Request, Response
from siwakit.patterns import pattern
from siwakit.record import record

_NAMES = {Endpoint.DISCOVERY: "discovery document", Endpoint.KEYS: "key set"}
_KID = pattern(r"[A-Za-z0-9_-]{1,40}")
_REDIRECTS = range(300, 400)
_LONGEST = 160


@record
class Difference:
    """A member that Apple publishes with another value than siwakit knows; *published* is None if it is missing."""

    member: str
    known: str
    published: str | None


@record
class Published:
    """Document that Apple publishes, compared. *fault* says why it was not read; *additions* are the members that siwakit does not know."""

    name: str
    url: str
    differences: tuple[Difference, ...] = ()
    additions: tuple[str, ...] = ()
    key_ids: tuple[str, ...] = ()
    fault: str = ""

    @property
    def standing(self) -> Standing:
        """Return undecided unless the document is as siwakit knows it: neither a difference nor silence accuses a client_secret."""
        return Standing.UNDECIDED if self.differences or self.fault else Standing.GOOD


def compare_published(apple: Apple, send: Callable[[Request], Response]) -> tuple[Published, ...]:
    """Return both documents of *apple*, which *send* fetches, compared with what siwakit knows."""
    return tuple(_compare(endpoint, apple, send) for endpoint in _NAMES)


def _compare(endpoint: Endpoint, apple: Apple, send: Callable[[Request], Response]) -> Published:
    request = get_request(apple, endpoint)
    name, read = _NAMES[endpoint], _read_discovery if endpoint is Endpoint.DISCOVERY else _read_keys
    try:
        return read(send(request), request, Published(name, request.url), apple)
    except (AppleError, KeysUnavailable) as error:
        return Published(name, request.url, fault=error.message)


def _read_discovery(response: Response, request: Request, document: Published, apple: Apple) -> Published:
    if response.status in _REDIRECTS:
        moved = Difference("address", request.url, _shown(response.header("location") or "a redirect without an address"))
        return Published(document.name, document.url, (moved,))
    members = read_members(response, request)
    known = {"issuer", *DISCOVERY_ADDRESSES, *DISCOVERY_LISTS}
    differences = (*_other_addresses(members, apple), *_other_lists(members))
    return Published(document.name, document.url, differences, tuple(_additions(members, known)))


def _other_addresses(members: Mapping[str, Any], apple: Apple) -> Iterator[Difference]:
    # An emulator may publish Apple's own addresses, for clients whose requests to Apple it intercepts.
    urls = {name: (apple.url(endpoint), Apple.PRODUCTION.url(endpoint)) for name, endpoint in DISCOVERY_ADDRESSES.items()}
    for name, known in {"issuer": (apple.issuer,), **urls}.items():
        if members.get(name) not in known:
            yield Difference(name, known[0], _value(members, name))


def _other_lists(members: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the lists that lack something that siwakit knows, in any order; what they have besides is an addition."""
    for name, known in DISCOVERY_LISTS.items():
        listed = members.get(name)
        if not isinstance(listed, list) or not set(known) <= {value for value in listed if isinstance(value, str)}:
            yield Difference(name, _shown(", ".join(known)), _value(members, name))


def _additions(members: Mapping[str, Any], known: set[str]) -> Iterator[str]:
    for name, value in members.items():
        if name not in known:
            yield _shown(name)
        elif name in DISCOVERY_LISTS and isinstance(value, list):
            yield from (_shown(f"{name}: {entry}") for entry in value if isinstance(entry, str) and entry not in DISCOVERY_LISTS[name])


def _read_keys(response: Response, request: Request, document: Published, apple: Apple) -> Published:
    del apple
    read_success(response, request)
    keys = read_keys_response(response)
    differences = tuple(
        Difference(f"key {_kid(key.kid)}", "a public RSA key for RS256", key.fault.value if key.fault else f"a key of kind {_shown(key.kind)}")
        for key in keys.keys
        if key.fault is not None or key.kind != "RSA"
    )
    return Published(document.name, document.url, differences, key_ids=tuple(sorted(_kid(kid) for kid in keys.kids)))


def _kid(kid: str | None) -> str:
    return kid if kid is not None and _KID.fullmatch(kid) else "with an unusual kid"


def _value(members: Mapping[str, Any], name: str) -> str | None:
    value = members.get(name)
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return _shown(", ".join(value))
    return None if value is None else _shown(value if isinstance(value, str) else json.dumps(value))


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
