"""The programs of which the text says less than the execution, each with the reason. In none of them is anything right accused."""

from __future__ import annotations

from collections.abc import Iterator

_SHELL = "the program keeps its parts in arrays, or signs text that its tools change on the way: what it mints is not known from its text"
_OF_THE_SHELL = {
    "plain.sh": ("iss and sub swapped",),
    "heredoc.sh": ("DER", "a newline in the signed text"),
    "functions.sh": ("a year",),
    "environment.sh": ("DER",),
    "arguments.sh": ("aud with a slash", "aud of the endpoint", "milliseconds", "no kid", "a year"),
}


def _ids() -> Iterator[str]:
    for name, faults in _OF_THE_SHELL.items():
        for fault in faults:
            yield f"{name}: {fault}"


DISAGREEMENTS: dict[str, str] = {
    **dict.fromkeys(_ids(), _SHELL),
}
IN_OTHER_ZONES: dict[str, str] = {
    "calendar.js: local time": "Date.UTC is not followed",
    "dates.sh: local time": _SHELL,
}
WRONG_CHANGES: dict[str, str] = {}
