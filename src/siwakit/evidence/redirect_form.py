"""Say what a redirect_uri is by its form alone: what Apple takes, or why it cannot be registered at all."""

from __future__ import annotations

import re
from enum import Enum, auto
from ipaddress import ip_address

from siwakit.evidence.read.address import place_of
from siwakit.patterns import pattern

_SCHEME = pattern(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d)")
_PRIVATE_SUFFIXES = frozenset({"local", "test", "internal", "invalid", "lan", "home", "corp", "intranet", "localdomain"})


class RedirectForm(Enum):
    """Name what a redirect_uri can be; exactly one rule speaks for each that is not right."""

    RIGHT = auto()
    CUSTOM_SCHEME = auto()
    LOCALHOST = auto()
    IP_ADDRESS = auto()
    HTTP_AT_PUBLIC_HOST = auto()
    NOT_HTTPS = auto()
    FRAGMENT = auto()


def form_of(redirect_uri: str) -> RedirectForm:
    """Return what *redirect_uri* is."""
    found = _SCHEME.match(redirect_uri)
    scheme = found.group(1).lower() if found else ""
    if scheme not in {"", "http", "https"}:
        return RedirectForm.CUSTOM_SCHEME
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


def origin_of(address: str) -> str:
    """Return scheme, host and port of *address*, as a browser writes an origin."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)", address)
    if not found:
        return ""
    scheme, host = found.group(1).lower(), found.group(2).rpartition("@")[2].lower()
    return f"{scheme}://{host.removesuffix({'https': ':443', 'http': ':80'}.get(scheme, ' '))}"


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
