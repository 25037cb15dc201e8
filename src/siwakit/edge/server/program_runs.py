"""Running an unchanged program with an emulator that is running already, for tests."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from typing import Any

from siwakit.edge.files.key_files import write_key_files
from siwakit.edge.intercept.attach import run_attached
from siwakit.edge.server.emulator_server import Server
from siwakit.emulator.run_text import RunInfo, variables
from siwakit.emulator.terminal import EmulatorInfo
from siwakit.errors import UsageError


def run_with(server: Server, program: Sequence[str], *, env: Mapping[str, str] | None = None, **options: Any) -> CompletedProcess[Any]:
    """Run *program* so that it finds *server* in the place of Apple, and return how it ended; *options* are those of `subprocess.run`.

    Raises:
        UsageError: the server has no TLS port.
    """
    if server.certificates is None:
        raise UsageError("the emulator has no TLS port, which programs need that ask Apple", hint="start it with tls=True")
    apple = server.apple
    with TemporaryDirectory(prefix="siwakit-") as folder:
        keys = write_key_files(apple.key_texts, folder)
        emulator = EmulatorInfo(server.url, server.portal_url, apple.store, keys, apple.seed)
        info = RunInfo(emulator, "", server.certificates.authority, server.certificates.bundle)
        environment = {**os.environ, **variables(info), **(env or {})}
        return run_attached(program, server.tls_port, server.certificates.authority, environment, **options)
