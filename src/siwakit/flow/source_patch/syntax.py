"""What a correction needs of each language: how numbers are made whole, and what seconds since 1970 are called."""

from __future__ import annotations

from siwakit.record import record


@record
class Syntax:
    """How *language* writes what corrections need; `{}` stands for the expression that is there."""

    to_seconds: str
    to_whole: str
    now: str = ""


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
