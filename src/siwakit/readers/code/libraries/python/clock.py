"""Time in Python: numbers of seconds with a fraction, and dates that carry a zone or not."""

from __future__ import annotations

from siwakit.evidence.source import Doubt
from siwakit.readers.code.libraries.times import (
    DATE,
    DURATION,
    Zone,
    doubts_of,
    make_date,
    make_duration,
    moved,
    number_from,
    seconds_of,
)
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, Known, Value, known

CLOCK = Library()
_function, _method = CLOCK.function, CLOCK.method
# A clock with fractions shows one, so that an iat that is not whole is seen.
FRACTION = 0.25
_UNITS = {
    "milliseconds": 0.001,
    "seconds": 1,
    "minutes": 60,
    "hours": 3_600,
    "days": 86_400,
    "weeks": 604_800,
}
_IN_ORDER = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
_FIELDS = "time fields"


@_function("time.time")
def _time(given: Given) -> Value | None:
    """Return seconds since 1970 with a fraction."""
    return given.known(given.run.now + FRACTION)


@_function("time.time_ns")
def _time_ns(given: Given) -> Value | None:
    """Return nanoseconds since 1970."""
    return given.known(given.run.now * 1_000_000_000)


@_function("datetime.datetime.now", "datetime.now", "datetime.datetime.today", "datetime.today", "pendulum.now", "arrow.now")
def _now(given: Given) -> Value | None:
    """Return the time now: without a zone as an argument, of the machine's zone, which the date does not carry."""
    is_aware = bool(given.arguments or given.named) or given.words.startswith(("pendulum", "arrow"))
    return make_date(given.run.now, given.span, zone=Zone.CARRIED if is_aware else Zone.LOCAL)


@_function("django.utils.timezone.now", "timezone.now", "pendulum.now", "arrow.utcnow", "arrow.now", "whenever.Instant.now")
def _aware_now(given: Given) -> Value | None:
    """Return the time now with its zone."""
    return make_date(given.run.now, given.span)


@_function("datetime.datetime.utcnow", "datetime.utcnow")
def _utcnow(given: Given) -> Value | None:
    """Return the time now in UTC, which the date does not carry."""
    return make_date(given.run.now, given.span, zone=Zone.UTC)


@_function("datetime.datetime.fromtimestamp", "datetime.fromtimestamp", "datetime.datetime.utcfromtimestamp", "datetime.utcfromtimestamp")
def _from_timestamp(given: Given) -> Value | None:
    """Return the date of a number of seconds."""
    seconds = given.number(0)
    has_zone = given.get(1, "tz") is not None
    zone = Zone.CARRIED if has_zone else Zone.UTC if "utc" in given.words else Zone.LOCAL
    return None if seconds is None else make_date(seconds, given.span, zone=zone)


@_function("datetime.timedelta", "timedelta")
def _timedelta(given: Given) -> Value | None:
    """Return a span."""
    amounts = dict(zip(_IN_ORDER, given.arguments, strict=False)) | given.named
    numbers = {name: known(value) for name, value in amounts.items()}
    if not all(isinstance(number, int | float) and name in _UNITS for name, number in numbers.items()):
        return make_duration(None, given.span)
    return make_duration(sum(number * _UNITS[name] for name, number in numbers.items()), given.span)


@_function("dateutil.relativedelta.relativedelta", "relativedelta")
def _relativedelta(given: Given) -> Value | None:
    """Return a span with calendar months and years."""
    numbers = {name: known(value) for name, value in given.named.items()}
    if given.arguments or not all(isinstance(number, int) for number in numbers.values()):
        return make_duration(None, given.span)
    months = numbers.get("months", 0) + 12 * numbers.get("years", 0)
    return make_duration(sum(number * _UNITS[name] for name, number in numbers.items() if name in _UNITS), given.span, months=months)


@_method(DATE, "timestamp", "float_timestamp", "int_timestamp")
def _timestamp(given: Given) -> Value | None:
    """Return a date as seconds; fields without a zone are read as the machine's."""
    number = number_from(given.receiver, given.span, reads=Zone.LOCAL, is_whole=False)
    if isinstance(number, Known) and isinstance(number.value, float | int) and number.value == given.run.now:
        return Known(value=number.value + FRACTION, doubts=number.doubts, span=given.span)
    return number


@_method(DATE, "replace", "astimezone", "to", "in_timezone", "in_tz", "floor", "shift", "add", "subtract")
def _replace(given: Given) -> Value | None:
    """Return a date with other fields: a zone only says what the fields mean, a conversion reads them as the machine's."""
    date = given.receiver
    seconds = seconds_of(date)
    if seconds is None or not isinstance(date, Instance):
        return None
    if given.words == "replace":
        if set(given.named) - {"tzinfo", "microsecond"}:
            return None
        doubts = doubts_of(date) | ({Doubt.ZONE} if "tzinfo" in given.named and date.state["zone"] is Zone.LOCAL else frozenset())
        return make_date(seconds, given.span, zone=Zone.CARRIED if "tzinfo" in given.named else date.state["zone"], doubts=doubts)
    if given.words in {"shift", "add", "subtract"}:
        sign = -1 if given.words == "subtract" else 1
        span = _relativedelta(given)
        return None if span is None else moved(date, span, given.span, sign=sign)
    doubts = doubts_of(date) | ({Doubt.ZONE} if date.state["zone"] is Zone.UTC else frozenset())
    return make_date(seconds, given.span, doubts=doubts)


@_method(DURATION, "total_seconds")
def _total_seconds(given: Given) -> Value | None:
    """Return the seconds of a span."""
    seconds = seconds_of(given.receiver)
    return None if seconds is None else given.known(seconds)


@_method(DATE, "utctimetuple", "timetuple")
def _fields(given: Given) -> Value | None:
    """Return the fields of a date, which no longer say what they mean."""
    seconds = seconds_of(given.receiver)
    if seconds is None or not isinstance(given.receiver, Instance):
        return None
    zone: Zone = given.receiver.state["zone"]
    if zone is Zone.CARRIED:
        zone = Zone.UTC
    return Instance(kind=_FIELDS, state={"seconds": seconds, "zone": zone, "doubts": doubts_of(given.receiver)}, span=given.span)


@_function("time.gmtime", "time.localtime")
def _broken_down(given: Given) -> Value | None:
    """Return the fields of now or of a number of seconds."""
    seconds = given.number(0) if given.arguments else given.run.now
    zone = Zone.UTC if given.words.endswith("gmtime") else Zone.LOCAL
    return None if seconds is None else Instance(kind=_FIELDS, state={"seconds": int(seconds), "zone": zone, "doubts": frozenset()}, span=given.span)


@_function("calendar.timegm")
def _timegm(given: Given) -> Value | None:
    """Return seconds from fields that are read as UTC."""
    return _from_fields(given, Zone.UTC)


@_function("time.mktime")
def _mktime(given: Given) -> Value | None:
    """Return seconds from fields that are read as the machine's."""
    return _from_fields(given, Zone.LOCAL)


def _from_fields(given: Given, reads: Zone) -> Value | None:
    fields = given.get(0)
    if not isinstance(fields, Instance) or fields.kind != _FIELDS:
        return None
    doubts = fields.state["doubts"] | (frozenset() if fields.state["zone"] is reads else {Doubt.ZONE})
    seconds = fields.state["seconds"]
    return Known(value=int(seconds) if reads is Zone.UTC else float(int(seconds)), doubts=doubts, span=given.span)


@_method(DATE, "strftime", "format")
def _strftime(given: Given) -> Value | None:
    """Return a date as text: %s is seconds, of fields that are read as the machine's."""
    if given.text(0) not in {"%s", "X"}:
        return None
    number = number_from(given.receiver, given.span, reads=Zone.LOCAL)
    return Known(value=str(number.value), doubts=number.doubts, span=given.span) if isinstance(number, Known) else None
