"""The words of a command of PowerShell: `-Name value`, switches, and the entries of a table that is spread with `@`."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.shell.words import INPUT
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Known, Value, known
from siwakit.record import record

_OPTION = pattern(r"-([A-Za-z]\w*):?")


@record(kw_only=True)
class Options:
    """Options of a command by name, in lower case, and its other words."""

    named: dict[str, Value]
    others: tuple[Value, ...]

    def get(self, name: str, place: int = -1) -> Value | None:
        """Return the option *name* or its beginning, or the word at *place*; None if it is not given."""
        found = self.named.get(name)
        if found is None:
            found = next((value for given, value in self.named.items() if len(given) > 1 and name.startswith(given)), None)
        return found if found is not None or not 0 <= place < len(self.others) else self.others[place]


def options_of(given: Given, switches: frozenset[str] = frozenset()) -> Options:
    """Return the words of a command as options; *switches*, in lower case, take no value."""
    named = {name.lower(): value for name, value in given.named.items() if name != INPUT}
    others: list[Value] = []
    waiting = list(reversed(given.arguments))
    while waiting:
        value = waiting.pop()
        name = _name_of(value)
        if not name:
            others.append(value)
        elif name in switches or not waiting or _name_of(waiting[-1]):
            named[name] = Known(value=True, span=value.span)
        else:
            named[name] = waiting.pop()
    return Options(named=named, others=tuple(others))


def _name_of(value: Value) -> str:
    text = known(value)
    match = _OPTION.fullmatch(text) if isinstance(text, str) else None
    return match[1].lower() if match else ""
