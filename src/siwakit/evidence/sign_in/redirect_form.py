"""The form of a redirect_uri: what Apple accepts, or why it cannot be registered at all."""

from __future__ import annotations

import re
from enum import Enum, auto
from ipaddress import ip_address
from urllib.parse import unquote

from siwakit.evidence.addresses import place_of
from siwakit.patterns import pattern

_SCHEME = pattern(r"\s*([A-Za-z][A-Za-z0-9+.-]*):(?!\d)")
_AUTHORITY = pattern(r"\s*https?://([^/?#]*)", re.IGNORECASE)
_PLACEHOLDER = pattern(r"[{}<>$]")
_USERINFO = pattern(r"(//)[^/?#]*@")
# A browser reads any host whose last label is such a number as an IPv4 address: 2130706433, 0x7f.1, 0177.0.0.1.
_NUMBER_AT_THE_END = pattern(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?", re.IGNORECASE)
_LAST_PORT = 65535
_PRIVATE_SUFFIXES = frozenset({"local", "test", "internal", "invalid", "lan", "home", "corp", "intranet", "localdomain"})


class RedirectForm(Enum):
    """Form of a redirect_uri; exactly one rule reports each wrong form."""

    RIGHT = auto()
    CUSTOM_SCHEME = auto()
    MALFORMED = auto()
    LOCALHOST = auto()
    IP_ADDRESS = auto()
    HTTP_AT_PUBLIC_HOST = auto()
    NOT_HTTPS = auto()
    FRAGMENT = auto()


def form_of(redirect_uri: str) -> RedirectForm:
    """Return the form of *redirect_uri*."""
    found = _SCHEME.match(redirect_uri)
    scheme = found.group(1).lower() if found else ""
    if scheme not in {"", "http", "https"}:
        return RedirectForm.CUSTOM_SCHEME
    if scheme and find_fault(redirect_uri):
        return RedirectForm.MALFORMED
    host = place_of(redirect_uri if found else f"//{redirect_uri.lstrip('/')}").host
    if host == "localhost" or host.endswith(".localhost"):
        return RedirectForm.LOCALHOST
    if _is_ip(host):
        return RedirectForm.IP_ADDRESS
    if scheme == "http" and "." in host and host.rpartition(".")[2] not in _PRIVATE_SUFFIXES:
        return RedirectForm.HTTP_AT_PUBLIC_HOST
    if scheme != "https":
        return RedirectForm.NOT_HTTPS
    return RedirectForm.FRAGMENT if "#" in redirect_uri else RedirectForm.RIGHT


def find_fault(address: str) -> str | None:
    """Return why *address*, with http or https, is not a URL with a host name; None if it is one."""
    if any(char == " " or not char.isprintable() for char in address):
        return "it contains whitespace or a control character"
    if "\\" in address:
        return "it contains a backslash"
    found = _AUTHORITY.match(address)
    place = found.group(1).rpartition("@")[2] if found else ""
    if not place:
        return "it has no host"
    # A template that was not filled in says nothing about what is sent.
    return None if _PLACEHOLDER.search(place) else _find_host_fault(place)


def _find_host_fault(place: str) -> str | None:
    host, port = _host_and_port(place)
    labels = host.removesuffix(".").split(".")
    if not host.isascii():
        return "its host is not written in ASCII"
    if unquote(host) != host:
        return "its host is percent-encoded"
    if host.startswith("[") and not _is_ip(host[1:-1]):
        return "its host is in brackets and is not an IPv6 address"
    if not all(labels):
        return "its host is missing a name before or after a dot" if host else "it has no host"
    if port and not (port.isdigit() and 0 < int(port[:6]) <= _LAST_PORT):
        return f"its port is not a number from 1 to {_LAST_PORT}"
    return None


def _host_and_port(place: str) -> tuple[str, str]:
    if place.startswith("["):
        host, _, rest = place.partition("]")
        return f"{host}]", rest.removeprefix(":")
    host, _, port = place.partition(":")
    return host, port


def has_userinfo(address: str) -> bool:
    """Return whether a user name, and perhaps a password, is written before the host of *address*."""
    return _USERINFO.search(address) is not None


def hide_userinfo(address: str) -> str:
    """Return *address* with the user information before its host replaced: it may be a password."""
    return _USERINFO.sub(r"\1…@", address, count=1)


def origin_of(address: str) -> str:
    """Return scheme, host and port of *address*, as a browser writes an origin."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)", address)
    if not found:
        return ""
    scheme, host = found.group(1).lower(), found.group(2).rpartition("@")[2].lower()
    return f"{scheme}://{host.removesuffix({'https': ':443', 'http': ':80'}.get(scheme, ' '))}"


def _is_ip(host: str) -> bool:
    if _NUMBER_AT_THE_END.fullmatch(host):
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
