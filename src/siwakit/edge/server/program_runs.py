"""What a program is told about an emulator that is running already, and running one unchanged, for tests."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from subprocess import CompletedProcess
from typing import Any

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
    environment = {**os.environ, **environment_of(server), **(env or {})}
    return run_attached(program, server.tls_port, server.certificates.authority, environment, **options)


def environment_of(server: Server) -> dict[str, str]:
    """Return the variables `SIWAKIT_*` that tell a program about the world of *server*; the key's file stays until the server stops."""
    apple, certificates = server.apple, server.certificates
    emulator = EmulatorInfo(server.url, server.portal_url, apple.store, server.write_key_files(), apple.seed)
    info = RunInfo(emulator, "", certificates.authority if certificates else "", certificates.bundle if certificates else "")
    return {name: value for name, value in variables(info).items() if value}
