"""Transports of the client for asyncio."""

from __future__ import annotations

import ssl

import httpx2

from siwakit.edge.client.deadline_transport import KEEPALIVE_SECONDS

_LIMITS = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEPALIVE_SECONDS)


def open_transport(context: ssl.SSLContext, proxy: str | None) -> httpx2.AsyncBaseTransport:
    """Return a transport with a single connection; `waiting.time_limit` ends its exchanges in time."""
    return httpx2.AsyncHTTPTransport(verify=context, limits=_LIMITS, trust_env=False, proxy=proxy)
