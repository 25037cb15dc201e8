"""Run a program with an emulator that is running already: `python -m siwakit.edge.intercept.attach PORT CA PROGRAM [ARGUMENT]...`.

It is a process of its own because the guardian forks, which a process with threads must not do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from siwakit.apple import HOST, OTHER_HOST

_MODULE = "siwakit.edge.intercept.attach"


def run_attached(
    program: Sequence[str], port: int, authority: str, environment: Mapping[str, str], **options: Any
) -> subprocess.CompletedProcess[Any]:
    """Run *program*, whose connections to Apple reach *port*, and return how it ended; *options* are those of `subprocess.run`."""
    command = [sys.executable, "-m", _MODULE, str(port), authority, *program]
    return subprocess.run(command, env=environment, check=options.pop("check", False), **options)  # noqa: S603  what a test asks for


def main(port: str, authority: str, *program: str) -> int:
    """Run *program*, and return its exit code."""
    from siwakit.edge.intercept.method import Method, choose_method
    from siwakit.edge.intercept.program import Guarded
    from siwakit.edge.intercept.redirection import Redirection
    from siwakit.edge.intercept.surroundings import all_variables, trust_variables

    chosen = choose_method()
    with Guarded() as guarded:
        redirection = Redirection((HOST, OTHER_HOST), int(port), Path(authority).read_bytes(), guarded.folder)
        is_filtered = chosen.method is Method.SECCOMP
        lead = trust_variables if is_filtered else all_variables
        environment = {**os.environ, **lead(redirection, os.environ)}
        return guarded.run(program, environment, redirection if is_filtered else None).status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
