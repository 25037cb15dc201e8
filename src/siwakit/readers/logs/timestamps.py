"""Read the time at which a line of a log was written, in any of the forms that loggers use.

A time without a zone is read as UTC and marked; a date without a year gets the last year that is not ahead of
the given clock.
"""

from __future__ import annotations

import re
from calendar import timegm
from time import gmtime

from siwakit.patterns import pattern
from siwakit.record import record

HEAD = 400  # a logger puts the time first; JSON may have it anywhere
_MONTHS = {name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_MONTH = "(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_CLOCK = r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d|60)(?:[.,]\d{1,9})?"
_ZONE = r"(?:[ ]?(?P<zone>Z\b|UTC\b|GMT\b|[+-][01]\d:?[0-5]\d\b|[+-]\d\d\b))?"
_HALF = r"(?:[ \u202f]?(?P<half>[AP]M)\b)?"
_HAS_CLOCK = pattern(r"\d:[0-5]\d:[0-6]\d")
_HAS_DAY = pattern(r"\d[-/.]\d|[JFMASOND][aepuco][nbrylgptvc]|^[IWEF][01]\d")
_DATES = (
    # ISO 8601 and similar forms: 2026-11-25T10:00:00Z, 2026/11/25 10:00:00, 2026-11-25 10:00:00,123 +0000
    pattern(rf"(?<!\d)(?P<year>\d{{4}})[-/.](?P<number>0[1-9]|1[0-2])[-/.](?P<day>[0-2]\d|3[01])[T _:\t]{{1,2}}{_CLOCK}{_ZONE}"),
    # 25/Nov/2026:10:00:00 +0000, 25-Nov-2026 10:00:00, Wed, 25 Nov 2026 10:00:00 GMT
    pattern(rf"(?<!\d)(?P<day>[0-3]?\d)[-/ ]{_MONTH}[-/ ](?P<year>\d{{4}})[: ]{_CLOCK}{_ZONE}"),
    # Nov 25, 2026 10:00:00 AM, and JavaScript's Date as text: Nov 25 2026 10:00:00 GMT+0100
    pattern(rf"\b{_MONTH} (?P<day>[0-3]?\d),? (?P<year>\d{{4}}),? {_CLOCK}{_HALF}(?:[ ](?:GMT|UTC))?{_ZONE}"),
    # Wed Nov 25 10:00:00.123456 2026, Wed Nov 25 10:00:00 UTC 2026
    pattern(rf"\b{_MONTH} {{1,2}}(?P<day>[0-3]?\d) {_CLOCK}(?: (?P<zone>UTC|GMT|[+-]\d{{4}}))? (?P<year>\d{{4}})\b"),
    # Nov 25 10:00:00, as in syslog
    pattern(rf"\b{_MONTH} {{1,2}}(?P<day>[0-3]?\d) {_CLOCK}"),
    # 11/25/2026 10:00:00 AM; without AM or PM the month is ambiguous
    pattern(rf"(?<!\d)(?P<number>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)/(?P<year>\d{{4}}),? {_CLOCK} (?P<half>[AP]M)\b"),
    # 25.11.2026 10:00:00
    pattern(rf"(?<!\d)(?P<day>[0-3]\d)\.(?P<number>0[1-9]|1[0-2])\.(?P<year>\d{{4}}),? {_CLOCK}{_ZONE}"),
    # E1125 10:00:00.123456, as in glog
    pattern(rf"^[IWEF](?P<number>0[1-9]|1[0-2])(?P<day>[0-3]\d) {_CLOCK}"),
)
_NAMED_EPOCH = pattern(
    r"(?i)(?:^|[\"'\s{,])(?:time|timestamp|@timestamp|ts|t|date|datetime|epoch|eventtime|__realtime_timestamp|instant|created)[\"']?[=:]\s?[\"']?"
    r"(\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19})(?![\d.])"
)
_AFTER_A_NAME = pattern(r"[=:]\s?[\"']?\d{10}")
_FIRST_EPOCH = pattern(r"[\s\[(<\"']{0,3}(\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19})(?![\d.-])")
_NAMED_DATE = pattern(
    r"(?i)[\"'](?:time|timestamp|@timestamp|ts|t|@t|date|datetime|asctime|eventtime|event_time|created_at|createdat|timeutc)[\"']\s?:\s?"
    r"(?:\{\s?[\"']\$?date[\"']\s?:\s?)?[\"']([^\"']{10,40})"
)
_UNITS = {10: 1, 13: 1_000, 16: 1_000_000, 19: 1_000_000_000}
_FIRST_YEAR, _FIRST_SECOND = 1990, 946_684_800
_LAST_SECOND = 4_102_444_800  # the beginning of 2100: a longer number is a name or an amount, and perhaps a secret
_WITHIN = 65_536  # how far into a line of JSON its time is searched for
_NEAR = 12
_DAY = 86_400
_NOON = 12


@record
class Moment:
    """Time at which a line was written, in seconds since 1970 UTC; without a zone, UTC is assumed."""

    seconds: int
    has_zone: bool = True


def read_time(line: str, now: int | None = None) -> Moment | None:
    """Return when *line* was written, or None; a date without a year needs *now*."""
    head = line[:HEAD]
    named = _NAMED_DATE.search(line, 0, _WITHIN) if "{" in head else None
    if named:
        found = _read_date(f"{named.group(1)} ", now)
        if found:
            return found
    epoch = _FIRST_EPOCH.match(head) or (_named_epoch(line) if "{" in head or "=" in head else None)
    if epoch and (seconds := _read_epoch(epoch.group(1))) is not None:
        return Moment(seconds)
    return _read_date(head, now)


def _named_epoch(line: str) -> re.Match[str] | None:
    # Few lines have such a long number after a name, and this is faster than comparing all names.
    return _NAMED_EPOCH.search(line, 0, _WITHIN) if _AFTER_A_NAME.search(line, 0, _WITHIN) else None


def _read_date(text: str, now: int | None) -> Moment | None:
    first = _DATES[0].search(text)
    # Almost every log begins like this; then there is no need to search for a date of another form before it.
    if first and first.start() < _NEAR and (moment := _moment_of(first.groupdict(), now)):
        return moment
    if not _HAS_CLOCK.search(text) or not _HAS_DAY.search(text):
        return None
    found = [one for one in (pattern.search(text) for pattern in _DATES) if one]
    for match in sorted(found, key=lambda one: one.start()):
        moment = _moment_of(match.groupdict(), now)
        if moment:
            return moment
    return None


def _moment_of(parts: dict[str, str | None], now: int | None) -> Moment | None:
    month = int(parts.get("number") or 0) or _MONTHS[str(parts["month"])[:3].lower()]
    hour = int(parts["hour"] or 0)
    half = parts.get("half")
    if half:
        hour = hour % _NOON + (_NOON if half == "PM" else 0)
    rest = (month, int(parts["day"] or 0), hour, int(parts["minute"] or 0), int(parts["second"] or 0))
    zone = parts.get("zone")
    year = parts.get("year")
    if year is None:
        return _without_year(rest, now)
    if int(year) < _FIRST_YEAR:
        return None
    return Moment(timegm((int(year), *rest, 0, 0, 0)) - _offset(zone), zone is not None)


def _without_year(rest: tuple[int, int, int, int, int], now: int | None) -> Moment | None:
    """Return the last time with this date that is not more than a day ahead of *now*."""
    if now is None:
        return None
    year = gmtime(now).tm_year + 1
    years = (timegm((one, *rest, 0, 0, 0)) for one in (year, year - 1, year - 2))
    return next((Moment(seconds, has_zone=False) for seconds in years if seconds <= now + _DAY), None)


def _offset(zone: str | None) -> int:
    if zone is None or zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "")
    size = int(digits[:2]) * 3600 + int(digits[2:] or 0) * 60
    return -size if zone[0] == "-" else size


def _read_epoch(text: str) -> int | None:
    whole = text.partition(".")[0]
    seconds = int(whole) // _UNITS[len(whole)]
    return seconds if _FIRST_SECOND <= seconds < _LAST_SECOND else None
