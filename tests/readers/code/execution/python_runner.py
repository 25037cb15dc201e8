"""Run programs one after the other, each in a process of its own: one JSON document with its file a line in, one line out."""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

LONGEST_SECONDS = 20
# Loaded once, so that no program has to wait for them.
warnings.simplefilter("ignore")
LIBRARIES = ("authlib.jose", "cryptography.hazmat.primitives.asymmetric.ec", "httpx", "jose.jwt", "joserfc.jwt", "jwt", "requests", "urllib.request")


def run(asked: dict[str, Any]) -> str:
    """Run the program that is *asked* for, and return the error that it ends with."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST_SECONDS)
        os.environ.clear()
        os.environ.update(asked["env"])
        said = ""
        try:
            with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
                runpy.run_path(asked["file"], run_name="__main__")
        except BaseException as error:  # noqa: BLE001  what a program fails with is what is asked
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode()[:1000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as said_there:
        said = said_there.read()
    os.waitpid(child, 0)
    return said


for library in LIBRARIES:
    with contextlib.suppress(ImportError):
        __import__(library)
for line in sys.stdin:
    sys.stdout.write(json.dumps({"error": run(json.loads(line))}) + "\n")
    sys.stdout.flush()
