"""Starting programs with `siwakit run`, and what is seen of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
# One line for each exchange: the time, the method, the path, the status; for a refusal, its error and its rule too.
EXCHANGE = re.compile(r"^siwakit: \d\d:\d\d:\d\d  (.*)$", re.MULTILINE)
RIGHT = ["GET  /auth/keys  200", "POST  /auth/token  200", "POST  /auth/token  400  invalid_client  secret-aud-has-slash"]
# In the report on that refusal.
CAUSE = "aud ends in a slash"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program under `siwakit run` did: its exit status, its standard output, and what siwakit and the program wrote to standard error."""

    status: int
    output: str
    errors: str

    @property
    def exchanges(self) -> list[str]:
        return EXCHANGE.findall(self.errors)

    @property
    def answers(self) -> list[dict[str, object]]:
        """The bodies of the answers, which the programs print one a line, after the status if they know it."""
        return [json.loads(line[line.index("{") :]) for line in self.output.splitlines() if "{" in line]


def run(command: Sequence[str], *options: str, changes: Mapping[str, str] | None = None, timeout: float = 60, **more) -> Ran:
    """Run *command* with `siwakit run`, in an environment with *changes*."""
    full = [sys.executable, "-m", "siwakit", "run", *options, "--", *command]
    done = subprocess.run(full, env={**os.environ, **(changes or {})}, capture_output=True, text=True, check=False, timeout=timeout, **more)
    return Ran(done.returncode, done.stdout, done.stderr)


def run_signed_in(command: Sequence[str], *options: str, **more) -> Ran:
    """Run *command*, which finds two forms in its environment: see signing_in.py."""
    return run([sys.executable, str(HERE / "signing_in.py"), *command], *options, **more)


def assert_three_exchanges(ran: Ran) -> None:
    """Check that the keys and the tokens came, that the third request was refused, and that the report says why."""
    assert ran.status == 0, ran.errors
    keys, tokens, refusal = ran.answers
    assert keys["keys"], ran.output
    assert tokens["id_token"], ran.output
    assert refusal["error"] == "invalid_client", ran.output
    assert ran.exchanges == RIGHT, ran.errors
    assert CAUSE in " ".join(ran.errors.split()), ran.errors
