"""What a correction needs of each language: how numbers are made whole, and what seconds since 1970 are called."""

from __future__ import annotations

import re

from siwakit.record import record

# A name, a member or a call, which binds more closely than any operator.
_CLOSE = re.compile(r"[\w$@.:]+(?:\([^()\n]*\))?")


@record
class Syntax:
    """How *language* writes what corrections need; `{}` stands for the expression that is there."""

    to_seconds: str
    to_whole: str
    now: str = ""

    def seconds(self, expression: str) -> str:
        """Return the seconds of *expression*, which counts milliseconds."""
        return _fill(self.to_seconds, expression)

    def whole(self, expression: str) -> str:
        """Return *expression* without its fraction."""
        return _fill(self.to_whole, expression)


def _fill(form: str, expression: str) -> str:
    """Return *form* with *expression* in it, in parentheses only if they are needed before an operator."""
    return (form.replace("({}) ", "{} ") if _CLOSE.fullmatch(expression) else form).format(expression)


_NODE = Syntax("Math.floor(({}) / 1000)", "Math.floor({})", "Math.floor(Date.now() / 1000)")
_JVM = Syntax("({}) / 1000", "({}).toLong()")
SYNTAX: dict[str, Syntax] = {
    "javascript": _NODE,
    "typescript": _NODE,
    "tsx": _NODE,
    "python": Syntax("int(({}) / 1000)", "int({})", "int(time.time())"),
    "ruby": Syntax("({}) / 1000", "({}).to_i", "Time.now.to_i"),
    "php": Syntax("intdiv({}, 1000)", "(int) ({})", "time()"),
    "go": Syntax("({}) / 1000", "int64({})", "time.Now().Unix()"),
    "java": Syntax("({}) / 1000", "(long) ({})", "System.currentTimeMillis() / 1000"),
    "kotlin": _JVM,
    "scala": _JVM,
    "csharp": Syntax("({}) / 1000", "(long)({})", "DateTimeOffset.UtcNow.ToUnixTimeSeconds()"),
    "dart": Syntax("({}) ~/ 1000", "({}).floor()", "DateTime.now().millisecondsSinceEpoch ~/ 1000"),
    "swift": Syntax("({}) / 1000", "Int({})", "Int(Date().timeIntervalSince1970)"),
    "rust": Syntax("({}) / 1000", "({}) as i64"),
    "elixir": Syntax("div({}, 1000)", "trunc({})", "System.os_time(:second)"),
}
