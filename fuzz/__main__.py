"""Run one target, or each in turn: with Atheris if it is installed, otherwise with the mutator here."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

USAGE = "usage: python -m fuzz TARGET|all SECONDS"


def main() -> int:
    """Read the arguments and run."""
    if len(sys.argv) != 3 or not sys.argv[2].isdecimal():
        print(USAGE)
        return 2
    name, seconds = sys.argv[1], int(sys.argv[2])
    if name == "all":
        from fuzz.targets import TARGETS

        # Each in its own process, because Atheris ends the process that it runs in.
        return max(subprocess.run([sys.executable, "-m", "fuzz", target, str(seconds)], check=False).returncode for target in TARGETS)
    return with_atheris(name, seconds) if find_spec("atheris") else with_mutator(name, seconds)


def with_mutator(name: str, seconds: int) -> int:
    """Run the target *name* with the mutator."""
    from fuzz.mutate import run
    from fuzz.seeds import seeds
    from fuzz.targets import TARGETS

    print(f"{name}: {run(TARGETS[name], seeds(name), seconds)} inputs in {seconds} seconds, nothing found")
    return 0


def with_atheris(name: str, seconds: int) -> int:
    """Run the target *name* with Atheris, which writes a failing input to a file `crash-...` here."""
    import atheris

    with atheris.instrument_imports(include=["siwakit"]):
        from fuzz.targets import TARGETS
    from fuzz.seeds import seeds

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(name)):
            (Path(folder) / str(number)).write_bytes(seed)
        atheris.Setup(
            ["fuzz", folder, f"-max_total_time={seconds}", "-max_len=4096", "-timeout=10", "-rss_limit_mb=2048", "-verbosity=0"], TARGETS[name]
        )
        print(f"{name}: {seconds} seconds", flush=True)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
