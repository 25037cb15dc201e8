"""Spans of time on the JVM: Duration, Period, TimeUnit, and the numbers with units of Kotlin and Scala."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import receiver
from siwakit.readers.code.libraries.jvm.members import Members
from siwakit.readers.code.libraries.times import DURATION, make_duration, number_from
from siwakit.readers.code.library import Given, Meaning
from siwakit.readers.code.values import Reference, Value, known

SPANS = Members()
_function, _method = SPANS.function, SPANS.method
UNITS = {"Nano": 1e-9, "Micro": 1e-6, "Milli": 0.001, "Second": 1, "Minute": 60, "Hour": 3_600, "Day": 86_400, "Week": 604_800}
MONTHS = {"Month": 1, "Year": 12}
_TIME_UNITS = {"NANOSECONDS": "Nano", "MICROSECONDS": "Micro", "MILLISECONDS": "Milli", "SECONDS": "Second", "MINUTES": "Minute"}
_TIME_UNITS |= {"HOURS": "Hour", "DAYS": "Day"}


def unit_of(value: Value | None) -> str:
    """Return the unit of a constant of `ChronoUnit`, `TimeUnit` or `DurationUnit`."""
    name = value.path.rpartition(".")[2] if isinstance(value, Reference) else ""
    return _TIME_UNITS.get(name) or name.capitalize().removesuffix("s")


def _span(unit: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        return _make_span(given, given.get(0) if given.receiver is None or given.arguments else given.receiver, unit)

    return meaning


def _make_span(given: Given, value: Value | None, unit: str) -> Value | None:
    number = known(value)
    if not isinstance(number, int | float) or isinstance(number, bool):
        return None
    return make_duration(UNITS.get(unit, 0) * number, given.span, months=int(MONTHS.get(unit, 0) * number))


for _unit in (*UNITS, *MONTHS):
    _function(f"Duration.of{_unit}s", f"Period.of{_unit}s", f"Duration.{_unit.lower()}s", f"Duration.standard{_unit}s")(_span(_unit))
    _method("Known", f"{_unit.lower()}s", _unit.lower())(_span(_unit))
_method("Known", "milliseconds", "millis")(_span("Milli"))


@_function("Duration.of", "Duration", "Duration.apply", "FiniteDuration")
def _span_of(given: Given) -> Value | None:
    """Return a span of a number of a unit."""
    return _make_span(given, given.get(0), unit_of(given.get(1)))


@_method("Known", "toDuration")
def _to_span(given: Given) -> Value | None:
    """Return a number of a unit as a span."""
    return _make_span(given, given.receiver, unit_of(given.get(0)))


_method(DURATION, "toJavaDuration", "toKotlinDuration", "toScala", "toJava")(receiver)


def _span_in(unit: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        return number_from(given.receiver, given.span, scale=1 / UNITS[unit])

    return meaning


for _unit in UNITS:
    _method(DURATION, f"to{_unit}s", f"inWhole{_unit}s", f"get{_unit}s", f"in{_unit}s", f"getStandard{_unit}s")(_span_in(_unit))
_method(DURATION, "inWholeMilliseconds", "getMillis")(_span_in("Milli"))


def _converted(name: str, unit: str, target: str) -> None:
    @_function(f"TimeUnit.{name}.to{target}s")
    def _convert(given: Given) -> Value | None:
        """Return a number of one unit in another."""
        number = given.number(0)
        return None if number is None else given.known(int(number * UNITS[unit] / UNITS[target]))


for _name, _unit in _TIME_UNITS.items():
    for _target in UNITS:
        _converted(_name, _unit, _target)
