"""A process that forks a run of `siwakit renew` for each line of its input, and kills it at the step that the line names.

A step is a call that changes something outside of the process, or waits for something outside: before it and after it. A line has the number of the
step, 0 for a run that is not killed, the folder, and the arguments. The answer is what the run ended with, and how many steps it came to.
"""

from __future__ import annotations

import os
import shlex
import signal
import sys

STEPS = frozenset(
    {"write", "flush", "fsync", "rename", "replace", "unlink", "open", "ftruncate", "mkdir", "flock", "fchmod", "sendall", "send", "recv"}
)


def run(arguments: list[str]) -> int:
    """Run the command line in this process, and return its exit code."""
    from siwakit.cli import main

    sys.argv = ["siwakit", *arguments]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def run_counted(kill_at: int, folder: str, arguments: list[str], report: int) -> None:
    """Run in *folder*, and kill this process at a step."""
    steps = 0

    def count(frame, event, called) -> None:
        nonlocal steps
        if event in {"c_call", "c_return"} and called.__name__ in STEPS:
            steps += 1
            if steps == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    os.chdir(folder)
    output = os.open("output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.setprofile(count)
    code = run(arguments)
    sys.setprofile(None)
    os.write(report, f"{steps}".encode())
    os._exit(code)


def serve() -> None:
    """Answer each line of standard input."""
    warm_up = shlex.split(sys.argv[1])
    os.chdir(sys.argv[2])
    sys.stdout, standard_output = sys.stderr, sys.stdout
    run(warm_up)
    sys.stdout = standard_output
    for line in sys.stdin:
        kill_at, folder, *arguments = shlex.split(line)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            run_counted(int(kill_at), folder, arguments, writing)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        steps = os.read(reading, 20).decode() or "0"
        os.close(reading)
        print(os.waitstatus_to_exitcode(status), steps, flush=True)


if __name__ == "__main__":
    serve()
