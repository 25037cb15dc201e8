"""Server of the local page on a port of this machine, in a thread; nothing that a client sends is kept or logged."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from siwakit.edge import clock
from siwakit.edge.server.http_server import HttpServer, Port
from siwakit.edge.server.page_listener import PageListener, open_listener
from siwakit.edge.server.site import PlainReply, Site
from siwakit.emulator.state.storage import Store
from siwakit.http import Request
from siwakit.web.app import MAX_BODY_BYTES, Journal, JournalLine, WebApp
from siwakit.web.guard import refusal


class PageServer:
    """Server of the page on *listener* while the context lasts; without one, on a port that the system chooses."""

    def __init__(self, listener: PageListener | None = None, *, journal: Journal | None = None, now: Callable[[], int] = clock.now) -> None:
        listener = listener or open_listener()
        # Read now, because the socket is closed at the end.
        self.port, self.url = listener.port, listener.url
        self._listener = listener
        self._app = WebApp(listener.guard(), journal)
        self._now = now
        too_large = refusal(413, f"the body has more than {MAX_BODY_BYTES} bytes")
        # A large paste takes time to judge, and must not keep other requests waiting.
        site = Site(self._answer, now, MAX_BODY_BYTES, too_large, blocks=True)
        self._server = HttpServer((Port(listener.socket, site),), "page")

    @property
    def start_url(self) -> str:
        """Return a new address that gives one browser access."""
        return self._listener.start_url

    def __enter__(self) -> Self:
        """Start, and return once connections are accepted."""
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop."""
        self._server.stop()

    def _answer(self, request: Request) -> PlainReply:
        try:
            return PlainReply(self._app.answer(request, self._now()))
        except Exception:  # noqa: BLE001  the server would log it, and its message may quote the paste
            return PlainReply(refusal(500, "a bug in siwakit: the paste could not be judged"))


def journal_of(store: Store) -> Journal:
    """Return a function that gives the page the exchanges after a number, from the *store* of an emulator."""

    def lines(after: int) -> list[JournalLine]:
        return [
            JournalLine(entry.number, entry.at, entry.method, entry.path, entry.status, entry.rule, entry.summary, entry.report, entry.client_id)
            for entry in store.entries(after)
        ]

    return lines
