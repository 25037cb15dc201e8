"""JSON over HTTP to the platform that a store is on: one request, one answer, within a time limit.

- A redirect is not followed: it could take credentials to another host.
- Every failure says whether the request may have been carried out. It has not been if no connection was made, or if the answer is a refusal. After
  a lost answer, an answer that does not come from the platform, or a failure of the server, that is unknown.
- What a server says about its refusal is quoted, except for words that repeat a part of what was sent.
"""

from __future__ import annotations

import json
import math
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from time import monotonic
from typing import Any, NoReturn
from urllib.parse import urlencode

from siwakit.edge.stores.api_address import find_proxy, require_base
from siwakit.edge.stores.refusal_words import quoted
from siwakit.errors import StoreRefused, StoreUnavailable, UsageError
from siwakit.record import record

MAX_ANSWER_BYTES = 8 * 1024 * 1024
_READS = frozenset({"GET", "HEAD"})
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")
_MAY_PASS = "the same call may work a little later"
_UNAUTHORISED, _FORBIDDEN, _TOO_MANY, _SERVER_FAILS, _REDIRECTS = 401, 403, 429, 500, 300


@record
class Answer:
    """Answer of a platform: its status, its headers in lower case, and its JSON, which is empty if there is no body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    document: dict[str, Any] = field(repr=False)

    @property
    def is_success(self) -> bool:
        """Return whether the request was carried out."""
        return self.status < _REDIRECTS

    def text(self, name: str) -> str | None:
        """Return the member *name* if it is text."""
        value = self.document.get(name)
        return value if isinstance(value, str) else None


class ApiClient:
    """Client of one platform's API.

    *name* is what messages call the platform, and *credentials* returns the headers that authorise a request: it is called for each, because tokens
    in files are renewed. *hint* says what to check if they are refused.
    """

    def __init__(  # noqa: PLR0913  each is named
        self,
        name: str,
        base: str,
        *,
        credentials: Callable[[], Mapping[str, str]],
        hint: str,
        seconds: float,
        environment: Mapping[str, str],
        context: ssl.SSLContext | None = None,
        allows_plain_http: bool = False,
    ) -> None:
        self._name = name
        self._base = require_base(base, name, allows_plain_http=allows_plain_http)
        self._credentials = credentials
        self._hint = hint
        self._seconds = seconds
        self._proxy = find_proxy(self._base, environment)
        self._context = context

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> Answer:
        """Return the answer to a request for *path*: a success, or a refusal other than those raised here.

        Raises:
            StoreUnavailable: there is no answer, or the server fails or is busy.
            StoreRefused: the credentials are missing or refused.
        """
        credentials = self._credentials()
        content = None if body is None else json.dumps(body, allow_nan=False).encode("ascii")
        headers = {"Accept": "application/json", "User-Agent": "siwakit", **credentials}
        if content is not None:
            headers["Content-Type"] = content_type
        address = f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")
        status, raw, received = self._send(method, address, headers, content)
        sent = (*credentials.values(), *_texts(body))
        return self._classify(method, status, raw, received, sent)

    def refuse(self, answer: Answer, sent: str, action: str) -> StoreRefused:
        """Return the error for *answer*, which refuses *action*; *sent* is the secret that was sent, of which nothing is quoted."""
        return StoreRefused(f"{self._name} refuses {action} ({answer.status}){quoted(answer.document, (sent,))}", hint=self._hint)

    def report_shape(self, *, is_write: bool = False) -> StoreUnavailable:
        """Return the error for a success that is not what the API describes, so that nothing may be concluded from it."""
        return StoreUnavailable(
            f"{self._name} answers with something other than its API describes", hint="check the address of the store", is_outcome_unknown=is_write
        )

    def _send(self, method: str, address: str, headers: Mapping[str, str], content: bytes | None) -> tuple[int, Mapping[str, str], bytes]:
        import httpx2  # noqa: PLC0415  an extra, loaded when it is needed

        from siwakit.edge.client.deadline_transport import DEADLINE, DeadlineTransport  # noqa: PLC0415  it needs the extra
        from siwakit.edge.client.exchange import Progress  # noqa: PLC0415  it needs the extra

        progress = Progress()
        deadline = monotonic() + self._seconds
        timeout = dict.fromkeys(("read", "write", "connect", "pool"), self._seconds)

        def note(event: str, details: dict[str, Any]) -> None:
            progress.note(event, details)

        if self._context is None and (address.startswith("https:") or self._proxy is not None):
            self._context = httpx2.create_ssl_context()
        transport = DeadlineTransport(self._context, self._proxy)
        try:
            extensions = {"timeout": timeout, DEADLINE: deadline, "trace": note}
            request = httpx2.Request(method, address, headers=dict(headers), content=content, extensions=extensions)
            response = transport.handle_request(request)
            body = _read_limited(response)
            return response.status_code, {name.lower(): value for name, value in response.headers.items()}, body
        except httpx2.ConnectError as error:
            if isinstance(_root(error), ssl.SSLCertVerificationError):
                raise StoreRefused(
                    f"the certificate of {self._name} is not trusted", hint="check its address, and the certificate authority in your settings"
                ) from None
            raise StoreUnavailable(f"{self._name} cannot be reached", hint=_MAY_PASS) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError, UnicodeError, ValueError) as error:
            is_sent = not progress.is_unsent and not isinstance(error, httpx2.ConnectTimeout)
            said = (
                "does not answer in time" if isinstance(error, (httpx2.TimeoutException, TimeoutError)) else "ended the connection without an answer"
            )
            # The message of the library is left out, because it may contain headers.
            raise StoreUnavailable(f"{self._name} {said}", hint=_MAY_PASS, is_outcome_unknown=is_sent and method not in _READS) from None
        finally:
            transport.close()

    def _classify(self, method: str, status: int, headers: Mapping[str, str], body: bytes, sent: tuple[str, ...]) -> Answer:
        is_write = method not in _READS
        document = _document(body) if len(body) <= MAX_ANSWER_BYTES else None
        said = "" if document is None else quoted(document, sent)
        if status == _TOO_MANY or (status == _FORBIDDEN and _is_limited(headers)):
            self._fail(f"asks to wait ({status})", headers, is_unknown=False)
        if status >= _SERVER_FAILS:
            self._fail(f"fails ({status}){said}", headers, is_unknown=is_write)
        if _REDIRECTS <= status < 400:  # noqa: PLR2004  where refusals begin
            raise StoreRefused(f"{self._name} redirects to another address ({status}), which is not followed", hint="check the address of the store")
        if status in {_UNAUTHORISED, _FORBIDDEN}:
            raise StoreRefused(f"{self._name} refuses the credentials ({status}){said}", hint=self._hint)
        if document is None:
            said = "something other than a JSON object" if len(body) <= MAX_ANSWER_BYTES else f"more than {MAX_ANSWER_BYTES} bytes"
            self._fail(f"answers with {said} ({status}): a proxy may be in between", headers, is_unknown=is_write)
        return Answer(status, headers, document)

    def _fail(self, said: str, headers: Mapping[str, str], *, is_unknown: bool) -> NoReturn:
        raise StoreUnavailable(
            f"{self._name} {said}", hint=_MAY_PASS, is_outcome_unknown=is_unknown, retry_after_seconds=_retry_after(headers.get("retry-after", ""))
        )


def require_credential(environment: Mapping[str, str], names: tuple[str, ...], platform: str) -> str:
    """Return the first of the variables *names* that is set.

    Raises:
        StoreRefused: none is, or it cannot be a token.
    """
    for name in names:
        value = environment.get(name, "").strip()
        if value:
            return require_token_characters(value, name)
    raise StoreRefused(f"no credentials for {platform}", hint=f"set {' or '.join(names)}")


def require_token_characters(value: str, origin: str) -> str:
    """Return *value* if it can be sent in a header.

    Raises:
        StoreRefused: it cannot.
    """
    if not _TOKEN.fullmatch(value):
        raise StoreRefused(f"{origin} has characters that no token has", hint="set it again, without quotes and line breaks")
    return value


def require_httpx() -> None:
    """Check that the extra `http` is installed.

    Raises:
        UsageError: it is not.
    """
    try:
        import httpx2  # noqa: F401, PLC0415  only looked for
    except ModuleNotFoundError as missing:
        raise UsageError(f"this store needs {missing.name}", hint="run pip install 'siwakit[http]'") from None


def _read_limited(response: Any) -> bytes:
    """Return the body, or a little more than the limit of a body that exceeds it."""
    body = bytearray()
    try:
        for part in response.stream:
            body += part
            if len(body) > MAX_ANSWER_BYTES:
                break
    finally:
        response.close()
    return bytes(body)


def _document(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object in *body*, which is empty if there is no body; None if it is something else."""
    if not body.strip():
        return {}
    try:
        value = json.loads(body, parse_constant=_refuse_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number that is too large")
    return number


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from _texts(member)


def _is_limited(headers: Mapping[str, str]) -> bool:
    """Return whether a 403 is GitHub's answer to too many requests."""
    return "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0"


def _retry_after(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None  # noqa: PLR2004  eleven days


def _root(error: BaseException) -> BaseException:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error
