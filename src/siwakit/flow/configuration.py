"""Configuration of calls to Apple: one team, one key, any number of clients, and Apple itself or an emulator."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar
from urllib.parse import urlsplit

from siwakit.apple import ISSUER, Endpoint
from siwakit.errors import UsageError
from siwakit.evidence.evidence import Origin
from siwakit.evidence.stated import require_stated
from siwakit.jose.signer import Signer
from siwakit.record import record

_NEAR = frozenset({"localhost", "127.0.0.1", "::1"})


@record
class Apple:
    """An Apple to call: its URL, its issuer and its keys, which only change together.

    There are two ways to get one: `Apple.PRODUCTION` and `Apple.emulator(url)`.
    """

    base_url: str
    issuer: str
    is_emulator: bool

    PRODUCTION: ClassVar[Apple]

    @classmethod
    def emulator(cls, url: str) -> Apple:
        """Return the emulator at *url*, which identifies itself as Apple; `http://` is only for this machine.

        Raises:
            UsageError: a URL that is not that of a server, or `http://` on another machine.
        """
        base = url.rstrip("/")
        try:
            parts = urlsplit(base)
        except ValueError:
            raise UsageError("the emulator's URL cannot be parsed", hint="siwakit emulator prints it: http://127.0.0.1:<port>") from None
        if not parts.hostname or parts.scheme not in {"http", "https"} or parts.username or parts.query or parts.fragment:
            raise UsageError("the emulator's URL is not an http URL", hint="siwakit emulator prints it: http://127.0.0.1:<port>")
        if base == ISSUER:
            raise UsageError(f"{ISSUER} is not an emulator", hint="use Apple.PRODUCTION")
        if parts.scheme == "http" and parts.hostname not in _NEAR:
            raise UsageError(
                "the URL of an emulator on another machine is http, expected https",
                hint="use https: over http a client_secret would be sent unencrypted",
            )
        return cls(base, ISSUER, is_emulator=True)

    def url(self, endpoint: Endpoint) -> str:
        """Return the URL of *endpoint*."""
        return f"{self.base_url}{endpoint.value}"


Apple.PRODUCTION = Apple(ISSUER, ISSUER, is_emulator=False)


@record
class AppleConfiguration:
    """A team, its key and its clients; *bundle_ids* are for apps, *services_ids* for the web and Android.

    Raises:
        UsageError: no client, a client in both lists, a malformed identifier, or a path or an address in place of a signer.
    """

    team_id: str
    key_id: str
    signer: Signer = field(repr=False)
    bundle_ids: tuple[str, ...] = ()
    services_ids: tuple[str, ...] = ()
    apple: Apple = Apple.PRODUCTION

    def __post_init__(self) -> None:
        """Check that there is a client, and that each is of one kind."""
        given: tuple[object, object] = (self.bundle_ids, self.services_ids)
        if any(isinstance(names, str) for names in given):
            raise UsageError("bundle_ids and services_ids are text, expected tuples of text", hint='write ("com.example.app",), with the comma')
        signer: object = self.signer
        if isinstance(signer, str | bytes):
            raise UsageError("signer is text, expected a Signer", hint="pass open_signer(text) if it is a path or an address")
        require_stated({"team_id": self.team_id, "key_id": self.key_id, "bundle_ids": self.bundle_ids, "services_ids": self.services_ids})
        if not self.client_ids:
            raise UsageError("no client is configured", hint="pass bundle_ids for apps, services_ids for the web, or both")
        both = set(self.bundle_ids) & set(self.services_ids)
        if both:
            raise UsageError(
                f"{min(both)} is in bundle_ids and in services_ids", hint="list it once: a bundle ID belongs to an app, a Services ID to a website"
            )

    @property
    def client_ids(self) -> tuple[str, ...]:
        """Return every client, apps first."""
        return (*self.bundle_ids, *self.services_ids)

    def origin_of(self, client_id: str) -> Origin:
        """Return where codes issued to *client_id* come from."""
        return Origin.NATIVE if client_id in self.bundle_ids else Origin.WEB

    def choose_client(self, client_id: str | None = None, origin: Origin | None = None) -> str:
        """Return *client_id* if it is configured; if it is None, the only configured client of *origin*.

        Raises:
            UsageError: a client of another kind, one that is not configured, or no *client_id* although there are several.
        """
        ids = {None: self.client_ids, Origin.NATIVE: self.bundle_ids, Origin.WEB: self.services_ids}[origin]
        name = {None: "client", Origin.NATIVE: "bundle ID", Origin.WEB: "Services ID"}[origin]
        if client_id is None:
            if len(ids) != 1:
                raise UsageError(f"no {name} is given, and {len(ids)} are configured", hint="pass client_id" if ids else f"configure a {name}")
            return ids[0]
        if client_id not in ids:
            raise UsageError(
                f"client_id is not a configured {name}", hint=f"pass one of the configured ones: {', '.join(ids)}" if ids else f"configure a {name}"
            )
        return client_id
