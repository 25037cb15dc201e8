"""Bursts are queued, and silent clients do not block others."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack

import pytest
from tests.edge.ports import PORTS

from siwakit.edge.server import http_server

BURST = 300
LAST = b"GET /g HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("port", PORTS)
def test_every_request_of_a_burst_is_answered(connect_to, port):
    def ask():
        with connect_to(port) as client:
            together.wait()
            client.send(LAST)
            statuses.append(client.answer())

    together, statuses = threading.Barrier(100, timeout=20), []
    threads = [threading.Thread(target=ask) for _ in range(BURST)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert statuses == [200] * BURST


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("count", [200, http_server.MAX_CONNECTIONS + 20])
def test_silent_connections_do_not_block_others(connect_to, port, count):
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(socket.create_connection(("127.0.0.1", connect_to.numbers[port]), timeout=5))
        with connect_to(port) as client:
            client.send(LAST)
            assert client.answer() == 200
