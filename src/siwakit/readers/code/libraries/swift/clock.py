"""Dates in Foundation: moments with a fraction of a second, and a TimeInterval is a number of seconds."""

from __future__ import annotations

from siwakit.readers.code.libraries.times import DATE, make_date, make_duration, moved, number_from, seconds_of
from siwakit.readers.code.libraries.times import operate as operate_on_times
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Instance, Known, Reference, Value, known

CLOCK = Library()
_function, _method = CLOCK.function, CLOCK.method
# A clock with fractions shows one, so that a time that is not whole is seen.
_FRACTION = 0.25
_EPOCH_2001 = 978_307_200
_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "weekOfYear": 604_800, "weekOfMonth": 604_800}
_MONTHS = {"month": 1, "year": 12}
_BINARY = 2


@_function("Date", "NSDate", "Date.init")
def _date(given: Given) -> Value | None:
    """Return a date: now, or from a number of seconds since now, 1970 or 2001."""
    starts = {
        "timeIntervalSinceNow": given.run.now + _FRACTION,
        "timeIntervalSince1970": 0,
        "timeIntervalSinceReferenceDate": _EPOCH_2001,
    }
    start = next((starts[name] for name in given.named if name in starts), given.run.now + _FRACTION)
    if not given.named:
        return make_date(start, given.span) if not given.arguments else None
    number, since = given.number(-1, *starts), seconds_of(given.named.get("since"))
    if "timeInterval" in given.named:
        number, start = given.number(-1, "timeInterval"), since or 0
    return None if number is None or ("since" in given.named and since is None) else make_date(start + number, given.span)


@_function(".now:", "Date.now:", "Date.distantFuture:", "NSDate.now:")
def _now(given: Given) -> Value | None:
    """Return the time now."""
    return make_date(given.run.now + _FRACTION, given.span) if given.words.endswith("now") else None


@_method(DATE, "timeIntervalSince1970", "timeIntervalSinceReferenceDate", "timeIntervalSinceNow")
def _interval(given: Given) -> Value | None:
    """Return the seconds between a date and 1970, 2001 or now."""
    number = number_from(given.receiver, given.span, is_whole=False)
    start = {"timeIntervalSinceReferenceDate": _EPOCH_2001, "timeIntervalSinceNow": given.run.now + _FRACTION}.get(given.words, 0)
    if not isinstance(number, Known) or not isinstance(number.value, int | float):
        return None
    return Known(value=number.value - start, doubts=number.doubts, span=given.span)


@_method(DATE, "addingTimeInterval", "advanced", "addTimeInterval")
def _adding(given: Given) -> Value | None:
    """Return a date moved by seconds."""
    number, date = given.number(0, "by"), given.receiver
    return None if number is None or date is None else moved(date, make_duration(number, given.span), given.span)


@_function(
    *("Calendar.current.date", "Calendar.autoupdatingCurrent.date", "NSCalendar.current.date"),
    *("Calendar.date", "calendar.date", "Calendar(identifier: .gregorian).date"),
)
def _calendar(given: Given) -> Value | None:
    """Return a date moved in a calendar."""
    return _by_adding(given)


@_function("Calendar")
def _new_calendar(given: Given) -> Value | None:
    """Return a calendar."""
    return Instance(kind="Calendar", span=given.span)


@_method("Calendar", "date")
def _calendar_date(given: Given) -> Value | None:
    """Return a date moved in a calendar."""
    return _by_adding(given)


@_function("DateComponents")
def _components(given: Given) -> Value | None:
    """Return a span of calendar units."""
    numbers = {name: known(value) for name, value in given.named.items()}
    if not all(isinstance(number, int) and (name in _UNITS or name in _MONTHS) for name, number in numbers.items()):
        return make_duration(None, given.span)
    months = sum(number * _MONTHS.get(name, 0) for name, number in numbers.items())
    return make_duration(sum(number * _UNITS.get(name, 0) for name, number in numbers.items()), given.span, months=months)


def _by_adding(given: Given) -> Value | None:
    unit, date = given.named.get("byAdding"), given.named.get("to")
    if date is None or unit is None:
        return None
    if not isinstance(unit, Reference):
        return moved(date, unit, given.span)
    name, number = unit.path.rpartition(".")[2], given.number(-1, "value")
    if number is None or not (name in _UNITS or name in _MONTHS):
        return None
    return moved(date, make_duration(number * _UNITS.get(name, 0), given.span, months=int(number * _MONTHS.get(name, 0))), given.span)


def operate(operator: str, operands: tuple[Value, ...], span: Span) -> Value | None:
    """Return a date moved by seconds, or the seconds between two dates."""
    if len(operands) != _BINARY:
        return None
    first, second = operands
    number = known(second)
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if isinstance(first, Instance) and first.kind == DATE and is_number and operator in {"+", "-"}:
        return moved(first, make_duration(number, span), span, sign=1 if operator == "+" else -1)
    return operate_on_times(operator, operands, span)


CLOCK.operate = operate
