"""Tell what stands for a value that its owner does not show: stars, an ellipsis, a word in brackets, a shell's variable."""

from __future__ import annotations

import re

_LONGEST = 600
_SHORTER_THAN_A_KEY = 150
_MASK_IN_KEY = re.compile(r"[*\u2022\u25cf]{3,}|\u2026|\.{3,}|KEY-----\s*(?:x{3,}|<[^<>]{1,40}>|\[[^\[\]]{1,40}\])", re.IGNORECASE)
_MASK = re.compile(
    r"""
      \*{3,} | [\u2022\u25cf]{3,} | \u2026 | \.{3,}
    | [<\[({](?:redacted|filtered|masked|hidden|removed|omitted|snip|secret|hash)[>\])}]
    | \A(?:redacted|filtered|masked|hidden|removed|x{3,})\Z
    | \A<[^<>]{1,60}>\Z
    | \A\$(?:[A-Za-z_]\w{0,60}|\{[A-Za-z_]\w{0,60}\}|env:[A-Za-z_]\w{0,60})\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_masked(text: str) -> bool:
    """Tell whether *text* hides a value, or names the variable that holds it: what was sent is then not known."""
    return len(text) <= _LONGEST and bool(_MASK.search(text.strip("\"' \t\r\n")))


def is_masked_key(text: str) -> bool:
    """Tell whether *text* shows the marks of a key and hides what is between them."""
    return len(text) < _SHORTER_THAN_A_KEY and "BEGIN" in text and bool(_MASK_IN_KEY.search(text))
