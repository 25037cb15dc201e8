"""The language itself: modules, the environment, time, numbers and bytes."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from siwakit.evidence.source import Doubt
from siwakit.readers.code.languages.packages import package_of
from siwakit.readers.code.libraries.encodings import (
    copied,
    encode,
    encoder,
    identity,
    made_string,
    percent_decoded,
    percent_encoded,
    receiver,
    respelled,
)
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Closure, Instance, Known, Reference, Unknown, Value, at, known, written

LANGUAGE = Library()
_function, _method = LANGUAGE.function, LANGUAGE.method
DATE = "Date"
_DATES = frozenset({DATE, "moment", "dayjs", "luxon.DateTime"})
_MONTHS_A_YEAR = 12
_ZONES = (-43_200, 0, 50_400)  # of a machine, which may have the date of the day before or after

LANGUAGE.functions["made-string:"] = made_string
_function("String", "Object.freeze", "Promise.resolve", "readonly")(identity())
_function("structuredClone")(copied())
_method("", "valueOf", "catch", "finally", "toJSON", "asPromise")(receiver)
_function("JSON.stringify")(encoder("json"))
_function("btoa:")(identity())
_method("TextEncoder", "encode")(identity())
_function("encodeURIComponent", "encodeURI")(percent_encoded)
_function("decodeURIComponent", "decodeURI", "unescape")(percent_decoded)
_function("btoa")(encoder("base64"))
_function("base64url", "base64url.encode", "jose.base64url.encode")(encoder("base64url"))
_function("base64url.fromBase64")(lambda given: respelled(given.get(0), (Unknown(),)))


@_function("require", "import")
def _require(given: Given) -> Value | None:
    """Return a module by its name, without a registry before it."""
    name = given.text(0)
    return Reference(path=package_of(name), span=given.span) if name else None


@_function("process.env:", "Deno.env:", "import.meta.env:", "Bun.env:")
def _environment(given: Given) -> Value | None:
    """Return the environment, whose members are not known."""
    return Instance(kind="environment", span=given.span)


@_function("Deno.env.get", "configService.get", "config.get", "process.env.get")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment."""
    return given.run.variable(given.text(0) or "", given.span)


@_method("ServerValue", "get", "getOrThrow")
def _setting(given: Given) -> Value | None:
    """Return a setting by name."""
    return given.run.variable(given.text(0) or "", given.span)


# Numbers and time. A date is an object with its milliseconds.


@_function("Date.now")
def _now(given: Given) -> Value | None:
    """Return the time in milliseconds."""
    return given.known(given.run.now * 1000)


@_function("performance.now")
def _since_start(given: Given) -> Value | None:
    """Return milliseconds since the program began: no time of day."""
    return given.known(5_000)


@_function("Math.floor", "Math.trunc", "Math.round", "Math.ceil", "parseInt", "Number.parseInt")
def _whole(given: Given) -> Value | None:
    """Return a number without its fraction; a date is a number of milliseconds."""
    value = milliseconds_of(given.get(0))
    if value is None or given.number(1) not in {None, 10}:
        return None
    whole = math.ceil(value) if given.words == "ceil" else math.trunc(value) if given.words == "trunc" else math.floor(value)
    return Known(value=whole, doubts=doubts_of(given.get(0)), span=given.span)


@_function("Number", "parseFloat", "Number.parseFloat", "BigInt")
def _number(given: Given) -> Value | None:
    """Return a number."""
    value = milliseconds_of(given.get(0))
    return None if value is None else Known(value=value, doubts=doubts_of(given.get(0)), span=given.span)


@_method("Known", "toFixed")
def _fixed(given: Given) -> Value | None:
    """Return a number as a string without fraction."""
    value = milliseconds_of(given.receiver)
    return None if value is None or given.number(0) not in {None, 0} else given.known(str(round(value)))


@_function("Date")
def _date(given: Given) -> Value | None:
    """Return a date: now, or from milliseconds."""
    if not given.arguments:
        return Instance(kind=DATE, state={"milliseconds": given.run.now * 1000, "doubts": frozenset()}, span=given.span)
    value = milliseconds_of(given.get(0))
    if value is None or len(given.arguments) > 1 or isinstance(known(given.get(0)), str):
        # What the fields of a date or a text mean depends on the zone.
        return None
    return Instance(kind=DATE, state={"milliseconds": value, "doubts": doubts_of(given.get(0))}, span=given.span)


@_method(DATE, "getTime", "valueOf")
def _milliseconds(given: Given) -> Value | None:
    """Return the milliseconds of a date."""
    value = milliseconds_of(given.receiver)
    return None if value is None else Known(value=value, doubts=doubts_of(given.receiver), span=given.span)


@_method(DATE, "getMonth", "getFullYear", "getDate", "getUTCMonth", "getUTCFullYear", "getUTCDate", "getHours", "getMinutes", "getSeconds")
def _field(given: Given) -> Value | None:
    """Return a part of a date, in UTC."""
    value = milliseconds_of(given.receiver)
    if value is None:
        return None
    date = datetime.fromtimestamp(value / 1000, UTC)
    parts = {"Month": date.month - 1, "FullYear": date.year, "Date": date.day, "Hours": date.hour, "Minutes": date.minute, "Seconds": date.second}
    return given.known(parts[given.words.removeprefix("get").removeprefix("UTC")])


@_method(DATE, "getTimezoneOffset")
def _offset(given: Given) -> Value | None:
    """Return the minutes from the machine's time to UTC: none on a machine in UTC."""
    return Known(value=0, doubts=frozenset({Doubt.ZONE}), span=given.span)


@_method(DATE, "setMonth", "setUTCMonth")
def _set_month(given: Given) -> Value | None:
    """Set the month of a date; months differ in length."""
    zones = (0,) if given.words == "setUTCMonth" else _ZONES
    return _moved(given, lambda date, number: _earliest(date, int(number) - date.month + 1, zones), Doubt.CALENDAR)


@_method(DATE, "setFullYear", "setUTCFullYear")
def _set_year(given: Given) -> Value | None:
    """Set the year of a date."""
    return _moved(given, lambda date, number: _with_month(date, int(number), date.month - 1))


@_method(DATE, "setDate", "setUTCDate")
def _set_day(given: Given) -> Value | None:
    """Set the day of a date, which may lie outside its month."""
    return _moved(given, lambda date, number: date.timestamp() + 86_400 * (number - date.day))


@_method(DATE, "setHours", "setUTCHours")
def _set_hours(given: Given) -> Value | None:
    """Set the hour of a date, which may lie outside its day."""
    return _moved(given, lambda date, number: date.timestamp() + 3_600 * (number - date.hour))


@_method(DATE, "setMinutes", "setUTCMinutes")
def _set_minutes(given: Given) -> Value | None:
    """Set the minute of a date, which may lie outside its hour."""
    return _moved(given, lambda date, number: date.timestamp() + 60 * (number - date.minute))


@_method(DATE, "setSeconds", "setUTCSeconds")
def _set_seconds(given: Given) -> Value | None:
    """Set the second of a date, which may lie outside its minute."""
    return _moved(given, lambda date, number: date.timestamp() + number - date.second)


@_method(DATE, "setTime")
def _set_time(given: Given) -> Value | None:
    """Set a date to milliseconds."""
    return _moved(given, lambda _, number: number / 1000)


@_method(DATE, "toISOString", "toUTCString")
def _as_text(given: Given) -> Value | None:
    """Return a date as text."""
    value = milliseconds_of(given.receiver)
    return None if value is None else given.known(datetime.fromtimestamp(value / 1000, UTC).isoformat())


def _moved(given: Given, move: Callable[[datetime, float], float], *doubts: Doubt) -> Value | None:
    date, value = given.receiver, milliseconds_of(given.receiver)
    number = given.number(0) if len(given.arguments) == 1 else None
    if not isinstance(date, Instance):
        return None
    try:
        date.state["milliseconds"] = None if value is None or number is None else move(datetime.fromtimestamp(value / 1000, UTC), number) * 1000
    except (OverflowError, ValueError, OSError):
        date.state["milliseconds"] = None
    date.state["doubts"] = date.state.get("doubts", frozenset()) | frozenset(doubts)
    return _milliseconds(given) or Unknown(span=given.span)


def _earliest(date: datetime, months: int, zones: tuple[int, ...]) -> float:
    """Return the seconds of *date* after *months*, on the clock of that zone of *zones* in which it is the earliest."""
    local = ((date + timedelta(seconds=zone), zone) for zone in zones)
    return min(_with_month(there, there.year, there.month - 1 + months) - zone for there, zone in local)


def _with_month(date: datetime, year: int, month: int) -> float:
    """Return the seconds of *date* in another *month*, counted from 0; a day that the month does not have lies in the next."""
    year, month = year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1
    first = date.replace(year=year, month=month, day=1)
    return first.timestamp() + 86_400 * (date.day - 1)


def milliseconds_of(value: Value | None) -> float | None:
    """Return the milliseconds of a date, or a number as it is, if they are known."""
    if isinstance(value, Instance) and value.kind in _DATES:
        found = value.state.get("milliseconds")
        return found if isinstance(found, int | float) else None
    found = known(value)
    if isinstance(found, str):
        try:
            return int(found) if found.strip().lstrip("-").isdigit() else float(found)
        except ValueError:
            return None
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def doubts_of(value: Value | None) -> frozenset[Doubt]:
    """Return what a date or number depends on besides the clock."""
    if isinstance(value, Instance):
        found: frozenset[Doubt] = value.state.get("doubts", frozenset())
        return found
    return value.doubts if isinstance(value, Known) else frozenset()


def _operate(operator: str, operands: tuple[Value, ...], span: Span) -> Value | None:
    """Return the result of an operator for dates, which are numbers of milliseconds to it."""
    if len(operands) == 1:
        value = milliseconds_of(operands[0])
        return Known(value=value, doubts=doubts_of(operands[0]), span=span) if operator == "+" and value is not None else None
    left, right = milliseconds_of(operands[0]), milliseconds_of(operands[1])
    if left is None or right is None or operator not in {"-", "*", "/"} or (operator == "/" and not right):
        return None
    value = left - right if operator == "-" else left * right if operator == "*" else left / right
    return Known(value=value, doubts=doubts_of(operands[0]) | doubts_of(operands[1]), span=span)


LANGUAGE.operate = _operate


# Strings and bytes.


@_function("Buffer.from", "TextEncoder.encode", "Uint8Array.from", "Buffer")
def _bytes(given: Given) -> Value | None:
    """Return bytes: of a string, or of what is encoded."""
    value, encoding = given.get(0), given.text(1)
    if encoding in {"base64", "base64url", "hex"} and isinstance(value, Known):
        return Unknown(name="decoded bytes", span=given.span)
    # What was in base64 needs no line breaks.
    return at(value, given.span) if value is not None and encoding in {"base64", "hex"} and value.span in given.run.habits.joined else value


@_function("TextEncoder")
def _encoder(given: Given) -> Value | None:
    """Return an encoder of strings."""
    return Instance(kind="TextEncoder", span=given.span)


@_method("", "toString")
def to_string(given: Given) -> Value | None:
    """Return a value as a string: in the encoding that is asked for."""
    encoding = given.text(0)
    if encoding in {"base64", "base64url", "hex"}:
        return encode(encoding, given.receiver, given.span)
    number = known(given.receiver)
    if isinstance(number, int | float) and not isinstance(number, bool):
        return given.known(written(number)) if not given.arguments else None
    return given.receiver


@_method("", "then")
def _then(given: Given) -> Value | None:
    """Return what the function that waits for a promise makes of it."""
    function = given.get(0)
    if not isinstance(function, Closure) or given.receiver is None:
        return None
    return given.run.call_closure(function, (given.receiver,), {}, given.span)
