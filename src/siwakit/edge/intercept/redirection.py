"""What is redirected, and where to."""

from __future__ import annotations

from siwakit.record import record

# Addresses that nothing else uses: one in 127.0.0.0/8, so that a connection that is not redirected cannot leave the machine, and one in
# the private range of IPv6 (RFC 4193) that spells "siwakit".
MARKER = "127.83.73.87"
MARKER_IPV6 = "fd73:6977:616b:6974::57"
HTTPS_PORT = 443


@record
class Redirection:
    """Connections to *hosts* reach *port* on 127.0.0.1, whose certificate *authority* has signed.

    *authority* is PEM. *folder* is private, and removed at the end: it contains everything that has to be a file.
    """

    hosts: tuple[str, ...]
    port: int
    authority: bytes
    folder: str
