"""Answer each hostile input in a process of its own, forked from one that has loaded everything, under limits of time and memory.

Run as a program it does what the tests do and prints the slowest and the fattest: `python tests/hostile/worker.py [every] [NAME]`.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import pkgutil
import resource
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

# So that the imports work as in the tests if this file is run by its path.
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
MEMORY_BYTES = 64 * 1024 * 1024
# The kernel's own limit is for what would not end; how long it took is measured beside it.
CPU_SECONDS = 10
_SERVERS = frozenset({"siwakit.emulator", "siwakit.web"})


@dataclass(frozen=True, slots=True)
class Run:
    """One command line and its standard input."""

    name: str
    args: tuple[str, ...]
    files: dict[str, bytes]
    stdin: bytes = b""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of one run; *seconds* is processor time, *written* lists the files that it left."""

    name: str
    code: int
    seconds: float
    grown: int
    stdout: str
    stderr: str
    written: tuple[str, ...]


def preload() -> None:
    """Import the whole package, and what it otherwise imports only when needed."""
    import siwakit

    # What serves HTTP reads nothing that is pasted into a terminal.
    floors = [module.name for module in pkgutil.iter_modules(siwakit.__path__, "siwakit.") if module.ispkg and module.name not in _SERVERS]
    names = [
        module.name for floor in floors for module in pkgutil.walk_packages(importlib.import_module(floor).__path__, f"{floor}.", lambda _: None)
    ]
    for name in (*names, "ijson", "yaml", "multiprocessing.connection", "concurrent.futures.process", "encodings.utf_16", "encodings.idna"):
        try:
            importlib.import_module(name)
        except ImportError:
            # What an extra brings may not be there.
            continue


def answer(run: Run, folder: Path) -> Outcome:
    """Run siwakit as *run* says, in its own process in *folder*, and return the outcome."""
    before = _fill(run, folder)
    child = os.fork()
    if child == 0:
        _become(run, folder)
    _, status, usage = os.wait4(child, 0)
    written = tuple(sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path not in before))
    grown = int((folder / ".grown").read_text() or 0) if (folder / ".grown").exists() else 0
    outcome = Outcome(
        run.name,
        os.waitstatus_to_exitcode(status),
        usage.ru_utime + usage.ru_stime,
        grown,
        (folder / ".stdout").read_bytes().decode("utf-8", "surrogateescape"),
        (folder / ".stderr").read_bytes().decode("utf-8", "surrogateescape"),
        written,
    )
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return outcome


def _fill(run: Run, folder: Path) -> set[Path]:
    for name, data in run.files.items():
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o600)
    (folder / ".stdin").write_bytes(run.stdin)
    own = {folder / name for name in (".stdin", ".stdout", ".stderr", ".grown")}
    return own | {folder / name for name in run.files}


def _become(run: Run, folder: Path) -> None:
    """Run in this process, which never returns."""
    code = 70
    try:
        os.chdir(folder)
        os.environ["TMPDIR"] = str(folder)
        for number, (name, mode) in enumerate(
            ((".stdin", os.O_RDONLY), (".stdout", os.O_WRONLY | os.O_CREAT), (".stderr", os.O_WRONLY | os.O_CREAT))
        ):
            os.dup2(os.open(name, mode, 0o600), number)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", errors="backslashreplace")  # noqa: SIM115
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, force=True)
        sys.argv = ["siwakit", *run.args]
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        size = _address_space()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY_BYTES, size + MEMORY_BYTES))
        code = _main()
        Path(".grown").write_text(str(_peak() - size), "ascii")
    except BaseException as error:  # noqa: BLE001  whatever it is, it must not reach the loop of the parent
        os.write(2, f"Traceback of the worker: {type(error).__name__}\n".encode())
    finally:
        os._exit(code)


def _main() -> int:
    from siwakit.cli import main

    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream:
                stream.flush()
    return 0


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def _peak() -> int:
    line = next(line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmPeak"))
    return int(line.split()[1]) * 1024


def answer_all(runs: Iterable[Run]) -> Iterator[Outcome]:
    """Yield the outcome of each of *runs*."""
    with tempfile.TemporaryDirectory() as name:
        for run in runs:
            yield answer(run, Path(name))


def _serve() -> None:
    """Run the inputs that the arguments name, and write the outcomes as lines of JSON."""
    from tests.hostile import inputs

    preload()
    part, parts = int(sys.argv[2]), int(sys.argv[3])
    for outcome in answer_all(run for number, run in enumerate(inputs.runs()) if number % parts == part):
        print(json.dumps(asdict(outcome)), flush=True)


def _report() -> None:
    from tests.hostile import inputs, verdicts

    preload()
    every, names = "every" in sys.argv, [word for word in sys.argv[1:] if word != "every"]
    outcomes: list[Outcome] = []
    for run in inputs.runs(every=every):
        if names and not any(name in run.name for name in names):
            continue
        outcome = next(answer_all([run]))
        outcomes.append(outcome)
        faults = verdicts.faults_of(outcome)
        if faults:
            print(outcome.name, outcome.code, f"{outcome.seconds:.2f}s", faults, repr(outcome.stderr[-300:]), flush=True)
    for key in ("seconds", "grown"):
        print("worst by", key, [(one.name, round(getattr(one, key), 2)) for one in sorted(outcomes, key=lambda one: -getattr(one, key))[:15]])
    print(len(outcomes), "runs,", round(sum(one.seconds for one in outcomes), 1), "seconds")


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if sys.argv[1:2] == ["serve"]:
        _serve()
    else:
        _report()
