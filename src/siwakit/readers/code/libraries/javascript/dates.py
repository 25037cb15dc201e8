"""Libraries for dates in JavaScript: moment, dayjs, luxon, date-fns. All count milliseconds, as `Date` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from siwakit.evidence.source import Doubt
from siwakit.readers.code.libraries.encodings import receiver
from siwakit.readers.code.libraries.javascript.language import DATE, doubts_of, milliseconds_of
from siwakit.readers.code.libraries.times import with_months
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, Known, Table, Unknown, Value, known, text_of

DATES = Library()
_function, _method = DATES.function, DATES.method
_MOMENT, _DAYJS, _LUXON = "moment", "dayjs", "luxon.DateTime"
_UNITS = {"millisecond": 1, "second": 1_000, "minute": 60_000, "hour": 3_600_000, "day": 86_400_000, "week": 604_800_000}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SHORT = {"ms": "millisecond", "s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "M": "month", "Q": "quarter", "y": "year"}
_A_YEAR = 12
_UNITS_OF_FNS = ("Milliseconds", "Seconds", "Minutes", "Hours", "Days", "Weeks", "Months", "Quarters", "Years")


def _make(kind: str, milliseconds: float | None, given: Given, doubts: frozenset[Doubt] = frozenset()) -> Instance:
    return Instance(kind=kind, state={"milliseconds": milliseconds, "doubts": doubts}, span=given.span)


def _unit(name: str | None) -> str:
    """Return a unit by its name, its plural or its letter."""
    return _SHORT.get(name or "", (name or "").lower().removesuffix("s"))


def _moved(date: Value | None, amounts: Mapping[str, Value], sign: int) -> tuple[float | None, frozenset[Doubt]]:
    """Return the milliseconds of *date* moved by *amounts*, each by its unit, and what they depend on; None if they are not known."""
    milliseconds, doubts = milliseconds_of(date), doubts_of(date)
    for name, value in amounts.items():
        number, unit = known(value), _unit(name)
        if not isinstance(number, int | float) or milliseconds is None or (unit not in _UNITS and unit not in _MONTHS):
            return None, doubts
        if unit in _UNITS:
            milliseconds += sign * number * _UNITS[unit]
        else:
            months = sign * int(number) * _MONTHS[unit]
            milliseconds = with_months(milliseconds / 1000, months) * 1000 + milliseconds % 1000
            # Months differ in length; a year is too long, whatever its days.
            doubts |= {Doubt.CALENDAR} if abs(months) < _A_YEAR else frozenset()
    return milliseconds, doubts


# moment and dayjs.


@_function(
    "moment", "moment.utc", "moment.default", "moment.default.utc", "dayjs", "dayjs.utc", "dayjs.default", "moment-timezone", "moment-timezone.utc"
)
def _now(given: Given) -> Value | None:
    """Return the time, or that of a date or a number of milliseconds."""
    first = given.get(0)
    value = given.run.now * 1000 if first is None else None if isinstance(known(first), str) else milliseconds_of(first)
    kind = _DAYJS if "dayjs" in _path(given) else _MOMENT
    return _make(kind, value, given, doubts_of(first))


def _path(given: Given) -> str:
    return given.receiver.path if given.receiver is not None and hasattr(given.receiver, "path") else given.words


@_function("moment.unix", "dayjs.unix")
def _from_seconds(given: Given) -> Value | None:
    """Return the date of a number of seconds."""
    seconds = milliseconds_of(given.get(0))
    kind = _DAYJS if "dayjs" in _path(given) else _MOMENT
    return _make(kind, None if seconds is None else seconds * 1000, given)


def _amounts(given: Given) -> Mapping[str, Value]:
    """Return the amounts by unit: `add(6, "months")` or `add({ months: 6 })`; moment also takes the unit first."""
    first, second = given.get(0), given.get(1)
    if isinstance(first, Table) and not first.is_open:
        return first.entries
    if isinstance(text_of(first), str) and isinstance(known(second), int | float):
        first, second = second, first
    unit = "millisecond" if second is None else text_of(second)
    return {unit or "": first or Unknown()}


@_method(_MOMENT, "add", "subtract")
def _add_moment(given: Given) -> Value | None:
    """Move the date itself."""
    date = given.receiver
    if not isinstance(date, Instance):
        return None
    date.state["milliseconds"], date.state["doubts"] = _moved(date, _amounts(given), 1 if given.words == "add" else -1)
    return date


@_method(_DAYJS, "add", "subtract")
def _add_dayjs(given: Given) -> Value | None:
    """Return another date."""
    milliseconds, doubts = _moved(given.receiver, _amounts(given), 1 if given.words == "add" else -1)
    return _make(_DAYJS, milliseconds, given, doubts)


@_method(_MOMENT, "clone")
@_method(_DAYJS, "clone")
def _clone(given: Given) -> Value | None:
    """Return a copy."""
    date = given.receiver
    return replace(date, state=dict(date.state)) if isinstance(date, Instance) else None


for _kind in (_MOMENT, _DAYJS):
    _method(_kind, "utc", "local", "tz")(receiver)


def _number(given: Given, scale: float) -> Value | None:
    milliseconds = milliseconds_of(given.receiver)
    return None if milliseconds is None else Known(value=int(milliseconds / scale), doubts=doubts_of(given.receiver), span=given.span)


@_method(_MOMENT, "unix")
@_method(_DAYJS, "unix")
@_method(_LUXON, "toUnixInteger", "toSeconds")
def _seconds(given: Given) -> Value | None:
    """Return the seconds since 1970."""
    return _number(given, 1000)


@_method(_MOMENT, "valueOf")
@_method(_DAYJS, "valueOf")
@_method(_LUXON, "toMillis", "valueOf", "ts")
def _milliseconds(given: Given) -> Value | None:
    """Return the milliseconds since 1970."""
    return _number(given, 1)


@_method(_MOMENT, "format")
@_method(_DAYJS, "format")
def _format(given: Given) -> Value | None:
    """Return the text of a number of seconds or of milliseconds; of no other form."""
    number = _number(given, {"X": 1000, "x": 1}.get(given.text(0) or "", 1)) if given.text(0) in {"X", "x"} else None
    return given.known(str(number.value)) if isinstance(number, Known) else Unknown(name="date", span=given.span)


@_method(_MOMENT, "toDate")
@_method(_DAYJS, "toDate")
@_method(_LUXON, "toJSDate")
def _to_date(given: Given) -> Value | None:
    """Return a Date."""
    return _make(DATE, milliseconds_of(given.receiver), given, doubts_of(given.receiver))


# luxon.


@_function(*(f"{path}.{name}" for path in ("luxon.DateTime", "DateTime") for name in ("now", "utc", "local")))
def _luxon_now(given: Given) -> Value | None:
    """Return the time; not from the fields of a date."""
    return None if given.arguments else _make(_LUXON, given.run.now * 1000, given)


@_function(*(f"luxon.DateTime.{name}" for name in ("fromJSDate", "fromMillis", "fromSeconds")))
def _luxon_from(given: Given) -> Value | None:
    """Return the date of a Date or of a number."""
    value = milliseconds_of(given.get(0))
    return _make(_LUXON, None if value is None else value * (1000 if given.words == "fromSeconds" else 1), given, doubts_of(given.get(0)))


@_method(_LUXON, "plus", "minus")
def _luxon_plus(given: Given) -> Value | None:
    """Return another date."""
    milliseconds, doubts = _moved(given.receiver, _amounts(given), 1 if given.words == "plus" else -1)
    return _make(_LUXON, milliseconds, given, doubts)


_method(_LUXON, "toUTC", "toLocal", "setZone", "setLocale")(receiver)


# date-fns.


@_function(
    *(f"date-fns.{name}{unit}" for name in ("add", "sub") for unit in ("Seconds", "Minutes", "Hours", "Days", "Weeks", "Months", "Quarters", "Years"))
)
def _fns_add(given: Given) -> Value | None:
    """Return a Date moved by a number of units, whose name is that of the function."""
    name = given.words
    milliseconds, doubts = _moved(given.get(0), {name[3:]: given.get(1) or Unknown()}, 1 if name.startswith("add") else -1)
    return _make(DATE, milliseconds, given, doubts)


@_function("date-fns.add", "date-fns.sub")
def _fns_move(given: Given) -> Value | None:
    """Return a Date moved by amounts by their units."""
    table = given.table(1)
    amounts = table.entries if table is not None and not table.is_open else {"": Unknown()}
    milliseconds, doubts = _moved(given.get(0), amounts, 1 if given.words == "add" else -1)
    return _make(DATE, milliseconds, given, doubts)


@_function("date-fns.getUnixTime")
def _fns_seconds(given: Given) -> Value | None:
    """Return the seconds since 1970."""
    milliseconds = milliseconds_of(given.get(0))
    return None if milliseconds is None else Known(value=int(milliseconds / 1000), doubts=doubts_of(given.get(0)), span=given.span)


@_function("date-fns.getTime")
def _fns_milliseconds(given: Given) -> Value | None:
    """Return the milliseconds since 1970."""
    milliseconds = milliseconds_of(given.get(0))
    return None if milliseconds is None else Known(value=int(milliseconds), doubts=doubts_of(given.get(0)), span=given.span)


@_function("date-fns.toDate", "date-fns.fromUnixTime")
def _fns_date(given: Given) -> Value | None:
    """Return a Date of a Date or of a number."""
    value = milliseconds_of(given.get(0))
    return _make(DATE, None if value is None else value * (1000 if given.words == "fromUnixTime" else 1), given, doubts_of(given.get(0)))


DATES.name(moment="moment", dayjs="dayjs")
