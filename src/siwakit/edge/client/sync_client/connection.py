"""Transports of the client for threads."""

from __future__ import annotations

import ssl

import httpx2

from siwakit.edge.client.deadline_transport import DeadlineTransport


def open_transport(context: ssl.SSLContext, proxy: str | None) -> httpx2.BaseTransport:
    """Return a transport with a single connection, which ends its exchanges in time."""
    return DeadlineTransport(context, proxy)
