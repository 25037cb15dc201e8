"""Time on the JVM: java.util, java.time, kotlin.time, scala.concurrent.duration and Joda.

A date knows its moment; one of java.time without a zone (`LocalDateTime`) is right only if it is read in the zone that it was made in.
"""

from __future__ import annotations

from siwakit.evidence.source import Doubt
from siwakit.readers.code.libraries.encodings import identity, receiver
from siwakit.readers.code.libraries.jvm.members import Members
from siwakit.readers.code.libraries.jvm.spans import MONTHS, UNITS, unit_of
from siwakit.readers.code.libraries.times import DATE, Zone, doubts_of, make_date, make_duration, moved, number_from, seconds_of, with_months, zone_of
from siwakit.readers.code.libraries.times import operate as operate_on_times
from siwakit.readers.code.library import Given, Meaning
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Array, Instance, Reference, Table, Value, text_of

CLOCK = Members()
_function, _method, _static = CLOCK.function, CLOCK.method, CLOCK.static
_ZONE, _CALENDAR = "zone", "calendar"
_FIELDS = {"DATE": "Day", "DAY_OF_MONTH": "Day", "DAY_OF_YEAR": "Day", "HOUR_OF_DAY": "Hour", "WEEK_OF_YEAR": "Week", "MILLISECOND": "Milli"}
_UTC_NAMES = frozenset({"UTC", "Z", "GMT", "Etc/UTC", "+00:00", "UTC+0"})


@_static("System.currentTimeMillis", "Clock.systemUTC.millis", "DateTimeUtils.currentTimeMillis", "getTimeMillis")
def _millis(given: Given) -> Value | None:
    """Return the time in milliseconds."""
    return given.known(given.run.now * 1000 + 500)


@_static("Instant.now", "ZonedDateTime.now", "OffsetDateTime.now", "Clock.System.now", "DateTime.now", "Date.now")
def _now(given: Given) -> Value | None:
    """Return the time now."""
    return make_date(given.run.now + 0.5, given.span)


@_static("Clock.systemUTC", "Clock.systemDefaultZone")
def _clock(given: Given) -> Value | None:
    """Return a clock with its zone."""
    return Instance(kind="clock", state={"zone": Zone.UTC if given.words == "systemUTC" else Zone.LOCAL}, span=given.span)


@_method("clock", "instant", "now")
def _clock_now(given: Given) -> Value | None:
    """Return the time now by a clock."""
    return _now(given)


@_method("clock", "millis")
def _clock_millis(given: Given) -> Value | None:
    """Return the time in milliseconds by a clock."""
    return _millis(given)


@_function("Date", "DateTime", "Timestamp", "Instant.ofEpochMilli", "Instant.fromEpochMilliseconds")
def _date(given: Given) -> Value | None:
    """Return a date: now, or from milliseconds."""
    value = given.get(0)
    if value is None or isinstance(value, Reference):
        return _now(given)
    number = given.number(0)
    return None if number is None or len(given.arguments) > 1 else make_date(number / 1000, given.span, doubts=doubts_of(value))


@_function("Instant.ofEpochSecond", "Instant.fromEpochSeconds")
def _from_seconds(given: Given) -> Value | None:
    """Return a date from seconds."""
    number = given.number(0)
    return None if number is None else make_date(number, given.span, doubts=doubts_of(given.get(0)))


_function("Date.from")(identity())


# Zones.


@_function("ZoneId.of", "ZoneOffset.of", "TimeZone.getTimeZone", "TimeZone.of", "ZoneOffset.ofHours", "DateTimeZone.forID")
def _zone(given: Given) -> Value | None:
    """Return a zone."""
    is_utc = given.text(0) in _UTC_NAMES or given.number(0) == 0
    return Instance(kind=_ZONE, state={"zone": Zone.UTC if is_utc else None}, span=given.span)


@_static("ZoneId.systemDefault", "TimeZone.getDefault", "TimeZone.currentSystemDefault")
def _system_zone(given: Given) -> Value | None:
    """Return the machine's zone."""
    return Instance(kind=_ZONE, state={"zone": Zone.LOCAL}, span=given.span)


@_function("ZoneOffset.UTC:", "TimeZone.UTC:", "DateTimeZone.UTC:")
def _utc(given: Given) -> Value | None:
    """Return the zone UTC."""
    return Instance(kind=_ZONE, state={"zone": Zone.UTC}, span=given.span)


def _read_zone(value: Value | None) -> Zone | None:
    found = value.state.get("zone") if isinstance(value, Instance) and value.kind in {_ZONE, "clock"} else None
    return found if isinstance(found, Zone) else None


@_static("LocalDateTime.now")
def _local_now(given: Given) -> Value | None:
    """Return the time now without its zone: that of the machine unless one is given."""
    zone = _read_zone(given.get(0)) if given.arguments else Zone.LOCAL
    return None if zone is None else make_date(given.run.now + 0.5, given.span, zone=zone)


@_function("LocalDateTime.ofInstant")
def _local_of(given: Given) -> Value | None:
    """Return a moment without its zone."""
    seconds, zone = seconds_of(given.get(0)), _read_zone(given.get(1))
    return None if seconds is None or zone is None else make_date(seconds, given.span, zone=zone, doubts=doubts_of(given.get(0)))


@_method(DATE, "atZone", "atOffset", "toInstant", "withZoneSameInstant", "withZone", "toDate", "toDateTime")
def _at_zone(given: Given) -> Value | None:
    """Return a date with its zone; one that has none is read as in the zone that is given."""
    return _read(given, given.receiver, given.get(0))


@_function("Timestamp.valueOf")
def _timestamp(given: Given) -> Value | None:
    """Return a date without a zone as one in the machine's zone."""
    return _read(given, given.get(0), Instance(kind=_ZONE, state={"zone": Zone.LOCAL}))


def _read(given: Given, date: Value | None, zone: Value | None) -> Value | None:
    seconds, doubts = seconds_of(date), doubts_of(date)
    if seconds is None:
        return None
    if zone_of(date) is not Zone.CARRIED:
        reads = _read_zone(zone)
        if reads is None:
            return None
        doubts |= {Doubt.ZONE} if reads is not zone_of(date) else set()
    return make_date(seconds, given.span, doubts=doubts)


# Numbers.


@_method(DATE, "getTime", "toEpochMilli", "getMillis", "toEpochMilliseconds", "getTimeInMillis")
def _as_millis(given: Given) -> Value | None:
    """Return a date in milliseconds."""
    return number_from(given.receiver, given.span, scale=1000)


@_method(DATE, "getEpochSecond", "getEpochSeconds", "toEpochSecond")
def _as_seconds(given: Given) -> Value | None:
    """Return a date in seconds."""
    date = _read(given, given.receiver, given.get(0))
    return number_from(date, given.span) if date else None


@_method(DATE, "setTime")
def _set_time(given: Given) -> Value | None:
    """Set a date to milliseconds."""
    number = given.number(0)
    if isinstance(given.receiver, Instance):
        given.receiver.state |= {"seconds": None if number is None else number / 1000, "doubts": doubts_of(given.get(0))}
    return given.receiver


# Moving.


def _by(unit: str, sign: int) -> Meaning:
    def meaning(given: Given) -> Value | None:
        return _move(given, given.receiver, given.number(0), unit, sign)

    return meaning


def _move(given: Given, date: Value | None, number: float | None, unit: str, sign: int = 1) -> Value | None:
    """Return *date* moved by a *number* of units."""
    seconds = seconds_of(date)
    if seconds is None or number is None or date is None:
        return None
    if unit == "Year":
        return make_date(with_months(seconds, int(sign * number * 12)), given.span, zone=zone_of(date), doubts=doubts_of(date))
    months = MONTHS.get(unit, 0) * int(number)
    return moved(date, make_duration(UNITS.get(unit, 0) * number, given.span, months=months), given.span, sign=sign)


for _unit in (*UNITS, *MONTHS):
    _method(DATE, f"plus{_unit}s")(_by(_unit, 1))
    _method(DATE, f"minus{_unit}s")(_by(_unit, -1))


@_method(DATE, "plus", "minus")
def _plus(given: Given) -> Value | None:
    """Return a date moved by a span, by a number of a unit, or by milliseconds as Joda has it."""
    sign, span, date = (1 if given.words == "plus" else -1), given.get(0), given.receiver
    if date is None or span is None:
        return None
    if len(given.arguments) > 1:
        return _move(given, date, given.number(0), unit_of(given.get(1)), sign)
    return moved(date, span, given.span, sign=sign) if isinstance(span, Instance) else _move(given, date, given.number(0), "Milli", sign)


@_method(DATE, "truncatedTo")
def _truncated(given: Given) -> Value | None:
    """Return a date without its fraction of a second; larger units are not followed."""
    return given.receiver if unit_of(given.get(0)) in {"Second", "Milli", "Micro"} else None


def _of_utilities(name: str, unit: str) -> None:
    @_function(f"DateUtils.{name}")
    def _add(given: Given) -> Value | None:
        """Return a date moved by a function of Commons Lang."""
        return _move(given, given.get(0), given.number(1), unit)


for _unit in (*UNITS, *MONTHS):
    _of_utilities(f"add{_unit}s", _unit)
_method(DATE, "toLocalDateTime", "withNano")(receiver)


# Calendars, which change.


@_static("Calendar.getInstance", "GregorianCalendar")
def _calendar(given: Given) -> Value | None:
    """Return a calendar that is set to now."""
    return Instance(kind=_CALENDAR, state={"date": _now(given)}, span=given.span)


@_method(_CALENDAR, "add")
def _add(given: Given) -> Value | None:
    """Move a calendar by a number of a field."""
    name = given.arguments[0].path.rpartition(".")[2] if given.arguments and isinstance(given.arguments[0], Reference) else ""
    return _set(given, _move(given, _date_of(given), given.number(1), _FIELDS.get(name) or name.capitalize()))


@_method(_CALENDAR, "set", "roll", "clear")
def _set_field(given: Given) -> Value | None:
    """Set a field of a calendar, which is not followed."""
    return _set(given, None)


@_method(_CALENDAR, "setTime", "setTimeInMillis")
def _set_calendar(given: Given) -> Value | None:
    """Set a calendar to a date or to milliseconds."""
    return _set(given, given.get(0) if isinstance(given.get(0), Instance) else _date(given))


@_method(_CALENDAR, "getTime", "toInstant")
def _get_date(given: Given) -> Value | None:
    """Return the date of a calendar."""
    return _date_of(given)


@_method(_CALENDAR, "getTimeInMillis")
def _get_millis(given: Given) -> Value | None:
    """Return the milliseconds of a calendar."""
    return number_from(_date_of(given), given.span, scale=1000)


def _date_of(given: Given) -> Value | None:
    date: Value | None = given.receiver.state["date"] if isinstance(given.receiver, Instance) else None
    return date


def _set(given: Given, date: Value | None) -> Value | None:
    if isinstance(given.receiver, Instance):
        given.receiver.state["date"] = date
    return given.receiver


def operate(operator: str, operands: tuple[Value, ...], span: Span) -> Value | None:
    """Return what an operator means for dates and spans, and for mappings: their sum has the entries of both."""
    first, second = operands[0], operands[-1]
    if operator == "+" and isinstance(first, Table):
        pair = second.items if isinstance(second, Array) else []
        name = text_of(pair[0]) if len(pair) == 2 else None  # noqa: PLR2004  name and value
        entries = second.entries if isinstance(second, Table) else {name: pair[1]} if name else {}
        is_open = first.is_open or not entries or (isinstance(second, Table) and second.is_open)
        return Table(entries=first.entries | entries, is_open=is_open, span=first.span)
    return operate_on_times(operator, operands, span)


CLOCK.operate = operate
