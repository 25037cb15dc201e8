"""The address of a platform's API, and the proxy in front of it, as the environment names them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from siwakit.errors import UsageError

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def require_base(base: str, name: str, *, allows_plain_http: bool) -> str:
    """Return the address *base* of the platform *name*, without a slash at its end.

    Raises:
        UsageError: it is not an address, contains credentials, or would be used without encryption.
    """
    try:
        parts = urlsplit(base)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    del port
    if not host or not base.isascii() or not base.isprintable() or parts.scheme not in {"https", "http"} or parts.query or parts.fragment:
        raise UsageError(f"the address of {name} in the environment is not one of a server", hint="write it as https://host")
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"the address of {name} in the environment contains credentials", hint="set the token in its own variable")
    if parts.scheme == "http" and host not in _LOOPBACK and not allows_plain_http:
        raise UsageError(f"the address of {name} is http://, and secrets would be sent without encryption", hint="write it as https://host")
    return base.rstrip("/")


def find_proxy(base: str, environment: Mapping[str, str]) -> str | None:
    """Return the proxy for the address *base*, from the variables that curl knows; loopback never has one.

    Raises:
        UsageError: it is not an HTTP proxy.
    """
    parts = urlsplit(base)
    host = parts.hostname or ""
    names = (f"{parts.scheme}_proxy", f"{parts.scheme}_proxy".upper(), "all_proxy", "ALL_PROXY")
    proxy = next((environment[name] for name in names if environment.get(name)), None)
    excluded = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    if proxy is None or host in _LOOPBACK or any(_is_within(host, entry.strip()) for entry in excluded.split(",")):
        return None
    address = proxy if "://" in proxy else f"http://{proxy}"
    try:
        parts = urlsplit(address)
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or not address.isascii() or not address.isprintable():
        raise UsageError("the proxy in the environment is not an HTTP proxy", hint="set HTTPS_PROXY to http://host:port, or NO_PROXY")
    return address


def _is_within(host: str, entry: str) -> bool:
    domain = entry.lstrip("*").lstrip(".").lower()
    return entry == "*" or (domain != "" and (host == domain or host.endswith(f".{domain}")))
