"""Endpoints for Apple's notifications, one for ASGI and one for WSGI, which pass each event to a function.

    app.add_route("/apple/notifications", AsgiNotifications(client.verify_notification, handle=queue.put))

The answer is 200 as soon as a notification is verified, and the function is called afterwards, because Apple repeats what is not
answered in time. The answer is 400 if the notification is refused, and 503 if Apple's keys are unavailable; then Apple retries.
The function should only put the event into a queue: what it raises is logged, and Apple does not repeat what was answered
with 200.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from inspect import isawaitable
from typing import Any

from siwakit.edge.asgi_messages import Receive, Scope, Send, read_body
from siwakit.errors import TooLarge
from siwakit.flow.failures import AppleError
from siwakit.flow.notifications import MAX_BODY_BYTES, NOTHING_TO_ACT_ON, NotificationEvent
from siwakit.flow.refused import KeysUnavailable, NotificationRefused
from siwakit.record import record

_log = logging.getLogger("siwakit.notifications")
_UNKNOWN_KEY = "notification-key-unknown"
_MAX_DIGITS = 18  # no stated length of a body has more
_TO_COME_AGAIN = (("Retry-After", "60"),)


@record
class _Answer:
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...] = ()
    event: NotificationEvent | None = None


_NOT_POSTED = _Answer(405, "Method Not Allowed", (("Allow", "POST"),))
_TOO_LARGE = _Answer(413, "Content Too Large")
_NO_KEYS = _Answer(503, "Service Unavailable", _TO_COME_AGAIN)


def _accept(event: NotificationEvent) -> _Answer:
    return _Answer(200, "OK", event=None if event.is_repeated else event)


def _refuse(error: Exception) -> _Answer:
    """Return the answer if verification failed with *error*."""
    match error:
        case TooLarge():
            return _TOO_LARGE
        case NotificationRefused(rules=rules):
            _log.warning("%s", error)
            if NOTHING_TO_ACT_ON.issuperset(rules):
                return _Answer(200, "OK")
            return _NO_KEYS if rules[0] == _UNKNOWN_KEY else _Answer(400, "Bad Request")
    _log.warning("a notification cannot be verified now: %s", error)
    return _NO_KEYS


@contextmanager
def _logged_failures(event: NotificationEvent) -> Iterator[None]:
    """Log what a handler raises: the answer has already been sent."""
    try:
        yield
    except Exception:  # noqa: BLE001  the caller's function may raise anything
        _log.exception("the handler failed for an event of type %s, which Apple will not repeat", event.type.value)


_REFUSALS = (NotificationRefused, TooLarge, KeysUnavailable, AppleError)


class AsgiNotifications:
    """Endpoint as an ASGI application.

    *verify* takes a body and returns its event: `AsyncAppleClient.verify_notification`, with `seen` if duplicates matter.
    *handle* takes a `NotificationEvent` after the answer has gone out. Both may be coroutine functions.
    """

    def __init__(
        self, verify: Callable[[bytes], NotificationEvent | Awaitable[NotificationEvent]], *, handle: Callable[[NotificationEvent], object]
    ) -> None:
        self._verify = verify
        self._handle = handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = await self._answer(scope, receive)
        if answer is None:
            return
        headers = [(b"content-length", b"0"), *((name.lower().encode(), value.encode()) for name, value in answer.headers)]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        if answer.event is not None:
            await self._hand_on(answer.event)

    async def _answer(self, scope: Scope, receive: Receive) -> _Answer | None:
        """Return the answer, or None if the client has disconnected."""
        if scope["method"] != "POST":
            return _NOT_POSTED
        body = await read_body(receive, MAX_BODY_BYTES)
        if body is None:
            return None
        if len(body) > MAX_BODY_BYTES:
            return _TOO_LARGE
        try:
            found = self._verify(body)
            return _accept(found if isinstance(found, NotificationEvent) else await found)
        except _REFUSALS as error:
            return _refuse(error)

    async def _hand_on(self, event: NotificationEvent) -> None:
        with _logged_failures(event):
            result = self._handle(event)
            if isawaitable(result):
                await result


class WsgiNotifications:
    """Endpoint as a WSGI application.

    *verify* takes a body and returns its event: `AppleClient.verify_notification`, with `seen` if duplicates matter.
    *handle* takes a `NotificationEvent` after the answer has gone out.
    """

    def __init__(self, verify: Callable[[bytes], NotificationEvent], *, handle: Callable[[NotificationEvent], object]) -> None:
        self._verify = verify
        self._handle = handle

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._answer(environ)
        start_response(f"{answer.status} {answer.reason}", [("Content-Length", "0"), *answer.headers])
        return _Sent(lambda: self._hand_on(answer.event))

    def _answer(self, environ: dict[str, Any]) -> _Answer:
        if environ["REQUEST_METHOD"] != "POST":
            return _NOT_POSTED
        stated = environ.get("CONTENT_LENGTH") or "0"
        length = int(stated[:_MAX_DIGITS]) if stated.isascii() and stated.isdigit() else 0
        if length > MAX_BODY_BYTES:
            return _TOO_LARGE
        try:
            return _accept(self._verify(bytes(environ["wsgi.input"].read(length))))
        except _REFUSALS as error:
            return _refuse(error)

    def _hand_on(self, event: NotificationEvent | None) -> None:
        if event is None:
            return
        with _logged_failures(event):
            self._handle(event)


class _Sent:
    """Empty body that calls *then* when the server has sent it: WSGI servers close a body after sending it."""

    def __init__(self, then: Callable[[], None]) -> None:
        self._then = then

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        self._then()
