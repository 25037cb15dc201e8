"""Which program has opened a connection."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from siwakit.edge.server.peer_program import PeerProgram, program_of

pytestmark = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux says so")


@pytest.mark.parametrize(("content", "language"), [(b"x\xff Go buildinf:", "go"), (b"x/rustc/abc", "rust"), (b"x", ""), (b"", "")])
def test_a_compiled_program_tells_its_language(content: bytes, language: str, tmp_path: Path) -> None:
    path = tmp_path / "program"
    path.write_bytes(content)
    assert PeerProgram("program", str(path)).built_with() == language


def test_a_program_that_is_gone_tells_nothing(tmp_path: Path) -> None:
    assert PeerProgram("program", str(tmp_path / "gone")).built_with() == ""


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["IPv4", "IPv6"])
def test_the_program_of_a_connection_is_found_until_it_is_closed(family: int, host: str) -> None:
    with socket.socket(family) as listener:
        listener.bind((host, 0))
        listener.listen()
        with socket.create_connection(listener.getsockname()[:2]) as client:
            ports = (client.getsockname()[1], listener.getsockname()[1])
            assert program_of(*ports) == PeerProgram(Path(sys.executable).resolve().name, str(Path(sys.executable).resolve()))
        assert program_of(*ports) is None
