"""The messages of a client on standard input, one on each line: one that is too long is replaced by a call that says so.

The SDK reads lines of any length. A client that pastes a gigabyte would otherwise fill the memory, and wait for an answer that never comes.
"""

from __future__ import annotations

import io
import json
import os
import re
from typing import IO, TextIO, cast

from siwakit.patterns import pattern

MAX_MESSAGE = 8 * 1024 * 1024
TOO_LONG = "a-message-over-8-MiB"
"""The name of the tool that a message is for if it is too long to be read."""
_ID = pattern(r'"id"\s*:\s*(\d{1,15}|"[\w.-]{1,100}")')
_END = 200  # the id of a message is near its beginning or its end
_CHUNK = 1024 * 1024
_STANDARD_INPUT = 0


class Messages(io.TextIOBase):
    """Lines of *source*, each of at most 8 MiB."""

    def __init__(self, source: TextIO) -> None:
        self._source = source

    def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]  # the SDK reads whole lines
        """Return the next message, or "" at the end."""
        line = self._source.readline(MAX_MESSAGE)
        if len(line) < MAX_MESSAGE or line.endswith("\n"):
            return line
        head, tail = line[:_END], line[-_END:]
        while (more := self._source.readline(_CHUNK)) and not more.endswith("\n"):
            tail = more[-_END:]
        return _replaced(head, f"{tail}{more}"[-_END:])


def _replaced(head: str, tail: str) -> str:
    """Return a message with the id of the one that begins with *head* and ends with *tail*."""
    found: re.Match[str] | None = _ID.search(head) or _ID.search(tail)
    call = {"jsonrpc": "2.0", "id": json.loads(found[1]) if found else 0, "method": "tools/call", "params": {"name": TOO_LONG, "arguments": {}}}
    return f"{json.dumps(call)}\n"


def claim_standard_input() -> IO[str]:
    """Return the messages on standard input, which is empty from now on: programs that are started must not read from it."""
    number = os.dup(_STANDARD_INPUT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, _STANDARD_INPUT)
    os.close(nothing)
    source = io.TextIOWrapper(os.fdopen(number, "rb"), encoding="utf-8", errors="replace", newline="\n")
    return cast("IO[str]", Messages(source))
