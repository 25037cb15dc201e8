"""Time in Ruby, with the spans of Active Support."""

from __future__ import annotations

from siwakit.evidence.source import Doubt
from siwakit.readers.code.libraries.times import DATE, DURATION, make_date, make_duration, moved, number_from, seconds_of
from siwakit.readers.code.libraries.times import operate as operate_on_times
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Instance, Known, Value, known

CLOCK = Library()
_function, _method = CLOCK.function, CLOCK.method
_FRACTION = 0.25
_DAY = 86_400
_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "fortnight": 1_209_600}
_MONTHS = {"month": 1, "year": 12}


@_function("Time.now", "Time.current", "Time.zone.now", "DateTime.now", "DateTime.current", "Time.now.utc")
def _now(given: Given) -> Value | None:
    """Return the time now, which in Ruby carries its zone."""
    return make_date(given.run.now, given.span)


@_function("Process.clock_gettime")
def _clock(given: Given) -> Value | None:
    """Return seconds of the system's clock with a fraction; of a monotonic clock they mean nothing."""
    return given.known(given.run.now + _FRACTION)


def operate(operator: str, operands: tuple[Value, ...], span: Span) -> Value | None:
    """Return a time moved by seconds, a day moved by days or, with >> and <<, by months."""
    first, second = (*operands, None)[:2]
    number = known(second)
    if not isinstance(first, Instance) or first.kind != DATE or not isinstance(number, int | float) or isinstance(number, bool):
        return operate_on_times(operator, operands, span)
    sign = -1 if operator in {"-", "<<"} else 1
    if operator in {"+", "-"}:
        return _of_kind(first, moved(first, make_duration(number * (_DAY if _is_day(first) else 1), span), span, sign=sign))
    return _of_kind(first, moved(first, make_duration(0, span, months=int(number)), span, sign=sign)) if operator in {">>", "<<"} else None


CLOCK.operate = operate


def _is_day(date: Value | None) -> bool:
    return isinstance(date, Instance) and bool(date.state.get("is_day"))


def _of_kind(date: Value | None, other: Value | None) -> Value | None:
    """Return *other*, which counts in days if *date* does."""
    if isinstance(other, Instance):
        other.state["is_day"] = _is_day(date)
    return other


@_function("Date.today", "Date.current", "Time.zone.today")
def _today(given: Given) -> Value | None:
    """Return the beginning of today, whose sums are of days."""
    return _day_of(make_date(given.run.now, given.span), given.span)


@_method(DATE, "to_date", "beginning_of_day", "midnight", "at_midnight")
def _to_date(given: Given) -> Value | None:
    """Return the beginning of a day, as in UTC."""
    day = _day_of(given.receiver, given.span)
    return day if given.words == "to_date" else _as_time(day)


def _day_of(date: Value | None, span: Span) -> Value | None:
    seconds = seconds_of(date)
    if seconds is None or not isinstance(date, Instance):
        return None
    return Instance(kind=DATE, state={**date.state, "seconds": seconds // _DAY * _DAY, "is_day": True}, span=span)


def _as_time(date: Value | None) -> Value | None:
    return Instance(kind=DATE, state={**date.state, "is_day": False}, span=date.span) if isinstance(date, Instance) else None


@_method(DATE, "to_time", "to_datetime", "in_time_zone", "beginning_of_day", "midnight")
def _to_time(given: Given) -> Value | None:
    """Return the same moment as a time, whose sums are of seconds, or as a date and time, whose sums are of days."""
    return given.receiver if given.words == "to_datetime" else _as_time(given.receiver)


@_method(DATE, "next_month", "prev_month", "next_year", "prev_year", "next_day", "prev_day", "months_since", "years_since", "days_since", "days_ago")
def _next(given: Given) -> Value | None:
    """Return a date moved by months, years or days, one if no number is given."""
    number = given.number(0) if given.arguments else 1
    if given.receiver is None or number is None:
        return None
    is_back = given.words.startswith("prev") or given.words.endswith("ago")
    unit = next(unit for unit in ("month", "year", "day") if unit in given.words)
    duration = make_duration(number * _UNITS.get(unit, 0), given.span, months=int(number) * _MONTHS.get(unit, 0))
    return _of_kind(given.receiver, moved(given.receiver, duration, given.span, sign=-1 if is_back else 1))


@_function("Time.at")
def _at(given: Given) -> Value | None:
    """Return the time of a number of seconds."""
    number = given.number(0)
    return None if number is None else make_date(number, given.span)


@_method(DATE, "to_i", "tv_sec")
def _to_i(given: Given) -> Value | None:
    """Return whole seconds."""
    return number_from(given.receiver, given.span)


@_method(DATE, "utc_offset", "gmt_offset", "gmtoff")
def _offset(given: Given) -> Value | None:
    """Return how far the zone of a time is ahead of UTC: nothing, in UTC."""
    return Known(value=0, doubts=frozenset({Doubt.ZONE}), span=given.span)


@_method(DATE, "to_f", "to_r")
def _to_f(given: Given) -> Value | None:
    """Return seconds with a fraction."""
    seconds = seconds_of(given.receiver)
    return None if seconds is None else given.known(seconds + _FRACTION)


@_method(DATE, "strftime")
def _strftime(given: Given) -> Value | None:
    """Return a time as text: %s is seconds, %Q milliseconds."""
    scale = {"%s": 1, "%Q": 1000, "%s%L": 1000, "%s%3N": 1000}.get(given.text(0) or "")
    number = number_from(given.receiver, given.span, scale=scale) if scale else None
    return Known(value=str(number.value), span=given.span) if isinstance(number, Known) else None


@_method(DATE, "utc", "getutc", "gmtime", "localtime", "round", "floor", "change")
def _same(given: Given) -> Value | None:
    """Return the same moment."""
    return given.receiver


@_method(DURATION, "to_i", "in_seconds", "seconds")
def _span_to_i(given: Given) -> Value | None:
    """Return the seconds of a span; a month of Active Support has 30.436875 days, a year 365.2425."""
    seconds = seconds_of(given.receiver)
    months = given.receiver.state.get("months", 0) if given.receiver is not None and hasattr(given.receiver, "state") else 0
    return None if seconds is None else given.known(int(seconds + months * 2_629_746))


@_method(DURATION, "from_now", "since", "after")
def _from_now(given: Given) -> Value | None:
    """Return the time that lies a span ahead of now."""
    return None if given.receiver is None else moved(make_date(given.run.now, given.span), given.receiver, given.span)


@_method(DURATION, "ago", "before", "until")
def _ago(given: Given) -> Value | None:
    """Return the time that lies a span before now."""
    return None if given.receiver is None else moved(make_date(given.run.now, given.span), given.receiver, given.span, sign=-1)


@_method(DATE, "advance", "+", "since")
def _advance(given: Given) -> Value | None:
    """Return a time moved by spans that are given by name."""
    numbers = {name: known(value) for name, value in given.named.items()}
    if given.receiver is None or not numbers or not all(isinstance(number, int) for number in numbers.values()):
        return None
    months = numbers.get("months", 0) + 12 * numbers.get("years", 0)
    seconds = sum(number * _UNITS.get(name.removesuffix("s"), 0) for name, number in numbers.items())
    return moved(given.receiver, make_duration(seconds, given.span, months=months), given.span)


def _span(name: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        number = known(given.receiver)
        if not isinstance(number, int | float) or isinstance(number, bool):
            return None
        return make_duration(number * _UNITS.get(name, 0), given.span, months=int(number * _MONTHS.get(name, 0)))

    return meaning


for _unit in (*_UNITS, *_MONTHS):
    _method("Known", _unit, f"{_unit}s")(_span(_unit))
