"""jq, as far as it makes JSON: `jq -n --arg a "$A" '{iss: $a}'`."""

from __future__ import annotations

import re

from siwakit.patterns import pattern
from siwakit.readers.code.arithmetic import calculate
from siwakit.readers.code.libraries.encodings import encode, object_in
from siwakit.readers.code.libraries.shell.words import input_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Encoded, Known, Table, Unknown, Value, known, text_of

JQ = Library()
_TOKEN = pattern(r'\s*(?:("(?:[^"\\]|\\.)*")|(\$?[A-Za-z_]\w*)|([0-9]+(?:\.[0-9]+)?)|(\S))', re.DOTALL)
_ESCAPE = pattern(r'\\(["\\/nt])')
_ESCAPED = {"n": "\n", "t": "\t"}
_HALF = 0.5
_WORDS = {"true": True, "false": False, "null": None}
_MOST_TOKENS = 400
_LONGEST = 8_000
_MOST_DEPTH = 20
_OPTIONS = {"arg": 2, "argjson": 2, "slurpfile": 2, "rawfile": 2, "indent": 1, "from-file": 1, "f": 1, "L": 1}
_ROUNDED = frozenset({"floor", "round", "trunc", "tonumber", "toint"})


class NotRead(Exception):
    """A program that is more than the construction of an object."""


@JQ.function("jq", "gojq", "jaq")
def _jq(given: Given) -> Value | None:
    """Return the object that a program makes; without a program, or with `.`, what is read."""
    variables, words = _arguments(given)
    program = next((word for word in words if not (text_of(word) or "-").startswith("-")), None)
    text = text_of(program) if program is not None else "."
    if text is None or given.has_more or len(text) > _LONGEST:
        return None
    if text.strip() in {".", "@uri", "tostring", ".|tostring", "-r", "fromjson", "tojson"}:
        return input_of(given)
    try:
        value = _Program(given, variables, text).read()
    except NotRead:
        return None
    return encode("json", value, given.span) if isinstance(value, Table | Array) else value


def _arguments(given: Given) -> tuple[dict[str, Value], list[Value]]:
    """Return the variables of --arg and --argjson, and the other words."""
    variables: dict[str, Value] = {}
    words: list[Value] = []
    waiting = iter(given.arguments)
    for word in waiting:
        name = (text_of(word) or "").lstrip("-") if (text_of(word) or "").startswith("-") else ""
        taken = [next(waiting, Unknown()) for _ in range(_OPTIONS.get(name, 0))]
        if not taken:
            words.append(word)
        elif name == "arg":
            variables[text_of(taken[0]) or ""] = _as_text(given, taken[1])
        elif name == "argjson":
            variables[text_of(taken[0]) or ""] = _as_json(given, taken[1])
    return variables, words


def _as_text(given: Given, value: Value) -> Value:
    """Return *value* as a string, which --arg makes of numbers, too."""
    found = known(value)
    if isinstance(value, Known) and not isinstance(found, str):
        return Known(value=given.run.marks.mark(value), span=value.span)
    return value


def _as_json(given: Given, value: Value) -> Value:
    text = known(value)
    if isinstance(text, str):
        behind = given.run.marks.behind(text)
        if behind is None and text.strip().lstrip("-").isdigit():
            return Known(value=int(text), span=value.span)
        return behind or object_in(given.run, value) or Unknown(span=value.span)
    return value.of if isinstance(value, Encoded) and value.encoding == "json" else value


class _Program:
    """A program, read from left to right."""

    def __init__(self, given: Given, variables: dict[str, Value], text: str) -> None:
        self.given = given
        self.variables = variables
        self.tokens = [next(part for part in match if part) for match in _TOKEN.findall(text) if any(match)]
        self.depth = 0
        if len(self.tokens) > _MOST_TOKENS:
            raise NotRead

    def read(self) -> Value:
        value = self._piped()
        if self.tokens:
            raise NotRead
        return value

    def _next(self) -> str:
        return str(self.tokens[0]) if self.tokens else ""

    def _take(self, *expected: str) -> str:
        if not self.tokens or (expected and self.tokens[0] not in expected):
            raise NotRead
        return str(self.tokens.pop(0))

    def _piped(self) -> Value:
        """Return a sum, changed by what follows `|`."""
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise NotRead
        value = self._sum()
        while self._next() == "|":
            self._take()
            value = self._changed(value, self._take())
        self.depth -= 1
        return value

    def _changed(self, value: Value, function: str) -> Value:
        number = known(value)
        if function in _ROUNDED:
            if isinstance(number, str) and number.strip().lstrip("-").isdigit():
                number = int(number)
            is_number = isinstance(number, int | float) and not isinstance(number, bool)
            return Known(value=int(number), span=value.span) if is_number else value if isinstance(value, Unknown) else Unknown(span=value.span)
        if function == "tostring":
            return _as_text(self.given, value)
        raise NotRead

    def _sum(self) -> Value:
        value = self._product()
        while self._next() in {"+", "-"}:
            value = calculate(self.given.run, self._take(), (value, self._product()), self.given.span)
        return value

    def _product(self) -> Value:
        value = self._term()
        while self._next() in {"*", "/"}:
            value = calculate(self.given.run, self._take(), (value, self._term()), self.given.span)
        return value

    def _term(self) -> Value:
        token = self._take()
        match token:
            case "{":
                return self._object()
            case "[":
                return self._list()
            case "(":
                value = self._piped()
                self._take(")")
                return value
            case "env" | "$ENV":
                self._take(".")
                return self.given.run.variable(self._take(), self.given.span)
            case _ if token in _WORDS or token[0].isdigit():
                return self.given.known(_WORDS[token] if token in _WORDS else float(token) if "." in token else int(token))
            case "now":
                return self.given.known(self.given.run.now + _HALF)
        return self._named(token)

    def _named(self, token: str) -> Value:
        if token.startswith('"'):
            return self._string(token)
        if not token.startswith("$"):
            raise NotRead
        return self.variables.get(token[1:]) or Unknown(name=token[1:], span=self.given.span)

    def _string(self, token: str) -> Value:
        if "\\(" in token:
            return Unknown(span=self.given.span)
        return self.given.known(_ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), token[1:-1]))

    def _object(self) -> Value:
        table = Table(span=self.given.span)
        while self._next() != "}":
            key = self._take()
            name = text_of(self._string(key)) if key.startswith('"') else key.removeprefix("$")
            if not name or not (key.startswith('"') or key.removeprefix("$").isidentifier()):
                raise NotRead
            if self._next() == ":":
                self._take()
                table.entries[name] = self._piped()
            else:
                table.entries[name] = self.variables.get(name) or Unknown(name=name, span=self.given.span)
            if self._next() != "}":
                self._take(",")
        self._take("}")
        return table

    def _list(self) -> Value:
        items: list[Value] = []
        while self._next() != "]":
            items.append(self._piped())
            if self._next() != "]":
                self._take(",")
        self._take("]")
        return Array(items=items, span=self.given.span)
