"""The service that watched requests go on to: Apple, or another address that stands for it."""

from __future__ import annotations

import asyncio
import ssl
from urllib.parse import urlsplit

from siwakit.apple import HOST, OTHER_HOST
from siwakit.edge.server.dialing import CONNECT_SECONDS, Dialer, RefusedByProxy, Unreachable
from siwakit.edge.server.ends import SocketEnd, StreamEnd
from siwakit.edge.system_roots import certificates_in, system_roots
from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.patterns import pattern
from siwakit.record import record

_HTTPS_PORT = 443
_HOST = pattern(r"[\w.:%-]+")
_APPLE = frozenset({HOST, OTHER_HOST})


class UpstreamFault(Exception):
    """The upstream cannot be used, in one sentence."""


@record
class Upstream:
    """Where requests go on to: *host* and *port*, or Apple's host that the program has asked for if *host* is empty."""

    context: ssl.SSLContext
    host: str = ""
    port: int = _HTTPS_PORT

    @property
    def words(self) -> str:
        """Return its name."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if host else HOST

    async def connect(self, asked: str, dialer: Dialer) -> StreamEnd:
        """Return a connection over TLS, whose certificate was verified.

        Raises:
            UpstreamFault: it cannot be reached, or is not what it should be.
        """
        host = self.host or (asked if asked in _APPLE else HOST)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._over_tls(host, dialer)
        except TimeoutError:
            raise UpstreamFault(f"{self.words} did not answer within {CONNECT_SECONDS:.0f} seconds") from None
        except Unreachable as fault:
            raise UpstreamFault(str(fault)) from None
        except RefusedByProxy as refusal:
            refusal.end.end.close()
            raise UpstreamFault(f"the proxy of your environment refuses to lead to {host}") from None

    async def _over_tls(self, host: str, dialer: Dialer) -> StreamEnd:
        end = await dialer.tunnel(host, self.port)
        try:
            if isinstance(end, SocketEnd):
                return StreamEnd(*await asyncio.open_connection(sock=end.sock, ssl=self.context, server_hostname=host))
        except ssl.SSLCertVerificationError as error:
            end.close()
            hint = " (--upstream-ca names its authority)" if self.host else ""
            raise UpstreamFault(f"the certificate of {self.words} is not accepted: {error.verify_message.lower()}{hint}") from None
        except ssl.SSLError as error:
            end.close()
            raise UpstreamFault(f"{self.words} does not speak TLS: {(error.reason or 'no reason given').lower().replace('_', ' ')}") from None
        except OSError as error:
            end.close()
            raise UpstreamFault(f"{self.words} ended the TLS handshake: {(error.strerror or 'connection closed').lower()}") from None
        except ValueError:
            end.close()
            raise UpstreamFault(f"{self.words} is not a name that a certificate can have") from None
        except BaseException:
            end.close()
            raise
        end.close()
        raise UpstreamFault("a proxy that is itself spoken to over TLS is not supported here")


def read_upstream(address: str | None, authority: str | None) -> Upstream:
    """Return the upstream at *address*, or Apple; a certificate of *authority*, a file, is accepted in addition to the system's.

    Raises:
        UsageError: not an address, or not a file of certificates.
    """
    context = ssl.create_default_context(cadata=system_roots().decode("latin-1") or None)
    context.set_alpn_protocols(["http/1.1"])
    if authority is not None:
        found = certificates_in(authority)
        try:
            context.load_verify_locations(cadata=found.decode("latin-1"))
        except (ssl.SSLError, ValueError):
            raise UsageError(
                f"--upstream-ca {named(authority)} has no certificates in PEM", hint="name the file of the upstream's authority"
            ) from None
    if address is None:
        return Upstream(context)
    fault = UsageError(f"--upstream {named(address)} is not an address", hint="write https://HOST:PORT, without a path")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise fault from None
    is_bare = not (parts.path.strip("/") or parts.query or parts.fragment) and parts.username is None
    if parts.scheme != "https" or not host or not _HOST.fullmatch(host) or not is_bare or port == 0:
        raise fault
    return Upstream(context, host, port or _HTTPS_PORT)
