"""Calls of OpenBao's and Vault's HTTP API, with the address and the token that their own command line uses."""

from __future__ import annotations

import json
import os
import ssl
import weakref
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx2

from siwakit.edge.client.deadline_transport import DEADLINE, DeadlineTransport
from siwakit.edge.client.exchange import tls_context
from siwakit.errors import KeyFault, SignerUnavailable, UsageError
from siwakit.record import record

MAX_ANSWER_BYTES = 256 * 1024
_MAX_TOKEN_BYTES = 4096
_FORBIDDEN, _NOT_FOUND, _TOO_MANY, _FIRST_SERVER_ERROR, _UNAVAILABLE = 403, 404, 429, 500, 503
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK = range(200, 300)


@record
class Answer:
    """Answer of the server: its status, and the object `data` in its JSON, which is empty if there is none."""

    status: int
    data: Mapping[str, Any] = field(repr=False)

    @property
    def is_ok(self) -> bool:
        """Return whether the call succeeded."""
        return self.status in _OK

    @property
    def is_missing(self) -> bool:
        """Return whether there is nothing at the path."""
        return self.status == _NOT_FOUND


class OpenBao:
    """One connection to the server that *environment* names; threads take turns, and each call ends within *seconds*."""

    def __init__(self, environment: Mapping[str, str], seconds: float) -> None:
        self._environment = environment
        self._seconds = seconds
        self._turn = Lock()
        self._transport: DeadlineTransport | None = None
        self._process = 0

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, needs: str) -> Answer:
        """Return the answer to a call; *path* follows `/v1/`, and *needs* is the capability that a policy must grant for it.

        An answer may be an error of the caller, such as 400 or 404.

        Raises:
            UsageError: no server or no token is given.
            SignerUnavailable: the server does not answer, is sealed, or something else answers in its place.
            KeyFault: the token is not allowed to make this call.
        """
        request = self._request(method, path, body)
        if not self._turn.acquire(timeout=self._seconds):
            raise SignerUnavailable("the connection to OpenBao is busy with other calls", hint="sign less often")
        try:
            status, content = self._exchange(request)
        except (httpx2.TimeoutException, TimeoutError):
            raise SignerUnavailable(f"OpenBao at {request.url.host} did not answer within {self._seconds:g} seconds", hint=_REACH) from None
        except (httpx2.TransportError, UnicodeError, OSError) as error:
            raise SignerUnavailable(f"no connection to OpenBao at {request.url.host} ({type(error).__name__})", hint=_REACH) from None
        finally:
            self._turn.release()
        return _read(status, content, path, needs)

    def _exchange(self, request: httpx2.Request) -> tuple[int, bytes]:
        response = self._connect().handle_request(request)
        body = bytearray()
        stream: Any = response.stream
        try:
            for part in stream:
                body += part
                if len(body) > MAX_ANSWER_BYTES:
                    break
        finally:
            response.close()
        return response.status_code, bytes(body)

    def _connect(self) -> DeadlineTransport:
        if self._transport is None or self._process != os.getpid():
            # A connection cannot be shared with the process that this one was forked from.
            self._transport, self._process = DeadlineTransport(_context(self._environment)), os.getpid()
            weakref.finalize(self, self._transport.close)
        return self._transport

    def _request(self, method: str, path: str, body: Mapping[str, Any] | None) -> httpx2.Request:
        base = _first(self._environment, "BAO_ADDR", "VAULT_ADDR")
        if base is None:
            raise UsageError("no server given for the transit key", hint="set BAO_ADDR or VAULT_ADDR, such as https://bao.example.com:8200")
        if not _is_url(base):
            raise UsageError("BAO_ADDR or VAULT_ADDR is not an http URL", hint="write it like https://bao.example.com:8200")
        headers = {"X-Vault-Token": _token(self._environment), "X-Vault-Request": "true", "User-Agent": "siwakit"}
        namespace = _first(self._environment, "BAO_NAMESPACE", "VAULT_NAMESPACE")
        if namespace:
            headers["X-Vault-Namespace"] = namespace
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        timeouts = dict.fromkeys(("read", "write", "connect", "pool"), self._seconds)
        extensions = {"timeout": timeouts, DEADLINE: monotonic() + self._seconds}
        return httpx2.Request(method, f"{base.rstrip('/')}/v1/{path}", headers=headers, content=content, extensions=extensions)


_REACH = "check BAO_ADDR or VAULT_ADDR, and that the server can be reached from here"


def _first(environment: Mapping[str, str], *names: str) -> str | None:
    return next((environment[name] for name in names if environment.get(name)), None)


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username and not parts.query


def _context(environment: Mapping[str, str]) -> ssl.SSLContext:
    if _first(environment, "BAO_SKIP_VERIFY", "VAULT_SKIP_VERIFY") not in {None, "0", "false"}:
        raise UsageError(
            "BAO_SKIP_VERIFY or VAULT_SKIP_VERIFY is set: whoever is in between could read the token", hint="name its CA in BAO_CACERT instead"
        )
    authority = _first(environment, "BAO_CACERT", "VAULT_CACERT")
    try:
        return tls_context(None) if authority is None else ssl.create_default_context(cafile=authority)
    except (OSError, ValueError):
        raise UsageError("the certificate that BAO_CACERT or VAULT_CACERT names cannot be read", hint="name a PEM file with the CA") from None


def _token(environment: Mapping[str, str]) -> str:
    token = _first(environment, "BAO_TOKEN", "VAULT_TOKEN")
    if token is None:
        # Where `bao login` and `vault login` leave it; read each time, because an agent may renew it.
        place = Path(environment.get("HOME") or "/nonexistent", ".vault-token")
        try:
            with place.open("rb") as file:
                token = file.read(_MAX_TOKEN_BYTES).decode("ascii").strip()
        except (OSError, ValueError):
            token = None
    if not token or not token.isascii() or not token.isprintable():
        raise UsageError("no token given for OpenBao", hint="set BAO_TOKEN or VAULT_TOKEN, or log in: bao login")
    return token


def _read(status: int, content: bytes, path: str, needs: str) -> Answer:
    document = _document(content)
    if status in _REDIRECTS:
        raise SignerUnavailable("OpenBao sends calls to another server", hint="set BAO_ADDR or VAULT_ADDR to the active server")
    if document is None:
        raise SignerUnavailable(
            f"something that is not OpenBao answered with status {status} and no JSON", hint="is a proxy or a login page in between? Check BAO_ADDR"
        )
    if status == _UNAVAILABLE and any("sealed" in str(text).lower() for text in document.get("errors") or ()):
        raise SignerUnavailable("OpenBao is sealed", hint="unseal it (bao operator unseal), and try again")
    if status == _TOO_MANY or status >= _FIRST_SERVER_ERROR:
        raise SignerUnavailable(f"OpenBao answered with status {status}", hint="look into its log, and try again later")
    if status == _FORBIDDEN:
        raise KeyFault("OpenBao does not allow this with the given token", hint=f'give its policy: path "{path}" {{ capabilities = ["{needs}"] }}')
    data = document.get("data")
    return Answer(status, data if isinstance(data, dict) else {})


def _document(content: bytes) -> dict[str, Any] | None:
    if not content:
        return {}
    if len(content) > MAX_ANSWER_BYTES:
        return None
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
