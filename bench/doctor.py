"""Diagnose the README's first example on the command line, from a cold start, compared with an empty Python program."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.timing import Figure, time_programs

MOST = 17
EMPTY = "python3 -c pass"
NAME = "siwakit doctor, README's first example"
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def measure() -> list[Figure]:
    """Return the figure of the command's cold start."""
    files = [str(EXAMPLES / name) for name in ("request.sh", "answer.http", "AuthKey_ABC123DEFG.p8")]
    # The example fails a rule, so the command exits with 1.
    run = "import sys; from siwakit.cli import main; sys.argv[0] = 'siwakit'\ntry: main()\nexcept SystemExit as end: sys.exit(end.code != 1)"
    command = [sys.executable, "-c", run, "doctor", files[0], files[1], "--key", files[2], "--services-id", "com.example.web"]
    seen = time_programs({NAME: command, EMPTY: [sys.executable, "-c", "pass"]})
    ours, empty = seen[NAME], seen[EMPTY]
    return [Figure(NAME, ours, EMPTY, empty, ours / empty, f"ours / peer <= {MOST}", ours <= MOST * empty)]
