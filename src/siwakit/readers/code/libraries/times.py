"""Dates and spans of time, which every ecosystem has in its own types.

A date knows its seconds since 1970 UTC, and whether it carries its zone: a date without one means UTC to some functions and the machine's
zone to others, and is right only if both mean the same.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

from siwakit.evidence.source import Doubt
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Instance, Known, Value, known

DATE, DURATION = "date", "duration"
_DAY = 86_400
_MONTHS_A_YEAR = 12


class Zone(Enum):
    """What the fields of a date mean."""

    CARRIED = "the date carries its zone"
    UTC = "UTC, which the date does not carry"
    LOCAL = "the machine's zone, which the date does not carry"


def make_date(seconds: float, span: Span, *, zone: Zone = Zone.CARRIED, doubts: frozenset[Doubt] = frozenset()) -> Instance:
    """Return a date that lies *seconds* after 1970 in UTC."""
    return Instance(kind=DATE, state={"seconds": seconds, "zone": zone, "doubts": doubts}, span=span)


def make_duration(seconds: float | None, span: Span, *, months: int = 0) -> Instance:
    """Return a span of *seconds* and of calendar *months*; None if it is not known."""
    return Instance(kind=DURATION, state={"seconds": seconds, "months": months}, span=span)


def seconds_of(value: Value | None) -> float | None:
    """Return the seconds of a date or of a span, if they are known."""
    if isinstance(value, Instance) and value.kind in {DATE, DURATION}:
        found = value.state["seconds"]
        return found if isinstance(found, int | float) else None
    return None


def zone_of(value: Value | None) -> Zone:
    """Return what the fields of a date mean."""
    zone: Zone = value.state.get("zone", Zone.CARRIED) if isinstance(value, Instance) else Zone.CARRIED
    return zone


def doubts_of(value: Value | None) -> frozenset[Doubt]:
    """Return what a date or number depends on besides the clock."""
    if isinstance(value, Instance):
        found: frozenset[Doubt] = value.state.get("doubts", frozenset())
        return found
    return value.doubts if isinstance(value, Known) else frozenset()


def number_from(value: Value | None, span: Span, *, reads: Zone = Zone.CARRIED, scale: float = 1, is_whole: bool = True) -> Value | None:
    """Return a date as a number of units, *scale* to the second, by a function that *reads* its fields as in that zone."""
    seconds = seconds_of(value)
    if seconds is None:
        return None
    zone, doubts = zone_of(value), doubts_of(value)
    if Zone.CARRIED not in {zone, reads} and zone is not reads:
        doubts |= {Doubt.ZONE}
    number = seconds * scale
    return Known(value=int(number) if is_whole else number, doubts=doubts, span=span)


def operate(operator: str, operands: tuple[Value, ...], span: Span) -> Value | None:
    """Return the sum or difference of dates and spans, or a span times a number; None if *operands* are anything else."""
    if len(operands) != 2:  # noqa: PLR2004  a binary operator
        return None
    first, second = operands
    kinds = tuple(value.kind if isinstance(value, Instance) else "" for value in operands)
    if operator in {"+", "-"} and kinds == (DATE, DURATION):
        return moved(first, second, span, sign=1 if operator == "+" else -1)
    if operator == "+" and kinds == (DURATION, DATE):
        return moved(second, first, span)
    left, right = _amount(first), _amount(second)
    if left is None or right is None or (DURATION not in kinds and kinds != (DATE, DATE)):
        return None
    if operator in {"+", "-"} and (kinds in {(DURATION, DURATION), (DATE, DATE)}):
        return make_duration(left + right if operator == "+" else left - right, span)
    return make_duration(left * right, span) if operator == "*" else None


def moved(date: Value, duration: Value, span: Span, *, sign: int = 1) -> Value | None:
    """Return *date* moved by *duration*, forwards or backwards."""
    seconds, length = seconds_of(date), seconds_of(duration)
    if seconds is None or length is None or not isinstance(duration, Instance):
        return None
    months, doubts = duration.state.get("months", 0), doubts_of(date)
    if months:
        seconds, doubts = with_months(seconds, sign * months), doubts | {Doubt.CALENDAR}
    return make_date(seconds + sign * length, span, zone=zone_of(date), doubts=doubts)


def with_months(seconds: float, months: int) -> float:
    """Return the date at *seconds* moved by calendar *months*; a day that the month does not have becomes its last."""
    date = datetime.fromtimestamp(seconds, UTC)
    year, month = divmod(date.year * _MONTHS_A_YEAR + date.month - 1 + months, _MONTHS_A_YEAR)
    first = date.replace(year=year, month=month + 1, day=1)
    next_year, next_month = divmod(year * _MONTHS_A_YEAR + month + 1, _MONTHS_A_YEAR)
    days = (first.replace(year=next_year, month=next_month + 1) - first).days
    return first.timestamp() + _DAY * (min(date.day, days) - 1)


def _amount(value: Value) -> float | None:
    seconds = seconds_of(value)
    number = known(value)
    if seconds is not None:
        return seconds
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None
