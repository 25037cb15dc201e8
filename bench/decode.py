"""Decode a token on the command line, from a cold start, compared with an empty Python program and with npm's jwt-cli."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from bench.timing import Figure, time_programs
from siwakit.samples import Scenario

MOST = 5
EMPTY = "python3 -c pass"
NAME = "siwakit decode TOKEN"
JWT_CLI = Path(__file__).resolve().parent.parent / "tests" / "npm" / "node_modules" / ".bin" / "jwt"


def measure() -> list[Figure]:
    """Return the figures of the command's cold start."""
    token = Scenario().compact_secret()
    command = Path(sys.executable).with_name("siwakit")
    sides = {NAME: [str(command), "decode", token], EMPTY: [sys.executable, "-c", "pass"]}
    if JWT_CLI.exists() and shutil.which("node"):
        # Without a terminal it reads its token only from standard input.
        sides["jwt-cli"] = [str(JWT_CLI)]
    seen = time_programs(sides, given=token)
    ours, empty, npm = seen[NAME], seen[EMPTY], seen.get("jwt-cli")
    return [
        Figure(NAME, ours, EMPTY, empty, ours / empty, f"ours / peer < {MOST}", ours < MOST * empty),
        Figure(NAME, ours, "npm's jwt-cli", npm, ours / npm, "ours / peer < 1", ours < npm)
        if npm
        else Figure(NAME, ours, "npm's jwt-cli (not installed)", None, None, "ours / peer < 1"),
    ]
