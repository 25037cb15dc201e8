"""Parse one shell command as bash, cmd or PowerShell would, without running anything.

Variables and substitutions stay as text: `$CODE` in a pasted command is a placeholder that was not filled in,
and worth seeing. What follows a pipe, a `;` or a `&&` is no longer the command, and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from typing import Any, cast

from siwakit.errors import NotReadable, TooLarge
from siwakit.patterns import pattern
from siwakit.readers.requests import shell_grammar as grammar
from siwakit.record import record

_CARET_FOLD = pattern(r"\^[^\S\n]*\n|(?<=\s)\^\"")
_TICK_FOLD = pattern(r"(?<=\s)`[^\S\n]*\n")
_BACKSLASH_FOLD = pattern(r"\\[^\S\n]*\n")
_CONTINUATION_PROMPT = pattern(r"[^\S\n]*>[^\S\n]+(?=[-'\"h])")
_LOST_FOLD = pattern(r"[^\S\n]*--?[A-Za-z]")  # no command begins like this: a backslash was lost
_COMMENT = pattern(r"#[^\n]*")
_IN_DOUBLE = pattern(r"\\(?:\n|([$`\"\\]))")
_ANSI = pattern(r"\\(?:x([0-9A-Fa-f]{1,2})|(u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8})|([0-7]{1,3})|c(.)|(.))", re.DOTALL)
_ANSI_LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_TICK_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_IN_DOUBLE_TICK = pattern(r"`.|\"\"", re.DOTALL)
_IN_WINDOWS = pattern(r"\\([\"\\])")
_BRACKET = pattern(r"[()]")
_MAX_UNICODE = 0x10FFFF
MAX_WORDS = 4000
MAX_TOKENS = 100_000  # quotes, folds and escapes count: a body full of escaped quotes has a few thousand
# The first lines show how a command is continued.
_DIALECT_SHOWS_WITHIN = 16 * 1024


@record
class Command:
    """Words of a command, and where the line after it begins."""

    words: tuple[str, ...] = field(repr=False)
    end: int


def read_command(text: str, start: int = 0) -> Command:
    """Return the command that begins at *start* of *text*.

    Raises:
        NotReadable: a quote or a bracket that is never closed.
        TooLarge: more than 4,000 words, or 100,000 quotes and escapes.
    """
    scanner = _Scanner(text, start, grammar.POSIX)
    try:
        command = scanner.scan()
    except NotReadable:
        foreign = _read_foreign(text, start)
        if foreign:
            return foreign
        raise
    return (_read_foreign(text, start) if scanner.is_foreign else None) or command


def _read_foreign(text: str, start: int) -> Command | None:
    """Return the command as Windows reads it, or None if it is not continued as on Windows."""
    if _folds_with(_CARET_FOLD, text, start):
        return _read_cmd(text, start)
    return _Scanner(text, start, grammar.POWERSHELL).scan() if _folds_with(_TICK_FOLD, text, start) else None


def _folds_with(fold: re.Pattern[str], text: str, start: int) -> bool:
    """Return whether *fold* continues this command on the next line: bash's own way takes precedence if it comes first."""
    end = start + _DIALECT_SHOWS_WITHIN
    found = fold.search(text, start, end)
    if not found:
        return False
    backslash = _BACKSLASH_FOLD.search(text, start, end)
    return backslash is None or found.start() < backslash.start()


class _Scanner:
    """Scanner of one command, which collects words until its line ends."""

    __slots__ = ("drops_next", "is_foreign", "is_over", "pattern", "pieces", "position", "text", "words")

    def __init__(self, text: str, start: int, pattern: re.Pattern[str]) -> None:
        self.text, self.position, self.pattern = text, start, pattern
        self.words: list[str] = []
        self.pieces: list[str] | None = None
        self.drops_next = False
        self.is_over = False
        self.is_foreign = False

    def scan(self) -> Command:
        taken = 0
        while self._take():
            _hold(len(self.words), taken := taken + 1)
        self._end_word()
        _hold(len(self.words), taken)
        return Command(tuple(self.words), self.position)

    def _take(self) -> bool:
        """Read one token; return whether the command continues."""
        if self.pieces is None and self.pattern is not grammar.WINDOWS:
            comment = _COMMENT.match(self.text, self.position)
            self.position = comment.end() if comment else self.position
        # Every character is matched by some branch, the end of the text by `stop`.
        token: Any = self.pattern.match(self.text, self.position)
        kind, start = str(token.lastgroup), self.position
        self.position = token.end()
        match kind:
            case "gap":
                self._end_word()
            case "fold":
                self._skip_prompt()
            case "line":
                self._end_word()
                return bool(_LOST_FOLD.match(self.text, self.position)) and not self.is_over
            case "stop":
                self._end_word()
                self.is_over = True
                return bool(token.group())
            case "redirect":
                self._end_word()
                self.drops_next = True
            case "substitution" if not self.is_over:
                self._add(self._close_bracket(start))
            case "open" if not self.is_over:
                raise NotReadable(
                    f"the command is truncated inside a quote that opens at character {start}",
                    hint="copy the complete command, with its closing quote",
                )
            case _:
                # Outside quotes these do not begin a word in bash, but continue lines on Windows.
                self.is_foreign |= self.pieces is None and kind in {"plain", "other"} and token.group()[0] in "^`"
                self._add(_MEANING.get(kind, str)(token.group()))
        return True

    def _add(self, piece: str) -> None:
        if self.pieces is None:
            self.pieces = []
        self.pieces.append(piece)

    def _end_word(self) -> None:
        if self.pieces is not None and not self.is_over and not self.drops_next:
            self.words.append("".join(self.pieces))
        if self.pieces is not None:
            self.drops_next = False
        self.pieces = None

    def _skip_prompt(self) -> None:
        prompt = _CONTINUATION_PROMPT.match(self.text, self.position)
        if prompt:
            self._end_word()
            self.position = prompt.end()

    def _close_bracket(self, start: int) -> str:
        """Return a complete substitution, as it is written."""
        depth = 0
        for bracket in _BRACKET.finditer(self.text, start):
            depth += 1 if bracket.group() == "(" else -1
            if depth == 0:
                self.position = bracket.end()
                return self.text[start : self.position]
        raise NotReadable(f"the command is truncated inside $( at character {start}", hint="copy the whole command")


def _hold(words: int, tokens: int) -> None:
    if words > MAX_WORDS or tokens > MAX_TOKENS:
        raise TooLarge(f"a command of more than {MAX_WORDS} words or {MAX_TOKENS} quotes and escapes", hint="give only the failing request")


def _read_cmd(text: str, start: int) -> Command:
    """Undo the carets of cmd, then split the line as Windows programs do."""
    kept: list[str] = []
    position, is_quoted = start, False
    while position < len(text):
        # The patterns match every character.
        token = cast("re.Match[str]", (grammar.QUOTED_CMD if is_quoted else grammar.BARE_CMD).match(text, position))
        if token.lastgroup == "stop":
            break
        position = token.end()
        is_quoted ^= token.lastgroup == "quote"
        kept.append(_CMD_MEANING.get(str(token.lastgroup), str)(token.group()))
        _hold(0, len(kept))
    line_end = text.find("\n", position)
    words = _Scanner("".join(kept), 0, grammar.WINDOWS).scan().words
    return Command(words, len(text) if line_end < 0 else line_end + 1)


def _read_double(text: str) -> str:
    return _IN_DOUBLE.sub(lambda escape: escape.group(1) or "", text.lstrip("$")[1:-1])


def _read_ansi(text: str) -> str:
    """Return what `$'...'` means; its escapes may spell single bytes of a character."""
    made = bytearray()
    position, inside = 0, text[2:-1]
    for escape in _ANSI.finditer(inside):
        made += inside[position : escape.start()].encode("utf-8", "replace") + _ansi_bytes(escape)
        position = escape.end()
    made += inside[position:].encode("utf-8", "replace")
    return made.decode("utf-8", "replace")


def _ansi_bytes(escape: re.Match[str]) -> bytes:
    two, more, octal, control, letter = escape.groups()
    if two:
        return bytes([int(two, 16)])
    if more:
        code = int(more[1:], 16)
        return (chr(code) if code <= _MAX_UNICODE else "\ufffd").encode("utf-8", "replace")
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    if control:
        return bytes([ord(control) & 0x1F])
    return _ANSI_LETTERS.get(letter, letter if letter in "\\'\"?" else f"\\{letter}").encode("utf-8", "replace")


def _read_tick(text: str) -> str:
    return _TICK_LETTERS.get(text[1], text[1])


def _read_double_tick(text: str) -> str:
    return _IN_DOUBLE_TICK.sub(lambda escape: '"' if escape.group() == '""' else _read_tick(escape.group()), text[1:-1])


_MEANING: dict[str, Callable[[str], str]] = {
    "single": lambda text: text[1:-1],
    "double": _read_double,
    "ansi": _read_ansi,
    "escape": lambda text: text[1:],
    "tick": _read_tick,
    # Windows PowerShell eats the inner quotes of an argument, so people write \" there.
    "single_twice": lambda text: text[1:-1].replace("''", "'").replace('\\"', '"'),
    "double_tick": _read_double_tick,
    "double_backslash": lambda text: _IN_WINDOWS.sub(lambda escape: escape.group(1), text[1:-1]),
}
_CMD_MEANING: dict[str, Callable[[str], str]] = {
    "fold": lambda text: "\n" if text.endswith("\n\n") else "",
    "shielded": lambda text: text[1:],
    "dangling": lambda _text: "",
}
