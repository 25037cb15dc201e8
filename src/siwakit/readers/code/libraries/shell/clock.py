"""Time in shells: GNU's date and that of BSD and macOS."""

from __future__ import annotations

from siwakit.evidence.source import Doubt
from siwakit.patterns import pattern
from siwakit.readers.code.libraries.shell.words import options_of
from siwakit.readers.code.libraries.times import with_months
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Known, Value, known, text_of

CLOCK = Library()
_function = CLOCK.function
_WITH_ARGUMENT = frozenset({"d", "date", "r", "f"})
_STEP = pattern(r"\s*([+-]?)\s*([0-9]{1,9})\s*([a-z]+?)s?(?=[\s+-]|\Z)(\s+ago\b)?")
_BSD = pattern(r"-v([+-][0-9]{1,9})([ymwdHMS])")
_UNITS = {"sec": 1, "second": 1, "min": 60, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "fortnight": 1_209_600}
_MONTHS = {"month": 1, "year": 12}
_LETTERS = {"H": (3_600, 0), "M": (60, 0), "S": (1, 0), "d": (86_400, 0), "w": (604_800, 0), "m": (0, 1), "y": (0, 12)}
_NAMED = {
    "now": (0, 0),
    "today": (0, 0),
    "tomorrow": (86_400, 0),
    "next day": (86_400, 0),
    "next week": (604_800, 0),
    "next month": (0, 1),
    "next year": (0, 12),
}
_SECONDS = pattern(r"\+%s([0-9]*|%[0-9]?N)")


@_function("date", "gdate")
def _date(given: Given) -> Value | None:
    """Return the time as a format says it, moved by words as with -d, or by steps as with -v."""
    options = options_of(tuple(word for word in given.arguments if not _BSD.fullmatch(text_of(word) or "")), _WITH_ARGUMENT)
    match = next((match for word in options.others if (match := _SECONDS.fullmatch(text_of(word) or ""))), None)
    moved = _moved(given, options.get("d", "date", "r"))
    if match is None or moved is None:
        return None
    seconds, doubts = moved
    return Known(value=_written(int(seconds), match[1]), doubts=doubts, span=given.span)


def _written(seconds: int, rest: str) -> int:
    """Return *seconds* with what the format has behind them: digits, or a part of the nanoseconds."""
    if not rest.startswith("%"):
        return int(f"{seconds}{rest}")
    digits = int(rest[1:-1] or 9)
    return int(f"{seconds}{'123456789'[:digits]}")


def _moved(given: Given, words: Value | None) -> tuple[float, frozenset[Doubt]] | None:
    span = _of_steps(given) if words is None else _span_of(words)
    if span is None:
        return None
    start, seconds, months = span
    total = (given.run.now if start is None else start) + seconds
    return (with_months(total, months), frozenset({Doubt.CALENDAR})) if months else (total, frozenset())


def _of_steps(given: Given) -> tuple[float | None, float, int] | None:
    """Return the seconds and months of all steps such as `-v+6m`; one can also be split in two words."""
    words = [text_of(word) or "?" for word in given.arguments]
    seconds, months = 0, 0
    for first, second in zip(words, [*words[1:], ""], strict=True):
        if not first.startswith("-v"):
            continue
        match = _BSD.fullmatch(first if first != "-v" else first + second)
        if match is None:
            return None
        seconds += int(match[1]) * _LETTERS[match[2]][0]
        months += int(match[1]) * _LETTERS[match[2]][1]
    return None, seconds, months


def _span_of(words: Value) -> tuple[float | None, float, int] | None:
    """Return the start, if it is not now, and the seconds and months in words such as `+6 months`; None if there is anything else in them."""
    text = known(words)
    if isinstance(text, int):
        return float(text), 0, 0
    if not isinstance(text, str):
        return None
    rest, start = text.strip().lower(), None
    if rest.startswith("@"):
        digits, _, rest = rest[1:].partition(" ")
        if not digits.isdigit():
            return None
        start = float(digits)
    if rest in _NAMED:
        return (start, *_NAMED[rest])
    rest = rest.removeprefix("now").removeprefix("today").strip()
    seconds, months = 0.0, 0
    while rest:
        match = _STEP.match(rest)
        if match is None or match[3] not in _UNITS | _MONTHS:
            return None
        number = int(match[2]) * (-1 if (match[1] == "-") != bool(match[4]) else 1)
        seconds += number * _UNITS.get(match[3], 0)
        months += number * _MONTHS.get(match[3], 0)
        rest = rest[match.end() :].strip()
    return start, seconds, months
