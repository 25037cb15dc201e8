"""The client's side of SOCKS 5 (RFC 1928, RFC 1929), for users whose own proxy speaks it."""

from __future__ import annotations

from ipaddress import ip_address

from siwakit.edge.server.ends import End
from siwakit.edge.server.user_proxies import Proxy

_VERSION, _CONNECT, _NAME, _IPV4, _IPV6 = 5, 1, 3, 1, 4
_NO_PASSWORD, _PASSWORD = 0, 2


async def ask_socks(end: End, proxy: Proxy, host: str, port: int) -> End:
    """Return *end* once it leads to *host*, whose name the proxy looks up.

    Raises:
        OSError: the proxy refuses, or does not speak SOCKS 5.
    """
    wants_password = bool(proxy.user or proxy.password)
    await end.write(bytes([_VERSION, 1 + wants_password, _NO_PASSWORD] + [_PASSWORD] * wants_password))
    version, method = await _exactly(end, 2)
    if version != _VERSION or method not in (_NO_PASSWORD, _PASSWORD):
        raise ConnectionRefusedError
    if method == _PASSWORD:
        await end.write(b"\x01" + _counted(proxy.user) + _counted(proxy.password))
        if (await _exactly(end, 2))[1] != 0:
            raise ConnectionRefusedError
    await end.write(bytes([_VERSION, _CONNECT, 0]) + _address(host) + port.to_bytes(2, "big"))
    _, refusal, _, kind = await _exactly(end, 4)
    if refusal:
        raise ConnectionRefusedError
    length = {_IPV4: 4, _IPV6: 16}.get(kind)
    await _exactly(end, (length if length is not None else (await _exactly(end, 1))[0]) + 2)
    return end


def _address(host: str) -> bytes:
    try:
        address = ip_address(host)
    except ValueError:
        return bytes([_NAME]) + _counted(host.encode("idna"))
    return bytes([_IPV4 if address.version == 4 else _IPV6]) + address.packed  # noqa: PLR2004  the version of IP


def _counted(text: bytes) -> bytes:
    if len(text) > 255:  # noqa: PLR2004  the length is one byte
        raise ConnectionRefusedError
    return bytes([len(text)]) + text


async def _exactly(end: End, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = await end.read(count - len(data))
        if not more:
            raise ConnectionAbortedError
        data += more
    return data
