"""Objects of settings, which most functions of JavaScript take: what they do not have counts only if all that they have is known."""

from __future__ import annotations

from siwakit.readers.code.libraries.sending import content_type
from siwakit.readers.code.values import Known, Table, Unknown, Value


class Options:
    """Settings in *value*, which is None or nothing if there are none."""

    def __init__(self, value: Value | None) -> None:
        is_nothing = value is None or (isinstance(value, Known) and value.value is None)
        self.entries = value.entries if isinstance(value, Table) else {}
        self.is_open = value.is_open if isinstance(value, Table) else not is_nothing
        self.span = value.span if value is not None else None

    def get(self, name: str, default: Value | None = None) -> Value | None:
        """Return the setting *name*; *default* if it is not there, or an unknown value if it may be."""
        if name in self.entries:
            return self.entries[name]
        return Unknown(name=name) if self.is_open else default

    def has(self, name: str) -> bool:
        """Return whether there is a setting *name*."""
        return name in self.entries


def may_set_type(headers: Value | None) -> bool:
    """Return whether *headers*, of which some are not known, may set a Content-Type."""
    if headers is None or (isinstance(headers, Known) and headers.value is None):
        return False
    if isinstance(headers, Table):
        return content_type(headers) == "" or (headers.is_open and content_type(headers) is None)
    return True
