"""The proxies that the user's environment names, and which hosts do not use them.

Programs disagree about NO_PROXY. What is accepted here is what most of them accept: names with everything below them, with or without
a leading dot or `*.`, addresses, networks in CIDR form, a port after a colon, and `*` for every host.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from ipaddress import ip_address, ip_network
from urllib.parse import unquote_to_bytes, urlsplit

from siwakit.record import record

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_LOCALHOST = "localhost"


@record
class Proxy:
    """A proxy of the user; *scheme* says how it is spoken to. Its password is never shown."""

    scheme: str
    host: str
    port: int
    user: bytes = field(default=b"", repr=False)
    password: bytes = field(default=b"", repr=False)

    @property
    def is_socks(self) -> bool:
        """Return whether it speaks SOCKS 5 instead of HTTP."""
        return self.scheme.startswith("socks")

    @property
    def authorization(self) -> bytes:
        """Return the value of Proxy-Authorization, or nothing."""
        return b"Basic " + base64.b64encode(self.user + b":" + self.password) if self.user or self.password else b""


@record
class UserProxies:
    """The user's proxies for tunnels and for plain http, and the hosts in NO_PROXY."""

    tunnel: Proxy | None = None
    plain: Proxy | None = None
    excluded: tuple[str, ...] = ()

    def for_tunnel(self, host: str, port: int) -> Proxy | None:
        """Return the proxy through which a tunnel to *host* goes, or None for a direct connection."""
        return None if self.tunnel is None or is_excluded(host, port, self.excluded) else self.tunnel

    def for_plain(self, host: str, port: int) -> Proxy | None:
        """Return the proxy that is asked for *host* in plain http, or None for a direct connection."""
        return None if self.plain is None or is_excluded(host, port, self.excluded) else self.plain


def user_proxies(environment: Mapping[str, str]) -> UserProxies:
    """Return what *environment* says; the variables in small letters win, as they do in curl."""

    def named(*names: str) -> str:
        return next((environment[name] for name in names if environment.get(name)), "")

    excluded = named("no_proxy", "NO_PROXY")
    return UserProxies(
        read_proxy(named("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")),
        read_proxy(named("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")),
        split_hosts(excluded),
    )


def split_hosts(text: str) -> tuple[str, ...]:
    """Return the hosts that *text*, a value of NO_PROXY, lists."""
    return tuple(text.replace(",", " ").split())


def read_proxy(text: str) -> Proxy | None:
    """Return the proxy at the address *text*; None if it is empty or not the address of a proxy."""
    address = text.strip()
    with suppress(ValueError):
        parts = urlsplit(address if "://" in address else f"http://{address}")
        scheme = parts.scheme.lower()
        if parts.hostname and scheme in _PORTS:
            credentials = (unquote_to_bytes(parts.username or ""), unquote_to_bytes(parts.password or ""))
            return Proxy(scheme, parts.hostname, parts.port or _PORTS[scheme], *credentials)
    return None


def is_excluded(host: str, port: int, excluded: tuple[str, ...]) -> bool:
    """Return whether a connection to *host* does not use a proxy: one of *excluded* matches, or it is this machine."""
    name = host.lower().rstrip(".")
    return _is_this_machine(name) or any(_matches(name, port, entry.lower()) for entry in excluded)


def _is_this_machine(name: str) -> bool:
    with suppress(ValueError):
        return ip_address(name).is_loopback
    return name == _LOCALHOST


def _matches(name: str, port: int, entry: str) -> bool:
    entry = _without_port(entry, port)
    if entry == "*":
        return True
    with suppress(ValueError):
        return ip_address(name) in ip_network(entry.strip("[]"), strict=False)
    suffix = entry.removeprefix("*").strip(".")
    return bool(suffix) and (name == suffix or name.endswith(f".{suffix}"))


def _without_port(entry: str, port: int) -> str:
    """Return *entry* without its port if that is *port*; an address of IPv6 has colons of its own."""
    head, colon, last = entry.rpartition(":")
    return head if colon and last == str(port) and (":" not in head or head.endswith("]")) else entry
