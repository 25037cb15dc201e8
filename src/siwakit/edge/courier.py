"""Post the emulator's notifications to where the application listens, again and again as Apple does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from siwakit.emulator.notifications import due, mark, request_of
from siwakit.emulator.store import NoticeRow
from siwakit.http import Request

if TYPE_CHECKING:
    from siwakit.edge.local_apple import LocalApple

POLL_SECONDS = 0.25
ANSWER_SECONDS = 10.0
_WEB = frozenset({"http", "https"})

Post = Callable[[Request], int | None]


def post(request: Request) -> int | None:
    """Send *request* and return the status of the answer; None where there is none. No redirect is followed, no proxy asked."""
    # Loading it takes a tenth of a second, and most emulators never send a notification.
    import httpx2  # noqa: PLC0415  an extra, loaded only where it is used

    if urlsplit(request.url).scheme not in _WEB:
        return None
    try:
        answer = httpx2.post(request.url, content=request.body, headers=dict(request.headers), timeout=ANSWER_SECONDS, trust_env=False)
    except (httpx2.HTTPError, httpx2.InvalidURL):
        return None
    return answer.status_code


class Courier:
    """Post what is due, from a thread of its own: an application that does not answer keeps nobody waiting but the courier."""

    def __init__(self, apple: LocalApple, send: Post = post) -> None:
        self._apple = apple
        self._send = send
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._posted = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="siwakit-courier", daemon=True)

    def start(self) -> None:
        """Start posting."""
        self._thread.start()

    def stop(self) -> None:
        """Post no more; what is due stays in the queue."""
        self._stopped.set()
        self._woken.set()

    def post_now(self, rows: tuple[NoticeRow, ...]) -> tuple[NoticeRow, ...]:
        """Return *rows* as they stand once each has been posted, or tried."""
        self._woken.set()
        with self._posted:
            self._posted.wait_for(lambda: all(self._latest(row).tries for row in rows), 2 * ANSWER_SECONDS)
        return tuple(self._latest(row) for row in rows)

    def _latest(self, row: NoticeRow) -> NoticeRow:
        return self._apple.store.get(NoticeRow, row.notice_id) or row

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait(POLL_SECONDS)
            self._woken.clear()
            for row in due(self._apple.store, self._apple.now()):
                if self._stopped.is_set():
                    return
                mark(self._apple.store, row, self._send(request_of(row)), self._apple.now())
                with self._posted:
                    self._posted.notify_all()
