"""Read NAME=value lines without a library, and undo what no library for `.env` files reads: `$env:`, `set`, backticks, a key without quotes."""

from __future__ import annotations

import re

from siwakit.patterns import pattern

MAX_ENTRIES = 10_000
_NAME = r"(?:export[^\S\n]+)?([A-Za-z_][\w.-]{0,100})[^\S\n]*=[^\S\n]*"
_END = r"[^\S\n]*;?[^\S\n]*(?:\#[^\n]*)?(?:\n|\Z)"
_ENTRY = pattern(
    rf"""
      [^\S\n]*(?:\#[^\n]*)?(?:\n|\Z)
    | [^\S\n]*{_NAME}(?:
          "(?P<double>(?>[^"\\]+|\\.)*+)"{_END}
        | '(?P<single>[^']*+)'{_END}
        | (?P<bare>[^\n]*)(?:\n|\Z)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_REMARK = pattern(r"(?<!\s)[^\S\n]+#.*")
_ESCAPE = pattern(r"\\([nrt\"\\])")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}
_SHELL = pattern(r"^[^\S\n]*+(?:set[^\S\n]++|\$env:)(?=[A-Za-z_][\w.-]{0,100}[^\S\n]*+=)", re.MULTILINE)
_TICKS = pattern(r"^([^\S\n]*+(?:export[^\S\n]++)?[A-Za-z_][\w.-]{0,100}[^\S\n]*+=[^\S\n]*+)`([^`]*+)`", re.MULTILINE)
_BARE_KEY = pattern(
    r"""^([^\S\n]*+(?:export[^\S\n]++)?[A-Za-z_][\w.-]{0,100}[^\S\n]*+=[^\S\n]*+)
    (-{2,5}\ ?BEGIN\ [A-Z ]{0,24}KEY-{0,5}[^\n]{0,100}(?:\n(?:[A-Za-z0-9+/]{1,100}={0,2}|-{2,5}\ ?END\ [A-Z ]{0,24}KEY-{0,5}['\"]?)[^\S\n]*+$)++)""",
    re.MULTILINE | re.VERBOSE,
)
_SEMICOLON = pattern(r"(?<=[\"'])[^\S\n]*+;[^\S\n]*+$", re.MULTILINE)


def read_plain(text: str) -> dict[str, str] | None:
    """Return the settings of *text*, `NAME=value` on each line, or None if a line is something else, or there are over 10,000."""
    made: dict[str, str] = {}
    position, end, count = 0, len(text), 0
    while position < end:
        entry = _ENTRY.match(text, position)
        # A name may come again, so names are not counted.
        if not entry or count >= MAX_ENTRIES:
            return None
        position = entry.end()
        if entry.group(1):
            count += 1
            made[entry.group(1)] = _value(entry)
    return made or None


def with_plain_quotes(text: str) -> str:
    """Return *text* in the form that libraries for `.env` files read, in linear time."""
    if "$env:" in text or "set" in text:
        text = _SHELL.sub("", text)
    if "`" in text:
        text = _TICKS.sub(_quoted, text)
    if "BEGIN " in text:
        text = _BARE_KEY.sub(_quoted, text)
    return _SEMICOLON.sub("", text) if ";" in text else text


def _value(entry: re.Match[str]) -> str:
    if entry.group("double") is not None:
        return _ESCAPE.sub(lambda escape: _LETTERS.get(escape.group(1), escape.group(1)), entry.group("double"))
    if entry.group("single") is not None:
        return entry.group("single")
    return _REMARK.sub("", entry.group("bare")).strip()


def _quoted(entry: re.Match[str]) -> str:
    lines = "\n".join(line.strip() for line in entry.group(2).split("\n")) if "BEGIN " in entry.group(2) else entry.group(2)
    escaped = lines.replace("\\", "\\\\").replace('"', '\\"')
    return f'{entry.group(1)}"{escaped}"'
