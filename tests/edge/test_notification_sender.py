"""Delivery of notifications to receivers that are slow, endless or broken."""

from __future__ import annotations

import itertools
import threading
import time
import tracemalloc

import pytest
from tests.client.raw_server import RawServer, answer, drip
from tests.each import each

from siwakit.edge.server import notification_sender
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.edge.server.notification_sender import MAX_RECEIVERS, NotificationSender, post
from siwakit.emulator.state.storage import NoticeRow
from siwakit.http import Request

OK = b"HTTP/1.1 200 OK\r\n"
BLOCK = b" " * 65_536
# A busy machine takes its time; a receiver that is not given up goes on for 30 seconds, and the sender as it is delivered waits for 10.
LATEST_SECONDS = 5
ENDLESS_BODIES = {
    "of unknown length": itertools.chain([OK + b"\r\n"], itertools.repeat(BLOCK)),
    "of a huge length": itertools.chain([OK + b"Content-Length: 1000000000000\r\n\r\n"], itertools.repeat(BLOCK)),
    "in chunks": itertools.chain([OK + b"Transfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"10000\r\n" + BLOCK + b"\r\n")),
    "compressed": itertools.chain([OK + b"Content-Encoding: gzip\r\n\r\n"], itertools.repeat(BLOCK)),
}
DRIPS = {
    "nothing": [30.0],
    "the status line": drip(b"HTTP/1.1 200 ", b"O"),
    "one header at a time": drip(OK, b"X-Slow: 1\r\n"),
    "the body": drip(OK + b"Content-Length: 1000\r\n\r\n", b" "),
}


def request_to(server):
    return Request("POST", f"http://127.0.0.1:{server.port}/apple", (("Content-Type", "application/json"),), b'{"payload":"p"}')


def test_a_notification_is_posted_as_apple_posts_it():
    with RawServer([answer(b"thank you")]) as server:
        assert post(request_to(server)) == 200
        head, _, body = server.received[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /apple HTTP/1.1\r\n")
    assert b"Content-Type: application/json" in head
    assert body == b'{"payload":"p"}'


@pytest.mark.parametrize("status", ["204 No Content", "302 Found\r\nLocation: http://127.0.0.1:9/", "500 Internal Server Error"])
def test_the_status_is_returned_whatever_it_is(status):
    with RawServer([answer(b"", status)]) as server:
        assert post(request_to(server)) == int(status[:3])
        assert len(server.received) == 1


@pytest.mark.parametrize("parts", ENDLESS_BODIES.values(), ids=ENDLESS_BODIES)
def test_an_endless_body_is_not_read_to_its_end(parts):
    post(Request("POST", "unusable", (), b""))  # loads what is imported only when it is needed
    with RawServer(parts) as server:
        began = time.monotonic()
        tracemalloc.start()
        status = post(request_to(server))
        _, most_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert status == 200
    assert most_bytes < 2_000_000
    assert time.monotonic() - began < LATEST_SECONDS


def test_endless_headers_are_not_an_answer():
    began = time.monotonic()
    with RawServer(itertools.chain([OK], itertools.repeat(b"X-More: 1\r\n" * 1000))) as server:
        assert post(request_to(server)) is None
    assert time.monotonic() - began < LATEST_SECONDS


@pytest.mark.parametrize("parts", DRIPS.values(), ids=DRIPS)
def test_an_answer_that_is_not_complete_in_time_does_not_count(monkeypatch, parts):
    monkeypatch.setattr(notification_sender, "ANSWER_SECONDS", 0.25)
    began = time.monotonic()
    with RawServer(parts) as server:
        assert post(request_to(server)) is None
    assert time.monotonic() - began < LATEST_SECONDS


@each("url", ["ftp://127.0.0.1/x", "http://[x/", "http://127.0.0.1:99999/", "http://127.0.0.1:9/", "", "x"])
def test_an_address_that_cannot_be_posted_to_gives_no_answer(url):
    assert post(Request("POST", url, (), b"{}")) is None


class Receivers:
    """Receivers of which some do not answer until they are released."""

    def __init__(self, *silent: str) -> None:
        self.silent = silent
        self.released = threading.Event()
        self.are_all_busy = threading.Event()
        self.lock = threading.Lock()
        self.received: list[tuple[str, str]] = []
        self.now = 0
        self.most = 0

    def __call__(self, request: Request) -> int:
        with self.lock:
            self.received.append((request.url, request.text))
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == MAX_RECEIVERS:
                self.are_all_busy.set()
        if request.url in self.silent:
            self.released.wait(10)
        with self.lock:
            self.now -= 1
        return 200


@pytest.fixture
def apple():
    local = LocalApple(Setup(seed=7))
    yield local
    local.close()


@pytest.fixture
def start(apple):
    """Start a sender that delivers notices to *receivers*."""
    senders = []

    def begin(receivers, rows):
        for row in rows:
            apple.store.put(row)
        senders.append(NotificationSender(apple, receivers))
        senders[-1].start()
        return senders[-1]

    yield begin
    for sender in senders:
        sender.stop()


def notice(apple, name, url, age=0):
    return NoticeRow(name, url, name, "email-enabled", apple.now() - age)


def test_a_receiver_that_does_not_answer_delays_no_other(apple, start):
    receivers = Receivers("http://slow/")
    waiting = [notice(apple, f"slow-{number}", "http://slow/", age=9) for number in range(3)]
    fast = [notice(apple, f"fast-{number}", "http://fast/") for number in range(3)]
    delivered = start(receivers, [*waiting, *fast]).post_now(tuple(fast))
    assert [row.statuses for row in delivered] == [(200,)] * 3
    assert [url for url, _ in receivers.received].count("http://slow/") == 1
    receivers.released.set()


def test_a_receiver_gets_one_notification_after_another_the_oldest_first(apple, start):
    receivers = Receivers()
    rows = tuple(notice(apple, f"n{age}", "http://app/", age) for age in (1, 3, 2))
    start(receivers, rows).post_now(rows)
    assert receivers.received == [("http://app/", "n3"), ("http://app/", "n2"), ("http://app/", "n1")]
    assert receivers.most == 1


def test_a_limited_number_of_receivers_is_posted_to_at_a_time(apple, start):
    urls = [f"http://app-{number}/" for number in range(MAX_RECEIVERS + 4)]
    receivers = Receivers(*urls)
    rows = tuple(notice(apple, url, url) for url in urls)
    sender = start(receivers, rows)
    assert receivers.are_all_busy.wait(9)
    receivers.released.set()
    assert [row.statuses for row in sender.post_now(rows)] == [(200,)] * len(urls)
    assert receivers.most == MAX_RECEIVERS


def test_a_delivery_that_fails_is_retried_later_and_does_not_stop_others(apple, start, monkeypatch):
    reported = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda _: reported.set())

    def fail(request):
        if request.url == "http://broken/":
            raise RuntimeError
        return 200

    rows = (notice(apple, "broken", "http://broken/", age=1), notice(apple, "fine", "http://fine/"))
    broken, fine = start(fail, rows).post_now(rows)
    assert (broken.statuses, broken.is_done, broken.due_at > apple.now()) == ((0,), False, True)
    assert fine.statuses == (200,)
    assert reported.wait(5)


def test_a_stopped_sender_starts_no_delivery(apple, start):
    receivers = Receivers("http://app/")
    rows = [notice(apple, "first", "http://app/", age=1), notice(apple, "second", "http://app/")]
    sender = start(receivers, rows)
    sender.stop()
    receivers.released.set()
    sender._thread.join(5)
    assert len(receivers.received) <= 1
