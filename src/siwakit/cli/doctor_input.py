"""Input of `siwakit doctor`: arguments, files and standard input as one `GatherRequest`."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from siwakit.cli.given_key import read_given_key
from siwakit.edge import clock
from siwakit.edge.files.har_files import har_pieces, har_pieces_of_standard_input
from siwakit.edge.files.reading import exists, read_file, read_standard_input
from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.showing.redact import named
from siwakit.evidence.unread import Unread
from siwakit.flow.gather import AlreadyRead, GatherRequest, Pasted
from siwakit.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from siwakit.edge.files.given_settings import Settings
    from siwakit.evidence.pieces import Piece

_STATED = {
    "--key": "keys",
    "--team": "team",
    "--key-id": "key_id",
    "--bundle-id": "bundle_ids",
    "--services-id": "services_ids",
    "--origin": "origin",
    "--redirect-uri": "redirect_uri",
    "--response": "response",
    "--now": "now",
    "--config": "config_path",
}
_TEXT = pattern(r"[\s{}<>=&\"']|://|^ey[A-Za-z0-9_-]|^-----|^[A-Za-z_]+$")


def read_input(arguments: tuple[str, ...], settings: Settings) -> GatherRequest:
    """Return the doctor's input from *arguments* and *settings*, with Apple's answer last.

    Raises:
        NotReadable: a file named by an option that is missing or cannot be opened.
        TooLarge: a file named by an option that is over its limit.
        KeyFault: the store of a key does not answer.
    """
    answer = (_open(settings.response),) if settings.response else ()
    pasted = (*map(_read, _rejoin(arguments, settings.keys)), *answer)
    return GatherRequest(pasted, settings.known(tuple(read_given_key(key).key for key in settings.keys)), clock.now())


def words_given(arguments: tuple[str, ...], given: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words of a command line that gives the same input again: the files in *arguments* and the options in *given* that state it.

    A text, and what came on standard input, is a blank: it may be secret, and has to be given again.
    """
    files = [_as_path(argument) if argument != "-" and exists(argument) else "<PASTED_FILE>" for argument in _rejoin(arguments, given["keys"])]
    stated = [(name, value) for name, option in _STATED.items() for value in _each(given[option])]
    return (*files, *(word for name, value in stated for word in (name, value)))


def _as_path(name: str) -> str:
    return f"./{name}" if name.startswith("-") else name


def _each(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _rejoin(arguments: tuple[str, ...], keys: tuple[str, ...]) -> tuple[str, ...]:
    """Rejoin a command that the shell has split: `siwakit doctor -- curl -d … URL`; without arguments, read standard input."""
    if arguments and arguments[0] == "curl" and len(arguments) > 1:
        return (shlex.join(arguments),)
    if not arguments and (not keys or not sys.stdin.isatty()):
        return ("-",)
    return arguments


def _read(text: str) -> Pasted | AlreadyRead | Unread:
    """Return the input that *text* refers to, or why it cannot be read; the rest of the input is judged without it."""
    try:
        return _open(text)
    except (NotReadable, TooLarge) as fault:
        return Unread("", fault.message, fault.hint, is_too_large=isinstance(fault, TooLarge))


def _open(text: str) -> Pasted | AlreadyRead | Unread:
    """Return the input that *text* refers to: `-` is standard input, anything else a path or the text itself."""
    if text == "-":
        return _read_recording("", har_pieces_of_standard_input) or Pasted(read_standard_input().text)
    if exists(text):
        recording = _read_recording(text, lambda: har_pieces(text))
        if recording is not None:
            return recording
        file = read_file(text)
        return Pasted(file.text, file.name)
    if _TEXT.search(text):
        return Pasted(text)
    raise NotReadable(f"{named(text)}: no such file", hint="name an existing file, or pipe the text in on standard input")


def _read_recording(name: str, read: Callable[[], tuple[Piece, ...] | None]) -> AlreadyRead | Unread | None:
    """Return the recording that *read* reads, or None if it is not a recording."""
    try:
        pieces = read()
    except NotReadable as fault:
        return Unread(name, fault.message, fault.hint)
    return None if pieces is None else AlreadyRead(pieces)
