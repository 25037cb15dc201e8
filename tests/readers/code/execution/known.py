"""The programs of which the text says less than the execution, each with the reason. In none of them is anything right accused."""

from __future__ import annotations

from collections.abc import Iterator

_SHELL = "openssl, date, printf and jq are not understood: what a program of the shell mints is not known from its text"
_OF_THE_SHELL = {
    "plain.sh": ("DER", "aud with a slash", "aud of the endpoint", "milliseconds", "no kid", "HS256 named", "a year", "iss and sub swapped"),
    "heredoc.sh": (
        "DER",
        "aud with a slash",
        "aud of the endpoint",
        "milliseconds",
        "no sub",
        "iss and sub swapped",
        "a newline in the signed text",
        "numbers as text",
    ),
    "functions.sh": ("DER", "aud with a slash", "aud of the endpoint", "milliseconds", "a year", "iss and sub swapped", "kid of the team"),
    "with_jq.sh": ("DER", "aud with a slash", "aud of the endpoint", "milliseconds", "no kid", "no sub", "a year"),
    "environment.sh": ("DER", "aud with a slash", "aud of the endpoint", "a year", "milliseconds"),
    "arguments.sh": (
        "DER",
        "aud with a slash",
        "aud of the endpoint",
        "no such grant_type",
        "authorize",
        "milliseconds",
        "no kid",
        "a year",
        "GET",
        "no grant_type",
    ),
    "dates.sh": ("DER", "aud with a slash", "aud of the endpoint", "milliseconds", "seven months", "a year"),
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
