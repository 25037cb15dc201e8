"""Which program has opened a connection."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from siwakit.edge.server.peer_program import program_of

pytestmark = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux says so")


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["IPv4", "IPv6"])
def test_the_program_of_a_connection_is_found_until_it_is_closed(family: int, host: str) -> None:
    with socket.socket(family) as listener:
        listener.bind((host, 0))
        listener.listen()
        with socket.create_connection(listener.getsockname()[:2]) as client:
            ports = (client.getsockname()[1], listener.getsockname()[1])
            assert program_of(*ports) == Path(sys.executable).resolve().name
        assert program_of(*ports) is None
