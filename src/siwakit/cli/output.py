"""Shared parts of the commands: output, colour, waiting for a signal, and finding a rule."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, TypeVar

import click

from siwakit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


T = TypeVar("T")

_SECONDS_BETWEEN_SIGNALS = 0.5


def write(text: str) -> None:
    """Write *text* to standard output, ending in a line feed, with characters that the terminal cannot show escaped."""
    if sys.stdout is None:
        raise UsageError("standard output is closed", hint="leave it open, or redirect it to a file: siwakit ... > report.txt")
    text = text if text.endswith("\n") else f"{text}\n"
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


@contextlib.contextmanager
def until_ended() -> Iterator[Callable[[], object]]:
    """Yield a function that waits for Ctrl-C or SIGTERM; either one leaves the block normally, even before the function is called.

    A shell that starts a program in the background makes it ignore Ctrl-C. Both signals therefore get a handler here: without one there would
    be no clean-up at the end.
    """
    # A long-running command collects garbage more often than a short one: otherwise the garbage of refusals would add up to megabytes.
    gc.freeze()
    gc.set_threshold(10_000)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        yield _wait_for_signal


def _wait_for_signal() -> None:
    # Python runs a signal's handler between two instructions of the main thread. A signal that arrives just before the thread blocks, or that
    # the system delivers to another thread, does not wake it; without a timeout Ctrl-C would do nothing until it is pressed again.
    never = threading.Event()
    while not never.wait(_SECONDS_BETWEEN_SIGNALS):
        pass


def is_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def can_show(text: str) -> bool:
    """Return whether the encoding of standard output has the characters of *text*."""
    try:
        text.encode((sys.stdout and sys.stdout.encoding) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def wants_colour(choice: str = "auto") -> bool:
    """Return whether to use colour: on a terminal, unless NO_COLOR is set or TERM is dumb."""
    if choice != "auto":
        return choice == "always"
    return is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def wants_links() -> bool:
    """Return whether to write links: on a terminal, unless TERM is dumb."""
    return is_terminal() and os.environ.get("TERM") != "dumb"


def find_by_id(name: str, known: Mapping[str, T], kind: str) -> T:
    """Return the rule or reader *name*; *kind* says which.

    Raises:
        UsageError: there is no such id; the hint names the most similar ones.
    """
    from difflib import get_close_matches

    from siwakit.evidence.showing.redact import named

    if name in known:
        return known[name]
    near = get_close_matches(name[:100], known, n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(near)}?" if near else f"`siwakit {kind}s` lists them all"
    raise UsageError(f"no {kind} {named(name)}", hint=hint)


def complete_readers(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  click's signature
    """Return the ids of readers that begin with *incomplete*."""
    from siwakit.readers.registry import BY_ID

    return [name for name in BY_ID if name.startswith(incomplete)]


def complete_explained(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  click's signature
    """Return the ids of rules and Apple's errors that begin with *incomplete*."""
    from siwakit.apple import ERRORS
    from siwakit.rules.catalogue import BY_ID

    return [name for name in (*BY_ID, *ERRORS) if name.startswith(incomplete)]
