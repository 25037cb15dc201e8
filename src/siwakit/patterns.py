"""Regular expressions that are compiled at their first use.

The package has some 300 of them. Compiling takes longer than reading the rest of a module, and most programs need only a few.
"""

from __future__ import annotations

import re
from typing import Any, cast


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return the regular expression *text*, as `re.compile` would; a syntax error in it is raised at the first use."""
    return cast("re.Pattern[str]", _Pattern(text, flags))


class _Pattern:
    """A regular expression that compiles itself, and copies the compiled one's methods, at the first access."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
