"""Delivery of the emulator's notifications to the applications, retried as `emulator/sent_notifications.py` plans it.

A receiver may be slow, silent or endless, and must not harm the others for it: each receiver has at most one delivery in progress, in
a thread of its own, limited in time and in what is read of the answer. What waits stays in the store; nothing is queued here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from siwakit.emulator.sent_notifications import due, mark, request_of
from siwakit.emulator.state.storage import NoticeRow
from siwakit.http import Request

if TYPE_CHECKING:
    import httpx2

    from siwakit.edge.server.local_apple import LocalApple

POLL_SECONDS = 0.25
ANSWER_SECONDS = 10.0
ANSWER_BYTES = 4096
MAX_RECEIVERS = 16  # with more than that many slow ones at a time, the others wait
_WEB = frozenset({"http", "https"})

Post = Callable[[Request], int | None]


def post(request: Request) -> int | None:
    """Send *request* and return the status of the answer, or None if no answer arrived in time.

    Redirects are not followed and no proxy is used. Of a long body only the beginning is read.
    """
    # Loading httpx2 takes a tenth of a second, and most emulators never send a notification.
    import httpx2  # noqa: PLC0415  an extra, loaded only where it is used

    from siwakit.edge.client.deadline_transport import DEADLINE, DeadlineTransport  # noqa: PLC0415  as above

    headers = [*request.headers, ("Connection", "close"), ("User-Agent", "siwakit")]
    extensions = {DEADLINE: monotonic() + ANSWER_SECONDS}
    try:
        if urlsplit(request.url).scheme not in _WEB:
            return None
        sent = httpx2.Request(request.method, request.url, headers=headers, content=request.body, extensions=extensions)
        with DeadlineTransport(None) as transport:
            answer = transport.handle_request(sent)
            _read_beginning(answer)
    except (httpx2.TransportError, httpx2.InvalidURL, ValueError):  # ValueError: an address that cannot be parsed
        return None
    return answer.status_code


def _read_beginning(answer: httpx2.Response) -> None:
    """Read the body up to the limit, so that a receiver with an ordinary answer is not cut off while it writes."""
    length = 0
    try:
        for part in answer.iter_raw():
            length += len(part)
            if length > ANSWER_BYTES:
                break
    finally:
        answer.close()


class NotificationSender:
    """Background delivery of the notifications that are due."""

    def __init__(self, apple: LocalApple, send: Post = post) -> None:
        self._apple = apple
        self._send = send
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._busy: set[str] = set()  # the addresses that a delivery is in progress to
        self._changed = threading.Condition()  # guards the set, and the row of a delivery while it is read or marked
        self._thread = threading.Thread(target=self._run, name="siwakit-notifications", daemon=True)

    def start(self) -> None:
        """Start delivering."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no more deliveries; what is due stays in the store."""
        self._stopped.set()
        self._woken.set()

    def post_now(self, rows: tuple[NoticeRow, ...]) -> tuple[NoticeRow, ...]:
        """Return *rows* as they are after an attempt to deliver each of them."""
        self._woken.set()
        with self._changed:
            self._changed.wait_for(lambda: all(self._latest(row).tries for row in rows), 2 * ANSWER_SECONDS)
        return tuple(self._latest(row) for row in rows)

    def _latest(self, row: NoticeRow) -> NoticeRow:
        return self._apple.store.get(NoticeRow, row.notice_id) or row

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait(POLL_SECONDS)
            self._woken.clear()
            self._begin_deliveries()

    def _begin_deliveries(self) -> None:
        """Begin the oldest delivery to each receiver that has none in progress."""
        with self._changed:
            for row in due(self._apple.store, self._apple.now()):
                if self._stopped.is_set() or len(self._busy) >= MAX_RECEIVERS:
                    return
                if row.url not in self._busy:
                    self._busy.add(row.url)
                    threading.Thread(target=self._deliver, args=(row,), name="siwakit-notification", daemon=True).start()

    def _deliver(self, row: NoticeRow) -> None:
        status = None
        try:
            status = self._send(request_of(row))
        finally:
            with self._changed:
                self._busy.discard(row.url)
                mark(self._apple.store, row, status, self._apple.now())
                self._changed.notify_all()
            self._woken.set()
