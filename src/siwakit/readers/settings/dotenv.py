r"""Read `.env` files and shell exports with python-dotenv, and without a library what it does not read.

Between double quotes `\n` is a line break in most loaders; anywhere else it stays two characters, and that is what reaches a
signer. Variables are not expanded: the environment of this process is not the user's.

python-dotenv takes quadratic time for long runs of whitespace, and builds an object for each line. A text with too much of
either is read as plain NAME=value lines, and so is one that it calls an error, such as a quote that is never closed.
"""

from __future__ import annotations

from io import StringIO

from siwakit.patterns import pattern
from siwakit.readers.settings.bounds import MAX_CHARACTERS
from siwakit.readers.settings.plain_lines import MAX_ENTRIES, read_plain, with_plain_quotes

_BEGINNING = pattern(r"(?:[^\S\n]*+(?:#[^\n]*+)?\n)*+[^\S\n]*+(?:export[^\S\n]++|set[^\S\n]++|\$env:)?[A-Za-z_][\w.-]{0,100}[^\S\n]*+=")
_NAME = pattern(r"[A-Za-z_][\w.-]{0,100}")
_LONG_GAP = pattern(r"[^\S\n]{200}|\n{200}")


def read_dotenv(text: str) -> dict[str, str] | None:
    """Return the settings of *text*, `NAME=value` on each line, or None if a line is something else, or there are over 10,000."""
    if not _BEGINNING.match(text):
        return None
    plain = with_plain_quotes(text)
    return _read_with_library(plain) or read_plain(plain)


def _read_with_library(text: str) -> dict[str, str] | None:
    """Return what python-dotenv reads in *text*; None if it is not installed, finds an error, or would take too long."""
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_ENTRIES or _LONG_GAP.search(text):
        return None
    try:
        from dotenv.parser import parse_stream  # noqa: PLC0415  an extra that may not be installed, and most texts have no settings
    except ImportError:
        return None
    made: dict[str, str] = {}
    for binding in parse_stream(StringIO(text)):
        if binding.error:
            return None
        if binding.key is not None:
            if binding.value is None or not _NAME.fullmatch(binding.key):
                return None
            made[binding.key] = binding.value
    return made
