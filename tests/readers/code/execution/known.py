"""The programs of which the text says less than the execution, each with the reason. In none of them is anything right accused."""

from __future__ import annotations

_END = "the line end that echo signs is not followed: of what a command prints only the text is known"
_LINES = "the line ends that this encoder puts into base64 are not followed"
_PADDING = "only the header and the claims are padded, which depends on their length"
_FIELDS = "a date that is put together from the fields of another is not followed"
_LOOP = "a loop over a map writes the form or the claims: what it writes is not known"
_UNDECIDED: dict[str, dict[str, tuple[str, ...]]] = {
    _END: {"heredoc.sh": ("a newline in the signed text",)},
    _LINES: {"module.rb": ("lines of base64",)},
    _PADDING: {"structs.go": ("padded",)},
    _LOOP: {"Maps.java": ("JSON type", "no grant_type"), "Loops.java": ("DER", "a year")},
}


DISAGREEMENTS: dict[str, str] = {
    f"{name}: {fault}": reason for reason, programs in _UNDECIDED.items() for name, faults in programs.items() for fault in faults
}
IN_OTHER_ZONES: dict[str, str] = {
    "calendar.js: local time": "Date.UTC is not followed",
    "dates.rb: local time as UTC": _FIELDS,
    "dates.php: local time as UTC": _FIELDS,
    "dates.go: local time as UTC": _FIELDS,
    "strtotime.php: local time": "a date that is read from text is not followed",
    "strtotime.php: UTC as local time": "a date that is read from text is not followed",
    "dates.sh: local time": "a date that is read from text is not followed",
}
WRONG_CHANGES: dict[str, str] = {
    "wrapped.rb: Services ID of another": "which of the two identifiers is registered is known to the portal alone, and here it is the other one",
}
