"""What `run` and `watch` share: how a program is redirected, how it is run, and how errors of siwakit itself end."""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import TYPE_CHECKING

from siwakit.cli import complain, report_bug
from siwakit.errors import SiwakitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from siwakit.edge.intercept.method import Chosen
    from siwakit.edge.intercept.program import Ended, Guarded
    from siwakit.edge.intercept.redirection import Redirection

COULD_NOT_START = 125
_OF_A_SHELL = frozenset({".", "alias", "cd", "eval", "exec", "export", "set", "source", "ulimit", "umask"})


def exit_with(name: str, run: Callable[[], int]) -> None:
    """Exit with what *run* returns; `siwakit NAME` has exit codes of its own for its errors, because all others are the program's.

    Raises:
        UsageError: an option that cannot be used, or Windows.
    """
    if sys.platform == "win32":
        raise UsageError(f"`siwakit {name}` does not work on Windows", hint="run it in WSL, or point your program at `siwakit emulator`")
    try:
        sys.exit(run())
    except SiwakitError:
        raise
    except OSError as error:
        complain(UsageError(f"siwakit {name} could not start: {(error.strerror or 'unknown error').lower()}", hint="the program was not started"))
        sys.exit(COULD_NOT_START)
    except Exception as error:  # noqa: BLE001  a traceback could show what was pasted, and 1 would be the program's
        report_bug(error, COULD_NOT_START)


def run_guarded(name: str, program: Sequence[str], method: str, run: Callable[[Chosen, Guarded], Ended]) -> int:
    """Return the exit status of *program*, which *run* runs under a guardian for `siwakit NAME`."""
    tune()
    chosen = choose(method)
    from siwakit.edge.intercept.program import Guarded

    # It forks, so it comes before everything that starts threads or opens files.
    with Guarded() as guarded:
        ended = run(chosen, guarded)
    if ended.error is not None:
        complain(why_not_run(name, program, ended.error))
    return ended.status


def why_not_run(name: str, program: Sequence[str], number: int) -> UsageError:
    """Return why *program* cannot be run, and what to write if it is a command line of a shell."""
    from siwakit.evidence.showing.redact import named

    first = program[0]
    message = f"{named(first, 200)} cannot be run: {os.strerror(number).lower()}"
    if number != errno.ENOENT or "/" in first.partition(" ")[0].partition("=")[0]:
        return UsageError(message)
    if " " in first:
        return UsageError(message, hint=f"leave out the quotes, or let a shell read the line: siwakit {name} -- sh -c '...'")
    if "=" in first:
        return UsageError(message, hint=f"write env before variables: siwakit {name} -- env NAME=VALUE PROGRAM")
    if first in _OF_A_SHELL:
        return UsageError(message, hint=f"{first} is part of the shell: siwakit {name} -- bash -c '...'")
    return UsageError(message, hint="it is looked for in PATH; aliases and functions of your shell are not programs")


def tune() -> None:
    """Make garbage collection rare: nearly everything that is loaded now stays."""
    gc.freeze()
    gc.set_threshold(10_000)


def choose(method: str) -> Chosen:
    """Return how programs are redirected; exit if seccomp is asked for and cannot be had."""
    from siwakit.edge.intercept.method import Chosen, Method, choose_method

    if method == "variables":
        return Chosen(Method.VARIABLES, "as --method asks")
    chosen = choose_method()
    if method == "seccomp" and chosen.method is not Method.SECCOMP:
        complain(UsageError(f"seccomp cannot be used: {chosen.why}", hint="leave --method out, and variables and files are used instead"))
        sys.exit(COULD_NOT_START)
    return chosen


def is_filtered(chosen: Chosen) -> bool:
    """Return whether the program is redirected by seccomp."""
    from siwakit.edge.intercept.method import Method

    return chosen.method is Method.SECCOMP


def how(chosen: Chosen) -> str:
    """Return in words why the program finds siwakit."""
    if is_filtered(chosen):
        return "because siwakit redirects its connections (seccomp)"
    return f"because of variables, files and hooks that it reads (not seccomp: {chosen.why})"


def run_redirected(program: Sequence[str], chosen: Chosen, guarded: Guarded, redirection: Redirection, more: Mapping[str, str]) -> Ended:
    """Run *program* with *redirection*, with the variables *more* added to its environment."""
    from siwakit.edge.intercept.surroundings import all_variables, trust_variables

    lead = trust_variables if is_filtered(chosen) else all_variables
    environment = {**os.environ, **lead(redirection, os.environ), **more}
    return guarded.run(program, environment, redirection if is_filtered(chosen) else None)
