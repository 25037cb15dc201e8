r"""Read `.env` files and shell exports, as the libraries that load them do.

Between double quotes `\n` is a line break in most of those; anywhere else it stays two characters, and that is what
reaches a signer.
"""

from __future__ import annotations

import re

from siwakit.patterns import pattern

_NAME = r"(?:export[^\S\n]+|set[^\S\n]+|\$env:)?([A-Za-z_][\w.-]{0,100})[^\S\n]*=[^\S\n]*"
_ENTRY = pattern(
    rf"""
      [^\S\n]*(?:\#[^\n]*)?(?:\n|\Z)
    | [^\S\n]*{_NAME}(?:
          "(?P<double>(?>[^"\\]+|\\.)*+)"[^\S\n]*;?[^\S\n]*(?:\#[^\n]*)?(?:\n|\Z)
        | '(?P<single>[^']*+)'[^\S\n]*;?[^\S\n]*(?:\#[^\n]*)?(?:\n|\Z)
        | `(?P<tick>[^`]*+)`[^\S\n]*(?:\#[^\n]*)?(?:\n|\Z)
        | (?P<bare>[^\n]*)(?:\n|\Z)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_MAX_ENTRIES = 10_000
_REMARK = pattern(r"(?<!\s)[^\S\n]+#.*")
_ESCAPE = pattern(r"\\(.)", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}
_KEY_BEGINS = pattern(r"-{2,5} ?BEGIN [A-Z ]{0,24}KEY-{0,5}")
_KEY_GOES_ON = pattern(r"(?:[A-Za-z0-9+/]{1,100}={0,2}|-{2,5} ?END [A-Z ]{0,24}KEY-{0,5}['\"]?)[^\S\n]*(?:\n|\Z)")


def read_dotenv(text: str) -> dict[str, str] | None:
    """Return the settings of *text*, `NAME=value` on each line, or None if a line is something else, or there are over 10,000."""
    made: dict[str, str] = {}
    position, end, count = 0, len(text), 0
    while position < end:
        entry = _ENTRY.match(text, position)
        if not entry or count > _MAX_ENTRIES:
            return None
        position = entry.end()
        name = entry.group(1)
        if name is None:
            continue
        count += 1
        value = _value(entry)
        if entry.group("bare") is not None and _KEY_BEGINS.match(value):
            value, position = _whole_key(text, value, position)
        made[name] = value
    return made or None


def _value(entry: re.Match[str]) -> str:
    double, bare = entry.group("double"), entry.group("bare")
    if double is not None:
        return _ESCAPE.sub(_unescaped, double)
    if bare is not None:
        return _REMARK.sub("", bare).strip()
    return next(one for one in (entry.group("single"), entry.group("tick")) if one is not None)


def _unescaped(escape: re.Match[str]) -> str:
    letter = escape.group(1)
    return _LETTERS.get(letter, letter if letter in '"\\$`' else escape.group())


def _whole_key(text: str, value: str, position: int) -> tuple[str, int]:
    """Return a key that was pasted without quotes, with its other lines, which cannot mean anything else."""
    lines = [value]
    while (line := _KEY_GOES_ON.match(text, position)) and position < len(text):
        lines.append(line.group().strip())
        position = line.end()
    return "\n".join(lines), position
