"""Addresses in a form that can always be parsed, and where they lead."""

from __future__ import annotations

from urllib.parse import SplitResult, quote, urlsplit

from siwakit.patterns import pattern
from siwakit.record import record

_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*://")
# Characters that make `urlsplit` refuse an address: brackets around a placeholder, and letters that normalise to punctuation.
_TROUBLE = pattern(r"[\[\]\x00-\x20\x7f-\U0010ffff]+")


@record
class Place:
    """Target of an address: the host in lower case, the path, and the query with the fragment after it."""

    host: str
    path: str
    query: str


def whole_address(text: str) -> str:
    """Return *text* as an address that can be parsed; one without a scheme gets `http://`, as in curl."""
    return plain_address(text if _SCHEME.match(text) else f"http://{text}")


def plain_address(text: str) -> str:
    """Return *text*; if it cannot be parsed, characters that an address cannot contain are percent-encoded."""
    try:
        urlsplit(text)
    except ValueError:
        return _TROUBLE.sub(lambda trouble: quote(trouble.group().encode("utf-8", "replace")), text)
    return text


def split_address(address: str) -> SplitResult:
    """Return *address* taken apart, whatever is in it: `urlsplit` alone raises for a bracket in the host."""
    return urlsplit(plain_address(address))


def sent_address(address: str) -> str:
    """Return *address* as a client sends it: a host without a path gets `/` (RFC 9110, section 4.2.3)."""
    parts = split_address(address)
    return parts._replace(path="/").geturl() if parts.netloc and not parts.path else address


def place_of(address: str) -> Place:
    """Return where *address* leads."""
    parts = split_address(address)
    query = f"{parts.query}&{parts.fragment}" if parts.fragment else parts.query
    return Place((parts.hostname or "").rstrip("."), parts.path, query)
