"""Quote text that others wrote, such as a record of a log, and show only what is known to be harmless.

Nothing here looks for secrets. The text is split into words and punctuation; a word is shown if `harmless` lists it, or if it
is the value of a field for which `harmless` has a check that the value passes. Everything else becomes `…`, or its length if
it is a value. So a credential stays hidden whatever its name, its form and the syntax around it, and misread syntax
shows too little and never too much.

A name and `=` or `:` are followed by a value. Inside it even the plain words of a log are hidden: a password may be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from siwakit.apple import HOST, OTHER_HOST
from siwakit.evidence.showing.harmless import PATHS, is_identifier, is_known_name, is_plain_word, is_prose_name, is_protocol_word, open_value
from siwakit.patterns import pattern

HIDDEN = "\u2026"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:[ ]?(?:Z\b|UTC\b|GMT\b|[AP]M\b|[+-]\d\d:?\d\d\b))?"
_TIMES = (
    rf"\d{{4}}[-/.]\d\d[-/.]\d\d[T _:]{{1,2}}{_CLOCK}",
    rf"[0-3]?\d[-/ ]{_MONTH}[-/ ]\d{{4}}[: ]{_CLOCK}",
    rf"{_MONTH} {{1,2}}[0-3]?\d,?(?: \d{{4}},?)? {_CLOCK}(?: \d{{4}}\b)?",
    rf"\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}},? {_CLOCK}",
    rf"[IWEF]\d{{4}} {_CLOCK}",
    r"(?<![^\n])[ \[(]{0,2}1\d{9}(?:\.\d{1,9})?(?![\w.-])",
)
_HOSTS = "|".join(re.escape(host) for host in (HOST, OTHER_HOST))
_KNOWN_PATHS = "|".join(re.escape(path) for path in PATHS)
_TOKEN = pattern(
    rf"(?P<time>(?<![\w.-])(?:{'|'.join(_TIMES)}))"
    r"|(?P<status>\b(?:HTTP/\d(?:\.\d)?|HTTP|status(?:[ _]code)?|returned|answered)[ :]{1,2}[1-5]\d\d(?![\w.-]))"
    r"|(?P<said>\b(?:The (?:code|token) has expired or has been revoked\b|The code has already been used\b"
    r"|(?:(?:client_id|redirect_uri) mismatch\. )?The code was not issued to\b|(?:client_id|redirect_uri) mismatch\b))"
    rf"|(?P<apple>(?<![\w.@-])(?:https://)?(?:{_HOSTS})(?:{_KNOWN_PATHS})?(?![\w.@%-])|(?<![\w.@%/-])(?:{_KNOWN_PATHS})(?![\w.@%-])"
    r"|HTTP/\d(?:\.\d)?(?![\w.]))"
    r"|(?P<email>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})"
    r"|(?P<mark>[\"'`{}()\[\]<>=:,;&?|\\]|\b[bru](?=[\"']))"
    r"|(?P<space>\s+)"
    r"|(?P<word>[^\s\"'`{}()\[\]<>=:,;&?|\\]+)"
)
# Between a name and its value: quotes and brackets that close the name, an equals sign, an arrow or a colon.
_ASSIGNMENT = pattern(r"[\\\"'`\])]{0,6}\s{0,3}(?:=>|[=:])(?!:)(?P<gap>\s{0,20})(?P<open>\\{0,8}[\"'`]|[{\[(<])?")
# Values that may be shown are not longer. Looking further would take quadratic time in a=a=a=a=...
_LONGEST_SHOWN = 256
_BARE_VALUE = pattern(rf"[^\s\"'`&,;()\[\]{{}}<>]{{0,{_LONGEST_SHOWN + 1}}}")
_REST_OF_LINE = pattern(r"[^\n\"'`]*")
_CLIENT = pattern(r" ([A-Za-z0-9.-]{3,100}?)(?=\.?(?:[\s\"'\\<,}]|\Z))")
_ISSUED_TO = "issued to"
# The number of a process, after which a logger writes its message.
_PROCESS = pattern(r"\d{1,7}")


def quoted(text: str) -> str:
    """Return *text* on one line with only those words that are known to be harmless, not escaped yet."""
    return _Quotation(text).run()


def described(size: int) -> str:
    """Return the replacement for a value of *size* characters."""
    return f"[{size} character{'' if size == 1 else 's'}]"


@dataclass(slots=True)
class _Quotation:
    """Text being quoted, and how much of it is done."""

    text: str
    shown: list[str] = field(default_factory=list)
    # Punctuation after something hidden, which is part of it if more that is hidden follows.
    pending: list[str] = field(default_factory=list)
    # Where the value being scanned ends, and whether the hidden text began inside it.
    value_end: int = 0
    hidden: tuple[int, int] | None = None
    is_value_hidden: bool = False

    def run(self) -> str:
        at = 0
        while at < len(self.text):
            at = self._step(at)
        self._end_hidden()
        return "".join(self.shown).strip()

    def _step(self, at: int) -> int:
        """Show or hide the token at *at*, and return where it ends."""
        found = _TOKEN.match(self.text, at)
        if found is None:  # the pattern matches every character, but this loop must end anyway
            return at + 1
        kind, word, end = found.lastgroup, found.group(), found.end()
        if kind == "word":
            return self._word(word, at, end)
        if kind in {"mark", "space"}:
            self._mark(" " if kind == "space" else word)
        elif kind == "email":
            self._show("[email]")
        elif kind == "time" and at < self.value_end:
            self._hide(at, end)
        else:
            self._show(word)
        return self._client(end) if word.endswith(_ISSUED_TO) else end

    def _word(self, word: str, at: int, end: int) -> int:
        assigned = _ASSIGNMENT.match(self.text, end)
        is_name = assigned is not None and (is_known_name(word) or is_prose_name(word))
        if is_name or word == "." or is_protocol_word(word) or (at >= self.value_end and is_plain_word(word)):
            self._show(word)
        else:
            self._hide(at, end)
        return self._assign(word, assigned) if assigned else end

    def _assign(self, name: str, assigned: re.Match[str]) -> int:
        """Show or hide the value after *name*, or note where it ends; return where scanning continues."""
        start, opening = assigned.end(), assigned["open"] or ""
        is_quoted = opening[-1:] in {'"', "'", "`"}
        for mark in " ".join(assigned.group().split("\n")):
            self._mark(mark)
        if is_prose_name(name) or (_PROCESS.fullmatch(name) and assigned.group().startswith("]")):
            self.value_end = 0 if is_quoted else self.value_end
            return start
        end = self._end_of_value(start, opening if is_quoted else "")
        check = open_value(name)
        if check and (bare := self._short_value(start, end if is_quoted else None)) is not None and check(bare):
            self._show(bare)
            return start + len(bare)
        self.value_end = max(end, self.value_end)
        return start

    def _short_value(self, start: int, end: int | None) -> str | None:
        """Return the value from *start* to *end*, or to where a bare value ends; None if it is too long to be shown."""
        found = _BARE_VALUE.match(self.text, start) if end is None else None
        value = found.group() if found else self.text[start : min(end or start, start + _LONGEST_SHOWN + 1)]
        return value if len(value) <= _LONGEST_SHOWN else None

    def _end_of_value(self, start: int, quote: str) -> int:
        """Return where a value ends: at its *quote*, else no earlier than the line or the text in quotes does."""
        if quote:
            end = self.text.find(quote, start)
            return end if end >= 0 else len(self.text)
        found = _REST_OF_LINE.match(self.text, start) if start >= self.value_end else None
        return found.end() if found else self.value_end

    def _client(self, at: int) -> int:
        """Show the identifier at *at*, to which Apple says that a code was issued."""
        found = _CLIENT.match(self.text, at)
        if not found or not is_identifier(found[1]):
            return at
        self._show(found.group())
        return found.end()

    def _show(self, word: str) -> None:
        self._end_hidden()
        self.shown.append(word)

    def _mark(self, mark: str) -> None:
        if self.hidden is None:
            self.shown.append(mark)
        else:
            self.pending.append(mark)

    def _hide(self, start: int, end: int) -> None:
        is_in_value = start < self.value_end
        if self.hidden is not None and is_in_value is not self.is_value_hidden:
            self._end_hidden()
        self.hidden = (self.hidden[0] if self.hidden else start, end)
        self.is_value_hidden = is_in_value
        self.pending.clear()

    def _end_hidden(self) -> None:
        if self.hidden is not None:
            start, end = self.hidden
            self.shown.append(described(end - start) if self.is_value_hidden else HIDDEN)
        self.shown += self.pending
        self.hidden = None
        self.pending.clear()
