"""Serve the local page on a port of this machine, from a thread; nothing of what comes in is kept or logged."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import Receive, Scope, Send

from siwakit.edge import clock
from siwakit.edge.page_door import Door, open_door
from siwakit.edge.sockets import LOOPBACK
from siwakit.edge.taking import careful_config, read_body
from siwakit.emulator.store import Store
from siwakit.errors import UsageError
from siwakit.http import Request, Response
from siwakit.web.app import MAX_BODY_BYTES, Journal, JournalLine, WebApp
from siwakit.web.guard import refusal

_START_SECONDS = 30
_STOP_SECONDS = 10


class WebServer:
    """Serve the page at *door* while the context lasts; without one, at a port that the system chooses."""

    def __init__(self, door: Door | None = None, *, journal: Journal | None = None, now: Callable[[], int] = clock.now) -> None:
        self._door = door or open_door()
        # Kept, because the socket that knows the port is closed at the end.
        self.port, self.url = self._door.port, self._door.url
        self._app = WebApp(self._door.guard(), journal)
        self._now = now
        self._ready = threading.Event()
        self._uvicorn = _Uvicorn(careful_config(self), self._ready)
        self._thread = threading.Thread(target=self._run, name="siwakit-web", daemon=True)

    @property
    def start_url(self) -> str:
        """Return a new address that lets one browser in."""
        return self._door.start_url

    def __enter__(self) -> Self:
        """Start, and return once connections are taken."""
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise UsageError("the page did not start in time", hint="try again on a machine that is less busy")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop."""
        self._uvicorn.stop()
        self._thread.join(_STOP_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; judging is done in a thread, so that a large paste does not keep the page waiting."""
        if scope["type"] != "http":
            return
        body = await read_body(scope, receive, MAX_BODY_BYTES)
        if body is None:
            return
        if len(body) > MAX_BODY_BYTES:
            await _send(send, refusal(413, f"the body has more than {MAX_BODY_BYTES} bytes"), self._now())
            return
        await _send(send, await asyncio.to_thread(self._answer, _request(scope, body)), self._now(), has_body=scope["method"] != "HEAD")

    def _answer(self, request: Request) -> Response:
        try:
            return self._app.answer(request, self._now())
        except Exception:  # noqa: BLE001  what is left to the server is logged there, and a message may quote the paste
            return refusal(500, "a bug of siwakit: the paste could not be judged")

    def _run(self) -> None:
        asyncio.run(self._uvicorn.serve(sockets=[self._door.socket]))


class _Uvicorn(uvicorn.Server):
    """Serve until it is told to stop; signals are left to the program around."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = asyncio.Event()

    async def main_loop(self) -> None:
        """Wait to be told."""
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        await self._told.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    def stop(self) -> None:
        """Stop, from another thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told.set)


def journal_of(store: Store) -> Journal:
    """Return what hands the page the exchanges that *store*, an emulator's, has after a number."""

    def lines(after: int) -> list[JournalLine]:
        return [
            JournalLine(one.number, one.at, one.method, one.path, one.status, one.rule, one.summary, one.report, one.client_id)
            for one in store.entries(after)
        ]

    return lines


def _request(scope: Scope, body: bytes) -> Request:
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    # The path is taken as it was written, so that nothing escaped in it can mean another one.
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], f"http://{LOOPBACK}{path}{'?' if query else ''}{query}", headers, body)


async def _send(send: Send, response: Response, now: int, *, has_body: bool = True) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    headers += [(b"Date", clock.http_date(now).encode()), (b"Content-Length", str(len(response.body)).encode())]
    await send({"type": "http.response.start", "status": response.status or 200, "headers": headers})
    await send({"type": "http.response.body", "body": response.body if has_body else b""})
