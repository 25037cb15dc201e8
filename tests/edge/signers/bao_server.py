"""A development server of OpenBao with a transit engine, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.edge.stores.real_servers import ROOT_TOKEN, Bao, running_bao

__all__ = ["ROOT_TOKEN", "Bao", "running"]


@contextmanager
def running(folder: Path) -> Iterator[Bao]:
    """Start a server with an empty transit engine, and end it."""
    with running_bao(folder) as bao:
        bao.call("POST", "sys/mounts/transit", {"type": "transit"})
        yield bao
